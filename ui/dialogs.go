package ui

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// dialogs shows the one open question, or the keyboard help.
type dialogs struct {
	env   *env
	modal *widgets.Modal
	now   prompt            // nil: the help, or nothing
	id    int               // of the prompt shown
	long  *container.Scroll // what the keys scroll; nil: nothing
}

// prompt is one kind of question.
type prompt interface {
	content() fyne.CanvasObject
	first() fyne.Focusable
	update(*app.PromptView) (resized bool)
	submit() // what Ctrl+Enter means
	dismiss()
}

// dialogWidth is how wide a question is, its edges included.
const dialogWidth = 480

func newDialogs(e *env) *dialogs { return &dialogs{env: e} }

func (d *dialogs) open() bool { return d.modal != nil }

func (d *dialogs) submit() {
	if d.now != nil {
		d.now.submit()
	}
}

// dismiss answers with no; the help just closes.
func (d *dialogs) dismiss() {
	if d.now != nil {
		d.now.dismiss()
		return
	}
	d.close()
}

func (d *dialogs) close() {
	d.modal.Close()
	d.modal, d.now, d.id, d.long = nil, nil, 0, nil
}

func (d *dialogs) render(_, v *app.View) {
	p := v.Prompt
	switch {
	case p == nil && d.id != 0:
		d.close()
	case p == nil:
	case p.ID != d.id:
		d.close()
		d.show(p)
	default:
		if d.now.update(p) {
			d.modal.Relayout()
		}
	}
}

func (d *dialogs) show(p *app.PromptView) {
	switch p.Kind {
	case app.PromptHostKey:
		d.now = newHostKeyPrompt(d.env, p)
	case app.PromptCertificate:
		d.now = newCertificatePrompt(d.env, p)
	case app.PromptQuestion:
		d.now = newQuestionPrompt(d.env, p)
	case app.PromptExtend:
		d.now = newExtendPrompt(d.env, p, func() { d.modal.Relayout() })
	case app.PromptQuit:
		d.now = newQuitPrompt(d.env, p)
	case app.PromptShort:
		d.now = newShortPrompt(d.env, p)
	case app.PromptRun:
		d.now = newRunPrompt(d.env, p)
	case app.PromptSave:
		d.now = newSavePrompt(d.env, p, func() { d.modal.Relayout() })
	case app.PromptChange:
		d.now = newChangePrompt(d.env, p)
	case app.PromptForce:
		d.now = newForcePrompt(d.env, p)
	default:
		return
	}
	d.id = p.ID
	d.now.update(p)
	content := d.now.content()
	if name := d.env.vaultName(p.Vault); name != "" {
		content = widgets.NewColumn(4, widgets.NewText(name, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true}), content)
	}
	d.raise(content, d.now.first())
}

// raise shows content and gives the focus to one of it. Whoever has to scroll
// begins to read at the top.
func (d *dialogs) raise(content fyne.CanvasObject, first fyne.Focusable) {
	d.modal = widgets.ShowModal(d.env.keys, d.env.canvas, dialogWidth, content)
	d.env.canvas.Focus(first)
	d.modal.Scroll().ScrollToTop()
}

// help lists the keys.
func (d *dialogs) help() {
	if d.open() {
		return
	}
	col := widgets.NewColumn(4)
	for _, k := range keyTable {
		key := widgets.NewText(tr(k.show), widgets.Style{Bold: true})
		col.Add(widgets.NewLabelledText(120, key, widgets.NewParagraph(tr(k.text), widgets.Style{})))
	}
	shut := d.env.button(widgets.Plain, tr("Close"), d.close).WithHint(tr("Esc"))
	about := d.env.button(widgets.Plain, tr("About Sallyport"), d.about)
	list, scroll := d.scrolling(col, widgets.HeightOf(col, dialogWidth-48))
	d.raise(widgets.NewColumn(8, widgets.NewText(tr("Keyboard"), heading()), list,
		widgets.NewInset(widgets.Inset{Top: 8}, widgets.NewWrap(8, shut, about))), shut)
	d.long = scroll
}

// scrolling is a long list that scrolls between what is above and below it, no
// higher than it may be and than the window has room for.
func (d *dialogs) scrolling(list fyne.CanvasObject, most float32) (*fyne.Container, *container.Scroll) {
	scroll := container.NewVScroll(list)
	wide := &fyne.Container{Layout: &wideLayout{}, Objects: []fyne.CanvasObject{scroll}}
	return widgets.NewFixed(0, max(96, min(most, d.env.canvas.Size().Height-210)), wide), scroll
}

