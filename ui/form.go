package ui

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// form asks in one go for all that can be asked together: reason, ticket, the
// time of an access, a QuantumLock password. Parts that are not asked for are
// not there.
type form struct {
	env    *env
	root   *fyne.Container
	rows   *fyne.Container
	relay  func()
	submit func()

	reason  *widgets.Entry
	system  *chooser
	vault   app.VaultKey // whose ticket systems they are
	ticket  *widgets.Entry
	page    *widgets.Button // shows the ticket in the browser
	label   *widgets.Text   // of the number, in the administrator's words
	reasons *fyne.Container
	choice  *fyne.Container // of the ticket system
	tickets *fyne.Container
	access  *accessFields
	target  *targetFields
	lock    *widgets.Entry
	again   *widgets.Entry
	locks   *fyne.Container
	twice   *fyne.Container
	warns   *fyne.Container
	wrong   *widgets.Paragraph
	wrongs  *fyne.Container // under the row it is about

	ask     app.FormView
	systems []app.TicketSystemView
	own     string // what this form found wrong; the vault's words stand otherwise
	stale   bool   // something was typed since the vault's words: they are about what was there before
}

func newForm(e *env, submit, relayout func()) *form {
	f := &form{env: e, relay: relayout, submit: submit}
	f.reason = widgets.NewEntry(e.keys, "")
	f.ticket = widgets.NewEntry(e.keys, "")
	f.lock = widgets.NewPassword(e.keys, "")
	f.again = widgets.NewPassword(e.keys, "")
	for _, en := range f.entries() {
		en.OnSubmitted, en.OnChanged = func(string) { f.submit() }, func(string) { f.typed() }
	}
	f.system = newChooser(e, func(int) { f.typed(); f.relay() })
	f.page = e.button(widgets.Link, tr("View ticket"), f.openTicket)
	f.label = widgets.NewText(tr("Ticket"), widgets.Style{Cut: true})
	f.reasons = labelled(tr("Reason"), f.reason)
	f.choice = labelled(tr("Ticket system"), widgets.NewLine(8, nil, f.system.button))
	f.tickets = widgets.NewLabelled(0, f.label, widgets.NewLine(8, nil, widgets.NewFixed(ticketW, 0, f.ticket), f.page))
	f.access = newAccessFields(e, submit, func() { f.typed(); f.relay() })
	f.target = newTargetFields(e, submit, func() { f.typed() })
	f.locks = labelled(tr("QuantumLock"), f.lock)
	f.twice = labelled(tr("Once more"), f.again)
	f.warns = labelled("", widgets.NewParagraph(tr("Nobody can recover this password, not even an administrator of the vault."), widgets.Style{Size: widgets.Small, Tone: widgets.Amber}))
	f.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	f.wrongs = labelled("", f.wrong)
	f.wrongs.Hide()
	f.rows = widgets.NewColumn(8)
	f.arrange(nil)
	f.root = widgets.NewInset(widgets.Inset{Left: 26, Top: 6, Bottom: 14}, f.rows)
	return f
}

// ticketW is the width of a ticket number: they are short, and the rest of the line has the way to its page.
const ticketW float32 = 180

// labelled is one line of a form.
func labelled(words string, o fyne.CanvasObject) *fyne.Container {
	return widgets.NewLabelled(0, widgets.NewText(words, widgets.Style{Cut: true}), o)
}

func (f *form) entries() []*widgets.Entry {
	return []*widgets.Entry{f.reason, f.ticket, f.lock, f.again}
}

// arrange puts what is wrong under the row it is about; nil: at the end.
func (f *form) arrange(where *widgets.Entry) {
	rows := []fyne.CanvasObject{f.reasons, f.choice, f.tickets, f.access.root, f.locks, f.twice, f.warns, f.target.root}
	at := len(rows)
	switch {
	case where == nil:
	case where == f.reason:
		at = 1
	case where == f.ticket:
		at = 3
	case f.access.has(where):
		at = 4
	case where == f.lock:
		at = 5
	case where == f.again:
		at = 6
	case f.target.has(where):
		at = 8
	}
	f.rows.Objects = append(append(append([]fyne.CanvasObject{}, rows[:at]...), f.wrongs), rows[at:]...)
}

