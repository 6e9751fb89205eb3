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
	over *View // the last one: whoever comes later is told it, since there will be no other
}

func (x *audience) join(f func(View)) (leave func()) {
	x.mu.Lock()
	if x.all == nil {
		x.all = map[int]func(View){}
	}
	id, over := x.next, x.over
	x.next++
	x.all[id] = f
	x.mu.Unlock()
	if over != nil {
		f(*over)
	}
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.all, id)
	}
}

func (x *audience) tell(v View) {
	x.mu.Lock()
	if v.Closing {
		x.over = &v
	}
	all := slices.Collect(maps.Values(x.all))
	x.mu.Unlock()
	for _, f := range all {
		f(v)
	}
}