func heading() widgets.Style { return widgets.Style{Size: 17, Bold: true, Cut: true} }

// meant is a question whose yes must be meant: Cancel has the focus, and no
// shortcut answers it.
type meant struct {
	env    *env
	id     int
	box    *fyne.Container
	cancel *widgets.Button
}

// newMeant begins a question; cancel is how its Cancel looks.
func newMeant(e *env, p *app.PromptView, cancel widgets.Look, title string) *meant {
	m := &meant{env: e, id: p.ID}
	m.cancel = e.button(cancel, tr("Cancel"), m.dismiss).WithHint(tr("Esc"))
	m.box = widgets.NewColumn(12, widgets.NewText(title, heading()))
	return m
}

func (m *meant) say(paragraph string) { m.box.Add(widgets.NewParagraph(paragraph, widgets.Style{})) }

// yes is the button that answers so.
func (m *meant) yes(look widgets.Look, label string) *widgets.Button {
	return m.env.button(look, label, func() { m.env.do(app.Answer{PromptID: m.id, Yes: true}) })
}

// end puts the buttons below.
func (m *meant) end(buttons ...fyne.CanvasObject) {
	m.box.Add(widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewWrap(8, buttons...)))
}

func (m *meant) content() fyne.CanvasObject  { return m.box }
func (m *meant) first() fyne.Focusable       { return m.cancel }
func (m *meant) update(*app.PromptView) bool { return false }
func (m *meant) submit()                     {}
func (m *meant) dismiss()                    { m.env.do(app.Answer{PromptID: m.id}) }

func newHostKeyPrompt(e *env, p *app.PromptView) *meant {
	k := p.HostKey
	return newTrustPrompt(e, p, tr("{host} shows this {kind} key for the first time. Compare it with what the machine's administrator gave you. The password has not been sent.", "host", k.Host, "kind", k.KeyType), k.Fingerprint)
}

func newCertificatePrompt(e *env, p *app.PromptView) *meant {
	c := p.Certificate
	text := tr("{host} shows this certificate for the first time. Compare its SHA-256 fingerprint with what the machine's administrator gave you. The password has not been sent.", "host", c.Host)
	if c.Vouched {
		text = join(text, tr("An authority that this computer trusts says that it is the right one."))
	}
	return newTrustPrompt(e, p, text, c.Fingerprint,
		tr("It calls itself {subject}, issued by {issuer}, valid from {from} until {until}.",
			"subject", c.Subject, "issuer", c.Issuer, "from", c.From.Local().Format(time.DateOnly), "until", c.Until.Local().Format(time.DateOnly)))
}

// newTrustPrompt shows what to compare, and below it what the host says of itself.
func newTrustPrompt(e *env, p *app.PromptView, text, fingerprint string, says ...string) *meant {
	m := newMeant(e, p, widgets.Plain, tr("Is this the right machine?"))
	m.say(text)
	m.box.Add(widgets.NewNote(widgets.Ground, widgets.Line, widgets.NewParagraph(inLines(fingerprint), widgets.Style{Mono: true})))
	for _, line := range says {
		m.say(line)
	}
	m.end(m.yes(widgets.Primary, tr("Trust and connect")), m.cancel)
	return m
}

// inLines breaks a fingerprint after the name of its kind, or between two bytes
// in its middle: who compares it goes by lines.
func inLines(fingerprint string) string {
	if kind, sum, ok := strings.Cut(fingerprint, ":"); ok && !strings.Contains(sum, ":") {
		return kind + ":\n" + sum
	}
	const half = 16 * len("00:")
	if len(fingerprint) != 2*half-1 || fingerprint[half-1] != ':' {
		return fingerprint
	}
	return fingerprint[:half] + "\n" + fingerprint[half:]
}

// newForcePrompt asks before another user's check-out is ended.
func newForcePrompt(e *env, p *app.PromptView) *meant {
	m := newMeant(e, p, widgets.Primary, tr("Check in {secret}?", "secret", p.Secret))
	left := ""
	if p.Force.Minutes > 0 {
		left = tr("It would end by itself in {minutes}.", "minutes", minutes(p.Force.Minutes))
	}
	m.say(join(tr("{who} has it checked out and may be working with it now.", "who", p.Force.Holder), join(left, tr("Ending it takes the secret away at once; the vault writes down that you did."))))
	m.end(m.cancel, m.yes(widgets.Danger, tr("End {who}’s check-out", "who", p.Force.Holder)))
	return m
}

// shortPrompt offers more time before a session that would be cut off.
type shortPrompt struct {
	env    *env
	id     int
	vault  app.VaultKey
	secret int
	box    *fyne.Container
	more   *widgets.Button
}

