package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"sallyport/ui/widgets"
)

// wantRoom fails for a text of ours that is cut, and for what stands out of
// what it is in. Names that are not ours may be cut.
func (r *rig) wantRoom(ours map[string]bool) {
	r.t.Helper()
	for _, w := range r.windows() {
		r.roomIn(w.Content(), ours)
		if top := w.Overlays().Top(); top != nil {
			r.roomIn(top, ours)
		}
	}
}

// windows are the canvases that show something.
func (r *rig) windows() []fyne.Canvas {
	all := []fyne.Canvas{r.env.canvas}
	if r.mfa.win != nil {
		all = append(all, r.mfa.win.Canvas())
	}
	return all
}

func (r *rig) roomIn(o fyne.CanvasObject, ours map[string]bool) {
	if !o.Visible() {
		return
	}
	const slack = 1 // of rounding
	const link = 4  // a link's words are in line with what is above, its button is wider
	switch w := o.(type) {
	case *widgets.Text:
		if ours[w.Text()] && (w.Shown() != w.Text() || w.Natural() > w.Size().Width+slack) {
			r.t.Errorf("%q is cut: %v wide, has %v", w.Text(), w.Natural(), w.Size().Width)
		}
	case *widgets.Button:
		if ours[w.Label()] && w.MinSize().Width > w.Size().Width+slack {
			r.t.Errorf("[%s] is cut: %v wide, has %v", w.Label(), w.MinSize().Width, w.Size().Width)
		}
	case *widgets.Entry:
		room := w.Size().Width - 14
		if text := fyne.MeasureText(w.PlaceHolder, widgets.Normal, fyne.TextStyle{}).Width; w.Text == "" && text > room+slack {
			r.t.Errorf("the hint %q is cut: %v wide, has %v", w.PlaceHolder, text, room)
		}
		return
	case *fyne.Container:
		for _, x := range w.Objects {
			if x.Visible() && w.Size().Width > 0 && x.Position().X+x.Size().Width > w.Size().Width+link+slack {
				r.t.Errorf("%T %s stands out of its line: up to %v of %v", x, named(x), x.Position().X+x.Size().Width, w.Size().Width)
			}
			r.roomIn(x, ours)
		}
	case *container.Scroll:
		r.roomIn(w.Content, ours)
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(w).Objects() {
			r.roomIn(x, ours)
		}
	}
}

// named is what an object says, to name it by.
func named(o fyne.CanvasObject) string {
	line, _ := (&outliner{}).line(o)
	return line
}
