package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// banner is one line under the header about the app itself.
type banner struct {
	root  *widgets.Bar
	text  *widgets.Text
	rest  *widgets.Text
	shown app.Problem
}

func newBanner(e *env) *banner {
	b := &banner{}
	b.text = widgets.NewText("", widgets.Style{Bold: true, Tone: widgets.Amber})
	b.rest = widgets.NewText("", widgets.Style{Cut: true})
	shut := e.button(widgets.Link, tr("Dismiss"), func() { e.do(app.Dismiss{}) })
	line := widgets.NewLine(8, b.rest, widgets.NewIcon(e.icon("warning"), widgets.Amber, 16), b.text, b.rest, shut)
	b.root = widgets.NewBar(widgets.Warm, widgets.Bottom,
		widgets.NewInset(widgets.Inset{Left: 16, Right: 16, Top: 4, Bottom: 5}, line))
	b.root.Hide()
	return b
}

// render reports whether the banner came or went.
func (b *banner) render(v *app.View) bool {
	if v.Banner == b.shown {
		return false
	}
	b.shown = v.Banner
	m := Sentence(v.Banner)
	b.text.Set(m.Title)
	b.rest.Set(join(m.Body, m.Next))
	visible(fyne.CanvasObject(b.root), !v.Banner.None())
	b.root.Refresh()
	return true
}
