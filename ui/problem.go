package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// problemBox is a problem as a sentence, with its details to read and copy.
type problemBox struct {
	*widgets.Card
	env     *env
	shown   app.Problem
	open    bool
	title   *widgets.Paragraph
	body    *widgets.Paragraph
	detail  *widgets.Paragraph
	toggle  *widgets.Button
	copy    *widgets.Button
	links   *fyne.Container
	relayed func() // lays out what is around after the height changed
}

func newProblemBox(e *env, relayout func()) *problemBox {
	b := &problemBox{env: e, relayed: relayout}
	b.title = widgets.NewParagraph("", widgets.Style{Bold: true, Tone: widgets.OnRed})
	b.body = widgets.NewParagraph("", widgets.Style{})
	b.detail = widgets.NewParagraph("", widgets.Style{Mono: true})
	b.toggle = e.button(widgets.Link, tr("Details"), func() { b.open = !b.open; b.draw() })
	b.copy = e.button(widgets.Link, tr("Copy"), func() { e.copy(b.report()) })
	b.links = widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(8, nil, b.toggle, b.copy))
	b.Card = widgets.NewNote(widgets.RedGround, widgets.Red,
		widgets.NewColumn(4, b.title, b.body, b.detail, b.links))
	b.Hide()
	return b
}

// set shows a problem, or hides the box. It reports whether anything changed.
func (b *problemBox) set(p app.Problem) bool {
	if p == b.shown {
		return false
	}
	b.shown, b.open = p, false
	b.draw()
	return true
}

func (b *problemBox) draw() {
	m := Sentence(b.shown)
	b.title.Set(m.Title)
	b.body.Set(join(m.Body, m.Next))
	b.detail.Set(b.shown.Detail)
	visible(b.detail, b.open)
	visible(b.copy, b.open)
	visible(b.links, b.shown.Detail != "")
	visible(b.Card, !b.shown.None())
	b.Refresh()
	if b.relayed != nil {
		b.relayed()
	}
}

// report is what goes to the clipboard: enough for a ticket, and no secret.
func (b *problemBox) report() string {
	m := Sentence(b.shown)
	return m.Title + "\n" + join(m.Body, m.Next) + "\n" + string(b.shown.Kind) + ": " + b.shown.Detail
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
