package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Modal is a question over the whole window. It is an overlay of the canvas
// it was shown on; Fyne keeps pointer and focus inside the top overlay.
type Modal struct {
	base
	content fyne.CanvasObject
	width   float32
	on      fyne.Canvas
	scroll  *container.Scroll
	keys    *Keys
	tips    *fyne.Container // the layer of what is said of it
}

// ShowModal puts content in a panel of a width over a canvas.
func ShowModal(keys *Keys, c fyne.Canvas, width float32, content fyne.CanvasObject) *Modal {
	keys.left()
	m := &Modal{content: content, width: width, on: c, keys: keys, tips: container.NewWithoutLayout()}
	m.ExtendBaseWidget(m)
	c.Overlays().Add(m)
	m.Resize(c.Size())
	return m
}

// Close takes it away; twice is harmless.
func (m *Modal) Close() {
	if m != nil && m.on != nil {
		m.keys.left()
		m.on.Overlays().Remove(m)
		m.on = nil
	}
}

// Scroll is what its content scrolls in where the window is too low for it; nil: it is not open.
func (m *Modal) Scroll() *container.Scroll {
	if m == nil || m.on == nil {
		return nil
	}
	return m.scroll
}

// Relayout fits the panel to changed content.
func (m *Modal) Relayout() {
	if m != nil && m.on != nil {
		m.Refresh()
	}
}

// CreateRenderer draws a scrim and a panel in the upper middle.
func (m *Modal) CreateRenderer() fyne.WidgetRenderer {
	scrim, panel := canvas.NewRectangle(nil), box(10)
	const pad, rim = 24, 4 // the scroll clips: borders and the ring of the focus lie in its rim
	inset := NewInset(Inset{Top: rim, Right: rim, Bottom: rim, Left: rim}, m.content)
	scroll := container.NewVScroll(inset) // where the window is lower than the panel would be
	m.scroll = scroll
	p := &paint{parts: []fyne.CanvasObject{scrim, panel, scroll, m.tips}}
	place := func(s fyne.Size) {
		w := min(m.width, s.Width-32)
		h := min(HeightOf(m.content, w-2*pad)+2*pad, s.Height-32)
		x, y := (s.Width-w)/2, max(16, (s.Height-h)*0.4)
		put(scrim, 0, 0, s.Width, s.Height)
		put(panel, x, y, w, h)
		put(scroll, x+pad-rim, y+pad-rim, w-2*(pad-rim), h-2*(pad-rim))
	}
	p.place = place
	p.tone = func() {
		fill(scrim, Scrim, "", 0)
		fill(panel, Panel, Line, 1)
		place(m.Size())
	}
	p.least = func() fyne.Size { return fyne.NewSize(200, 100) }
	p.tone()
	return p
}

// MouseIn hears of the pointer over plain text, see Tips.
func (m *Modal) MouseIn(e *desktop.MouseEvent) { m.keys.over(e) }

// MouseMoved likewise.
func (m *Modal) MouseMoved(e *desktop.MouseEvent) { m.keys.over(e) }

// MouseOut ends it.
func (m *Modal) MouseOut() { m.keys.left() }
