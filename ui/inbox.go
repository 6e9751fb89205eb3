package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// inboxCards is how many requests are drawn at a time; the next come up as these are decided.
const inboxCards = 20

// inbox is the approvals inbox, in the place of the pane.
type inbox struct {
	page
	env     *env
	list    *fyne.Container
	title   *widgets.Text
	said    *widgets.Text
	more    *widgets.Text
	busy    *busyLine
	problem *problemBox
	empty   *emptyState
	cards   map[ref]*requestCard
	order   []ref // ids of the cards, as they stand
	version int
	arrived bool // the first card had the focus once
}

func newInbox(e *env) *inbox {
	b := &inbox{env: e, cards: map[ref]*requestCard{}, version: -1}
	b.title = pageTitle(tr("Approvals"))
	b.said = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})
	b.more = widgets.NewText("", widgets.Style{Tone: widgets.Quiet})
	b.busy = newBusyLine(e, tr("Asking the vault…"), nil)
	b.problem = newProblemBox(e, b.relayout)
	b.empty = newEmptyState(e)
	b.empty.set("check", tr("Nobody waits for you"), tr("What others ask and you may allow shows here by itself, the oldest first."))
	b.list = widgets.NewColumn(16)
	b.closes(e, app.ShowInbox{})
	b.build(b.empty.root, b.head(b.title, b.said), b.problem.Card, b.busy.root, b.list, b.more)
	return b
}

func (b *inbox) render(v *app.View) {
	n := &v.Inbox
	changed := visible(b.root, n.Open)
	if !n.Open {
		b.arrived = false
		return
	}
	changed = b.busy.set(n.Busy) || changed
	changed = b.problem.set(n.Problem) || changed
	changed = visible(b.empty.root, !n.Busy && len(n.Rows) == 0 && n.Problem.None()) || changed
	for _, c := range b.cards {
		c.busy.set(c.row.Busy)
	}
	if n.Version != b.version {
		b.version = n.Version
		b.draw(n.Rows)
		changed = true
	}
	if changed {
		b.relayout()
	}
	if !b.arrived && !n.Busy {
		b.arrived = true
		b.focusFrom(0)
	}
}

// draw keeps the card of a request as long as it is there: somebody may be typing in it.
func (b *inbox) draw(rows []app.RequestView) {
	f := b.env.canvas.Focused()
	cards, at, lost := map[ref]*requestCard{}, 0, len(b.order) == 0 && f == fyne.Focusable(b.shut) // the first to come, while nothing else could be done
	for i, id := range b.order {
		if b.cards[id].has(f) {
			at, lost = i, true
		}
	}
	b.list.Objects, b.order = nil, nil
	for _, r := range rows[:min(len(rows), inboxCards)] {
		id := ref{r.Vault, r.ID}
		c := b.cards[id]
		if c == nil {
			c = newRequestCard(b.env, r, b.relayout)
		}
		c.set(r)
		lost = lost && !c.has(f)
		cards[id] = c
		b.order = append(b.order, id)
		b.list.Add(c.root)
	}
	b.cards = cards
	b.said.Set(WaitingText(len(rows)))
	b.more.Set("")
	if n := len(rows) - inboxCards; n > 0 {
		b.more.Set(trn(n, "and {n} more request", "and {n} more requests"))
	}
	if lost {
		b.focusFrom(at) // or the card is gone: to the one that took its place
	}
}

// focusFrom gives the focus to a card, or to what closes the inbox. Not to
// Approve: an Enter that repeats must not approve the next one.
func (b *inbox) focusFrom(i int) {
	if len(b.order) == 0 {
		b.env.focus(b.shut)
		return
	}
	b.env.focus(b.cards[b.order[min(i, len(b.order)-1)]].response)
}

// wideLayout gives its object everything, after telling a scroll's content its width.
type wideLayout struct{}

func (l *wideLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, c := range o {
		if sc, ok := c.(*container.Scroll); ok {
			widgets.HeightOf(sc.Content, s.Width)
		}
		place(c, 0, 0, s.Width, s.Height)
	}
}

func (l *wideLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, 240) }
