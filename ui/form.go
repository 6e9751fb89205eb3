package ui

import (
	"regexp"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

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
	relay  func()
	submit func()

	reason  *widgets.Entry
	system  *chooser
	ticket  *widgets.Entry
	label   *widgets.Text
	tickets *fyne.Container
	access  *accessFields
	lock    *widgets.Entry
	again   *widgets.Entry
	locks   *fyne.Container
	warns   *widgets.Paragraph
	wrong   *widgets.Paragraph

	ask     app.FormView
	systems []app.TicketSystemView
	own     string // what this form found wrong; the vault's words stand otherwise
}

func newForm(e *env, submit, relayout func()) *form {
	f := &form{env: e, relay: relayout, submit: submit}
	entered := func(string) { f.submit() }
	typed := func(string) { f.say("") }
	f.reason = widgets.NewEntry(e.keys, "Why you need it")
	f.ticket = widgets.NewEntry(e.keys, "")
	f.lock = widgets.NewPassword(e.keys, "")
	f.again = widgets.NewPassword(e.keys, "The same once more")
	for _, en := range []*widgets.Entry{f.reason, f.ticket, f.lock, f.again} {
		en.OnSubmitted, en.OnChanged = entered, typed
	}
	f.system = newChooser(e, func(int) { f.showSystem(); f.say("") })
	f.label = label("Ticket number")
	f.tickets = widgets.NewColumn(4, f.label, widgets.NewLine(8, f.ticket, f.system.button, f.ticket))
	f.access = newAccessFields(e, func() { f.say(""); f.relay() })
	f.warns = widgets.NewParagraph("Nobody can recover this password, not even an administrator of the vault.", widgets.Style{Size: widgets.Small, Tone: widgets.Amber})
	f.locks = widgets.NewColumn(4, label("QuantumLock password"), f.lock, f.again, f.warns)
	f.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	f.wrong.Hide()
	f.root = widgets.NewInset(widgets.Inset{Left: 26, Top: 4, Bottom: 12},
		widgets.NewColumn(8, f.tickets, f.reason, f.access.root, f.locks, f.wrong))
	return f
}

// render shows what is asked for; a new form is empty. It reports whether heights changed.
func (f *form) render(ask app.FormView, systems []app.TicketSystemView, fresh bool) (changed bool) {
	if fresh {
		f.clear()
		f.access.reset(ask.Start)
		f.own = ""
	}
	told := ask.Insists != f.ask.Insists
	f.ask = ask
	if told {
		f.showSystem()
	}
	if len(systems) != len(f.systems) || len(systems) > 0 && &systems[0] != &f.systems[0] {
		f.systems = systems
		names := make([]string, 0, len(systems))
		for _, s := range systems {
			names = append(names, s.Name)
		}
		f.system.set(names)
		f.showSystem()
	}
	changed = visible(f.reason, ask.Reason)
	changed = visible(f.tickets, ask.Tickets) || changed
	changed = visible(f.system.button, len(f.systems) > 1) || changed
	changed = visible(f.access.root, ask.Access) || changed
	changed = visible(f.locks, ask.Lock != app.LockNone) || changed
	changed = visible(f.again, ask.Lock == app.LockCreate) || changed
	changed = visible(f.warns, ask.Lock == app.LockCreate) || changed
	return f.setWrong() || changed
}

