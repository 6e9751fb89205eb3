package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// page is what stands in the pane's place: parts below one another that scroll,
// and in the middle what is said where there is nothing to show.
type page struct {
	root   *fyne.Container // nil until it is built
	scroll *container.Scroll
	shut   *widgets.Button
}

// closes makes the page's Close, which Esc does, too.
func (p *page) closes(e *env, how app.Intent) {
	p.shut = e.button(widgets.Plain, tr("Close"), func() { e.do(how) }).WithHint(tr("Esc"))
}

// head is what the page is called, and Close beside it.
func (p *page) head(words ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewBeside(p.shut.MinSize().Width, 16, widgets.NewColumn(2, words...), p.shut)
}

// build puts the parts together, hidden; empty may be nil.
func (p *page) build(empty fyne.CanvasObject, parts ...fyne.CanvasObject) {
	p.scroll = container.NewVScroll(widgets.NewInset(widgets.Inset{Top: 16, Right: 24, Bottom: 24, Left: 24}, widgets.NewColumn(16, parts...)))
	p.root = &fyne.Container{Layout: &paneLayout{}, Objects: []fyne.CanvasObject{p.scroll}}
	if empty != nil {
		p.root.Objects = append(p.root.Objects, empty)
	}
	p.root.Hide()
}

func (p *page) relayout() {
	if p.root != nil {
		p.root.Layout.Layout(p.root.Objects, p.root.Size())
		p.scroll.Refresh()
	}
}

// pageTitle is what a page is called.
func pageTitle(text string) *widgets.Text {
	return widgets.NewText(text, widgets.Style{Size: widgets.Title, Bold: true})
}

// paneLayout gives the parts everything; what scrolls knows its width before its height is asked.
type paneLayout struct{}

func (l *paneLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	if sc, ok := o[0].(*container.Scroll); ok {
		widgets.HeightOf(sc.Content, s.Width)
	}
	place(o[0], 0, 0, s.Width, s.Height)
	if len(o) == 1 {
		return
	}
	m := widgets.HeightOf(o[1], 360)
	place(o[1], (s.Width-360)/2, (s.Height-m)*0.36, 360, m)
}

func (l *paneLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, 240) }
