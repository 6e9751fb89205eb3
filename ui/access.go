package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/app"
	"sallyport/ui/widgets"
)

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

// The sentences for times that make no sense.
const (
	noMoment   = "Write the day like 2026-01-31 and the time like 09:30. Nothing was sent."
	endsBefore = "The access would end before it begins. Nothing was sent."
	overByNow  = "The access would be over already. Nothing was sent."
)

func newAccessFields(e *env, submit, changed func()) *accessFields {
	a := &accessFields{env: e}
	a.span = newChooser(e, func(int) {
		own := spans[a.span.now].d < 0
		visible(a.own, own)
		changed()
		if own {
			e.focus(a.from.day)
		}
	})
	names := make([]string, 0, len(spans))
	for _, s := range spans {
		names = append(names, tr(s.name))
	}
	a.span.set(names)
	a.from, a.until = newMomentField(e, submit, changed), newMomentField(e, submit, changed)
	tie(a.from, a.until)
	a.own = widgets.NewColumn(8, labelled(tr("From"), a.from.root), labelled(tr("Until"), a.until.root))
	a.own.Hide()
	a.root = widgets.NewColumn(8, labelled(tr("Access"), widgets.NewLine(8, nil, a.span.button)), a.own)
	return a
}

func (a *accessFields) reset(start time.Time) {
	a.start = start.Local().Truncate(time.Minute)
	a.span.now = 0
	a.span.button.SetLabel(tr(spans[0].name))
	a.own.Hide()
	a.from.set(a.start, a.start)
	a.until.set(a.start.Add(time.Hour), a.start)
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
	from, until, where, wrong := window(a.from, a.until)
	if where == nil && !until.After(a.start) {
		return a.until.clock, tr(overByNow)
	}
	g.From, g.Until = from, until
	return where, wrong
}

// window reads two moments that begin and end an access.
func window(begin, end *momentField) (from, until time.Time, where *widgets.Entry, wrong string) {
	from, where = begin.value()
	if where != nil {
		return from, until, where, tr(noMoment)
	}
	until, where = end.value()
	switch {
	case where != nil:
		return from, until, where, tr(noMoment)
	case !until.After(from):
		return from, until, end.clock, tr(endsBefore)
	}
	return from, until, nil, ""
}

func (a *accessFields) has(o fyne.Focusable) bool {
	return o == fyne.Focusable(a.span.button) || a.from.has(o) || a.until.has(o)
}

// momentField is a day, with a calendar to choose it from, and a time of day.
// The arrows move the day by one and the time by a quarter of an hour.
type momentField struct {
	env      *env
	root     *fyne.Container
	day      *widgets.Entry
	clock    *widgets.Entry
	calendar *widgets.Button
	start    time.Time // the calendar begins there
	moved    func(time.Duration)
}

const (
	dayForm   = "2006-01-02"
	clockForm = "15:04"
	quarter   = 15 * time.Minute
)

func newMomentField(e *env, submit, changed func()) *momentField {
	m := &momentField{env: e, day: widgets.NewEntry(e.keys, dayForm), clock: widgets.NewEntry(e.keys, clockForm)}
	for en, step := range map[*widgets.Entry]func(time.Time, int) time.Time{
		m.day:   func(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) },
		m.clock: nextQuarter,
	} {
		en.OnChanged = func(string) { changed() }
		en.OnSubmitted = func(string) { submit() }
		en.OnKey = func(k *fyne.KeyEvent) bool { return m.arrow(k, step) }
	}
	m.calendar = widgets.NewIconButton(e.keys, e.icon("calendar"), tr("Choose a day"), m.pick)
	m.root = widgets.NewLine(6, nil, widgets.NewFixed(104, 0, m.day), m.calendar, widgets.NewFixed(66, 0, m.clock))
	return m
}

// arrow moves the moment, upwards to later.
func (m *momentField) arrow(k *fyne.KeyEvent, step func(time.Time, int) time.Time) bool {
	n := map[fyne.KeyName]int{fyne.KeyUp: 1, fyne.KeyDown: -1}[k.Name]
	at, wrong := m.value()
	if n == 0 || wrong != nil {
		return n != 0
	}
	m.move(step(at, n))
	return true
}

// move writes another moment. What ends after a beginning keeps its distance.
func (m *momentField) move(to time.Time) {
	at, wrong := m.value()
	m.write(to)
	if wrong == nil && m.moved != nil {
		m.moved(to.Sub(at))
	}
}

// tie moves the end of an access with its beginning.
func tie(begin, end *momentField) {
	begin.moved = func(d time.Duration) {
		if at, wrong := end.value(); wrong == nil {
			end.write(at.Add(d))
		}
	}
}

func nextQuarter(t time.Time, n int) time.Time {
	if n > 0 {
		return t.Truncate(quarter).Add(quarter)
	}
	return t.Add(-1).Truncate(quarter)
}

// pick opens a calendar on the day that is written there.
func (m *momentField) pick() {
	at, wrong := m.value()
	if wrong != nil {
		at = m.start
	}
	var pop *widget.PopUp
	cal := widgets.NewCalendar(m.env.keys, calendarWords(), at, m.start, m.env.icon("left"), m.env.icon("right"), func(t time.Time) {
		pop.Hide()
		if _, wrong := m.value(); wrong == nil {
			m.move(time.Date(t.Year(), t.Month(), t.Day(), at.Hour(), at.Minute(), 0, 0, time.Local))
		} else {
			m.day.SetText(t.Format(dayForm))
		}
		m.env.focus(m.clock)
	})
	pop = widget.NewPopUp(widgets.NewInset(widgets.Inset{Top: 4, Right: 8, Bottom: 4, Left: 8}, cal), m.env.canvas)
	under(pop, m.calendar)
	m.env.canvas.Focus(cal)
}

// set writes a moment; days before start cannot be picked.
func (m *momentField) set(t, start time.Time) {
	m.start = start
	m.write(t)
}

func (m *momentField) write(t time.Time) {
	for e, text := range map[*widgets.Entry]string{m.day: t.Format(dayForm), m.clock: t.Format(clockForm)} {
		if e.Text != text {
			e.SetText(text)
		}
	}
}

// value is what is written there, in this machine's time zone, or the entry that is no day or time.
func (m *momentField) value() (time.Time, *widgets.Entry) {
	day, hour := strings.TrimSpace(m.day.Text), strings.TrimSpace(m.clock.Text)
	if _, err := time.Parse(dayForm, day); err != nil {
		return time.Time{}, m.day
	}
	t, err := time.ParseInLocation(dayForm+" "+clockForm, day+" "+hour, time.Local)
	if err != nil {
		return time.Time{}, m.clock
	}
	return t, nil
}

func (m *momentField) has(o fyne.Focusable) bool {
	return o == fyne.Focusable(m.day) || o == fyne.Focusable(m.clock) || o == fyne.Focusable(m.calendar)
}
