package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/ui/widgets"
)

// diagnosis shows what this machine has for sessions, and what is missing.
func (d *dialogs) diagnosis() {
	if d.now != nil || d.env.about.Diagnose == nil {
		return
	}
	d.close()
	e := d.env
	said := widgets.NewParagraph(tr("Looking at this machine…"), widgets.Style{Tone: widgets.Quiet})
	lines := widgets.NewColumn(0)
	scroll := container.NewScroll(lines)
	found := ""
	take := e.button(widgets.Plain, tr("Copy"), func() {
		e.copy(found)
		said.Set(tr("Copied. It holds no secret: paste it into your ticket."))
	})
	take.Disable()
	shut := e.button(widgets.Plain, tr("Close"), d.close).WithHint(tr("Esc"))
	size := e.canvas.Size()
	d.modal = widgets.ShowModal(e.keys, e.canvas, min(860, size.Width-80), widgets.NewColumn(8, widgets.NewText(tr("Diagnosis"), heading()), said,
		widgets.NewFixed(0, min(460, size.Height-240), scroll), widgets.NewInset(widgets.Inset{Top: 8}, widgets.NewWrap(8, take, shut))))
	d.long = scroll
	shown := d.modal
	e.canvas.Focus(shut)
	e.about.Diagnose(func(text string) {
		e.post(func() {
			if d.modal != shown {
				return // shut meanwhile
			}
			found = text
			said.Set(tr("What this machine has for sessions, and what is missing. It holds no secret."))
			lines.Objects = diagnosisLines(text)
			take.Enable()
			shown.Relayout()
			scroll.Refresh()
		})
	})
}

// diagnosisLines are the lines of a table, each in letters of one width.
func diagnosisLines(text string) (lines []fyne.CanvasObject) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimRight(line, "\n")
		head := line != "" && line == strings.ToUpper(line)
		lines = append(lines, widgets.NewFixed(0, widgets.Small+6, widgets.NewText(line, widgets.Style{Size: widgets.Small, Mono: true, Bold: head})))
	}
	return lines
}

// scrolled moves what is long by a key, a line or most of a page at a time.
func (d *dialogs) scrolled(k fyne.KeyName) bool {
	if d.long == nil {
		return false
	}
	const line = widgets.Small + 6
	page := d.long.Size().Height - line
	step, known := map[fyne.KeyName]fyne.Delta{
		fyne.KeyUp: {DY: -line}, fyne.KeyDown: {DY: line}, fyne.KeyPageUp: {DY: -page}, fyne.KeyPageDown: {DY: page},
		fyne.KeyLeft: {DX: -4 * line}, fyne.KeyRight: {DX: 4 * line},
	}[k]
	if known {
		most := d.long.Content.MinSize().Subtract(d.long.Size())
		d.long.ScrollToOffset(fyne.NewPos(min(max(0, d.long.Offset.X+step.DX), max(0, most.Width)), min(max(0, d.long.Offset.Y+step.DY), max(0, most.Height))))
	}
	return known
}