func (f *form) clear() {
	for _, e := range []*widgets.Entry{f.reason, f.ticket, f.lock, f.again} {
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

// showSystem uses the administrator's own words for the number.
func (f *form) showSystem() {
	if f.system.now >= len(f.systems) {
		return
	}
	s := f.systems[f.system.now]
	words := or(s.Label, "Ticket number")
	if f.label.Text() != words {
		f.label.Set(words)
		f.label.Refresh()
	}
	hint := "if the vault wants one"
	if f.ask.Insists {
		hint = ""
	}
	f.ticket.SetPlaceHolder(hint)
}

// read takes what was typed, if it is complete. What is missing gets the focus and a sentence.
func (f *form) read() (g app.Given, ok bool) {
	g.Reason, g.Ticket = strings.TrimSpace(f.reason.Text), strings.TrimSpace(f.ticket.Text)
	where, wrong := f.missing(g)
	if where == nil && f.ask.Access {
		where, wrong = f.access.fill(&g)
	}
	if where == nil && f.ask.Lock != app.LockNone {
		where, wrong = f.lockMissing()
	}
	if where != nil {
		f.say(wrong)
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
		return f.ticket, "The vault asks for a ticket number or a reason. Nothing was sent."
	case needsTicket:
		return f.ticket, "The vault asks for a ticket number. Nothing was sent."
	case needsReason:
		return f.reason, "The vault asks for a reason. Nothing was sent."
	case g.Ticket != "" && !fits(s.Pattern, g.Ticket):
		return f.ticket, or(s.PatternError, s.Name+" has no ticket numbers like this. Nothing was sent.")
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
		return f.lock, "Type your QuantumLock password. Nothing was sent."
	case f.ask.Lock == app.LockCreate && f.again.Text != f.lock.Text:
		return f.again, "The two passwords differ. Nothing was sent."
	}
	return nil, ""
}

// first is what is to be typed next; nil when all that is asked for is there.
func (f *form) first() fyne.Focusable {
	needsReason, needsTicket := f.rule().Lacks(strings.TrimSpace(f.reason.Text), strings.TrimSpace(f.ticket.Text))
	switch {
	case f.ask.Reason && needsTicket:
		return f.ticket
	case f.ask.Reason && needsReason:
		return f.reason
	case f.ask.Lock != app.LockNone && f.lock.Text == "":
		return f.lock
	case f.ask.Lock == app.LockCreate && f.again.Text == "":
		return f.again
	}
	return nil
}

// has reports whether the focus is in the form.
func (f *form) has(o fyne.Focusable) bool {
	for _, e := range []*widgets.Entry{f.reason, f.ticket, f.lock, f.again} {
		if o == fyne.Focusable(e) {
			return true
		}
	}
	return f.access.has(o)
}

// say shows what this form found wrong; "" lets the vault's words stand.
func (f *form) say(text string) {
	if f.own != text {
		f.own = text
		if f.setWrong() {
			f.relay()
		}
	}
}

func (f *form) setWrong() bool {
	text := or(f.own, f.ask.Error)
	changed := f.wrong.Text() != text
	f.wrong.Set(text)
	return visible(f.wrong, text != "") || changed
}

// chooser is a button that opens a list to choose one of.
type chooser struct {
	env    *env
	button *widgets.Button
	names  []string
	now    int
	chose  func(int)
}

func newChooser(e *env, chose func(int)) *chooser {
	c := &chooser{env: e, chose: chose}
	c.button = e.button(widgets.Plain, "", c.open).WithIcon(e.icon("down"))
	return c
}

func (c *chooser) set(names []string) {
	c.names, c.now = names, 0
	if len(names) > 0 {
		c.button.SetLabel(names[0])
	}
}

func (c *chooser) pick(i int) {
	c.now = i
	c.button.SetLabel(c.names[i])
	c.chose(i)
}

func (c *chooser) open() {
	items := make([]*fyne.MenuItem, 0, len(c.names))
	for i, n := range c.names {
		items = append(items, fyne.NewMenuItem(n, func() { c.pick(i) }))
	}
	under(widget.NewPopUpMenu(fyne.NewMenu("", items...), c.env.canvas), c.button)
}

// popUp is what opens under a button.
type popUp interface{ ShowAtPosition(fyne.Position) }

func under(p popUp, b fyne.CanvasObject) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	p.ShowAtPosition(at.AddXY(0, b.Size().Height+4))
}

// accessFields ask from when until when access is wanted: one of the usual
// lengths from now on, or two moments of one's own.
type accessFields struct {
	env   *env
	root  *fyne.Container
	span  *chooser
	own   *fyne.Container
	from  *momentField
	until *momentField
	start time.Time
}

// spans are the usual lengths. A zero one is the rest of the day; the last choice is one's own times.
var spans = []struct {
	name string
	d    time.Duration
}{{"1 hour from now", time.Hour}, {"4 hours from now", 4 * time.Hour}, {"Until the end of today", 0}, {"Other times…", -1}}

func newAccessFields(e *env, changed func()) *accessFields {
	a := &accessFields{env: e}
	a.span = newChooser(e, func(int) { visible(a.own, spans[a.span.now].d < 0); changed() })
	names := make([]string, 0, len(spans))
	for _, s := range spans {
		names = append(names, s.name)
	}
	a.span.set(names)
	a.from, a.until = newMomentField(e, changed), newMomentField(e, changed)
	a.own = widgets.NewHalves(12, field("From", a.from.root), field("Until", a.until.root))
	a.own.Hide()
	a.root = widgets.NewColumn(8, widgets.NewColumn(4, label("Access"), widgets.NewLine(8, nil, a.span.button)), a.own)
	return a
}

func (a *accessFields) reset(start time.Time) {
	a.start = start.Local().Truncate(time.Minute)
	a.span.now = 0
	a.span.button.SetLabel(spans[0].name)
	a.own.Hide()
	a.from.set(a.start)
	a.until.set(a.start.Add(time.Hour))
}

// fill says what was chosen, or where it makes no sense.
func (a *accessFields) fill(g *app.Given) (where *widgets.Entry, wrong string) {
	switch d := spans[a.span.now].d; {
	case d > 0:
		g.Span = d
		return nil, ""
	case d == 0:
		y, m, day := a.start.Date()
		g.Until = time.Date(y, m, day, 23, 59, 0, 0, a.start.Location())
		return nil, ""
	}
	from, ok := a.from.value()
	if !ok {
		return a.from.clock, "Write the day like 2026-01-31 and the time like 09:30. Nothing was sent."
	}
	until, ok := a.until.value()
	switch {
	case !ok:
		return a.until.clock, "Write the day like 2026-01-31 and the time like 09:30. Nothing was sent."
	case !until.After(from):
		return a.until.clock, "The access would end before it begins. Nothing was sent."
	case !until.After(a.start):
		return a.until.clock, "The access would be over already. Nothing was sent."
	}
	g.From, g.Until = from, until
	return nil, ""
}

func (a *accessFields) has(o fyne.Focusable) bool { return a.from.has(o) || a.until.has(o) }

// momentField is a day, with a calendar to choose it from, and a time of day.
type momentField struct {
	env   *env
	root  *fyne.Container
	day   *widgets.Entry
	clock *widgets.Entry
}

const (
	dayForm   = "2006-01-02"
	clockForm = "15:04"
)

func newMomentField(e *env, changed func()) *momentField {
	m := &momentField{env: e, day: widgets.NewEntry(e.keys, dayForm), clock: widgets.NewEntry(e.keys, clockForm)}
	m.day.OnChanged = func(string) { changed() }
	m.clock.OnChanged = func(string) { changed() }
	var pick *widgets.Button
	pick = e.button(widgets.Plain, "", func() { m.pick(pick) }).WithIcon(e.icon("down"))
	m.root = widgets.NewLine(6, m.day, m.day, pick, widgets.NewFixed(64, 0, m.clock))
	return m
}

// pick opens a calendar on the day that is written there.
func (m *momentField) pick(b *widgets.Button) {
	at, ok := m.value()
	if !ok {
		at = time.Time{}
	}
	var pop *widget.PopUp
	cal := widget.NewCalendar(at, func(t time.Time) {
		m.day.SetText(t.Format(dayForm))
		pop.Hide()
		m.env.focus(m.clock)
	})
	pop = widget.NewPopUp(cal, m.env.canvas)
	under(pop, b)
}

func (m *momentField) set(t time.Time) {
	m.day.SetText(t.Format(dayForm))
	m.clock.SetText(t.Format(clockForm))
}

// value is what is written there, in this machine's time zone.
func (m *momentField) value() (time.Time, bool) {
	t, err := time.ParseInLocation(dayForm+" "+clockForm, strings.TrimSpace(m.day.Text)+" "+strings.TrimSpace(m.clock.Text), time.Local)
	return t, err == nil
}

func (m *momentField) has(o fyne.Focusable) bool {
	return o == fyne.Focusable(m.day) || o == fyne.Focusable(m.clock)
}
