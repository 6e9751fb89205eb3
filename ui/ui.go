package ui

import (
	"os"
	"strconv"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// Port is all the ui knows of the app.
type Port interface {
	Do(app.Intent)
	Subscribe(func(app.View)) (cancel func())
}

// Options are what a caller may decide.
type Options struct {
	About     About
	Clipboard *Clipboard // nil: nobody copies secrets
	Glimpse   *Glimpse   // nil: nobody looks at passwords
	Variant   Variant
	// Languages are those the user reads, the best first; the window speaks
	// the first that there is a translation for, else English.
	Languages []string
	// Look is how the window begins; the Views tell when the user chooses otherwise.
	Look  app.GeneralSettings
	Frame app.FrameSettings // how large it begins
	// Demo opens the demo vault in a window of its own; nil: a first start offers none.
	Demo func() error
	// Screen is how many points the screen has; nil, or false: nobody knows.
	Screen func() (width, height int, ok bool)
	// Tray shows a menu in the desktop's tray; nil: it has none.
	Tray func(*fyne.Menu)
	// Post runs a function later on the UI goroutine. nil: fyne.Do, and the
	// ui subscribes when Fyne's loop has started. Tests give a queue they run
	// themselves, and the ui subscribes at once.
	Post  func(func())
	Lacks Lacks // of this system; said where it matters
	// Shown is called once, when the first View has been drawn: what is not
	// needed for that begins then.
	Shown func()
	// Notify shows a notification without waiting for it. From any goroutine it
	// calls chosen with the key of the button that is pressed, or failed; then,
	// or where Notify is nil, Fyne's own is sent, which has no buttons.
	Notify func(n Notification, chosen func(key string), failed func())
	// TakeBack takes what was notified off the screen again, without waiting; nil: nothing can.
	TakeBack func()
}

// UI is the window on an app. All its methods belong to the UI goroutine.
type UI struct {
	env    *env
	app    fyne.App
	opts   Options
	win    fyne.Window
	post   *poster
	cancel func()
	look   app.GeneralSettings // what the window looks like now
	port   Port
	tray   []trayItem        // as it was shown last
	frame  app.FrameSettings // as it was told last
	scale  string            // FYNE_SCALE as the environment had it
	seen   float32           // the scale of the display that it was fitted to

	cur     app.View // drawn last
	signIn  *signIn
	main    *mainPage
	dialogs *dialogs
	mfa     *mfaWindow
}

// New makes the window; it is not shown.
func New(a fyne.App, p Port, o Options) *UI {
	u := &UI{app: a, opts: o, look: o.Look, port: p, frame: o.Frame, scale: os.Getenv("FYNE_SCALE")}
	u.speak()
	enlarge(o.Look.TextScale)
	a.Settings().SetTheme(NewTheme(u.variant()))
	u.win = a.NewWindow("Sallyport")
	u.env = &env{do: u.do, keys: &widgets.Keys{Tips: widgets.NewTips(u.win.Canvas())}, canvas: u.win.Canvas(), icons: map[string]fyne.Resource{}, spinning: map[*busyLine]bool{}, about: o.About, lacks: o.Lacks}
	u.env.post = func(f func()) { u.post.later(f) }
	u.env.folder = pickFolder(u.win)
	u.env.copy = func(s string) { a.Clipboard().SetContent(s) }
	u.win.SetIcon(picture())
	u.win.SetPadded(false)
	u.build()
	if o.Frame.Tree > 0 {
		u.main.split.width = float32(o.Frame.Tree)
	}
	u.win.Resize(sizeOf(o.Frame))
	u.win.SetCloseIntercept(func() { u.do(app.Quit{}) })
	u.bindKeys()
	u.renderTray(&u.cur) // the toolkit starts the tray with its own loop, or never
	u.subscribe(p)
	if o.Glimpse != nil {
		o.Glimpse.use(u.main.pane, u.post.post)
	}
	if o.Clipboard != nil {
		o.Clipboard.use(a.Clipboard(), u.post.post)
	}
	return u
}

// subscribe starts the Views. Before Fyne's loop runs, fyne.Do runs its
// function wherever it is called, so with it nothing may come earlier.
func (u *UI) subscribe(p Port) {
	u.post = newPoster(u.opts.Post, u.render)
	start := func() { u.cancel = p.Subscribe(u.post.offer) }
	if u.opts.Post != nil {
		start()
		return
	}
	u.app.Lifecycle().SetOnStarted(func() { u.fitScreen(); start() })
	u.app.Lifecycle().SetOnStopped(u.post.close)
}

// Window is the main window.
func (u *UI) Window() fyne.Window { return u.win }

// ShowAndRun shows the window and returns when the app has closed it.
func (u *UI) ShowAndRun() {
	u.win.ShowAndRun()
	u.tellFrame() // the toolkit takes some signals for itself: then nobody has asked
	u.post.close()
	if u.cancel != nil {
		u.cancel()
	}
}

// render draws a View. It is the only place that changes what is on the screen for a View.
func (u *UI) render(v app.View, notices []app.Notice) {
	prev := u.cur
	u.cur = v
	u.env.vaults = v.Vaults
	u.env.marks.take(&v.Batch)
	u.tell(notices, v.Screen == app.ScreenLocked, prev.Screen == app.ScreenLocked)
	if v.Closing {
		u.post.close()
		u.app.Quit()
		return
	}
	if scale := u.env.canvas.Scale(); scale != u.seen { // another display, or it was set anew
		u.seen = scale
		u.fitScreen()
	}
	if t := title(&v); t != u.win.Title() {
		u.win.SetTitle(t)
	}
	if prev.MFA != nil && v.MFA == nil {
		u.win.RequestFocus()
		u.main.pane.way.comeBack()
	}
	if c := v.Settings.Chosen; c != nil && c.General != u.look && u.dress(c.General) {
		prev = app.View{}
	}
	u.renderScreen(&prev, &u.cur)
	u.dialogs.render(&prev, &u.cur)
	u.mfa.render(&u.cur)
	u.renderTray(&u.cur)
	u.env.settle()
	if shown := u.opts.Shown; shown != nil {
		u.opts.Shown = nil
		u.post.later(shown)
	}
}

func (u *UI) renderScreen(prev, v *app.View) {
	changed := prev.Screen != v.Screen
	if changed || paneRef(&prev.Pane) != paneRef(&v.Pane) || covered(prev) != covered(v) {
		u.env.keys.Tips.Hide() // it was about what is gone
	}
	switch v.Screen {
	case app.ScreenSignIn, app.ScreenLocked:
		u.signIn.render(prev, v)
		visible(u.main.root, false)
		visible(u.signIn.root, true)
		if changed {
			u.signIn.focusFirst()
		}
	case app.ScreenMain:
		visible(u.signIn.root, false)
		visible(u.main.root, true)
		if changed && !prev.SignIn.Back && prev.Screen != app.ScreenLocked { // whoever unlocks finds all as it was
			u.main.reset()
		}
		if changed {
			u.env.canvas.Unfocus()
		}
		u.main.render(prev, v)
	}
}

// title is the window's title: what a task bar shows first comes first.
func title(v *app.View) string {
	t := "Sallyport"
	if v.Screen == app.ScreenLocked {
		t += " — " + tr("locked")
	}
	if v.Screen == app.ScreenMain && v.User != "" {
		t += " — " + v.User + " @ " + app.HostOf(v.Server)
	}
	if v.Demo {
		t = tr("DEMO") + " " + t
	}
	if n := len(v.CheckOuts); n > 0 && v.Screen == app.ScreenMain {
		t = "(" + strconv.Itoa(n) + ") " + t
	}
	return widgets.Legible(t)
}

func (u *UI) showHelp()      { u.dialogs.help() }
func (u *UI) showColumns()   { u.dialogs.columns(u.cur.Folder.Table) }
func (u *UI) showAbout()     { u.dialogs.about() }
func (u *UI) showDiagnosis() { u.dialogs.diagnosis() }
