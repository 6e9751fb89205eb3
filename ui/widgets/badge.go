package widgets

import "fyne.io/fyne/v2"

// Badge is a key or a word in a small box: "Ctrl K", "DEMO".
type Badge struct {
	base
	text         *Text
	ground, line fyne.ThemeColorName
}

// NewBadge is a word in a box.
func NewBadge(word string, text, ground, line fyne.ThemeColorName) *Badge {
	b := &Badge{text: NewText(word, Style{Size: 11, Tone: text}), ground: ground, line: line}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer draws the box and its word.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	ground := box(4)
	p := &paint{parts: []fyne.CanvasObject{ground, b.text}}
	p.tone = func() { fill(ground, b.ground, b.line, 1) }
	p.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(b.text, 6, 0, s.Width-12, s.Height)
	}
	p.least = func() fyne.Size { return fyne.NewSize(b.text.Natural()+12, 20) }
	p.tone()
	return p
}
