package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Plate is a picture and a line of text on a ground of its own, above what
// else there is, with a line around what lies below. It takes no pointer.
type Plate struct {
	base
	ground       *canvas.Rectangle // of the line
	outline      *canvas.Rectangle // of all it stands for
	icon         *Icon
	text         *Text
	fill, stroke fyne.ThemeColorName
}

// NewPlate is an empty plate.
func NewPlate() *Plate {
	p := &Plate{ground: box(Radius), outline: box(Radius), icon: NewIcon(nil, Ink, 16), text: NewText("", Style{Cut: true}), fill: Panel, stroke: Line}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes what it says and how it looks.
func (p *Plate) Set(icon fyne.Resource, text string, ground, line fyne.ThemeColorName) {
	p.icon.Set(icon, Ink)
	p.text.Set(text)
	p.fill, p.stroke = ground, line
	p.Refresh()
}

// Text is what it says.
func (p *Plate) Text() string { return p.text.Text() }

// CreateRenderer draws ground, picture and text in the first 28 px.
func (p *Plate) CreateRenderer() fyne.WidgetRenderer {
	r := &paint{parts: []fyne.CanvasObject{p.ground, p.outline, p.icon, p.text}}
	r.tone = func() { fill(p.ground, p.fill, "", 0); fill(p.outline, "", p.stroke, 2) }
	r.place = func(s fyne.Size) {
		put(p.ground, 0, 0, s.Width, min(RowH, s.Height))
		put(p.outline, 0, 0, s.Width, s.Height)
		put(p.icon, 8, 0, 16, RowH)
		put(p.text, 32, 0, max(0, s.Width-40), RowH)
	}
	r.least = func() fyne.Size { return fyne.NewSize(40+p.text.Natural(), RowH) }
	r.tone()
	return r
}
