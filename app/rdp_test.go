package app_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

// shown is the line of one field in the pane, of a desktop or of an SSH session.
func shown(h *apptest.H, f app.SettingField) app.SessionSetting {
	p := h.View().Pane
	for _, s := range slices.Concat(p.RDP, p.SSH) {
		if s.Field == f {
			return s
		}
	}
	return app.SessionSetting{}
}

func TestTheVaultsRulesAreShownAndCount(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109})
		if s := shown(h, app.RDPClipboard); s.Value != "off" || s.Owner != app.OwnerForbidden {
			t.Errorf("clipboard: %+v", s)
		}
		h.Do(
			app.ChooseSetting{SecretID: 109, Field: app.RDPClipboard, Value: "on"},
			app.ChooseSetting{SecretID: 109, Field: app.RDPScreen, Value: "full"},
			app.ChooseSetting{SecretID: 109, Field: app.RDPSmartCards, Value: "on"},
			app.ChooseSetting{SecretID: 109, Field: app.RDPSmartCards, Value: ""},
			app.ChooseSetting{SecretID: 109, Field: app.RDPScreen, Value: "wall"},
			app.ChooseSetting{SecretID: 109, Field: "colour", Value: "on"},
		)
		h.Do(app.Connect{SecretID: 109})
		got := *h.Launcher.Last().Target.RDP
		if got.Clipboard || got.Screen != launcher.FullScreen || got.SmartCards || !got.Printers {
			t.Errorf("started with %+v", got)
		}
		if s := shown(h, app.RDPPrinters); s.Owner != app.OwnerVault {
			t.Errorf("printers: %+v", s)
		}
	})
}

func TestRulesThatChangedSinceTheyWereShownCount(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.RDP = demovault.RDPRules{} })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109}, app.ChooseSetting{SecretID: 109, Field: app.RDPClipboard, Value: "on"})
		h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.RDP.Clipboard = "No" })
		h.Do(app.Connect{SecretID: 109})
		if h.Launcher.Last().Target.RDP.Clipboard {
			t.Error("the vault has forbidden the clipboard meanwhile, and it is on")
		}
		if s := shown(h, app.RDPClipboard); s.Owner != app.OwnerForbidden {
			t.Errorf("shown: %+v", s)
		}
	})
}

func TestRulesThatCannotBeReadStopADesktopOnlyWhereTheVaultDoesNotAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		fault  demovault.Fault
		starts bool
	}{
		"not allowed": {demovault.Fault{Kind: demovault.FaultStatus, Status: 403}, true},
		"not known":   {demovault.Fault{Kind: demovault.FaultStatus, Status: 404}, true},
		"a fault":     {demovault.Fault{Kind: demovault.FaultStatus, Status: 500, Times: 5}, false},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 109})
				h.Vault.Fail("secret settings", c.fault)
				h.Do(app.Connect{SecretID: 109})
				if (h.Launcher.Count() == 1) != c.starts {
					t.Errorf("%d clients; %+v", h.Launcher.Count(), h.View().Pane.Problem)
				}
			})
		})
	}
}

func TestWhatWasChosenForASecretIsKept(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109}, app.ChooseSetting{SecretID: 109, Field: app.RDPSize, Value: "1600×1000"})
		kept, err := settings.Store{Path: h.Dir() + "/settings.json"}.Load()
		c := kept.Connection(h.View().Server, 109).RDP
		if err != nil || c.Width != 1600 || c.Height != 1000 {
			t.Errorf("%+v, %v", kept, err)
		}
		raw, err := os.ReadFile(h.Dir() + "/settings.json")
		if err != nil || strings.Contains(string(raw), "assword") {
			t.Errorf("%s %v", raw, err)
		}
	})
}

func TestAGatewayIsNotGivenTheCredentialsOfTheProxy(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.ProxyEnabled = true })
		if err := (settings.Store{Path: h.Dir() + "/settings.json"}).Save(settings.Settings{RDP: settings.RDP{Gateway: "gw.example.com"}}); err != nil {
			t.Fatal(err)
		}
		h.Crash()
		h.Start()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109})
		h.Do(app.Connect{SecretID: 109})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemConnection || h.Launcher.Count() != 0 {
			t.Errorf("problem %+v; %d clients, want none", p, h.Launcher.Count())
		}
	})
}

