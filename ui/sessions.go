package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// sessionsPage lists every session, in the place of the pane: the dock has room for a few.
type sessionsPage struct {
	page
	env   *env
	said  *widgets.Text
	list  *fyne.Container
	empty *emptyState
	all   *widgets.Button
	acts  *fyne.Container // the two
	top   *widgets.Beside
	items sessionItems
	open  bool
}

func newSessionsPage(e *env) *sessionsPage {
	p := &sessionsPage{env: e}
	p.items = sessionItems{env: e}
	p.said = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})
	p.empty = newEmptyState(e)
	p.empty.set("terminal", tr("No sessions"), tr("What you connect to shows here, with its state and how to end it."))
	p.all = e.button(widgets.Plain, tr("End all"), func() { e.do(app.EndAll{}) })
	p.closes(e, app.ShowSessions{})
	p.list = widgets.NewColumn(0)
	words := widgets.NewColumn(2, pageTitle(tr("Sessions")), p.said)
	p.acts = widgets.NewLine(8, nil, p.all, p.shut)
	p.top = &widgets.Beside{Gap: 16}
	head := &fyne.Container{Layout: p.top, Objects: []fyne.CanvasObject{words, p.acts}}
	p.build(p.empty.root, head, p.list)
	return p
}

func (p *sessionsPage) render(v *app.View) {
	opened := v.Beside.Open && !p.open
	p.open = v.Beside.Open
	changed := visible(p.root, v.Beside.Open)
	if !v.Beside.Open {
		return
	}
	none := len(v.Sessions)+len(v.Beside.Ended) == 0
	p.said.Set(SessionsText(v))
	changed = visible(p.empty.root, none) || changed
	changed = visible(p.all, len(v.Sessions) > 0) || changed
	p.top.Width = p.acts.MinSize().Width
	redrawn, reordered := p.items.render(v, len(v.Sessions))
	if reordered {
		p.list.Objects = nil
		for i, it := range p.items.shown {
			if i > 0 {
				p.list.Add(widgets.NewRule())
			}
			p.list.Add(&fyne.Container{Layout: &sessionLayout{}, Objects: it.parts()})
		}
	}
	if changed || redrawn || reordered {
		p.relayout()
	}
	if opened {
		p.env.focus(p.shut)
	}
}

// SessionsText counts the sessions.
func SessionsText(v *app.View) string {
	failed := failures(v)
	if failed == 0 {
		return trn(len(v.Sessions), "{n} session", "{n} sessions")
	}
	return trn(len(v.Sessions), "{n} session, {failed} failed", "{n} sessions, {failed} failed", "failed", failed)
}

func failures(v *app.View) (n int) {
	for i := range v.Sessions {
		if v.Sessions[i].State == app.SessionFailed {
			n++
		}
	}
	return n
}

// SessionEndText says how a session ended.
func SessionEndText(e app.SessionEnd) string {
	switch e {
	case app.EndClosed:
		return tr("logged off or closed")
	case app.EndAsked:
		return tr("ended by you")
	case app.EndWindow:
		return tr("its window was closed")
	case app.EndBroken:
		return tr("the connection broke off")
	case app.EndVault:
		return tr("ended by the vault")
	}
	return ""
}

// sessionItems are the lines of the sessions that are shown, kept by their ids.
type sessionItems struct {
	env   *env
	byID  map[string]*sessionItem
	shown []*sessionItem
}

// render draws so many sessions at most, failed ones and then the newest, and
// those that just ended. It tells whether a line needs another width, and whether there are others.
func (l *sessionItems) render(v *app.View, most int) (changed, reordered bool) {
	n, same := 0, true
	var shown []*sessionItem // once they are others than before
	take := func(id string) *sessionItem {
		if same && n < len(l.shown) && l.shown[n].id == id {
			n++
			return l.shown[n-1]
		}
		if same {
			same, shown = false, slices.Clone(l.shown[:n])
		}
		it := l.byID[id]
		if it == nil {
			it = newSessionItem(l.env, id)
		}
		shown = append(shown, it)
		return it
	}
	room := most
	for i := range v.Sessions {
		if s := &v.Sessions[i]; s.State == app.SessionFailed && room > 0 {
			changed = take(s.ID).render(s, v) || changed
			room--
		}
	}
	rest := len(v.Sessions) - failures(v) - room // of the others, the oldest have no room
	for i := range v.Sessions {
		if s := &v.Sessions[i]; s.State != app.SessionFailed {
			if rest--; rest < 0 {
				changed = take(s.ID).render(s, v) || changed
			}
		}
	}
	for i := range v.Beside.Ended {
		changed = take(v.Beside.Ended[i].ID).renderEnded(&v.Beside.Ended[i]) || changed
	}
	if same && n == len(l.shown) {
		return changed, false
	}
	if same {
		shown = slices.Clone(l.shown[:n])
	}
	l.shown, l.byID = shown, make(map[string]*sessionItem, len(shown))
	for _, it := range shown {
		l.byID[it.id] = it
	}
	return true, true
}

// sessionLayout is a line of the list: what it is at the left, what it does in
// the middle, what can be done at the right. Where it is narrow, the middle
// stands below the left.
type sessionLayout struct{}

const (
	sessionLine   float32 = 36
	sessionNarrow float32 = 560
)

// HeightFor is the height at a width.
func (l *sessionLayout) HeightFor(_ []fyne.CanvasObject, w float32) float32 {
	if w < sessionNarrow {
		return sessionLine + 24
	}
	return sessionLine
}

func (l *sessionLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const icon, name, kind, state, clock, ring, left, first = 0, 1, 2, 3, 4, 5, 6, 7
	end, wide := s.Width, s.Width >= sessionNarrow
	for i := len(o) - 1; i >= first; i-- {
		if !o[i].Visible() {
			continue
		}
		m := o[i].MinSize()
		end -= m.Width
		place(o[i], end, (sessionLine-m.Height)/2, m.Width, m.Height)
		end -= 8
	}
	middle, y, most := max(s.Width*0.3, 200), float32(0), end-24
	if wide {
		most = middle - 90
	}
	place(o[icon], 0, (sessionLine-16)/2, 16, 16)
	w := most
	if t, ok := o[name].(*widgets.Text); ok {
		w = min(t.Natural(), most)
	}
	place(o[name], 24, (sessionLine-24)/2, w, 24)
	if wide {
		place(o[kind], 24+w+8, 0, 40, sessionLine)
	} else {
		place(o[kind], 24, 26, 40, 24)
		middle, y, end = 72, 26, s.Width
	}
	h := sessionLine
	if y > 0 {
		h = 24
	}
	place(o[clock], middle, y, 64, h)
	place(o[ring], middle+72, y+(h-14)/2, 14, 14)
	place(o[left], middle+92, y, 60, h)
	at := middle + 160
	if !o[ring].Visible() {
		at = middle + 76
	}
	if !o[clock].Visible() {
		at = middle
	}
	place(o[state], at, y, max(0, end-at-8), h)
}

func (l *sessionLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(360, sessionLine) }