func newShortPrompt(e *env, p *app.PromptView) *shortPrompt {
	s := &shortPrompt{env: e, id: p.ID, vault: p.Vault, secret: p.Short.SecretID}
	s.more = e.button(widgets.Primary, tr("Extend first…"), s.submit)
	anyway := e.button(widgets.Plain, tr("Connect all the same"), func() { e.do(app.Answer{PromptID: s.id, Yes: true}) })
	cancel := e.button(widgets.Plain, tr("Cancel"), s.dismiss).WithHint(tr("Esc"))
	s.box = widgets.NewColumn(12,
		widgets.NewText(tr("Only {time} left", "time", inWords(p.Short.Left)), heading()),
		widgets.NewParagraph(tr("The check-out of {secret} ends soon, and the vault may end the session with it.", "secret", p.Secret), widgets.Style{}),
		widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewWrap(8, s.more, anyway, cancel)))
	return s
}

func (s *shortPrompt) content() fyne.CanvasObject  { return s.box }
func (s *shortPrompt) first() fyne.Focusable       { return s.more }
func (s *shortPrompt) update(*app.PromptView) bool { return false }
func (s *shortPrompt) dismiss()                    { s.env.do(app.Answer{PromptID: s.id}) }

// submit closes this question and opens the one for more time.
func (s *shortPrompt) submit() {
	s.dismiss()
	s.env.to(s.vault, app.AskExtend{SecretID: s.secret})
}

// quitPrompt asks what becomes of what is still checked out.
type quitPrompt struct {
	env     *env
	id      int
	box     *fyne.Container
	in      *widgets.Button
	keep    *widgets.Button
	cancel  *widgets.Button
	buttons *fyne.Container
	busy    *busyLine
}

func newQuitPrompt(e *env, p *app.PromptView) *quitPrompt {
	q := &quitPrompt{env: e, id: p.ID}
	q.in = e.button(widgets.Primary, tr("Check in and quit"), func() { e.do(app.QuitNow{PromptID: q.id, How: app.QuitCheckIn}) })
	q.keep = e.button(widgets.Plain, tr("Keep and quit"), func() { e.do(app.QuitNow{PromptID: q.id, How: app.QuitKeep}) })
	q.cancel = e.button(widgets.Plain, tr("Cancel"), q.dismiss).WithHint(tr("Esc"))
	heads := tr("Quit Sallyport?")
	if p.Quit.SignOut {
		heads = tr("Sign out?")
		q.in.SetLabel(tr("Check in and sign out"))
		q.keep.Hide()
	}
	q.buttons = widgets.NewWrap(8, q.in, q.keep, q.cancel)
	q.busy = newBusyLine(e, tr("Checking in…"), nil)
	list := widgets.NewColumn(4)
	masked := len(p.Quit.CheckOuts) > 0 && p.Quit.CheckOuts[0] == "" // the window is locked
	for i, n := range p.Quit.CheckOuts {
		if masked {
			break
		}
		if i == 8 && len(p.Quit.CheckOuts) > 9 {
			list.Add(widgets.NewText(tr("and {n} more", "n", len(p.Quit.CheckOuts)-i), widgets.Style{Tone: widgets.Quiet}))
			break
		}
		list.Add(widgets.NewText(n, widgets.Style{Bold: true, Cut: true}))
	}
	said := tr("Still checked out in your name:")
	after := tr("Checking in lets others use what you hold.")
	if n := p.Quit.Sessions; n > 0 {
		after = join(after, trn(n, "It ends {n} session.", "It ends {n} sessions."))
	}
	if !p.Quit.SignOut {
		after = join(after, tr("What you keep stays yours until its time runs out, and its sessions go on."))
	}
	if masked {
		said = trn(len(p.Quit.CheckOuts), "{n} secret is still checked out in your name.", "{n} secrets are still checked out in your name.")
	}
	held := widgets.NewNote(widgets.Ground, widgets.Line, list)
	if len(p.Quit.CheckOuts) == 0 {
		said = trn(p.Quit.Sessions, "Nothing is checked out, but {n} session is open.", "Nothing is checked out, but {n} sessions are open.")
		after = tr("Left open, they go on without Sallyport.")
		q.in.SetLabel(tr("End and quit"))
		q.keep.SetLabel(tr("Leave open and quit"))
		if p.Quit.SignOut {
			q.in.SetLabel(tr("End and sign out"))
			after = tr("Signing out ends them.")
		}
		held.Hide()
	}
	visible(held, len(p.Quit.CheckOuts) > 0 && !masked)
	q.box = widgets.NewColumn(12, widgets.NewText(heads, heading()), widgets.NewParagraph(said, widgets.Style{}),
		held,
		widgets.NewParagraph(after, widgets.Style{Tone: widgets.Quiet}),
		widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewColumn(0, q.buttons, q.busy.root)))
	return q
}

