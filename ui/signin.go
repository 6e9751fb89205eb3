package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow/sealed"
)

// signIn is the first page.
type signIn struct {
	env     *env
	root    *fyne.Container
	scroll  *container.Scroll
	form    *fyne.Container // what there is to fill in, in the middle
	server  *widgets.Entry
	user    *widgets.Entry
	pass    *widgets.Entry
	domain  *widgets.Entry
	otp     *widgets.Entry
	token   *widgets.Entry // made in the browser, instead of name and password
	more    *widgets.Button
	extra   *fyne.Container
	keep    *widgets.Check
	go_     *widgets.Button
	back    *widgets.Button // to the vaults that there are
	busy    *busyLine
	behind  *widgets.Paragraph // what goes on while nobody is signed in
	problem *problemBox
	demo    *fyne.Container
	card    *widgets.Card // around the form
	welcome *welcome
	footer  *footer
	prefs   *settingsPage   // in the place of all that
	first   *widgets.Button // of the demo, if there is one
	users   []app.DemoUser
	filled  app.SignInView // what the app last filled in; the user's typing is not overwritten
	wasBusy bool
}

func newSignIn(e *env, u *UI) *signIn {
	s := &signIn{env: e, footer: newFooter(e, u), prefs: newSettingsPage(e)}
	s.welcome = newWelcome(e, u.opts.Demo, func() { s.relayout() })
	s.server = widgets.NewEntry(e.keys, "https://vault.example.com/SecretServer")
	s.user = widgets.NewEntry(e.keys, "")
	s.pass = widgets.NewPassword(e.keys, "")
	s.domain = widgets.NewEntry(e.keys, tr("none"))
	s.otp = widgets.NewPassword(e.keys, tr("if your account has one"))
	s.token = widgets.NewPassword(e.keys, tr("instead of name and password"))
	for _, en := range []*widgets.Entry{s.server, s.user, s.pass, s.domain, s.otp, s.token} {
		en.OnSubmitted = func(string) { s.submit() }
	}
	s.more = e.button(widgets.Link, tr("More"), s.toggleMore).WithIcon(e.icon("right"))
	get := e.button(widgets.Plain, tr("Get one…"), func() { e.do(app.OpenTokenPage{Server: s.server.Text}) })
	s.extra = widgets.NewColumn(16, widgets.NewHalves(12, field(tr("Domain"), s.domain), field(tr("One-time code"), s.otp)),
		field(tr("Token from the browser"), widgets.NewLine(8, s.token, s.token, get)))
	s.extra.Hide()
	s.keep = widgets.NewCheck(e.keys, tr("Remember me on this machine"), e.icon("check"), nil)
	s.go_ = e.button(widgets.Primary, tr("Sign in"), s.submit)
	s.back = e.button(widgets.Plain, tr("Back"), func() { e.do(app.LeaveSignIn{}) }).WithHint(tr("Esc"))
	s.back.Hide()
	s.busy = newBusyLine(e, tr("Signing in…"), e.button(widgets.Link, tr("Cancel"), func() { e.do(app.CancelSignIn{}) }))
	s.behind = widgets.NewParagraph("", widgets.Style{})
	s.behind.Hide()
	s.problem = newProblemBox(e, func() { s.relayout() })
	s.demo = widgets.NewColumn(8)
	s.demo.Hide()
	s.form = s.page()
	s.root = container.NewStack(s.form, s.prefs.root)
	return s
}

func (s *signIn) page() *fyne.Container {
	logo := widgets.NewLine(12, nil, widgets.NewIcon(s.env.icon("door"), widgets.Accent, 28),
		widgets.NewText("Sallyport", widgets.Style{Size: 24, Bold: true}))
	form := widgets.NewColumn(16, s.behind, s.problem.Card, field(tr("Server"), s.server), field(tr("User"), s.user), field(tr("Password"), s.pass),
		s.extra, widgets.NewLine(8, nil, s.keep), widgets.NewLine(12, nil, s.go_, s.back, s.busy.root, s.more))
	s.card = widgets.NewCard(tr("Sign in to Secret Server"), form)
	col := widgets.NewColumn(16, logo, s.welcome.lead, s.demo, s.card, s.welcome.demo, s.footer.root)
	s.scroll = container.NewVScroll(widgets.NewInset(widgets.Inset{Top: 4, Bottom: 4, Left: 12, Right: 12}, col))
	return &fyne.Container{Layout: &centreLayout{width: 432}, Objects: []fyne.CanvasObject{s.scroll}}
}

// field is a label above an entry.
func field(label string, e fyne.CanvasObject) *fyne.Container {
	return widgets.NewColumn(4, widgets.NewText(label, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet}), e)
}

func (s *signIn) relayout() {
	if s.form != nil {
		s.form.Refresh()
	}
}

func (s *signIn) toggleMore() {
	visible(s.extra, !s.extra.Visible())
	icon := "right"
	if s.extra.Visible() {
		icon = "down"
		s.env.focus(s.domain)
	}
	s.more.SetIcon(s.env.icon(icon))
	s.relayout()
}

// setLocked makes it the page that opens a locked window: for its user alone.
func (s *signIn) setLocked(v *app.View) {
	locked := v.Screen == app.ScreenLocked
	label, heading, behind := tr("Sign in"), tr("Sign in to Secret Server"), BeforeText(v.SignIn.Left)
	if locked {
		label, heading, behind = tr("Unlock"), tr("Unlock"), BehindText(v.Behind)
	}
	s.behind.Set(behind)
	shows, hides := visible(s.behind, behind != ""), visible(s.keep, !locked)
	for _, e := range []*widgets.Entry{s.server, s.user} {
		if locked {
			e.Disable()
		} else if e.Disabled() {
			e.Enable()
		}
	}
	s.go_.SetLabel(label)
	s.card.SetHeading(heading)
	if shows || hides {
		s.relayout()
	}
}