func TestASettingThatTheLauncherRefusesHasItsOwnSentence(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Launcher.StartError = &launcher.BadTargetError{Field: "drive", Reason: "has a path that is not absolute and plain"}
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109})
		h.Do(app.Connect{SecretID: 109})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemConnection || p.Where != "drive" {
			t.Errorf("%+v", p)
		}
	})
}

func TestFoldersAndAGatewayAreTypedForASecret(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.RDP = demovault.RDPRules{} })
		choose := func(f app.SettingField, v string) app.Intent {
			return app.ChooseSetting{SecretID: 109, Field: f, Value: v}
		}
		h.Do(app.Select{SecretID: 109}, choose(app.RDPDrives, "/home/alice/work/, backup=/srv/data"), choose(app.RDPGateway, "GW.example.com:8443"), choose(app.RDPGatewayUser, `EDGE\bob`))
		for f, want := range map[app.SettingField][2]string{
			app.RDPDrives:      {"work, backup", "/home/alice/work, backup=/srv/data"},
			app.RDPGateway:     {"gw.example.com:8443", "gw.example.com:8443"},
			app.RDPGatewayUser: {`EDGE\bob`, `EDGE\bob`},
		} {
			if s := shown(h, f); s.Value != want[0] || s.Text != want[1] || s.Owner != app.OwnerConnection {
				t.Errorf("%+v, want %q", s, want)
			}
		}
		h.Do(app.Connect{SecretID: 109})
		got := *h.Launcher.Last().Target.RDP
		want := []launcher.Drive{{Name: "work", Path: "/home/alice/work"}, {Name: "backup", Path: "/srv/data"}}
		if !slices.Equal(got.Drives, want) || got.Gateway == nil || *got.Gateway != (launcher.Gateway{Host: "gw.example.com", Port: 8443, User: `EDGE\bob`}) {
			t.Errorf("started with %+v", got)
		}
		h.Do(choose(app.RDPDrives, "off"), choose(app.RDPGateway, "off"))
		if d, g := shown(h, app.RDPDrives), shown(h, app.RDPGateway); d.Value != "off" || d.Owner != app.OwnerConnection || g.Value != "off" || g.Owner != app.OwnerConnection {
			t.Errorf("none: %+v, %+v", d, g)
		}
		if u := shown(h, app.RDPGatewayUser); u.Field != "" {
			t.Errorf("nobody signs in at no gateway: %+v", u)
		}
		h.Do(choose(app.RDPDrives, ""), choose(app.RDPGateway, ""), choose(app.RDPGatewayUser, ""))
		kept, err := settings.Store{Path: h.SettingsFile()}.Load()
		if c := kept.Connection(h.View().Server, 109).RDP; err != nil || c.Drives != nil || c.Gateway != "" || c.GatewayUser != "" {
			t.Errorf("taken back: %+v, %v", c, err)
		}
	})
}

func TestFoldersAndAGatewayThatCannotBeAreRefused(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109}, app.ChooseSetting{SecretID: 109, Field: app.RDPGateway, Value: "gw"})
		for value, f := range map[string]app.SettingField{
			"work": app.RDPDrives, "/": app.RDPDrives, "/a/x, /b/X": app.RDPDrives, "/srv/my files": app.RDPDrives, "x=": app.RDPDrives, "/a,": app.RDPDrives,
			"gw example": app.RDPGateway, "gw:0": app.RDPGateway, "-x": app.RDPGateway, "a,b": app.RDPGatewayUser,
		} {
			before := h.View().Pane
			h.Do(app.ChooseSetting{SecretID: 109, Field: f, Value: value})
			after := h.View().Pane
			if p := after.Problem; p.Kind != app.ProblemChoice || p.Detail == "" || after.Choices != before.Choices {
				t.Errorf("%q: %+v, choices %d", value, p, after.Choices)
			}
		}
	})
}
