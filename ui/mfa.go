package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow/sealed"
)

// mfaWindow is the challenge, in a window of its own as the vault's users
// know it. View.MFA opens and closes it; closing it by hand cancels.
type mfaWindow struct {
	app fyne.App
	env *env // of this window: another canvas
	win fyne.Window

	view  app.MFAView
	face  app.MFAState // whose parts show: while an answer is checked, those it was given in
	all   bool         // the other ways show beside the one in use
	title *widgets.Text
	step  *widgets.Text
	lead  *widgets.Paragraph

	options []*widgets.Option
	methods *fyne.Container
	other   *widgets.Button // shows or hides the other ways
	others  *fyne.Container

	panel  *widgets.Card
	says   *widgets.Paragraph
	number *widgets.Text
	code   *widgets.Entry
	answer *widgets.Button
	asks   *fyne.Container
	wrong  *widgets.Paragraph
	gauge  *widgets.Gauge
	left   *widgets.Text
	lefts  *fyne.Container
	busy   *busyLine
	busies *fyne.Container

	problem *problemBox
	resend  *widgets.Button
	again   *widgets.Button
	browser *widgets.Button
	cancel  *widgets.Button
	root    *fyne.Container
	scroll  *container.Scroll           // where the screen is lower than all that
	room    func(fyne.Canvas) fyne.Size // how large it may be
	scale   float32                     // of its display, when it was fitted to it
}

// The width of the window, and the least height.
const (
	mfaW float32 = 480
	mfaH float32 = 300
)

func newMFAWindow(a fyne.App, main *env, room func(fyne.Canvas) fyne.Size) *mfaWindow {
	e := &env{do: main.do, copy: main.copy, icons: main.icons, keys: &widgets.Keys{}, spinning: map[*busyLine]bool{}}
	return &mfaWindow{app: a, env: e, room: room}
}

// render opens, draws or closes the window.
func (m *mfaWindow) render(v *app.View) {
	switch {
	case v.MFA == nil && m.win != nil:
		m.close()
		return
	case v.MFA == nil:
		return
	case m.win == nil:
		m.open()
	}
	m.draw(*v.MFA, MFALead(v))
	if scale := m.env.canvas.Scale(); scale != m.scale { // another display, or text of another size
		m.scale = scale
		m.fit(false)
	}
	m.env.settle()
}

// raise brings an open challenge to the front; false if there is none.
func (m *mfaWindow) raise() bool {
	if m.win != nil {
		m.win.RequestFocus()
	}
	return m.win != nil
}

func (m *mfaWindow) close() {
	win := m.win
	m.win, m.view, m.face, m.all = nil, app.MFAView{}, "", false
	m.env.settle() // nothing was drawn: what spun there stops
	win.SetCloseIntercept(nil)
	win.Close()
}

func (m *mfaWindow) open() {
	m.win = m.app.NewWindow("Sallyport — " + tr("MFA challenge"))
	m.env.canvas = m.win.Canvas()
	m.win.SetPadded(false)
	m.win.SetIcon(picture())
	m.win.SetCloseIntercept(m.giveUp)
	m.build()
	m.bindKeys()
	m.env.keys.Tips = widgets.NewTips(m.env.canvas)
	m.win.SetContent(m.env.keys.Tips.Over(m.scroll))
	m.win.Resize(fyne.NewSize(mfaW, mfaH))
	m.win.CenterOnScreen()
	m.win.Show()
	m.win.RequestFocus()
}

func (m *mfaWindow) bindKeys() {
	m.env.keys.Key = func(k *fyne.KeyEvent) {
		if k.Name == fyne.KeyEscape {
			m.giveUp()
		}
	}
	m.win.Canvas().SetOnTypedKey(m.env.keys.Key)
	sends := map[string]bool{}
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter} {
		s := &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
		sends[s.ShortcutName()] = true
		m.win.Canvas().AddShortcut(s, func(fyne.Shortcut) { m.send() })
	}
	m.env.keys.Shortcut = func(s fyne.Shortcut) bool {
		if !sends[s.ShortcutName()] {
			return false
		}
		m.send()
		return true
	}
}

