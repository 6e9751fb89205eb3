package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// searchBox is the entry in the header. Arrows and Enter in it act on the results.
type searchBox struct {
	env   *env
	root  *fyne.Container
	entry *widgets.Entry
	hint  *widgets.Badge
	quiet bool // the text changes by us, not by the user
}

func newSearchBox(e *env, l *left) *searchBox {
	s := &searchBox{env: e}
	s.entry = widgets.NewEntry(e.keys, tr("Search secrets"))
	s.entry.Icon = e.tinted("search")
	s.hint = widgets.NewBadge(tr("Ctrl K"), widgets.Quiet, widgets.Panel, widgets.Line)
	s.entry.OnChanged = func(text string) {
		visible(s.hint, text == "")
		l.found = nil
		if !s.quiet {
			e.do(app.Search{Text: text})
		}
	}
	s.entry.OnKey = l.searchKey
	l.typed = func() string { return s.entry.Text }
	s.entry.OnFocus = func(on bool) {
		l.showCursor(on)
		if !on {
			l.found = nil
		}
	}
	s.root = &fyne.Container{Layout: &hintLayout{}, Objects: []fyne.CanvasObject{s.entry, s.hint}}
	return s
}

func (s *searchBox) focus()        { s.env.focus(s.entry); s.entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }
func (s *searchBox) focused() bool { return s.env.canvas.Focused() == fyne.Focusable(s.entry) }

// reset empties the box without asking the app for it.
func (s *searchBox) reset() {
	s.quiet = true
	s.entry.SetText("")
	s.quiet = false
}

// hintLayout lays the key hint over the right end of the entry.
type hintLayout struct{}

func (l *hintLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 0, 0, s.Width, s.Height)
	m := o[1].MinSize()
	place(o[1], s.Width-m.Width-8, (s.Height-m.Height)/2, m.Width, m.Height)
}

func (l *hintLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }
