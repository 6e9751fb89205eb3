package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// historyStep is how many lines of a timeline are drawn at a time.
const historyStep = 30

// historyCard is the timeline of the secret: the vault's audit and our own steps.
type historyCard struct {
	env    *env
	root   *widgets.Card
	toggle *widgets.Button
	list   *fyne.Container
	busy   *busyLine
	fault  *problemBox
	secret ref
	open   bool
	rows   []app.HistoryRow
	drawn  int // lines
	limit  int
	none   *widgets.Text
	more   *widgets.Button
	mores  *fyne.Container
	relay  func()
}

func newHistoryCard(e *env, relayout func()) *historyCard {
	c := &historyCard{env: e, relay: relayout, limit: historyStep}
	c.toggle = e.button(widgets.Link, tr("History"), c.flip).WithHint(tr("Ctrl L")).WithIcon(e.icon("right"))
	c.list = widgets.NewColumn(4)
	c.none = widgets.NewText(tr("Nothing is known of it yet."), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	c.more = e.button(widgets.Link, "", func() { c.limit += historyStep; c.draw(); c.relay() })
	c.busy = newBusyLine(e, tr("Asking the vault…"), nil)
	c.fault = newProblemBox(e, relayout)
	c.mores = widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(0, nil, c.more))
	c.mores.Hide()
	c.none.Hide()
	c.root = widgets.NewCard("", widgets.NewColumn(6,
		widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(8, nil, c.toggle, c.busy.root)),
		c.fault.Card, c.none, c.list, c.mores)).Flat()
	return c
}

func (c *historyCard) flip() {
	id := c.secret.id
	if c.open {
		id = 0
	}
	c.env.to(c.secret.vault, app.ShowHistory{SecretID: id})
}

func (c *historyCard) render(v *app.View) (changed bool) {
	c.secret = paneRef(&v.Pane)
	h := v.History
	open := h.SecretID != 0 && h.SecretID == v.Pane.ID
	if open != c.open {
		c.open, changed = open, true
		icon := "right"
		if open {
			icon = "down"
		}
		c.toggle.SetIcon(c.env.icon(icon))
	}
	changed = c.busy.set(open && h.Busy) || changed
	p := app.Problem{}
	if open {
		p = h.Problem
	}
	changed = c.fault.set(p) || changed
	changed = visible(c.list, open) || changed
	changed = visible(c.none, open && !h.Busy && len(h.Rows) == 0 && p.None()) || changed
	if !open {
		h.Rows = nil
	}
	if len(h.Rows) != len(c.rows) || len(h.Rows) > 0 && &h.Rows[0] != &c.rows[0] {
		c.rows, c.limit, changed = h.Rows, historyStep, true
		c.list.Objects, c.drawn = nil, 0
		c.draw()
	}
	return changed
}

// draw adds the lines up to the limit.
func (c *historyCard) draw() {
	n := min(len(c.rows), c.limit)
	for _, r := range c.rows[c.drawn:n] {
		c.list.Add(historyRow(r))
	}
	c.drawn = n
	rest := len(c.rows) - n
	visible(c.mores, rest > 0)
	c.more.SetLabel(trn(rest, "Show more of the {n} earlier one", "Show more of the {n} earlier ones"))
}

// historyRow is one line; what the vault noted may take more.
func historyRow(r app.HistoryRow) fyne.CanvasObject {
	what, tone := HistoryText(r)
	small := func(s string, tone fyne.ThemeColorName) *widgets.Text {
		return widgets.NewText(s, widgets.Style{Size: widgets.Small, Tone: tone, Cut: true})
	}
	said := widgets.NewParagraph(what, widgets.Style{Size: widgets.Small, Tone: tone})
	return widgets.NewLabelledText(116, small(historyTime(r), widgets.Quiet), widgets.NewLabelledText(152, small(r.Who, widgets.Ink), said))
}

// historyTime names the year where it is another one; seconds count in this one.
func historyTime(r app.HistoryRow) string {
	if r.Past {
		return onDay(r.At.Local(), r.At.Local().Format("2006 15:04"))
	}
	return stamp(r.At)
}
