package widgets

import "fyne.io/fyne/v2"

// Aside is a column whose second object stands beside all of it, or, where
// that would leave the column less than Least, in its place in the column.
type Aside struct{ Width, Gap, Least float32 }

// NewAside is a container with an Aside.
func NewAside(l Aside, objs ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &l, Objects: objs}
}

// column is what stands in the column of a width, and how wide that is.
func (l *Aside) column(o []fyne.CanvasObject, w float32) ([]fyne.CanvasObject, float32) {
	beside := w - l.Width - l.Gap
	if !o[1].Visible() || beside < l.Least {
		return o, w
	}
	return append([]fyne.CanvasObject{o[0]}, o[2:]...), beside
}

func (l *Aside) HeightFor(o []fyne.CanvasObject, w float32) float32 {
	all, cw := l.column(o, w)
	h := (&Column{Gap: l.Gap}).HeightFor(all, cw)
	if cw < w {
		h = max(h, HeightOf(o[1], l.Width))
	}
	return h
}

// Layout implements fyne.Layout.
func (l *Aside) Layout(o []fyne.CanvasObject, s fyne.Size) {
	all, w := l.column(o, s.Width)
	(&Column{Gap: l.Gap}).Layout(all, fyne.NewSize(w, s.Height))
	if w < s.Width {
		put(o[1], s.Width-l.Width, 0, l.Width, HeightOf(o[1], l.Width))
	}
}

// MinSize implements fyne.Layout.
func (l *Aside) MinSize(o []fyne.CanvasObject) fyne.Size {
	return (&Column{Gap: l.Gap}).MinSize(o)
}
