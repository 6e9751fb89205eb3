package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

func settingsView() app.View {
	v := atRest()
	v.Settings = app.SettingsView{Open: true, Version: 1, Chosen: &app.Chosen{
		RDP: app.RDPDefaults{Drives: []app.FolderOfDesktops{{Name: "shared", Path: "/home/alice/shared"}}},
		Programs: []app.Program{
			{Server: "https://vault.example.com/SecretServer", Launcher: "SQL console", Program: "psql", Path: "/usr/bin/psql"},
			{Server: "https://vault.example.com/SecretServer", Launcher: "DBeaver", Program: "dbeaver", Path: "/opt/dbeaver/dbeaver"},
		},
	}}
	return v
}

// settingsScreens are the sections of the page.
func settingsScreens() []screen {
	open := func(s section) func(*rig) {
		return func(r *rig) { openFolders(r); r.main.prefs.tabs[s].Tapped(nil) }
	}
	vaults := func() app.View {
		v := vaultsView()
		v.Settings = settingsView().Settings
		return v
	}
	return []screen{
		{"settings", settingsView, openFolders},
		{"settings-desktops", settingsView, open(sectionDesktops)},
		{"settings-ssh", settingsView, open(sectionSSH)},
		{"settings-programs", settingsView, open(sectionPrograms)},
		{"settings-vaults", vaults, func(r *rig) { r.main.prefs.tabs[sectionVaults].Tapped(nil) }},
		{"settings-safety", settingsView, open(sectionSafety)},
		{"settings-safety-lacks", settingsView, func(r *rig) {
			r.env.lacks = Lacks{Idle: true, ScreenLock: true, Conceal: true}
			open(sectionSafety)(r)
		}},
		{"settings-network", settingsView, open(sectionNetwork)},
		{"settings-refused", func() app.View {
			v := settingsView()
			v.Settings.Problem = app.Problem{Kind: app.ProblemChoice, Where: "CA file", Detail: "has a path that is not absolute"}
			return v
		}, open(sectionNetwork)},
		{"diagnosis", atRest, func(r *rig) {
			openFolders(r)
			r.env.about = About{Diagnose: func(done func(string)) {
				done("Sallyport  1.2.3  linux/amd64\n\nSESSIONS\nssh  ready\nrdp  cannot be started  FreeRDP is missing\n\nFILES\nsettings  -rw-------  /home/alice/.config/sallyport/settings.json\n")
			}}
			r.dialogs.diagnosis()
			r.pump()
		}},
	}
}

func TestTheKeyOpensAndShutsTheSettings(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	r.ctrl(fyne.KeyComma)
	r.want(app.ShowSettings{Open: true})
	r.show(settingsView())
	if f := r.focused(); f != fyne.Focusable(r.main.prefs.tabs[sectionGeneral]) {
		t.Errorf("the focus is on %T", f)
	}
	r.ctrl(fyne.KeyComma)
	r.want(app.ShowSettings{})
	r.press(fyne.KeyEscape)
	r.want(app.ShowSettings{})
	r.show(atRest())
	if f := r.focused(); f != fyne.Focusable(r.main.pane.way.primary) {
		t.Errorf("shut, the focus is on %T", f)
	}
}

// controlOf finds a setting by its name on the section that is shown.
func controlOf(r *rig, s section, name string) control {
	r.t.Helper()
	r.main.prefs.tabs[s].Tapped(nil)
	for i, row := range rowsOf(s, r.env.lacks) {
		if row.name == name {
			return r.main.prefs.controls[i]
		}
	}
	r.t.Fatalf("no setting is called %s", name)
	return nil
}

