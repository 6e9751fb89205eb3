package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// severalLaunchers is a secret at rest that can be opened in three ways.
func severalLaunchers() app.View {
	v := atRest()
	v.Pane.Launchers = []app.LauncherView{{ID: 2, Name: "PuTTY", Kind: "ssh"}, {ID: 22, Name: "Key Scan", Kind: "custom"}, {ID: 4, Name: "Web Password Filler", Kind: "web"}}
	v.Pane.Launcher = 2
	return v
}

// asksMachine is a secret whose launcher alone asks for something.
func asksMachine(only ...string) app.View {
	v := atRest()
	v.Pane.Name, v.Pane.Kind, v.Pane.Host = "admin-any", "rdp", ""
	v.Pane.Steps = []workflow.PlanStep{{ID: workflow.Connect, Progress: workflow.Now}}
	v.Pane.Primary = app.PrimaryConnect
	v.Pane.Ask = app.FormView{ID: 31, Target: &app.TargetForm{What: app.TargetHost, Name: "Machine", Only: only}}
	return v
}

func launcherScreens() []screen {
	return []screen{
		{"launchers", severalLaunchers, openFolders},
		{"launchers-open", severalLaunchers, func(r *rig) { openFolders(r); r.main.pane.way.with.open() }},
		{"run", func() app.View { return asksRun("-p", "$PORT", "", "$MACHINE") }, openFolders},
		{"run-long", func() app.View {
			return asksRun("-p", "$PORT", "--a-long-option-of-a-program=with words that go on and on until the line of the dialog is full", "1", "2", "3", "4", "5", "6", "7", "8", "$MACHINE")
		}, openFolders},
		{"web", webSecret, openFolders},
		{"machine", func() app.View { return asksMachine() }, openFolders},
		{"machine-missed", func() app.View { return asksMachine() }, func(r *rig) { openFolders(r); r.main.pane.way.connect() }},
		{"machine-listed", func() app.View { return asksMachine("file-01.demo.example", "print-01.demo.example") }, openFolders},
	}
}

func TestTheLauncherIsChosenBesideConnect(t *testing.T) {
	r := newRig(t, Light)
	r.show(severalLaunchers())
	with := r.main.pane.way.with
	if !with.button.Visible() || with.button.Label() != "PuTTY · SSH" {
		t.Fatalf("the chooser: %v, %q", with.button.Visible(), with.button.Label())
	}
	r.env.canvas.Focus(with.button)
	r.press(fyne.KeySpace)
	if r.env.canvas.Overlays().Top() == nil {
		t.Fatal("no list opened")
	}
	with.pick(1)
	if got, ok := r.port.last().(app.ChooseLauncher); !ok || got.LauncherID != 22 || got.SecretID != r.cur.Pane.ID {
		t.Errorf("intent %+v", r.port.last())
	}
	v := severalLaunchers()
	v.Pane.Launchers = v.Pane.Launchers[:1]
	r.show(v)
	if with.button.Visible() {
		t.Error("one launcher is offered as a choice")
	}
}

func TestTheMachineIsGivenWithConnect(t *testing.T) {
	r := newRig(t, Light)
	r.show(asksMachine())
	way := r.main.pane.way
	way.connect()
	if len(r.port.did) != 0 || r.env.canvas.Focused() != fyne.Focusable(way.form.target.typed) || way.form.wrong.Text() == "" {
		t.Fatalf("without a machine: %v, focus %T, %q", r.port.did, r.env.canvas.Focused(), way.form.wrong.Text())
	}
	r.typed("dc-01")
	test.Tap(way.primary)
	if got, ok := r.port.last().(app.Connect); !ok || got.Given.Target != "dc-01" {
		t.Errorf("intent %+v", r.port.last())
	}
	v := asksMachine("file-01", "print-01")
	v.Pane.Ask.Target.Last = "print-01"
	r.show(v)
	way.connect()
	if got, ok := r.port.last().(app.Connect); !ok || got.Given.Target != "print-01" {
		t.Errorf("the last machine of the list: %+v", r.port.last())
	}
	way.form.target.chosen.pick(0)
	way.connect()
	if got, ok := r.port.last().(app.Connect); !ok || got.Given.Target != "file-01" {
		t.Errorf("another of the list: %+v", r.port.last())
	}
}

// asksRun is a secret whose launcher's program was never let run before.
func asksRun(args ...string) app.View {
	v := severalLaunchers()
	v.Server = "https://vault.example.com/SecretServer"
	v.Pane.Launcher, v.Pane.Kind = 22, "custom"
	v.Prompt = &app.PromptView{ID: 41, Kind: app.PromptRun, Secret: "db-02", Run: app.RunPrompt{
		Launcher: "Key Scan", Server: v.Server, Path: "/usr/bin/ssh-keyscan", Args: args,
	}}
	return v
}

// webSecret is one that is opened in the browser, just copied from.
func webSecret() app.View {
	v := severalLaunchers()
	v.Pane.Launcher, v.Pane.Kind, v.Pane.Primary = 4, "web", app.PrimaryCheckOutAndOpen
	v.Quiet, v.QuietKind = "db-02", app.QuietCopied
	return v
}

func TestAProgramIsLetRunByItsOwnButtonOnly(t *testing.T) {
	r := newRig(t, Light)
	r.show(asksRun("-p", "$PORT", "$MACHINE"))
	q, ok := r.dialogs.now.(*runPrompt)
	if !ok || r.env.canvas.Focused() != fyne.Focusable(q.cancel) {
		t.Fatalf("the dialog %T, focus %T", r.dialogs.now, r.env.canvas.Focused())
	}
	r.ctrl(fyne.KeyReturn)
	if len(r.port.did) != 0 {
		t.Errorf("Ctrl+Enter did %v", r.port.did)
	}
	q.window.OnTapped()
	test.Tap(q.allow)
	if got, ok := r.port.last().(app.AllowRun); !ok || !got.Terminal || got.PromptID != 41 {
		t.Errorf("intent %+v", r.port.last())
	}
	r.press(fyne.KeyEscape)
	if got, ok := r.port.last().(app.Answer); !ok || got.Yes {
		t.Errorf("Escape did %+v", r.port.last())
	}
}

func TestTheWindowsClipboardForgetsOnlyItsOwn(t *testing.T) {
	r := newRig(t, Light)
	c := &Clipboard{}
	s := sealed.New([]byte("before there is a window"))
	c.Copy(s)()
	if !s.Empty() {
		t.Error("not wiped")
	}
	on := r.UI.app.Clipboard()
	c.use(on, func(f func()) { f() })
	s = sealed.New([]byte("päss"))
	forget := c.Copy(s)
	if on.Content() != "päss" || !s.Empty() {
		t.Errorf("has %q", on.Content())
	}
	forget()
	if on.Content() != "" {
		t.Errorf("still has %q", on.Content())
	}
	forget = c.Copy(sealed.New([]byte("x")))
	on.SetContent("somebody else's")
	forget()
	if on.Content() != "somebody else's" {
		t.Errorf("took another's: %q", on.Content())
	}
}
