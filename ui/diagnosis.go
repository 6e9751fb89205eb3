package ui

import (
	"strings"

	"fyne.io/fyne/v2"

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
	lines := widgets.NewColumn(4)
	list, scroll := d.scrolling(lines, 460)
	found := ""
	take := e.button(widgets.Plain, tr("Copy"), func() {
		e.copy(found)
		said.Set(tr("Copied. It holds no secret: paste it into your ticket."))
	})
	take.Disable()
	shut := e.button(widgets.Plain, tr("Close"), d.close).WithHint(tr("Esc"))
	d.raise(widgets.NewColumn(8, widgets.NewText(tr("Diagnosis"), heading()), said,
		list, widgets.NewInset(widgets.Inset{Top: 8}, widgets.NewWrap(8, take, shut))), shut)
	d.long = scroll
	shown := d.modal
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
			list.Refresh()
			scroll.Refresh()
		})
	})
}

// diagnosisLines are the lines of a table: what its first cell names, and the
// others in as many lines as they take. A line in capitals is a heading.
func diagnosisLines(text string) (lines []fyne.CanvasObject) {
	quiet := widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimRight(line, " \n")
		cells := cellsOf(line)
		switch {
		case line == "":
			lines = append(lines, widgets.NewFixed(0, 8, widgets.NewText("", quiet)))
		case line == strings.ToUpper(line) && len(cells) == 1:
			lines = append(lines, widgets.NewText(diagnosisText(line), widgets.Style{Size: widgets.Small, Bold: true}))
		case len(cells) == 1:
			lines = append(lines, widgets.NewParagraph(diagnosisText(line), widgets.Style{Size: widgets.Small}))
		default:
			for i := range cells {
				cells[i] = diagnosisText(cells[i])
			}
			rest := widgets.NewParagraph(strings.Join(cells[1:], " · "), widgets.Style{Size: widgets.Small})
			lines = append(lines, widgets.NewLabelledText(96, widgets.NewText(cells[0], quiet), rest))
		}
	}
	return lines
}

// cellsOf are the cells of a line, which two spaces or more lie between; the first may be empty.
func cellsOf(line string) (cells []string) {
	for i, c := range strings.Split(line, "  ") {
		if c = strings.TrimSpace(c); c != "" || i == 0 {
			cells = append(cells, c)
		}
	}
	return cells
}

// scrolled moves what is long by a key, a line or most of a page at a time.
func (d *dialogs) scrolled(k fyne.KeyName) bool {
	long := d.long
	if long == nil {
		long = d.modal.Scroll()
	}
	if long == nil {
		return false
	}
	const line = widgets.Small + 6
	page := long.Size().Height - line
	step, known := map[fyne.KeyName]float32{
		fyne.KeyUp: -line, fyne.KeyDown: line, fyne.KeyPageUp: -page, fyne.KeyPageDown: page,
	}[k]
	if known {
		most := max(0, long.Content.MinSize().Height-long.Size().Height)
		long.ScrollToOffset(fyne.NewPos(0, min(max(0, long.Offset.Y+step), most)))
	}
	return known
}