func TestWhatIsChosenIsSet(t *testing.T) {
	r := newRig(t, Light)
	r.show(settingsView())
	drives := settingsView().Settings.Chosen.RDP.Drives
	for _, c := range []struct {
		section section
		name    string
		choose  int // -1: ticked
		typed   string
		want    app.Intent
	}{
		{sectionGeneral, "Language", 2, "", app.SetGeneral{To: app.GeneralSettings{Language: "de"}}},
		{sectionGeneral, "Size of text", 3, "", app.SetGeneral{To: app.GeneralSettings{TextScale: 150}}},
		{sectionGeneral, "Colors", 2, "", app.SetGeneral{To: app.GeneralSettings{Theme: "dark"}}},
		{sectionGeneral, "Keep check-outs", -1, "", app.SetGeneral{To: app.GeneralSettings{KeepOpen: true}}},
		{sectionGeneral, "Extend first", 5, "", app.SetGeneral{To: app.GeneralSettings{ExtendFirst: -1}}},
		{sectionDesktops, "Client", 1, "", app.SetRDP{To: app.RDPDefaults{Client: "remmina", Drives: drives}}},
		{sectionDesktops, "Screen", 1, "", app.SetRDP{To: app.RDPDefaults{Screen: "full", Drives: drives}}},
		{sectionDesktops, "Size", 2, "", app.SetRDP{To: app.RDPDefaults{Width: 1280, Height: 800, Drives: drives}}},
		{sectionDesktops, "Clipboard", 2, "", app.SetRDP{To: app.RDPDefaults{Clipboard: app.SwitchOff, Drives: drives}}},
		{sectionDesktops, "Gateway", 0, "gw:443", app.SetRDP{To: app.RDPDefaults{Gateway: "gw:443", Drives: drives}}},
		{sectionSSH, "Own configuration", -1, "", func() app.Intent { s := app.SSHDefaults{}; s.OwnConfig = true; return app.SetSSH{To: s} }()},
		{sectionSSH, "Terminal", 0, "xterm", app.SetSSH{To: app.SSHDefaults{Terminal: "xterm"}}},
		{sectionSafety, "Clear the clipboard", 2, "", app.SetSafety{To: app.SafetySettings{ClipboardSeconds: 30}}},
		{sectionNetwork, "Log", 3, "", app.SetNetwork{To: app.NetworkSettings{LogLevel: "debug"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			switch x := controlOf(r, c.section, c.name).(type) {
			case *tickControl:
				x.check.Tapped(nil)
			case *choiceControl:
				x.chooser.pick(c.choose)
			case *typedControl:
				r.env.focus(x.entry)
				r.typed(c.typed)
				r.env.focus(r.main.prefs.shut) // leaving it is enough
			}
			r.want(c.want)
		})
	}
}

func TestWhatIsBeingTypedOutlivesWhatWasRefused(t *testing.T) {
	r := newRig(t, Light)
	r.show(settingsView())
	x := controlOf(r, sectionNetwork, "CA file").(*typedControl)
	r.env.focus(x.entry)
	r.typed("ca.pem")
	x.entry.OnSubmitted(x.entry.Text)
	asked := len(r.port.did)
	v := settingsView()
	v.Settings.Problem = app.Problem{Kind: app.ProblemChoice, Where: "CA file", Detail: "has a path that is not absolute"}
	r.show(v)
	if x.entry.Text != "ca.pem" || !r.main.prefs.problem.Visible() {
		t.Errorf("the entry says %q", x.entry.Text)
	}
	r.env.focus(r.main.prefs.shut)
	if len(r.port.did) != asked {
		t.Errorf("what was refused is sent again: %#v", r.port.last())
	}
}

func TestListsOfSettings(t *testing.T) {
	r := newRig(t, Light)
	r.show(settingsView())
	p := r.main.prefs
	tap := func(s section, n int) {
		p.tabs[s].Tapped(nil)
		var all []*widgets.Button
		for _, f := range focusables(p.body) {
			if b, ok := f.(*widgets.Button); ok && b.Label() == "Remove" {
				all = append(all, b)
			}
		}
		all[n].Tapped(nil)
	}
	tap(sectionPrograms, 1)
	r.want(app.ForgetProgram{Program: p.chosen.Programs[1]})
	tap(sectionDesktops, 0)
	r.want(app.SetRDP{To: app.RDPDefaults{Drives: []app.FolderOfDesktops{}}})
	all := focusables(p.body)
	path := all[len(all)-2].(*widgets.Entry)
	r.env.focus(path)
	r.typed("/srv")
	r.press(fyne.KeyReturn)
	r.want(app.SetRDP{To: app.RDPDefaults{Drives: []app.FolderOfDesktops{{Name: "shared", Path: "/home/alice/shared"}, {Path: "/srv"}}}})
}

func TestTheWindowSpeaksAndLooksAsIsChosenAtOnce(t *testing.T) {
	r := newRig(t, Light)
	t.Setenv("FYNE_SCALE", "1.00")
	v := settingsView()
	r.show(v)
	to := *v.Settings.Chosen
	to.General = app.GeneralSettings{Language: "de", Theme: "dark"}
	v.Settings.Version, v.Settings.Chosen = 2, &to
	r.show(v)
	if got := r.main.prefs.shut.Label(); got != "Schließen" {
		t.Errorf("the button says %q", got)
	}
	if r.variant() != Dark || !r.main.prefs.root.Visible() {
		t.Error("it is light, or another page")
	}
	to2 := to
	to2.General = app.GeneralSettings{}
	v.Settings.Version, v.Settings.Chosen = 3, &to2
	r.show(v)
	if got := r.main.prefs.shut.Label(); got != "Close" || r.variant() != Light {
		t.Errorf("the button says %q", got)
	}
}

func TestWhoeverLeavesFindsTheWindowAsItWas(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	r.win.Resize(fyne.NewSize(1500, 900))
	r.main.split.width = 350
	r.ctrl(fyne.KeyQ)
	r.want(app.Quit{})
	told := app.FrameSettings{Width: 1500, Height: 900, Tree: 350}
	if got := r.port.did[len(r.port.did)-2]; got != (app.SetFrame{To: told}) {
		t.Errorf("told is %#v", got)
	}
	r.win.Resize(fyne.NewSize(1400, 850))
	asked := len(r.port.did)
	done := false
	r.TellFrame(func() { done = len(r.port.did) > asked })
	r.pump()
	if got := r.port.last(); !done || got != (app.SetFrame{To: app.FrameSettings{Width: 1400, Height: 850, Tree: 350}}) {
		t.Errorf("whoever ends the program is told %#v, and then called: %v", got, done)
	}
	if got := sizeOf(told); got != fyne.NewSize(1500, 900) {
		t.Errorf("the next one begins with %v", got)
	}
	if got := sizeOf(app.FrameSettings{Width: 3, Height: 1 << 30}); got != fyne.NewSize(leastWidth, mostHeight) {
		t.Errorf("after nonsense it begins with %v", got)
	}
}

func TestTheKeysScrollADiagnosis(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	r.env.about = About{Diagnose: func(done func(string)) { done(strings.Repeat("a line\n", 200)) }}
	r.dialogs.diagnosis()
	r.pump()
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyPageDown} {
		was := r.dialogs.long.Offset.Y
		if r.press(k); r.dialogs.long.Offset.Y <= was {
			t.Errorf("%s leaves it at %v", k, was)
		}
	}
	for range 50 {
		r.press(fyne.KeyPageDown)
	}
	if l := r.dialogs.long; l.Offset.Y > l.Content.MinSize().Height-l.Size().Height {
		t.Errorf("it is scrolled beyond its end, to %v", l.Offset.Y)
	}
	r.press(fyne.KeyEscape)
	if r.dialogs.open() {
		t.Error("Esc leaves it open")
	}
}
