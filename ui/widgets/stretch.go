package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// shifted reports whether Shift is held: a key that is typed does not tell.
func (k *Keys) shifted() bool {
	if k != nil && k.Held != nil {
		return k.Held()&fyne.KeyModifierShift != 0
	}
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// stretch is the rows that are marked by moving the cursor while Shift is held.
// It is over as soon as the cursor, or a row of it, is elsewhere by other means.
type stretch struct {
	under  bool   // the last key moved with it
	anchor int    // where that began
	began  string // the row there
	last   int    // where it led
}

// moved says what is to be marked, and what no longer, after the cursor moved
// from a row to another.
func (s *stretch) moved(from, to int, shift bool) (on, off []int) {
	s.under = s.under && shift && from == s.last
	s.last = to
	if !shift || from < 0 || to < 0 || from == to {
		return nil, nil
	}
	if !s.under {
		s.under, s.anchor = true, from
	}
	for i := min(from, to); i <= max(from, to); i++ {
		if i >= min(s.anchor, to) && i <= max(s.anchor, to) {
			on = append(on, i)
		} else {
			off = append(off, i)
		}
	}
	if len(on) < 2 { // the row that the cursor is back on has its mark
		on = nil
	}
	return on, off
}

// tell has rows marked, and others no longer; id is "" for what cannot be.
func (s *stretch) tell(from, to int, shift bool, id func(int) string, find func(string) int, mark func([]string, bool)) {
	s.under = s.under && find(s.began) == s.anchor // they may be in another order
	on, off := s.moved(from, to, shift)
	if s.under && s.anchor == from {
		s.began = id(from)
	}
	for _, x := range []struct {
		rows []int
		on   bool
	}{{off, false}, {on, true}} {
		var ids []string
		for _, i := range x.rows {
			if name := id(i); name != "" {
				ids = append(ids, name)
			}
		}
		if len(ids) > 0 && mark != nil {
			mark(ids, x.on)
		}
	}
}

// move steps over n rows, and marks them while Shift is held.
func (t *Table) move(n int) {
	from := t.at()
	t.step(n)
	t.stretch.tell(from, t.at(), t.keys.shifted(), t.source.ID, t.source.Find, t.OnMark)
}

// move steps over n rows, and marks them while Shift is held.
func (r *Rows) move(n int) {
	from, there := r.index[r.cursor]
	r.Step(n)
	if to, ok := r.index[r.cursor]; there && ok {
		r.stretch.tell(from, to, r.keys.shifted(), r.markable, r.find, r.OnMark)
	}
}

func (r *Rows) markable(i int) string {
	if r.items[i].Inert {
		return ""
	}
	return r.items[i].ID
}

func (r *Rows) find(id string) int {
	if i, ok := r.index[id]; ok {
		return i
	}
	return -1
}
