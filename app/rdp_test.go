package app_test

import (
	"os"
	"strings"
	"testing"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

// shown is the line of one field in the pane.
func shown(h *apptest.H, f app.RDPField) app.RDPSetting {
	for _, s := range h.View().Pane.RDP {
		if s.Field == f {
			return s
		}
	}
	return app.RDPSetting{}
}

func TestTheVaultsRulesAreShownAndCount(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109})
		if s := shown(h, app.RDPClipboard); s.Value != "off" || s.Owner != app.RDPForbidden {
			t.Errorf("clipboard: %+v", s)
		}
		h.Do(
			app.ChooseRDP{SecretID: 109, Field: app.RDPClipboard, Value: "on"},
			app.ChooseRDP{SecretID: 109, Field: app.RDPScreen, Value: "full"},
			app.ChooseRDP{SecretID: 109, Field: app.RDPSmartCards, Value: "on"},
			app.ChooseRDP{SecretID: 109, Field: app.RDPSmartCards, Value: ""},
			app.ChooseRDP{SecretID: 109, Field: app.RDPScreen, Value: "wall"},
			app.ChooseRDP{SecretID: 109, Field: "colour", Value: "on"},
		)
		h.Do(app.Connect{SecretID: 109})
		got := *h.Launcher.Last().Target.RDP
		if got.Clipboard || got.Screen != launcher.FullScreen || got.SmartCards || !got.Printers {
			t.Errorf("started with %+v", got)
		}
		if s := shown(h, app.RDPPrinters); s.Owner != app.RDPByVault {
			t.Errorf("printers: %+v", s)
		}
	})
}

func TestRulesThatChangedSinceTheyWereShownCount(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.RDP = demovault.RDPRules{} })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109}, app.ChooseRDP{SecretID: 109, Field: app.RDPClipboard, Value: "on"})
		h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.RDP.Clipboard = "No" })
		h.Do(app.Connect{SecretID: 109})
		if h.Launcher.Last().Target.RDP.Clipboard {
			t.Error("the vault has forbidden the clipboard meanwhile, and it is on")
		}
		if s := shown(h, app.RDPClipboard); s.Owner != app.RDPForbidden {
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
		h.Do(app.Select{SecretID: 109}, app.ChooseRDP{SecretID: 109, Field: app.RDPSize, Value: "1600×1000"})
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
