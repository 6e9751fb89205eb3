package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/ui/widgets"
)

// About is what the program says of itself.
type About struct {
	Version string
	System  string // what it runs on
	Folder  string // where it writes what it did and what is open
	// Diagnose looks at this machine elsewhere, and then calls done on any
	// goroutine with a text that holds no secret. nil: there is none.
	Diagnose func(done func(text string))
}

// about shows what this program is and where it writes; a diagnosis for a
// ticket is one button away.
func (d *dialogs) about() {
	if d.now != nil {
		return
	}
	d.close()
	e, a := d.env, d.env.about
	said := widgets.NewParagraph("", widgets.Style{Tone: widgets.Quiet})
	said.Hide()
	var diagnose *widgets.Button
	diagnose = e.button(widgets.Plain, tr("Copy diagnostics"), func() {
		diagnose.Disable()
		said.Set(tr("Looking at this machine…"))
		said.Show()
		shown := d.modal
		shown.Relayout()
		a.Diagnose(func(text string) {
			e.post(func() {
				if d.modal != shown {
					return // shut meanwhile: the clipboard is the user's
				}
				e.copy(text)
				said.Set(tr("Copied. It holds no secret: paste it into your ticket."))
				diagnose.Enable()
				shown.Relayout()
			})
		})
	})
	shut := e.button(widgets.Plain, tr("Close"), d.close).WithHint(tr("Esc"))
	buttons := widgets.NewWrap(8, diagnose, shut)
	visible(diagnose, a.Diagnose != nil)
	row := func(name, value string) fyne.CanvasObject {
		return widgets.NewLabelledText(120, widgets.NewText(name, widgets.Style{Tone: widgets.Quiet}), widgets.NewParagraph(value, widgets.Style{}))
	}
	d.raise(widgets.NewColumn(8, widgets.NewText(tr("About Sallyport"), heading()),
		widgets.NewParagraph(tr("Sallyport opens privileged sessions that Delinea Secret Server guards."), widgets.Style{}),
		row(tr("Version"), or(a.Version, "–")),
		row(tr("System"), or(a.System, "–")),
		row(tr("Log folder"), or(a.Folder, tr("none"))),
		said, widgets.NewInset(widgets.Inset{Top: 8}, buttons)), shut)
}
