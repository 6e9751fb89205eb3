package ui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

func firstStart() app.View {
	return app.View{Screen: app.ScreenSignIn, Settings: app.SettingsView{Fresh: true, Version: 1, Chosen: &app.Chosen{}}}
}

// beforeSignIn is the page of settings where nobody has signed in yet.
func beforeSignIn() app.View {
	v := firstStart()
	v.Settings.Open = true
	return v
}

// welcomeScreens are what a first start shows.
func welcomeScreens() []screen {
	offer := func(r *rig) { r.signIn.welcome.open = func() error { return nil }; r.show(firstStart()) }
	return []screen{
		{"welcome", firstStart, offer},
		{"welcome-demo", firstStart, func(r *rig) { offer(r); r.signIn.welcome.openDemo() }},
		{"welcome-settings", beforeSignIn, func(r *rig) { r.signIn.prefs.tabs[sectionNetwork].Tapped(nil) }},
	}
}

func TestAFirstStartOffersTheDemoVault(t *testing.T) {
	r := newRig(t, Light)
	opened, err := 0, error(nil)
	r.signIn.welcome.open = func() error { opened++; return err }
	r.show(firstStart())
	if f := r.focused(); f != fyne.Focusable(r.signIn.server) {
		t.Errorf("the focus is on %T: the address is the first thing to type", f)
	}
	r.button("Open the demo vault").Tapped(nil)
	if opened != 1 {
		t.Fatalf("opened %d times", opened)
	}
	err = errors.New("start /usr/bin/sallyport: permission denied")
	r.button("Open the demo vault").Tapped(nil)
	if said := r.signIn.welcome.said.Text(); !strings.Contains(said, "permission denied") {
		t.Errorf("it says %q", said)
	}
	later := firstStart()
	later.Settings.Fresh = false
	r.show(later)
	if r.signIn.welcome.lead.Visible() || r.signIn.welcome.demo.Visible() {
		t.Error("a later start says it again")
	}
}

func TestSettingsAreThereBeforeAnybodyHasSignedIn(t *testing.T) {
	r := newRig(t, Light)
	r.show(firstStart())
	r.button("Settings").Tapped(nil)
	r.want(app.ShowSettings{Open: true})
	r.ctrl(fyne.KeyComma)
	r.want(app.ShowSettings{Open: true})

	r.signIn.server.SetText("vault.example.com")
	r.show(beforeSignIn())
	if f := r.focused(); f != fyne.Focusable(r.signIn.prefs.tabs[sectionGeneral]) {
		t.Errorf("the focus is on %T", f)
	}
	r.signIn.prefs.tabs[sectionNetwork].Tapped(nil)
	ca := r.signIn.prefs.controls[2].(*typedControl)
	r.env.focus(ca.entry)
	r.typed("/etc/vault.pem")
	r.press(fyne.KeyReturn)
	want := app.SetNetwork{}
	want.To.CAFile = "/etc/vault.pem"
	r.want(want)

	german := beforeSignIn()
	german.Settings.Version, german.Settings.Chosen = 2, &app.Chosen{General: app.GeneralSettings{Language: "de"}}
	r.show(german)
	if !r.signIn.prefs.root.Visible() || r.signIn.prefs.section != sectionNetwork {
		t.Error("another language leaves the page")
	}
	did := len(r.port.did)
	r.ctrl(fyne.KeyReturn)
	if len(r.port.did) != did {
		t.Errorf("signed in from the settings: %v", r.port.last())
	}
	r.press(fyne.KeyEscape)
	r.want(app.ShowSettings{})
	german.Settings.Open = false
	r.show(german)
	if r.signIn.server.Text != "vault.example.com" || r.focused() != fyne.Focusable(r.signIn.user) {
		t.Errorf("the address is %q, the focus on %T", r.signIn.server.Text, r.focused())
	}
}

// Whoever passes by a locked window must not send its user's password elsewhere.
func TestALockedWindowHasNoSettings(t *testing.T) {
	r := newRig(t, Light)
	r.show(firstStart())
	locked := app.View{Screen: app.ScreenLocked, SignIn: app.SignInView{Server: "https://v", User: "alice"}}
	r.show(locked)
	if r.signIn.footer.settings.Visible() {
		t.Error("it offers the settings")
	}
	did := len(r.port.did)
	r.ctrl(fyne.KeyComma)
	if len(r.port.did) != did {
		t.Errorf("the key does %v", r.port.last())
	}
}
