package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

// desktopView is a remote desktop at rest, of which the vault and the user have said something.
func desktopView() app.View {
	v := atRest()
	v.Pane.Kind, v.Pane.Port, v.Pane.Template = "rdp", 0, "Windows Account"
	onOff := []string{"on", "off"}
	v.Pane.RDP = []app.RDPSetting{
		{Field: app.RDPScreen, Value: "window", Owner: app.RDPByDefault, Choices: []string{"window", "full", "all"}},
		{Field: app.RDPSize, Value: "1600×1000", Owner: app.RDPByConnection, Choices: []string{"1280×800", "1600×1000"}},
		{Field: app.RDPResize, Value: "on", Owner: app.RDPByDefault, Choices: onOff},
		{Field: app.RDPClipboard, Value: "off", Owner: app.RDPForbidden},
		{Field: app.RDPDrives, Value: "work", Owner: app.RDPByUser},
		{Field: app.RDPPrinters, Value: "on", Owner: app.RDPByVault, Choices: onOff},
		{Field: app.RDPSmartCards, Value: "off", Owner: app.RDPByDefault, Choices: onOff},
		{Field: app.RDPSound, Value: "here", Owner: app.RDPByUser, Choices: []string{"off", "here", "host"}},
		{Field: app.RDPAdmin, Value: "off", Owner: app.RDPByDefault, Choices: onOff},
		{Field: app.RDPGateway, Value: "off", Owner: app.RDPByDefault},
		{Field: app.RDPClient, Value: "usual", Owner: app.RDPByDefault, Choices: []string{"usual", "remmina"}},
	}
	return v
}

func desktopScreens() []screen {
	return []screen{
		{"desktop", desktopView, openFolders},
		{"desktop-open", desktopView, func(r *rig) { openFolders(r); r.main.pane.way.desktop.toggle.Tapped(nil) }},
	}
}

func TestEveryFieldAndOwnerOfADesktopHasWords(t *testing.T) {
	for _, f := range []app.RDPField{
		app.RDPScreen, app.RDPSize, app.RDPResize, app.RDPClipboard, app.RDPDrives, app.RDPPrinters, app.RDPSmartCards, app.RDPSound, app.RDPAdmin, app.RDPGateway, app.RDPClient,
	} {
		if rdpNames[f] == "" {
			t.Errorf("%s has no name", f)
		}
	}
	for _, o := range []app.RDPOwner{app.RDPByVault, app.RDPByUser, app.RDPByConnection, app.RDPForbidden} {
		if rdpOwners[o] == "" {
			t.Errorf("%s has no words", o)
		}
	}
	if _, ok := rdpOwners[app.RDPByDefault]; !ok {
		t.Error("the default is not spoken of")
	}
}

func TestASettingOfADesktopIsChosenForTheSecret(t *testing.T) {
	r := newRig(t, Light)
	r.show(desktopView())
	line := r.main.pane.way.desktop
	if got := line.sum.Text(); got != "a window, 1600×1000; shares Drives, Printers" {
		t.Errorf("summary %q", got)
	}
	line.toggle.Tapped(nil)
	if b := line.change(3); b != nil {
		t.Error("what the vault set can be changed")
	}
	b := line.change(6)
	r.env.focus(b)
	b.Tapped(nil)
	list := r.env.canvas.Overlays().Top()
	if list == nil {
		t.Fatal("no list opened")
	}
	r.env.canvas.Overlays().Remove(list)
	line.chosen(app.RDPSmartCards, "on")
	if want := (app.ChooseRDP{SecretID: 12, Field: app.RDPSmartCards, Value: "on"}); r.port.last() != app.Intent(want) {
		t.Errorf("%+v, want %+v", r.port.last(), want)
	}
	v := desktopView()
	v.Pane.RDP[6].Value, v.Pane.RDP[6].Owner = "on", app.RDPByConnection
	r.show(v)
	if r.env.canvas.Focused() != fyne.Focusable(line.change(6)) {
		t.Error("the focus is lost after a choice")
	}
}