func (q *quitPrompt) content() fyne.CanvasObject { return q.box }
func (q *quitPrompt) first() fyne.Focusable      { return q.in }
func (q *quitPrompt) submit()                    { q.in.Tapped(nil) }
func (q *quitPrompt) dismiss()                   { q.env.do(app.Dismiss{PromptID: q.id}) }

func (q *quitPrompt) update(p *app.PromptView) bool {
	visible(q.buttons, !p.Quit.Busy)
	return q.busy.set(p.Quit.Busy)
}

// extendPrompt asks minutes and a reason.
type extendPrompt struct {
	env     *env
	id      int
	max     int
	busyNow bool
	box     *fyne.Container
	minutes *widgets.Entry
	reason  *widgets.Entry
	wrong   *widgets.Paragraph
	problem *problemBox
	ok      *widgets.Button
	busy    *busyLine
	relay   func()
}

func newExtendPrompt(e *env, p *app.PromptView, relayout func()) *extendPrompt {
	x := &extendPrompt{env: e, id: p.ID, max: p.Extend.Max, relay: relayout}
	x.minutes = widgets.NewEntry(e.keys, "")
	if p.Extend.Suggest > 0 {
		x.minutes.SetText(strconv.Itoa(p.Extend.Suggest))
	}
	x.reason = widgets.NewEntry(e.keys, tr("Why you need longer"))
	x.minutes.OnSubmitted = func(string) { x.submit() }
	x.reason.OnSubmitted = func(string) { x.submit() }
	x.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	x.wrong.Hide()
	x.problem = newProblemBox(e, relayout)
	x.ok = e.button(widgets.Primary, tr("Extend"), x.submit)
	x.busy = newBusyLine(e, tr("Asking the vault…"), nil)
	cancel := e.button(widgets.Plain, tr("Cancel"), x.dismiss).WithHint(tr("Esc"))
	limit := tr("The vault decides how long it may be.")
	if x.max > 0 {
		limit = atMost(x.max)
	}
	x.box = widgets.NewColumn(12, widgets.NewText(tr("Extend {secret}", "secret", p.Secret), heading()),
		widgets.NewColumn(4, label(tr("Minutes to add")), widgets.NewLine(12, nil, widgets.NewFixed(96, 0, x.minutes), widgets.NewText(limit, widgets.Style{Tone: widgets.Quiet}))),
		field(tr("Reason"), x.reason), x.wrong, x.problem.Card,
		widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewWrap(8, x.ok, cancel, x.busy.root)))
	return x
}

func atMost(n int) string {
	return trn(n, "At most {n} minute can be added.", "At most {n} minutes can be added.")
}

func label(s string) *widgets.Text {
	return widgets.NewText(s, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
}

func (x *extendPrompt) content() fyne.CanvasObject { return x.box }

func (x *extendPrompt) first() fyne.Focusable {
	if x.minutes.Text == "" {
		return x.minutes
	}
	return x.reason
}

func (x *extendPrompt) dismiss() { x.env.do(app.Dismiss{PromptID: x.id}) }

func (x *extendPrompt) update(p *app.PromptView) bool {
	x.busyNow = p.Extend.Busy
	able(x.ok, !p.Extend.Busy)
	changed := x.busy.set(p.Extend.Busy)
	return x.problem.set(p.Extend.Problem) || changed
}

func (x *extendPrompt) submit() {
	if x.busyNow {
		return
	}
	n, err := strconv.Atoi(strings.TrimSpace(x.minutes.Text))
	reason := strings.TrimSpace(x.reason.Text)
	switch {
	case err != nil || n <= 0:
		x.say(tr("Type a whole number of minutes."), x.minutes)
	case x.max > 0 && n > x.max:
		x.say(atMost(x.max), x.minutes)
	case reason == "":
		x.say(tr("The vault asks for a reason. Nothing was sent."), x.reason)
	default:
		x.say("", nil)
		x.env.do(app.Extend{PromptID: x.id, Minutes: n, Reason: reason})
	}
}

// say shows what is missing, where it is missing.
func (x *extendPrompt) say(text string, where *widgets.Entry) {
	x.wrong.Set(text)
	visible(x.wrong, text != "")
	if where != nil {
		x.env.focus(where)
	}
	x.relay()
}
