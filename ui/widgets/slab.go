package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// slab fills a large plain area. A tick repaints the whole window, without a
// graphics card pixel by pixel, and there a line as thick as the area is wide
// costs a third of a rectangle and a sixth of a rounded one. Fyne's software
// painter, which tests draw with, misplaces such a line: it gets a rectangle.
type slab struct {
	line *canvas.Line
	rect *canvas.Rectangle
}

func newSlab() *slab {
	if _, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return &slab{line: canvas.NewLine(nil)}
	}
	return &slab{rect: canvas.NewRectangle(nil)}
}

func (s *slab) object() fyne.CanvasObject {
	if s.line != nil {
		return s.line
	}
	return s.rect
}

func (s *slab) place(x, y, w, h float32) {
	if s.line == nil {
		put(s.rect, x, y, w, h)
		return
	}
	s.line.StrokeWidth = w
	s.line.Position1, s.line.Position2 = fyne.NewPos(x+w/2, y), fyne.NewPos(x+w/2, y+h)
	s.line.Refresh()
}

// tone colours it. In the window's own colour there is nothing to paint: a
// tick repaints everything, and what is not there costs nothing.
func (s *slab) tone(n fyne.ThemeColorName) {
	show(s.object(), n != Panel)
	if s.line != nil {
		s.line.StrokeColor = tint(n)
	} else {
		s.rect.FillColor = tint(n)
	}
}
