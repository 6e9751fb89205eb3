package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow/sealed"
)

// mfaWindow is the challenge, in a window of its own as the vault's users
// know it. View.MFA opens and closes it; closing it by hand cancels.
type mfaWindow struct {
	app  fyne.App
	env  *env // of this window: another canvas
	win  fyne.Window
	root *fyne.Container

	view    app.MFAView
	title   *widgets.Paragraph
	says    *widgets.Paragraph
	methods *fyne.Container
	number  *widgets.Text
	code    *widgets.Entry
	left    *widgets.Text
	problem *problemBox
	busy    *busyLine
	answer  *widgets.Button
	resend  *widgets.Button
	again   *widgets.Button
	browser *widgets.Button
	cancel  *widgets.Button
}

func newMFAWindow(a fyne.App, main *env) *mfaWindow {
	return &mfaWindow{app: a, env: &env{do: main.do, copy: main.copy, icons: main.icons, keys: &widgets.Keys{}, spinning: map[*busyLine]bool{}}}
}

// render opens, draws or closes the window.
func (m *mfaWindow) render(v *app.MFAView) {
	switch {
	case v == nil && m.win != nil:
		win := m.win
		m.win, m.view = nil, app.MFAView{}
		win.SetCloseIntercept(nil)
		win.Close()
		return
	case v == nil:
		return
	case m.win == nil:
		m.open()
	}
	m.draw(*v)
	m.env.settle()
}

func (m *mfaWindow) open() {
	m.win = m.app.NewWindow("Sallyport — challenge")
	m.env.canvas = m.win.Canvas()
	m.win.SetPadded(false)
	m.win.SetIcon(m.env.icon("sallyport"))
	m.win.SetCloseIntercept(m.giveUp)
	e := m.env
	m.title = widgets.NewParagraph("", widgets.Style{Size: widgets.Strong, Bold: true})
	m.says = widgets.NewParagraph("", widgets.Style{})
	m.methods = widgets.NewColumn(6)
	m.number = widgets.NewText("", widgets.Style{Size: 40, Bold: true, Align: fyne.TextAlignCenter})
	m.code = widgets.NewPassword(e.keys, "")
	m.code.OnSubmitted = func(string) { m.send() }
	m.left = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	m.problem = newProblemBox(e, m.relayout)
	m.busy = newBusyLine(e, "", nil)
	m.answer = e.button(widgets.Primary, "Answer", m.send).WithHint("Enter")
	m.resend = e.button(widgets.Plain, "Send again", func() { e.do(app.ChooseMFA{ID: m.view.ID, Method: m.view.Chosen}) })
	m.again = e.button(widgets.Primary, "Try again", func() { e.do(app.RetryMFA{ID: m.view.ID}) })
	m.browser = e.button(widgets.Plain, "Open in browser", func() { e.do(app.BrowserMFA{ID: m.view.ID}) })
	m.cancel = e.button(widgets.Plain, "Cancel", m.giveUp).WithHint("Esc")
	e.keys.Key = func(k *fyne.KeyEvent) {
		if k.Name == fyne.KeyEscape {
			m.giveUp()
		}
	}
	m.win.Canvas().SetOnTypedKey(e.keys.Key)
	col := widgets.NewColumn(12, m.title, m.says, m.methods, m.number, m.code, m.left, m.problem.Card, m.busy.root,
		widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewLine(8, nil, m.answer, m.again, m.resend, m.browser, m.cancel)))
	m.root = widgets.NewInset(widgets.Inset{Top: 20, Right: 24, Bottom: 20, Left: 24}, col)
	m.win.SetContent(m.root)
	m.win.Resize(fyne.NewSize(480, 360))
	m.win.CenterOnScreen()
	m.win.Show()
}

func (m *mfaWindow) relayout() {
	if m.root != nil {
		m.root.Refresh()
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

func (m *mfaWindow) draw(v app.MFAView) {
	prev := m.view
	m.view = v
	m.title.Set(MFATitle(v.For))
	m.says.Set(MFAText(v))
	if prev.ID != v.ID || !sameMethods(prev.Methods, v.Methods) {
		m.listMethods(v.Methods)
	}
	waits := v.State == app.MFAStarting || v.State == app.MFAChecking || v.State == app.MFAApprove || v.State == app.MFABrowser
	m.busy.text.Set(MFABusy(v.State))
	m.busy.set(waits)
	m.number.Set(v.Number)
	m.left.Set("")
	if v.Left > 0 {
		m.left.Set(clock(v.Left) + " left")
	}
	visible(m.methods, v.State == app.MFAChoose)
	visible(m.number, v.Number != "" && v.State == app.MFAApprove)
	typing := v.State == app.MFAType
	visible(m.code, typing)
	visible(m.answer, typing)
	visible(m.left, v.Left > 0)
	visible(m.resend, v.Chosen >= 0 && (typing || v.State == app.MFAApprove) && v.Methods[v.Chosen].Sends)
	visible(m.again, v.State == app.MFAFailed)
	visible(m.browser, v.Browser && v.State != app.MFABrowser)
	m.problem.set(v.Problem)
	m.relayout()
	if prev.State != v.State || prev.ID != v.ID {
		m.focus(v.State)
	}
}

// focus gives the focus to what is to be done next.
func (m *mfaWindow) focus(s app.MFAState) {
	switch {
	case s == app.MFAType:
		m.env.focus(m.code)
	case s == app.MFAChoose && len(m.methods.Objects) > 0:
		if b, ok := m.methods.Objects[0].(fyne.Focusable); ok {
			m.env.focus(b)
		}
	case s == app.MFAFailed:
		m.env.focus(m.again)
	default:
		m.env.canvas.Unfocus()
	}
}

func (m *mfaWindow) listMethods(all []app.MFAMethod) {
	m.methods.Objects = nil
	for i, method := range all {
		m.methods.Add(m.env.button(widgets.Plain, MethodText(method), func() { m.env.do(app.ChooseMFA{ID: m.view.ID, Method: i}) }))
	}
}

func sameMethods(a, b []app.MFAMethod) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
