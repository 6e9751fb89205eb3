package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// inboxCards is how many requests are drawn at a time; the next come up as these are decided.
const inboxCards = 20

// inbox is the approvals inbox, in the place of the pane.
type inbox struct {
	env     *env
	root    *fyne.Container
	scroll  *container.Scroll
	list    *fyne.Container
	title   *widgets.Text
	more    *widgets.Text
	busy    *busyLine
	problem *problemBox
	empty   *widgets.Paragraph
	cards   map[int]*requestCard
	version int
}

func newInbox(e *env) *inbox {
	b := &inbox{env: e, cards: map[int]*requestCard{}, version: -1}
	b.title = widgets.NewText("Approvals", widgets.Style{Size: widgets.Title, Bold: true})
	b.more = widgets.NewText("", widgets.Style{Tone: widgets.Quiet})
	b.busy = newBusyLine(e, "Asking the vault…", nil)
	b.problem = newProblemBox(e, b.relayout)
	b.empty = widgets.NewParagraph("Nobody asks for anything that you could allow. New requests show here by themselves.", widgets.Style{Tone: widgets.Quiet})
	b.list = widgets.NewColumn(16)
	shut := e.button(widgets.Plain, "Close", func() { e.do(app.ShowInbox{}) }).WithHint("Esc")
	head := widgets.NewBeside(110, 16, b.title, shut)
	col := widgets.NewColumn(16, head, b.problem.Card, b.busy.root, b.empty, b.list, b.more)
	b.scroll = container.NewVScroll(widgets.NewInset(widgets.Inset{Top: 16, Right: 24, Bottom: 24, Left: 24}, col))
	b.root = &fyne.Container{Layout: &wideLayout{}, Objects: []fyne.CanvasObject{b.scroll}}
	b.root.Hide()
	return b
}

func (b *inbox) relayout() {
	if b.root != nil {
		b.root.Layout.Layout(b.root.Objects, b.root.Size())
		b.scroll.Refresh()
	}
}

func (b *inbox) render(v *app.View) {
	n := v.Inbox
	changed := visible(b.root, n.Open)
	if !n.Open {
		return
	}
	changed = b.busy.set(n.Busy) || changed
	changed = b.problem.set(n.Problem) || changed
	changed = visible(b.empty, !n.Busy && len(n.Rows) == 0 && n.Problem.None()) || changed
	if n.Version != b.version {
		b.version = n.Version
		b.draw(n.Rows)
		changed = true
	}
	if changed {
		b.relayout()
	}
}

// draw keeps the card of a request as long as it is there: somebody may be typing in it.
func (b *inbox) draw(rows []app.RequestView) {
	cards := map[int]*requestCard{}
	b.list.Objects = nil
	for _, r := range rows[:min(len(rows), inboxCards)] {
		c := b.cards[r.ID]
		if c == nil {
			c = newRequestCard(b.env, r, b.relayout)
		}
		c.set(r)
		cards[r.ID] = c
		b.list.Add(c.root)
	}
	b.cards = cards
	b.more.Set("")
	if n := len(rows) - inboxCards; n > 0 {
		b.more.Set("and " + count(n, "more request", "more requests"))
	}
}

// requestCard is one request with what can be done about it.
type requestCard struct {
	env      *env
	row      app.RequestView
	root     *widgets.Card
	text     *widgets.Paragraph
	response *widgets.Entry
	from     *momentField
	until    *momentField
	times    *fyne.Container
	change   *widgets.Button
	allow    *widgets.Button
	deny     *widgets.Button
	wrong    *widgets.Paragraph
	busy     *busyLine
	problem  *problemBox
	relay    func()
}

