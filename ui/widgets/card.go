package widgets

import "fyne.io/fyne/v2"

// Card is a panel with a line and a radius around its content, and a heading unless that is "".
type Card struct {
	base
	heading *Text
	content fyne.CanvasObject
	ground  fyne.ThemeColorName
	line    fyne.ThemeColorName
	pad     float32
	flat    float32
}

// NewCard is a panel.
func NewCard(heading string, content fyne.CanvasObject) *Card {
	c := &Card{content: content, ground: Panel, line: Line, pad: 16}
	c.heading = NewText(heading, Style{Size: Small, Bold: true, Tone: Quiet})
	c.ExtendBaseWidget(c)
	return c
}

// NewNote is a low panel in the colours of what it has to say.
func NewNote(ground, line fyne.ThemeColorName, content fyne.CanvasObject) *Card {
	c := NewCard("", content)
	c.ground, c.line, c.pad = ground, line, 12
	return c
}

// Restyle changes the colours.
func (c *Card) Restyle(ground, line fyne.ThemeColorName) {
	if c.ground != ground || c.line != line {
		c.ground, c.line = ground, line
		c.Refresh()
	}
}

// Flat lowers the space above and below: rows bring their own.
func (c *Card) Flat() *Card {
	c.flat = 8
	return c
}

func (c *Card) bottom() float32 { return c.pad - c.flat }

func (c *Card) top() float32 {
	if c.heading.Text() == "" {
		return c.pad - c.flat
	}
	return c.pad + 28
}

// HeightFor is the height at a width.
func (c *Card) HeightFor(w float32) float32 {
	return HeightOf(c.content, w-2*c.pad) + c.top() + c.bottom()
}

// CreateRenderer draws panel, heading and content.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	ground := box(8)
	p := &paint{parts: []fyne.CanvasObject{ground, c.heading, c.content}}
	p.tone = func() { fill(ground, c.ground, c.line, 1) }
	p.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(c.heading, c.pad, c.pad-1, s.Width-2*c.pad, 18)
		put(c.content, c.pad, c.top(), s.Width-2*c.pad, s.Height-c.top()-c.bottom())
	}
	p.least = func() fyne.Size {
		m := c.content.MinSize()
		return fyne.NewSize(m.Width+2*c.pad, m.Height+c.top()+c.bottom())
	}
	p.tone()
	return p
}
