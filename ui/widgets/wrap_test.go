package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestWrapGoesOnBelowWhereThereIsNoRoom(t *testing.T) {
	box := func() fyne.CanvasObject {
		r := canvas.NewRectangle(nil)
		r.SetMinSize(fyne.NewSize(100, 20))
		return r
	}
	a, b, c, hidden := box(), box(), box(), box()
	hidden.Hide()
	w := NewWrap(8, a, hidden, b, c)
	for _, x := range []struct{ width, height, bx, by, cx, cy float32 }{
		{316, 20, 108, 0, 216, 0},
		{315, 48, 108, 0, 0, 28},
		{100, 76, 0, 28, 0, 56},
		{40, 76, 0, 28, 0, 56},
	} {
		if got := HeightOf(w, x.width); got != x.height {
			t.Errorf("at %v: %v high, want %v", x.width, got, x.height)
		}
		w.Layout.Layout(w.Objects, fyne.NewSize(x.width, x.height))
		if b.Position() != fyne.NewPos(x.bx, x.by) || c.Position() != fyne.NewPos(x.cx, x.cy) {
			t.Errorf("at %v: %v and %v", x.width, b.Position(), c.Position())
		}
	}
}
