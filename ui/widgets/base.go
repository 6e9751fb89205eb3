package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// base is a widget drawn by three functions instead of a renderer type.
type base = widget.BaseWidget

// paint is a renderer made of functions: place lays out, least is the
// minimum size, tone takes colours from the theme again.
type paint struct {
	parts []fyne.CanvasObject
	place func(fyne.Size)
	least func() fyne.Size
	tone  func()
}

func (p *paint) Layout(s fyne.Size)           { p.place(s) }
func (p *paint) MinSize() fyne.Size           { return p.least() }
func (p *paint) Objects() []fyne.CanvasObject { return p.parts }
func (p *paint) Destroy()                     {}

func (p *paint) Refresh() {
	p.tone()
	for _, o := range p.parts {
		if _, ok := o.(fyne.Widget); !ok {
			o.Refresh()
		}
	}
}

// put moves and resizes at once.
func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// box is a rectangle with the radius of buttons and no colour yet.
func box(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.CornerRadius = radius
	return r
}

// fill colours a rectangle and its line.
func fill(r *canvas.Rectangle, ground, line fyne.ThemeColorName, width float32) {
	r.FillColor, r.StrokeColor, r.StrokeWidth = tint(ground), tint(line), width
	if line == "" {
		r.StrokeWidth = 0
	}
}

// focusRing lies around a focused widget, outside its bounds, so that nothing moves.
func focusRing() *canvas.Rectangle {
	r := box(Radius + 3)
	r.Hide()
	return r
}

// show shows or hides, and says whether that changed anything.
func show(o fyne.CanvasObject, visible bool) bool {
	if o.Visible() == visible {
		return false
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
	return true
}