// typed forgets what was wrong before, and fits hints to what is there now.
func (f *form) typed() {
	f.showSystem()
	f.stale = f.ask.Error != ""
	if f.own == "" && f.setWrong() {
		f.relay()
	}
	f.say("", nil)
}

// render shows what is asked for; a new form is empty. It reports whether heights changed.
func (f *form) render(ask app.FormView, systems []app.TicketSystemView, fresh bool) (changed bool) {
	if fresh {
		f.clear()
		f.access.reset(ask.Start)
		f.own = ""
		f.arrange(nil)
		if len(f.systems) > 0 {
			f.system.set(f.system.names)
		}
	}
	if ask.Error == "" || ask.Error != f.ask.Error || fresh {
		f.stale = false
	}
	told := ask.Insists != f.ask.Insists || ask.Tickets != f.ask.Tickets
	f.ask = ask
	if len(systems) != len(f.systems) || len(systems) > 0 && &systems[0] != &f.systems[0] {
		f.systems = systems
		names := make([]string, 0, len(systems))
		for _, s := range systems {
			names = append(names, s.Name)
		}
		f.system.set(names)
		told = true
	}
	if told || fresh {
		f.showSystem()
	}
	create := ask.Lock == app.LockCreate
	hint(f.lock, lockHint(create))
	changed = visible(f.reasons, ask.Reason)
	changed = visible(f.choice, ask.Tickets && len(f.systems) > 1) || changed
	changed = visible(f.tickets, ask.Tickets) || changed
	changed = visible(f.access.root, ask.Access) || changed
	changed = visible(f.locks, ask.Lock != app.LockNone) || changed
	changed = visible(f.twice, create) || changed
	changed = visible(f.warns, create) || changed
	changed = f.target.render(ask.Target) || changed
	return f.setWrong() || changed
}

// hint is what an empty entry says.
func hint(e *widgets.Entry, words string) {
	if e.PlaceHolder != words {
		e.SetPlaceHolder(words)
	}
}

func lockHint(create bool) string {
	if create {
		return tr("Choose a password")
	}
	return tr("Your password for it")
}

func (f *form) clear() {
	for _, e := range f.entries() {
		e.SetText("")
	}
}

// chosen is the ticket system in use; the zero one asks for a reason alone.
func (f *form) chosen() (s app.TicketSystemView) {
	if f.ask.Tickets && f.system.now < len(f.systems) {
		s = f.systems[f.system.now]
	}
	return s
}

// rule is what must be typed. Which secrets a ticket is mandatory for, the
// vault tells only by refusing: until then an empty number is left out.
func (f *form) rule() workflow.Mandatory {
	if f.ask.Tickets && !f.ask.Insists && strings.TrimSpace(f.ticket.Text) == "" {
		return workflow.ReasonOnly
	}
	return f.chosen().Mandatory
}

// showSystem uses the administrator's own word for the number, and says what may be left out.
func (f *form) showSystem() {
	s := f.chosen()
	if words := or(s.Label, tr("Ticket")); f.label.Text() != words {
		f.label.Set(words)
		f.tickets.Refresh()
	}
	number := strings.TrimSpace(f.ticket.Text)
	reason, ticket := tr("Why you need it"), tr("if the vault wants one")
	if f.ask.Insists {
		ticket = ""
	}
	switch f.rule() {
	case workflow.TicketOnly:
		reason = tr("if there is more to say")
	case workflow.EitherOne:
		reason, ticket = tr("this or a ticket"), tr("this or a reason")
	}
	hint(f.reason, reason)
	hint(f.ticket, ticket)
	if visible(f.page, s.Page != "" && number != "" && fits(s.Pattern, number)) {
		f.tickets.Refresh()
	}
}

func (f *form) openTicket() {
	f.env.to(f.vault, app.OpenTicket{System: f.chosen().ID, Number: strings.TrimSpace(f.ticket.Text)})
}

