package app

import (
	"testing"
	"time"
)

// waiting is a clock that notes for how long somebody waits, and has no time pass.
type waiting struct{ due map[time.Duration]func() }

func (waiting) Now() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

func (w waiting) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	w.due[d] = f
	return func() bool { delete(w.due, d); return true }
}

// Memory is given back when a search has rested, not between two.
func TestMemoryIsGivenBackWhenASearchHasRested(t *testing.T) {
	clock := waiting{map[time.Duration]func(){}}
	a := New(Config{Clock: clock})
	for _, x := range []struct {
		typed string
		rests bool
	}{{"", false}, {"edge", false}, {"", true}, {"", true}, {"web", false}, {" ", true}} {
		a.searchFor(x.typed)
		if f := clock.due[searchRest]; (f != nil) != x.rests {
			t.Fatalf("after %q it is given back: %v", x.typed, f != nil)
		}
	}
	clock.due[searchRest]()
	for _, f := range a.box.take() {
		f()
	}
	a.effects.Wait()
	if a.s.search.rest != nil {
		t.Error("it rests for ever")
	}
}