func (m *mfaWindow) build() {
	e, mid := m.env, fyne.TextAlignCenter
	m.title = widgets.NewText(tr("MFA challenge"), heading())
	m.step = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	m.lead = widgets.NewParagraph("", widgets.Style{Tone: widgets.Quiet})
	m.methods = widgets.NewColumn(8)
	m.other = e.button(widgets.Link, "", m.flip).WithIcon(e.icon("right"))
	m.others = widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(0, nil, m.other))
	m.panel = widgets.NewNote(widgets.Ground, widgets.Line, m.buildPanel(mid))
	m.problem = newProblemBox(e, m.relayout)
	m.resend = e.button(widgets.Plain, tr("Send again"), func() { e.do(app.ChooseMFA{ID: m.view.ID, Method: m.view.Chosen}) })
	m.again = e.button(widgets.Primary, tr("Try again"), func() { e.do(app.RetryMFA{ID: m.view.ID}) })
	m.browser = e.button(widgets.Plain, tr("Open in browser"), func() { e.do(app.BrowserMFA{ID: m.view.ID}) })
	m.cancel = e.button(widgets.Plain, tr("Cancel"), m.giveUp).WithHint(tr("Esc"))
	room := widgets.NewText("", widgets.Style{Cut: true})
	head := widgets.NewLine(8, m.title, m.title, m.step)
	m.root = widgets.NewInset(widgets.Inset{Top: 22, Right: 24, Bottom: 22, Left: 24}, widgets.NewColumn(16,
		widgets.NewColumn(6, head, m.lead), m.problem.Card, m.panel, m.others, m.methods,
		widgets.NewLine(8, room, m.again, m.resend, m.browser, room, m.cancel)))
	m.scroll = container.NewVScroll(m.root)
	e.keys.Focused = m.intoSight
}

// intoSight scrolls to what has just got the focus.
func (m *mfaWindow) intoSight() {
	if o, ok := m.env.canvas.Focused().(fyne.CanvasObject); ok && within(m.root, o) {
		scrollTo(m.scroll, o)
	}
}