// read takes what was typed, if it is complete: of what a launcher asks, where it
// connects. What is missing gets the focus and a sentence.
func (f *form) read(connects bool) (g app.Given, ok bool) {
	g.Reason, g.Ticket = strings.TrimSpace(f.reason.Text), strings.TrimSpace(f.ticket.Text)
	where, wrong := f.missing(g)
	if where == nil && f.ask.Access {
		where, wrong = f.access.fill(&g)
	}
	if where == nil && f.ask.Lock != app.LockNone {
		where, wrong = f.lockMissing()
	}
	if f.ask.Target != nil && connects {
		if where == nil {
			where, wrong = f.target.missing()
		}
		g.Target = f.target.value()
	}
	if where != nil {
		f.say(wrong, where)
		f.env.focus(where)
		return app.Given{}, false
	}
	switch {
	case !f.ask.Tickets:
		g.Ticket = ""
	case g.Ticket != "" || f.ask.Insists:
		g.System = f.chosen().ID
	}
	if f.ask.Lock != app.LockNone {
		g.Lock = sealed.New([]byte(f.lock.Text))
		f.lock.SetText("")
		f.again.SetText("")
	}
	return g, true
}

// missing says what the ticket system makes mandatory and is not there, or not as it wants it.
func (f *form) missing(g app.Given) (where *widgets.Entry, wrong string) {
	if !f.ask.Reason {
		return nil, ""
	}
	s := f.chosen()
	needsReason, needsTicket := f.rule().Lacks(g.Reason, g.Ticket)
	switch {
	case needsTicket && needsReason && s.Mandatory == workflow.EitherOne:
		return f.reason, tr("The vault asks for a reason or a ticket number. Nothing was sent.")
	case needsReason:
		return f.reason, tr("The vault asks for a reason. Nothing was sent.")
	case needsTicket:
		return f.ticket, tr("The vault asks for a ticket number. Nothing was sent.")
	case g.Ticket != "" && !fits(s.Pattern, g.Ticket):
		return f.ticket, or(s.PatternError, tr("{system} has no ticket numbers like this. Nothing was sent.", "system", s.Name))
	}
	return nil, ""
}

// fits checks a number beforehand. A pattern that Go does not understand as
// .NET does is left to the vault, which has the last word anyway.
func fits(pattern, ticket string) bool {
	re, err := regexp.Compile(pattern)
	return err != nil || re.MatchString(ticket)
}

func (f *form) lockMissing() (where *widgets.Entry, wrong string) {
	switch {
	case f.lock.Text == "":
		return f.lock, tr("Type your QuantumLock password. Nothing was sent.")
	case f.ask.Lock == app.LockCreate && f.again.Text != f.lock.Text:
		return f.again, tr("The two passwords differ. Nothing was sent.")
	}
	return nil, ""
}

// first is what is to be typed next; nil when all that is asked for is there.
func (f *form) first() fyne.Focusable {
	needsReason, needsTicket := f.rule().Lacks(strings.TrimSpace(f.reason.Text), strings.TrimSpace(f.ticket.Text))
	switch {
	case f.ask.Reason && needsReason:
		return f.reason
	case f.ask.Reason && needsTicket:
		return f.ticket
	case f.ask.Lock != app.LockNone && f.lock.Text == "":
		return f.lock
	case f.ask.Lock == app.LockCreate && f.again.Text == "":
		return f.again
	case f.ask.Target != nil:
		return f.target.first()
	}
	return nil
}

// has reports whether the focus is in the form.
func (f *form) has(o fyne.Focusable) bool {
	for _, e := range f.entries() {
		if o == fyne.Focusable(e) {
			return true
		}
	}
	return o == fyne.Focusable(f.system.button) || o == fyne.Focusable(f.page) || f.access.has(o) || f.target.has(o)
}

// say shows what this form found wrong, and where; "" lets the vault's words stand.
func (f *form) say(text string, where *widgets.Entry) {
	if f.own == text {
		return
	}
	f.own = text
	f.arrange(where)
	f.rows.Refresh()
	if f.setWrong() {
		f.relay()
	}
}

func (f *form) setWrong() bool {
	text := f.own
	if text == "" && !f.stale {
		text = f.ask.Error
	}
	changed := f.wrong.Text() != text
	f.wrong.Set(text)
	return visible(f.wrongs, text != "") || changed
}
