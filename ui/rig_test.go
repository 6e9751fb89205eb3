package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sallyport/app"
	"sallyport/workflow"
)

// port records Intents, and lets a test send Views.
type port struct {
	did  []app.Intent
	send func(app.View)
}

func (p *port) Do(i app.Intent) { p.did = append(p.did, i) }

func (p *port) Subscribe(f func(app.View)) func() {
	p.send = f
	return func() { p.send = func(app.View) {} }
}

// last is the last Intent done.
func (p *port) last() app.Intent {
	if len(p.did) == 0 {
		return nil
	}
	return p.did[len(p.did)-1]
}

// rig is a window with a port and a queue in place of fyne.Do.
type rig struct {
	*UI
	t     *testing.T
	port  *port
	queue []func()
}

func newRig(t *testing.T, v Variant) *rig {
	t.Helper()
	return newRigIn(t, v, "en")
}

// newRigIn is a rig whose window speaks a language.
func newRigIn(t *testing.T, v Variant, lang string) *rig {
	t.Helper()
	r := &rig{t: t, port: &port{}}
	t.Cleanup(func() {
		speak()
		*r = rig{} // a widget that Fyne still keeps leads here, and must not lead on to all others
	})
	r.UI = New(testApp(t), r.port, Options{Variant: v, Languages: []string{lang}, Post: func(f func()) { r.queue = append(r.queue, f) }})
	r.win.Resize(fyne.NewSize(1280, 800))
	r.win.Show()
	return r
}

// show sends a View and draws it.
func (r *rig) show(v app.View) {
	r.port.send(v)
	r.pump()
}

func (r *rig) pump() {
	for len(r.queue) > 0 {
		f := r.queue[0]
		r.queue = r.queue[1:]
		f()
	}
}

// press sends a key as the driver does: to the focused, else to the canvas.
func (r *rig) press(k fyne.KeyName) {
	e := &fyne.KeyEvent{Name: k}
	if f := r.env.canvas.Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	r.env.canvas.OnTypedKey()(e)
}

// ctrl sends a shortcut as the driver does.
func (r *rig) ctrl(k fyne.KeyName) {
	s := &desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault}
	if f, ok := r.env.canvas.Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	r.env.canvas.(fyne.Shortcutable).TypedShortcut(s)
}

// typed types into whatever has the focus.
func (r *rig) typed(s string) {
	r.t.Helper()
	for _, c := range s {
		f := r.env.canvas.Focused()
		if f == nil {
			r.t.Fatalf("typed %q with no focus", s)
		}
		f.TypedRune(c)
	}
}

// The Views of the tests: a vault as the design pictures show it.

var noon = time.Date(2026, 11, 22, 9, 57, 48, 0, time.UTC)

func treeView() *app.TreeView {
	sec := func(id int, name, kind string, b app.Badge, holder string) app.Row {
		return app.Row{ID: id, Name: name, Kind: kind, Badge: b, Holder: holder, Path: `\Databases\Production`, Template: "Unix Account (SSH)"}
	}
	return &app.TreeView{
		Version: 1,
		Root:    []app.Row{{ID: 1, Folder: true, Name: "Databases"}, {ID: 2, Folder: true, Name: "Windows"}, {ID: 3, Folder: true, Name: "Network"}},
		Children: map[int]app.FolderRows{
			1: {Rows: []app.Row{{ID: 4, Folder: true, Name: "Production"}, {ID: 5, Folder: true, Name: "Staging"}}},
			4: {Rows: []app.Row{
				sec(11, "db-01", "ssh", app.BadgeCheckOut, ""), sec(12, "db-02", "ssh", app.BadgeComment, ""),
				sec(13, "db-03", "ssh", app.BadgeHeld, "bob"), sec(14, "db-04-with-a-very-long-name.example.com", "ssh", app.BadgeApproval, ""),
			}, More: 3},
			2: {Rows: []app.Row{sec(21, "dc-01", "rdp", app.BadgeNone, ""), sec(22, "hsm-01", "rdp", app.BadgeLock, "")}},
			5: {},
			3: {Loading: true},
		},
	}
}

func mainView() app.View {
	v := app.View{Screen: app.ScreenMain, Demo: true, Server: "https://vault.example.com/SecretServer", User: "alice"}
	return withTree(v, treeView())
}

// withTree shows the view's one vault with that tree.
func withTree(v app.View, t *app.TreeView) app.View {
	v.Vaults = []app.VaultView{{Name: app.HostOf(v.Server), Server: v.Server, User: v.User, State: app.VaultSignedIn, Tree: t}}
	return v
}

func lease(id int, name string, left time.Duration, red bool) app.CheckOutView {
	return app.CheckOutView{
		SecretID: id, Name: name, Remaining: left, Total: 30 * time.Minute, Marker: 5 * time.Minute, Red: red,
		EndsAt: noon.Add(left), CanExtend: true, MaxExtend: 60, Ours: true,
	}
}

func atRest() app.View {
	v := mainView()
	v.Pane = app.PaneView{
		ID: 12, Name: "db-02.example.com", Path: `\Databases\Production`, Template: "Unix Account (SSH)", Kind: "ssh",
		Host: "db-02.example.com", Port: 22, User: "svc-admin", Primary: app.PrimaryConnect,
		Steps: []workflow.PlanStep{{ID: workflow.Connect, Progress: workflow.Now}},
	}
	return v
}

func withForm() app.View {
	v := mainView()
	v.Pane = app.PaneView{
		ID: 12, Name: "db-02.example.com", Path: `\Databases\Production`, Template: "Unix Account (SSH)", Kind: "ssh",
		Primary: app.PrimaryCheckOutAndConnect, Ask: app.FormView{ID: 7, Reason: true},
		Facts: app.CheckOutFacts{Needed: true, Minutes: 30},
		Steps: []workflow.PlanStep{
			{ID: workflow.Comment, Progress: workflow.Now, Asks: true},
			{ID: workflow.CheckOut, Progress: workflow.Later, Minutes: 30, Extend: true},
			{ID: workflow.Connect, Progress: workflow.Later},
		},
	}
	return v
}

func checkedOut(left time.Duration, red bool) app.View {
	v := mainView()
	v.Pane = app.PaneView{
		ID: 11, Name: "db-01.example.com", Path: `\Databases\Production`, Template: "Unix Account (SSH)", Kind: "ssh",
		Host: "db-01.example.com", Port: 22, User: "svc-admin", Primary: app.PrimaryConnect,
		Facts: app.CheckOutFacts{Needed: true, Minutes: 30},
		Steps: []workflow.PlanStep{
			{ID: workflow.Comment, Progress: workflow.Done},
			{ID: workflow.CheckOut, Progress: workflow.Done, Minutes: 30, Extend: true},
			{ID: workflow.Connect, Progress: workflow.Now},
		},
	}
	v.CheckOuts = []app.CheckOutView{lease(11, "db-01", left, red), lease(31, "pay-01", 21*time.Minute+30*time.Second, false)}
	v.Pane.CheckOut = v.CheckOuts[0]
	v.Sessions = []app.SessionView{
		{ID: "a", SecretID: 11, Name: "db-01", Kind: "ssh", State: app.SessionConnected, Elapsed: 25*time.Minute + 48*time.Second},
		{ID: "b", SecretID: 21, Name: "dc-02", Kind: "rdp", State: app.SessionConnected, Elapsed: 190 * time.Second},
	}
	v.Quiet, v.QuietKind = "pay-02", app.QuietCheckedIn
	return v
}