// buildPanel is what the method in use asks.
func (m *mfaWindow) buildPanel(mid fyne.TextAlign) fyne.CanvasObject {
	e := m.env
	m.says = widgets.NewParagraph("", widgets.Style{Align: mid})
	m.number = widgets.NewText("", widgets.Style{Size: 40, Bold: true, Align: mid})
	m.code = widgets.NewPassword(e.keys, "")
	m.code.OnSubmitted = func(string) { m.send() }
	m.code.OnChanged = func(string) { able(m.answer, m.code.Text != "") }
	m.answer = e.button(widgets.Primary, tr("Answer"), m.send).WithHint(tr("Enter"))
	m.asks = widgets.NewLine(8, m.code, m.code, m.answer)
	m.wrong = widgets.NewParagraph("", widgets.Style{Tone: widgets.OnRed, Align: mid})
	m.gauge = widgets.NewGauge()
	m.left = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	word := func(s string) *widgets.Text {
		return widgets.NewText(s, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	}
	m.lefts = widgets.NewInset(widgets.Inset{Left: 48, Right: 48, Top: 4},
		widgets.NewColumn(6, widgets.NewFixed(0, 8, m.gauge), widgets.NewMiddle(4, m.left, word(tr("left")))))
	m.busy = newBusyLine(e, "", nil)
	m.busies = widgets.NewMiddle(0, m.busy.root)
	return widgets.NewInset(widgets.Inset{Top: 4, Bottom: 4},
		widgets.NewColumn(8, m.says, m.number, m.asks, m.wrong, m.lefts, m.busies))
}

// relayout lays out what changed; the window grows if it must.
func (m *mfaWindow) relayout() { m.fit(true) }

// fit makes the window as high as its content. While the same is asked it only
// grows: a word of the vault more or less must not shake it.
func (m *mfaWindow) fit(same bool) {
	if m.root == nil || m.win == nil {
		return
	}
	size := m.win.Canvas().Size()
	need := min(max(mfaH, widgets.HeightOf(m.root, size.Width)), m.room(m.env.canvas).Height)
	m.scroll.Refresh()
	if need > size.Height || !same && need < size.Height {
		m.win.Resize(fyne.NewSize(size.Width, need))
	}
}

func (m *mfaWindow) giveUp() { m.env.do(app.CancelMFA{ID: m.view.ID}) }

// send seals what was typed, clears it, and answers with it.
func (m *mfaWindow) send() {
	if m.view.State != app.MFAType || m.code.Text == "" {
		return
	}
	answer := sealed.New([]byte(m.code.Text))
	m.code.SetText("")
	m.env.do(app.AnswerMFA{ID: m.view.ID, Answer: answer})
}

// flip shows the other ways, or hides them.
func (m *mfaWindow) flip() {
	m.all = !m.all
	m.show()
	m.fit(false)
}

func (m *mfaWindow) draw(v app.MFAView, lead string) {
	prev, face := m.view, m.face
	m.view = v
	fresh := prev.ID != v.ID || !slices.Equal(prev.Methods, v.Methods)
	if fresh {
		m.listMethods(v.Methods)
	}
	if prev.ID != v.ID || prev.Chosen != v.Chosen || prev.Step != v.Step {
		m.all = false
		m.code.SetText("")
	}
	if v.State != app.MFAChecking || m.face == "" || prev.ID != v.ID {
		m.face = v.State
	}
	m.gauge.Set(v.Left, v.Whole)
	m.left.Set(clock(v.Left))
	m.busy.text.Set(MFABusy(v.State))
	m.busy.set(m.spins())
	changed := visible(m.busies, m.spins())
	changed = m.lead.Text() != lead || changed
	m.lead.Set(lead)
	changed = m.show() || changed
	if changed || fresh || prev.State != v.State {
		m.fit(face == m.face && !fresh)
	}
	if prev.State != v.State || fresh || prev.Chosen != v.Chosen {
		m.focus()
	}
}

// spins says where there is nothing that moves by itself to show that it waits.
func (m *mfaWindow) spins() bool {
	switch m.view.State {
	case app.MFAStarting, app.MFAChecking, app.MFABrowser:
		return true
	case app.MFAApprove:
		return m.view.Left <= 0
	}
	return false
}

// show shows the parts of the present face, and reports whether any came or went.
func (m *mfaWindow) show() (changed bool) {
	v := &m.view
	method := chosenMethod(*v)
	typing, waits := m.face == app.MFAType, m.face == app.MFAApprove
	says, step := MFAAsks(*v, m.face), StepOf(v.Step, v.Steps)
	changed = m.says.Text() != says || m.wrong.Text() != v.Message || m.step.Text() != step || m.number.Text() != v.Number
	m.says.Set(says)
	m.wrong.Set(v.Message)
	m.step.Set(step)
	m.number.Set(v.Number)
	if hide := method.Kind == app.MFAPassword || method.Kind == app.MFAQuestion || method.Kind == app.MFAOther; m.code.Password != hide {
		m.code.Password = hide // a code is good for once, and easier to compare when it is seen
		m.code.Refresh()
	}
	able(m.answer, m.code.Text != "" && v.State == app.MFAType)
	m.other.SetLabel(map[bool]string{true: tr("Only this way"), false: tr("Another way")}[m.all])
	m.other.SetIcon(m.env.icon(map[bool]string{true: "down", false: "right"}[m.all]))
	for i, o := range m.options {
		o.SetChosen(i == v.Chosen && (typing || waits))
	}
	changed = visible(m.says, says != "") || changed
	changed = visible(m.number, waits && v.Number != "") || changed
	changed = visible(m.asks, typing) || changed
	changed = visible(m.wrong, v.Message != "") || changed
	changed = visible(m.lefts, (typing || waits) && v.Left > 0) || changed
	changed = visible(m.panel, says != "" || m.spins() || v.Message != "") || changed
	changed = visible(m.others, (typing || waits) && len(m.options) > 1) || changed
	changed = visible(m.methods, v.State == app.MFAChoose || m.others.Visible() && m.all) || changed
	changed = visible(m.resend, (typing || waits) && method.Sends && v.State != app.MFAChecking) || changed
	changed = visible(m.again, v.State == app.MFAFailed) || changed
	changed = visible(m.browser, v.Browser && v.State != app.MFABrowser) || changed
	return m.problem.set(v.Problem) || changed
}

// focus gives the focus to what is to be done next.
func (m *mfaWindow) focus() {
	switch {
	case m.view.State == app.MFAType:
		m.env.focus(m.code)
	case m.view.State == app.MFAChoose && len(m.options) > 0:
		m.env.focus(m.options[max(0, min(m.view.Chosen, len(m.options)-1))])
	case m.view.State == app.MFAFailed && m.view.Problem.Kind == app.ProblemNoChallenge && m.view.Browser:
		m.env.focus(m.browser)
	case m.view.State == app.MFAFailed:
		m.env.focus(m.again)
	case m.view.State == app.MFAChecking && m.face == app.MFAType:
		// The next code may be wanted there.
	default:
		m.env.canvas.Unfocus()
	}
}

func (m *mfaWindow) listMethods(all []app.MFAMethod) {
	m.methods.Objects, m.options = nil, nil
	for i, method := range all {
		o := widgets.NewOption(m.env.keys, m.env.icon(methodIcon(method.Kind)), m.env.icon("right"), MethodName(method), MethodNote(method),
			func() { m.env.do(app.ChooseMFA{ID: m.view.ID, Method: i}) })
		o.OnStep = func(n int) {
			if to := i + n; to >= 0 && to < len(m.options) {
				m.env.focus(m.options[to])
			}
		}
		m.options = append(m.options, o)
		m.methods.Add(o)
	}
}

// methodIcon is the picture of a way to answer.
func methodIcon(k app.MFAKind) string {
	switch k {
	case app.MFAPassword:
		return "key"
	case app.MFACode:
		return "digits"
	case app.MFAPush:
		return "device"
	case app.MFAPhone:
		return "phone"
	case app.MFAEmail:
		return "mail"
	case app.MFAText:
		return "message"
	case app.MFAQuestion:
		return "question"
	}
	return "lock"
}
