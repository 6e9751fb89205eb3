package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// welcome is what a first start has beside the sign-in: what this is, and a
// vault to try it with. There is no chain of pages: the sign-in is on the same.
type welcome struct {
	env     *env
	open    func() error // opens the demo vault in a window of its own; nil: there is none
	lead    *widgets.Paragraph
	demo    *widgets.Card
	said    *widgets.Paragraph // what it is, then what came of it
	changed func()             // lays out what is around
}

func newWelcome(e *env, open func() error, changed func()) *welcome {
	w := &welcome{env: e, open: open, changed: changed}
	w.lead = widgets.NewParagraph(tr("Opens SSH sessions and remote desktops whose passwords stay in Delinea Secret Server: you see what the vault asks, give it once, and are in."), widgets.Style{})
	w.said = widgets.NewParagraph(tr("One is inside this program. Nothing leaves this computer."), widgets.Style{})
	try := e.button(widgets.Plain, tr("Open the demo vault"), w.openDemo)
	w.demo = widgets.NewCard(tr("No vault at hand?"), widgets.NewColumn(12, w.said, widgets.NewLine(8, nil, try)))
	w.lead.Hide()
	w.demo.Hide()
	return w
}

// render shows it on a first start, and reports whether that is new.
func (w *welcome) render(v *app.View) bool {
	on := v.Settings.Fresh && v.Screen == app.ScreenSignIn
	shown := visible(w.lead, on)
	return visible(w.demo, on && w.open != nil) || shown
}

func (w *welcome) openDemo() {
	said := tr("It opens in a window of its own. This one waits for your vault.")
	if err := w.open(); err != nil {
		said = tr("It could not be opened: {why}. Nothing was changed.", "why", err.Error())
	}
	w.said.Set(said)
	w.changed()
}

// footer is a line of what is needed before anybody can sign in: a proxy and a
// CA file are settings.
type footer struct {
	root     *fyne.Container
	settings *widgets.Button
}

func newFooter(e *env, u *UI) *footer {
	f := &footer{}
	link := func(label string, do func()) *widgets.Button { return e.button(widgets.Link, label, do) }
	f.settings = link(tr("Settings"), func() { e.do(app.ShowSettings{Open: true}) })
	f.root = widgets.NewWrap(12, f.settings, link(tr("Diagnosis"), u.showDiagnosis), link(tr("Keyboard help"), u.showHelp), link(tr("About Sallyport"), u.showAbout))
	return f
}

// render leaves the settings out of a locked window: they are its user's.
func (f *footer) render(v *app.View) bool { return visible(f.settings, v.Screen == app.ScreenSignIn) }
