package widgets

import "fyne.io/fyne/v2"

// Side says on which side of a Bar its line is.
type Side int

// The sides.
const (
	NoSide Side = iota
	Bottom
	Top
	Right
)

// NewBar is a plain ground with a line on one side: header, dock, tree.
func NewBar(ground fyne.ThemeColorName, side Side, content fyne.CanvasObject) *Bar {
	b := &Bar{content: content, ground: ground, side: side}
	b.ExtendBaseWidget(b)
	return b
}

// Bar is a strip of the window.
type Bar struct {
	base
	content fyne.CanvasObject
	ground  fyne.ThemeColorName
	side    Side
}

// HeightFor is the height at a width.
func (b *Bar) HeightFor(w float32) float32 { return HeightOf(b.content, w) }

// CreateRenderer draws ground, line and content.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	ground, line := newSlab(), box(0)
	p := &paint{parts: []fyne.CanvasObject{ground.object(), line, b.content}}
	p.tone = func() { ground.tone(b.ground); fill(line, Line, "", 0) }
	p.place = func(s fyne.Size) {
		ground.place(0, 0, s.Width, s.Height)
		put(b.content, 0, 0, s.Width, s.Height)
		show(line, b.side != NoSide)
		switch b.side {
		case Bottom:
			put(line, 0, s.Height-1, s.Width, 1)
		case Top:
			put(line, 0, 0, s.Width, 1)
		case Right:
			put(line, s.Width-1, 0, 1, s.Height)
		}
	}
	p.least = func() fyne.Size { return b.content.MinSize() }
	p.tone()
	return p
}

// NewRule is a thin line across.
func NewRule() *Bar { return NewBar(Line, NoSide, NewFixed(1, 1, NewText("", Style{Size: 1}))) }