// focusFirst focuses the first field that is still to be filled. In the demo
// nothing is: there it is the first user.
func (s *signIn) focusFirst() {
	if s.first != nil {
		s.env.focus(s.first)
		return
	}
	for _, e := range []*widgets.Entry{s.server, s.user, s.pass} {
		if e.Text == "" && !e.Disabled() {
			s.env.focus(e)
			return
		}
	}
	s.env.focus(s.pass)
}

// clear forgets what was typed for another vault.
func (s *signIn) clear() {
	for _, e := range []*widgets.Entry{s.pass, s.domain, s.otp, s.token} {
		e.SetText("")
	}
}

// submit reads each entry once, seals what is secret, and clears it.
func (s *signIn) submit() {
	if s.filled.Busy {
		return
	}
	if s.submitToken() {
		return
	}
	for _, e := range []*widgets.Entry{s.server, s.user, s.pass} {
		if e.Text == "" {
			s.env.focus(e)
			return
		}
	}
	in := app.SignIn{
		Server: s.server.Text, User: s.user.Text, Domain: s.domain.Text, Remember: s.keep.On,
		Password: sealed.New([]byte(s.pass.Text)), OTP: sealed.New([]byte(s.otp.Text)),
	}
	s.pass.SetText("")
	s.otp.SetText("")
	s.env.do(in)
}

// submitToken signs in with a token from the browser, if there is one.
func (s *signIn) submitToken() bool {
	if s.token.Text == "" || s.server.Text == "" {
		return false
	}
	in := app.SignInToken{Server: s.server.Text, Token: sealed.New([]byte(s.token.Text))}
	for _, e := range []*widgets.Entry{s.token, s.pass, s.otp} {
		e.SetText("")
	}
	s.env.do(in)
	return true
}

// take goes on with what was typed into an earlier page, but for what is secret.
func (s *signIn) take(was *signIn) {
	s.filled = was.filled
	s.filled.Busy = false
	s.server.SetText(was.server.Text)
	s.user.SetText(was.user.Text)
	s.domain.SetText(was.domain.Text)
	s.keep.Set(was.keep.On)
}

func (s *signIn) render(prev, v *app.View) {
	s.renderAround(v)
	n := v.SignIn
	another := n.Key != s.filled.Key
	if another {
		s.clear()
	}
	if visible(s.back, n.Back) {
		s.relayout()
	}
	s.setLocked(v)
	if another || n.Server != s.filled.Server {
		s.server.SetText(n.Server)
	}
	if another || n.Domain != s.filled.Domain {
		s.domain.SetText(n.Domain)
	}
	if another || n.User != s.filled.User {
		s.user.SetText(n.User)
	}
	if another || n.Remember != s.filled.Remember {
		s.keep.Set(n.Remember)
	}
	ended := s.filled.Busy && !n.Busy
	s.filled = n
	s.setBusy(n.Busy)
	s.problem.set(n.Problem)
	s.renderDemo(n.DemoUsers)
	if another && prev.Screen == v.Screen {
		s.focusFirst()
	}
	if ended && !n.Problem.None() {
		s.env.focus(s.pass) // wrong password: it is the next thing to type
	}
}

// renderAround draws what is beside the form, or in its place.
func (s *signIn) renderAround(v *app.View) {
	was := s.prefs.root.Visible()
	s.prefs.render(v)
	visible(s.form, !v.Settings.Open)
	if was && !v.Settings.Open {
		s.focusFirst()
	}
	fresh := s.welcome.render(v)
	if s.footer.render(v) || fresh {
		s.relayout()
	}
}

func (s *signIn) setBusy(busy bool) {
	s.busy.set(busy)
	if busy == s.wasBusy {
		return
	}
	s.wasBusy = busy
	if busy {
		s.go_.Disable()
	} else {
		s.go_.Enable()
	}
	visible(s.more, !busy)
	s.relayout()
}

// renderDemo shows one button for each user of the demo vault.
func (s *signIn) renderDemo(users []app.DemoUser) {
	if sameUsers(users, s.users) {
		return
	}
	s.users = users
	visible(s.demo, len(users) > 0)
	buttons := widgets.NewColumn(8, widgets.NewParagraph(
		tr("A Secret Server inside this program. Nothing leaves this machine."), widgets.Style{Tone: widgets.Quiet}))
	s.first = nil
	for _, u := range users {
		label := tr("Sign in as {user}", "user", u.Name)
		if u.Role != "" {
			label += " (" + u.Role + ")"
		}
		b := s.env.button(widgets.Plain, label, func() { s.env.do(app.SignInDemo{User: u.Name}) })
		if s.first == nil {
			s.first = b
		}
		buttons.Add(b)
	}
	s.demo.Objects = []fyne.CanvasObject{widgets.NewCard(tr("Demo vault"), buttons)}
	s.relayout()
}

func sameUsers(a, b []app.DemoUser) bool {
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

// centreLayout keeps a column of a width in the middle, a little above the centre, and lets it scroll.
type centreLayout struct{ width float32 }

func (l *centreLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := min(l.width, s.Width-16)
	content := o[0]
	if sc, ok := content.(*container.Scroll); ok {
		h := min(s.Height-32, widgets.HeightOf(sc.Content, w))
		place(sc, (s.Width-w)/2, max(16, (s.Height-h)*0.4), w, h)
		sc.Refresh()
	}
}

func (l *centreLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }
