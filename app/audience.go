package app

import (
	"maps"
	"slices"
	"sync"
)

// audience is who is told every view.
type audience struct {
	mu   sync.Mutex
	next int
	all  map[int]func(View)
}

func (x *audience) join(f func(View)) (leave func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.all == nil {
		x.all = map[int]func(View){}
	}
	id := x.next
	x.next++
	x.all[id] = f
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.all, id)
	}
}

func (x *audience) tell(v View) {
	x.mu.Lock()
	all := slices.Collect(maps.Values(x.all))
	x.mu.Unlock()
	for _, f := range all {
		f(v)
	}
}
