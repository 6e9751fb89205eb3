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
	v.Pane.RDP = []app.SessionSetting{
		{Field: app.RDPScreen, Value: "window", Owner: app.OwnerDefault, Choices: []string{"window", "full", "all"}},
		{Field: app.RDPSize, Value: "1600×1000", Owner: app.OwnerConnection, Choices: []string{"1280×800", "1600×1000"}},
		{Field: app.RDPResize, Value: "on", Owner: app.OwnerDefault, Choices: onOff},
		{Field: app.RDPClipboard, Value: "off", Owner: app.OwnerForbidden},
		{Field: app.RDPDrives, Value: "work", Owner: app.OwnerUser, Choices: []string{"off"}, Typed: true, Text: "/srv/work"},
		{Field: app.RDPPrinters, Value: "on", Owner: app.OwnerVault, Choices: onOff},
		{Field: app.RDPSmartCards, Value: "off", Owner: app.OwnerDefault, Choices: onOff},
		{Field: app.RDPSound, Value: "here", Owner: app.OwnerUser, Choices: []string{"off", "here", "host"}},
		{Field: app.RDPAdmin, Value: "off", Owner: app.OwnerDefault, Choices: onOff},
		{Field: app.RDPGateway, Value: "gateway.example.com", Owner: app.OwnerUser, Choices: []string{"off"}, Typed: true, Text: "gateway.example.com"},
		{Field: app.RDPGatewayUser, Value: "host", Owner: app.OwnerDefault, Choices: []string{"host"}, Typed: true},
		{Field: app.RDPClient, Value: "usual", Owner: app.OwnerDefault, Choices: []string{"usual", "remmina"}},
	}
	return v
}

func desktopScreens() []screen {
	return []screen{
		{"desktop", desktopView, openFolders},
		{"desktop-open", desktopView, func(r *rig) { openFolders(r); r.main.pane.way.desktop.toggle.Tapped(nil) }},
		{"desktop-typing", desktopView, func(r *rig) {
			openFolders(r)
			r.typing(r.main.pane.way.desktop, app.RDPDrives)
			r.typed(", backup=/srv/data")
		}},
	}
}

func TestEveryFieldAndOwnerOfADesktopHasWords(t *testing.T) {
	for _, f := range []app.SettingField{
		app.RDPScreen, app.RDPSize, app.RDPResize, app.RDPClipboard, app.RDPDrives, app.RDPPrinters, app.RDPSmartCards, app.RDPSound, app.RDPAdmin, app.RDPGateway, app.RDPGatewayUser, app.RDPClient,
		app.SSHPort, app.SSHJump, app.SSHTunnels,
	} {
		if settingNames[f] == "" {
			t.Errorf("%s has no name", f)
		}
	}
	for _, o := range []app.SettingOwner{app.OwnerVault, app.OwnerUser, app.OwnerConnection, app.OwnerForbidden} {
		if settingOwners[o] == "" {
			t.Errorf("%s has no words", o)
		}
	}
	if _, ok := settingOwners[app.OwnerDefault]; !ok {
		t.Error("the default is not spoken of")
	}
}

func TestASettingOfADesktopIsChosenForTheSecret(t *testing.T) {
	r := newRig(t, Light)
	r.show(desktopView())
	line := r.main.pane.way.desktop
	if got := line.sum.Text(); got != "a window, 1600×1000; shared: Drives, Printers" {
		t.Errorf("summary %q", got)
	}
	line.toggle.Tapped(nil)
	if b := line.rows[3].change; b != nil {
		t.Error("what the vault set can be changed")
	}
	b := line.rows[6].change
	r.env.focus(b)
	b.Tapped(nil)
	list := r.env.canvas.Overlays().Top()
	if list == nil {
		t.Fatal("no list opened")
	}
	r.env.canvas.Overlays().Remove(list)
	line.chosen(app.RDPSmartCards, "on")
	if want := (app.ChooseSetting{SecretID: 12, Field: app.RDPSmartCards, Value: "on"}); r.port.last() != app.Intent(want) {
		t.Errorf("%+v, want %+v", r.port.last(), want)
	}
	v := desktopView()
	v.Pane.RDP[6].Value, v.Pane.RDP[6].Owner = "on", app.OwnerConnection
	r.show(v)
	if r.env.canvas.Focused() != fyne.Focusable(line.rows[6].change) {
		t.Error("the focus is lost after a choice")
	}
}
