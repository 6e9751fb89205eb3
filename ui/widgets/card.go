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

// SetHeading changes the heading of a card that has one.
func (c *Card) SetHeading(text string) { c.heading.Set(text) }

// Content is what is in it.
func (c *Card) Content() fyne.CanvasObject { return c.content }

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

// CreateRenderer draws panel, heading and content. The panel is two rounded
// caps at its sides, a line above and one below, and a slab between: see slab.
// A card is wide, so that the caps, which cost most, have few pixels.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	const r = 8
	left, right := box(0), box(0)
	left.TopLeftCornerRadius, left.BottomLeftCornerRadius = r, r
	right.TopRightCornerRadius, right.BottomRightCornerRadius = r, r
	mid, above, below := newSlab(), box(0), box(0)
	after, before := box(0), box(0) // the caps' inner edges, where no slab covers them
	p := &paint{parts: []fyne.CanvasObject{left, right, mid.object(), after, before, above, below, c.heading, c.content}}
	p.tone = func() {
		fill(left, c.ground, c.line, 1)
		fill(right, c.ground, c.line, 1)
		fill(above, c.line, "", 0)
		fill(below, c.line, "", 0)
		fill(after, c.ground, "", 0)
		fill(before, c.ground, "", 0)
		mid.tone(c.ground)
	}
	p.place = func(s fyne.Size) {
		put(left, 0, 0, r+3, s.Height)
		put(right, s.Width-r-3, 0, r+3, s.Height)
		mid.place(r, 1, s.Width-2*r, s.Height-2)
		put(after, r, 1, 4, s.Height-2)
		put(before, s.Width-r-4, 1, 4, s.Height-2)
		put(above, r, 0, s.Width-2*r, 1)
		put(below, r, s.Height-1, s.Width-2*r, 1)
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
