package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow"
)

// waitNote says what a way in waits for when it is up to somebody else. An
// access request can be taken back, or made for other times.
type waitNote struct {
	env    *env
	root   *fyne.Container
	note   *widgets.Card
	text   *widgets.Paragraph
	links  *fyne.Container
	cancel *widgets.Button
	change *widgets.Button
	from   *momentField
	until  *momentField
	times  *fyne.Container
	wrong  *widgets.Paragraph
	relay  func()

	secret ref
	shown  app.RequestView
}

func newWaitNote(e *env, relayout func()) *waitNote {
	n := &waitNote{env: e, relay: relayout, text: widgets.NewParagraph("", widgets.Style{})}
	n.change = e.button(widgets.Link, tr("Other times…"), n.flip)
	n.cancel = e.button(widgets.Link, tr("Take the request back"), func() { e.to(n.secret.vault, app.CancelRequest{SecretID: n.secret.id}) })
	n.links = widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(8, nil, n.change, n.cancel))
	say := func() { n.say("") }
	n.from, n.until = newMomentField(e, n.ask, say), newMomentField(e, n.ask, say)
	tie(n.from, n.until)
	n.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	n.wrong.Hide()
	n.times = widgets.NewColumn(8, labelled(tr("From"), n.from.root), labelled(tr("Until"), n.until.root), n.wrong,
		widgets.NewLine(8, nil, e.button(widgets.Plain, tr("Ask for these times"), n.ask)))
	n.times.Hide()
	n.note = widgets.NewNote(widgets.Ground, widgets.Line, widgets.NewColumn(8, n.text, n.times, n.links))
	n.root = widgets.NewInset(widgets.Inset{Left: 26, Top: 4, Bottom: 12}, n.note)
	n.root.Hide()
	return n
}

// speaks reports whether there is anything to say about a request.
func (n *waitNote) speaks(p *app.PaneView) bool { return RequestText(p.Wait) != "" }

func (n *waitNote) render(p *app.PaneView) (changed bool) {
	r := p.Wait.Request
	if paneRef(p) != n.secret || r.ID != n.shown.ID || !r.From.Equal(n.shown.From) || !r.Until.Equal(n.shown.Until) {
		n.from.set(r.From.Local(), r.Asked.Local())
		n.until.set(r.Until.Local(), r.Asked.Local())
		changed = visible(n.times, false)
	}
	n.secret, n.shown = paneRef(p), r
	n.name()
	text := RequestText(p.Wait)
	changed = n.text.Text() != text || changed
	n.text.Set(text)
	pending := p.Wait.Row == workflow.Approval && r.Status == workflow.RequestPending
	changed = visible(n.links, pending) || changed
	changed = !pending && visible(n.times, false) || changed
	if r.Status == workflow.RequestDenied && p.Wait.Row == "" {
		n.note.Restyle(widgets.RedGround, widgets.Red)
	} else {
		n.note.Restyle(widgets.Ground, widgets.Line)
	}
	return visible(n.root, text != "") || changed
}

// flip opens the times to ask for others, or shuts them.
func (n *waitNote) flip() {
	open := !n.times.Visible()
	visible(n.times, open)
	n.name()
	n.say("")
	n.relay()
	if open {
		n.env.focus(n.from.day)
	}
}

// name says what the link does now.
func (n *waitNote) name() {
	n.change.SetLabel(map[bool]string{true: tr("Keep the times"), false: tr("Other times…")}[n.times.Visible()])
}

// ask sends the other times, if they make sense.
func (n *waitNote) ask() {
	from, until, where, wrong := window(n.from, n.until)
	if where != nil {
		n.say(wrong)
		n.env.focus(where)
		return
	}
	n.env.to(n.secret.vault, app.EditRequest{SecretID: n.secret.id, From: from, Until: until})
}

func (n *waitNote) say(text string) {
	if n.wrong != nil && n.wrong.Text() != text {
		n.wrong.Set(text)
		visible(n.wrong, text != "")
		n.relay()
	}
}
