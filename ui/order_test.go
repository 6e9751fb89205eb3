package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/ui/widgets"
)

// stop is a place where Tab stops.
type stop struct {
	fyne.CanvasObject
	at, until fyne.Position
}

// stops are all of them, in their order. Where they are is asked at the end:
// what gets the focus is scrolled to.
func stops(c fyne.Canvas) (all []stop) {
	c.Unfocus()
	for range 400 {
		c.FocusNext()
		o, ok := c.Focused().(fyne.CanvasObject)
		if !ok || len(all) > 0 && o == all[0].CanvasObject {
			break
		}
		all = append(all, stop{CanvasObject: o})
	}
	for i := range all {
		s := &all[i]
		s.at = fyne.CurrentApp().Driver().AbsolutePositionForObject(s.CanvasObject)
		s.until = s.at.Add(s.Size())
	}
	return all
}

// wantOrder: Tab goes down each column as one reads, and never back up in it,
// but for the last, after which the first comes.
func (r *rig) wantOrder() {
	r.t.Helper()
	for _, c := range r.windows() {
		inOrder(r.t, c)
	}
}

func inOrder(t *testing.T, c fyne.Canvas) {
	t.Helper()
	all := stops(c)
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		switch a.CanvasObject.(type) {
		case *widgets.Table, *widgets.TableHead: // a table comes before what stands above it
			continue
		}
		if b.Size().Width < 1 {
			t.Errorf("Tab stops at %q, which nobody sees", named(b.CanvasObject))
		}
		if b.until.Y <= a.at.Y && b.at.X < a.until.X && b.until.X > a.at.X {
			t.Errorf("after %q at %v comes %q at %v", named(a.CanvasObject), a.at, named(b.CanvasObject), b.at)
		}
	}
}
