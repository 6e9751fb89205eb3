package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// requestCard is one request with what can be done about it.
type requestCard struct {
	env      *env
	row      app.RequestView
	root     *widgets.Card
	title    *widgets.Paragraph
	asked    *widgets.Text
	window   *widgets.Text
	reason   *widgets.Paragraph
	ticket   *widgets.Text
	tickets  *fyne.Container
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

// askedW is the width of the words before what was asked.
const askedW float32 = 104

func newRequestCard(e *env, r app.RequestView, relayout func()) *requestCard {
	c := &requestCard{env: e, relay: relayout}
	c.title = widgets.NewParagraph("", widgets.Style{Size: widgets.Strong, Bold: true})
	c.asked = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})
	c.window = widgets.NewText("", widgets.Style{Cut: true})
	c.reason = widgets.NewParagraph("", widgets.Style{})
	c.ticket = widgets.NewText("", widgets.Style{Cut: true})
	c.response = widgets.NewEntry(e.keys, tr("needed to deny"))
	c.response.OnChanged = func(string) { c.say("") }
	say := func() { c.say("") }
	nothing := func() {} // approving must be meant: a button does it, not an Enter
	c.from, c.until = newMomentField(e, nothing, say), newMomentField(e, nothing, say)
	c.from.set(r.From.Local(), r.From.Local())
	c.until.set(r.Until.Local(), r.From.Local())
	tie(c.from, c.until)
	c.times = widgets.NewColumn(8, c.line(tr("From"), c.from.root), c.line(tr("Until"), c.until.root))
	c.times.Hide()
	c.allow = e.button(widgets.Primary, tr("Approve"), func() { c.decide(true) })
	c.deny = e.button(widgets.Danger, tr("Deny"), func() { c.decide(false) })
	c.change = e.button(widgets.Link, tr("Other times…"), c.flip)
	c.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	c.wrong.Hide()
	c.busy = newBusyLine(e, tr("Telling the vault…"), nil)
	c.problem = newProblemBox(e, relayout)
	c.tickets = c.text(tr("Ticket"), c.ticket)
	c.root = widgets.NewCard("", widgets.NewColumn(10,
		widgets.NewColumn(2, c.title, c.asked),
		widgets.NewColumn(4, c.text(tr("Access"), c.window), c.text(tr("Reason"), c.reason), c.tickets),
		c.times, c.line(tr("Comment"), c.response), c.wrong, c.problem.Card,
		widgets.NewWrap(8, c.allow, c.deny, c.change, c.busy.root)))
	return c
}

func (c *requestCard) line(words string, o fyne.CanvasObject) *fyne.Container {
	return widgets.NewLabelled(askedW, widgets.NewText(words, widgets.Style{Tone: widgets.Quiet, Cut: true}), o)
}

func (c *requestCard) text(words string, o fyne.CanvasObject) *fyne.Container {
	return widgets.NewLabelledText(askedW, widgets.NewText(words, widgets.Style{Tone: widgets.Quiet, Cut: true}), o)
}

func (c *requestCard) set(r app.RequestView) {
	c.row = r
	c.title.Set(tr("{who} asks for {secret}", "who", r.Requester, "secret", r.Secret))
	c.asked.Set(dotted(AskedText(r), c.env.vaultName(r.Vault)))
	c.window.Set(WindowText(r.From, r.Until))
	c.reason.Set(or(r.Reason, tr("none was given")))
	c.ticket.Set(r.Ticket)
	visible(c.tickets, r.Ticket != "")
	c.busy.set(r.Busy)
	able(c.allow, r.MayDecide && !r.Busy)
	able(c.deny, r.MayDecide && !r.Busy)
	c.problem.set(r.Problem)
}

// flip opens the times to approve others, or goes back to those that were asked for.
func (c *requestCard) flip() {
	open := !c.times.Visible()
	visible(c.times, open)
	c.change.SetLabel(map[bool]string{true: tr("As asked for"), false: tr("Other times…")}[open])
	c.say("")
	c.relay()
	if open {
		c.env.focus(c.from.day)
	}
}

func (c *requestCard) decide(approve bool) {
	d := app.Decide{RequestID: c.row.ID, Approve: approve, Response: strings.TrimSpace(c.response.Text)}
	if !approve && d.Response == "" {
		c.say(tr("Say why: whoever asks will read it. Nothing was sent."))
		c.env.focus(c.response)
		return
	}
	if approve && c.times.Visible() {
		from, until, where, wrong := window(c.from, c.until)
		if where != nil {
			c.say(wrong)
			c.env.focus(where)
			return
		}
		d.From, d.Until = from, until
	}
	c.say("")
	c.env.to(c.row.Vault, d)
}

func (c *requestCard) say(text string) {
	if c.wrong != nil && c.wrong.Text() != text {
		c.wrong.Set(text)
		visible(c.wrong, text != "")
		c.relay()
	}
}

// has reports whether the focus is in the card.
func (c *requestCard) has(o fyne.Focusable) bool {
	for _, f := range []fyne.Focusable{c.response, c.allow, c.deny, c.change, c.problem.toggle, c.problem.copy} {
		if o == f {
			return true
		}
	}
	return o != nil && (c.from.has(o) || c.until.has(o))
}