func newRequestCard(e *env, r app.RequestView, relayout func()) *requestCard {
	c := &requestCard{env: e, relay: relayout}
	c.text = widgets.NewParagraph("", widgets.Style{})
	c.response = widgets.NewEntry(e.keys, "A word to whoever asks; needed to deny")
	c.from, c.until = newMomentField(e, func() {}), newMomentField(e, func() {})
	c.from.set(r.From.Local())
	c.until.set(r.Until.Local())
	c.times = widgets.NewHalves(12, field("From", c.from.root), field("Until", c.until.root))
	c.times.Hide()
	c.allow = e.button(widgets.Primary, "Approve", func() { c.decide(true) })
	c.deny = e.button(widgets.Danger, "Deny", func() { c.decide(false) })
	c.change = e.button(widgets.Link, "Other times…", func() { c.times.Show(); c.relay() })
	c.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	c.wrong.Hide()
	c.busy = newBusyLine(e, "Telling the vault…", nil)
	c.problem = newProblemBox(e, relayout)
	c.root = widgets.NewCard(r.Requester+" asks for "+r.Secret, widgets.NewColumn(10, c.text, c.times, c.response, c.wrong, c.problem.Card,
		widgets.NewLine(8, nil, c.allow, c.deny, c.change, c.busy.root)))
	return c
}

func (c *requestCard) set(r app.RequestView) {
	c.row = r
	c.text.Set(AskedText(r))
	c.busy.set(r.Busy)
	able(c.allow, r.MayDecide && !r.Busy)
	able(c.deny, r.MayDecide && !r.Busy)
	c.problem.set(r.Problem)
}

func (c *requestCard) decide(approve bool) {
	d := app.Decide{RequestID: c.row.ID, Approve: approve, Response: strings.TrimSpace(c.response.Text)}
	if !approve && d.Response == "" {
		c.say("Say why: whoever asks will read it. Nothing was sent.")
		c.env.focus(c.response)
		return
	}
	if approve && c.times.Visible() {
		from, ok1 := c.from.value()
		until, ok2 := c.until.value()
		if !ok1 || !ok2 || !until.After(from) {
			c.say("Write days like 2026-01-31 and times like 09:30, the end after the beginning. Nothing was sent.")
			return
		}
		d.From, d.Until = from, until
	}
	c.say("")
	c.env.do(d)
}

func (c *requestCard) say(text string) {
	c.wrong.Set(text)
	visible(c.wrong, text != "")
	c.relay()
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

// historyCard is the timeline of the secret: the vault's audit and our own steps.
type historyCard struct {
	env    *env
	root   *widgets.Card
	toggle *widgets.Button
	list   *fyne.Container
	busy   *busyLine
	fault  *problemBox
	secret int
	open   bool
	drawn  int // Seq and length that are drawn
	seq    int
}

func newHistoryCard(e *env, relayout func()) *historyCard {
	c := &historyCard{env: e}
	c.toggle = e.button(widgets.Link, "History", c.flip).WithIcon(e.icon("right"))
	c.list = widgets.NewColumn(0)
	c.busy = newBusyLine(e, "Asking the vault…", nil)
	c.fault = newProblemBox(e, relayout)
	c.root = widgets.NewCard("", widgets.NewColumn(4, widgets.NewLine(8, nil, c.toggle, c.busy.root), c.fault.Card, c.list)).Flat()
	return c
}

func (c *historyCard) flip() {
	id := c.secret
	if c.open {
		id = 0
	}
	c.env.do(app.ShowHistory{SecretID: id})
}

func (c *historyCard) render(v *app.View) (changed bool) {
	c.secret = v.Pane.ID
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
	if open && (h.Seq != c.seq || len(h.Rows) != c.drawn) {
		c.seq, c.drawn, changed = h.Seq, len(h.Rows), true
		c.list.Objects = nil
		for _, r := range h.Rows {
			c.list.Add(historyRow(r))
		}
	}
	return changed
}

func historyRow(r app.HistoryRow) fyne.CanvasObject {
	what, tone := HistoryText(r)
	return &fyne.Container{Layout: &historyLayout{}, Objects: []fyne.CanvasObject{
		widgets.NewText(stamp(r.At), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet}),
		widgets.NewText(r.Who, widgets.Style{Size: widgets.Small, Cut: true}),
		widgets.NewText(what, widgets.Style{Size: widgets.Small, Tone: tone, Cut: true}),
	}}
}

// stamp is a moment with its seconds: an auditor compares them.
func stamp(t time.Time) string { return t.Local().Format("2 Jan 15:04:05") }

type historyLayout struct{}

func (l *historyLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 0, 0, 108, s.Height)
	place(o[1], 112, 0, 120, s.Height)
	place(o[2], 240, 0, max(0, s.Width-240), s.Height)
}

func (l *historyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 22) }
