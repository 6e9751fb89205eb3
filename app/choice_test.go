package app_test

import (
	"strings"
	"testing"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

func TestALaunchersQuestionForTheMachineIsAnsweredBeforeAnythingIsAsked(t *testing.T) {
	for _, c := range []struct {
		name   string
		secret int
		given  string
		want   app.ProblemKind
		host   string
		port   int
	}{
		{"a machine is typed", 133, "dc-01.demo.example", "", "dc-01.demo.example", 3389},
		{"with a port and blanks", 133, "  DC-01.demo.example:3390 ", "", "dc-01.demo.example", 3390},
		{"nothing is given", 133, "", app.ProblemTarget, "", 0},
		{"an option", 133, "-oProxyCommand=x", app.ProblemTarget, "", 0},
		{"a user before the host", 133, "root@dc-01", app.ProblemTarget, "", 0},
		{"a line break", 133, "dc-01\n/p:x", app.ProblemTarget, "", 0},
		{"a port that is none", 133, "dc-01:70000", app.ProblemTarget, "", 0},
		{"one of the list", 134, "file-01.demo.example", "", "file-01.demo.example", 3389},
		{"one of the list in capitals", 134, "FILE-01.demo.example", "", "file-01.demo.example", 3389},
		{"a port of the list", 134, "127.0.0.1:3389", "", "127.0.0.1", 3389},
		{"another port than the list's", 134, "127.0.0.1:22", app.ProblemNotAllowed, "", 0},
		{"not of the list", 134, "mail-01.demo.example", app.ProblemNotAllowed, "", 0},
		{"of those it must not go to", 152, "dc-root.demo.example", app.ProblemNotAllowed, "", 0},
		{"of those on any port", 152, "DC-root.demo.example:3390", app.ProblemNotAllowed, "", 0},
		{"of all the others", 152, "mail-01.demo.example", "", "mail-01.demo.example", 3389},
	} {
		t.Run(c.name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Do(app.Select{SecretID: c.secret})
				if ask := h.View().Pane.Ask; ask.ID == 0 || ask.Target == nil || ask.Target.What != app.TargetHost || ask.Target.Name != "Machine" {
					t.Fatalf("the form: %+v", ask)
				}
				before := h.Client.Calls()
				h.Do(app.Connect{SecretID: c.secret, Given: app.Given{Target: c.given}})
				v := h.View()
				if v.Pane.Problem.Kind != c.want {
					t.Fatalf("problem %+v", v.Pane.Problem)
				}
				if c.want != "" {
					if n := h.Client.Calls() - before; n != 0 || h.Launcher.Count() != 0 || !v.Pane.Problem.Unchanged {
						t.Errorf("%d calls, %d clients, %+v", n, h.Launcher.Count(), v.Pane.Problem)
					}
					return
				}
				got := h.Launcher.Last().Target
				if got.Host != c.host || got.Port != c.port && got.Port != 0 || got.Domain != "DEMO" {
					t.Errorf("the client went to %+v", got)
				}
			})
		})
	}
}

func TestTheLastMachineIsOfferedAgain(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 133}, app.Connect{SecretID: 133, Given: app.Given{Target: "dc-01.demo.example"}})
		if got := h.View().Pane.Ask.Target; got == nil || got.Last != "dc-01.demo.example" {
			t.Errorf("at once: %+v", got)
		}
		h.Launcher.Last().LogOff()
		h.Settle()
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.App.Close()
		h.Start()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 133})
		if got := h.View().Pane.Ask.Target; got == nil || got.Last != "dc-01.demo.example" {
			t.Errorf("after a restart: %+v", got)
		}
	})
}

func TestASessionIsOpenedAnewOnTheMachineItWasOn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 133}, app.Connect{SecretID: 133, Given: app.Given{Target: "dc-01.demo.example"}})
		h.Launcher.Last().End(launcher.Outcome{Connected: true, Why: launcher.Dropped})
		h.Settle()
		h.Do(app.Reconnect{SessionID: h.View().Sessions[0].ID})
		if n := h.Launcher.Count(); n != 2 || h.Launcher.Last().Target.Host != "dc-01.demo.example" {
			t.Errorf("%d clients, the last to %+v", n, h.Launcher.Last().Target)
		}
	})
}

func TestCheckingOutOnlyNeedsNoMachine(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 133}, app.CheckOutOnly{SecretID: 133})
		if p := h.View().Pane.Problem; !p.None() {
			t.Errorf("%+v", p)
		}
	})
}

func TestTheChosenLauncherIsRemembered(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 150})
		p := h.View().Pane
		if len(p.Launchers) != 3 || p.Launchers[0].ID != p.Launcher || p.Kind != "ssh" {
			t.Fatalf("launchers %+v, chosen %d", p.Launchers, p.Launcher)
		}
		other := p.Launchers[1]
		h.Do(app.ChooseLauncher{SecretID: 150, LauncherID: other.ID})
		if got := h.View().Pane; got.Launcher != other.ID || got.Kind != other.Kind {
			t.Errorf("chosen %d, kind %s", got.Launcher, got.Kind)
		}
		h.Do(app.ChooseLauncher{SecretID: 150, LauncherID: 4711}, app.ChooseLauncher{SecretID: 4711, LauncherID: 1})
		if got := h.View().Pane; got.Launcher != other.ID {
			t.Errorf("one that is not there was chosen: %d", got.Launcher)
		}
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.App.Close()
		h.Start()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 150})
		if got := h.View().Pane; got.Launcher != other.ID {
			t.Errorf("after a restart %d", got.Launcher)
		}
	})
}

func TestAnotherSecretThatSignsInFirstIsTheProxysToUse(t *testing.T) {
	for _, proxied := range []bool{false, true} {
		apptest.Run(t, func(h *apptest.H) {
			h.Vault.SetSecret(103, func(o *demovault.SecretOptions) { o.ConnectAs, o.ProxyEnabled = 101, proxied })
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 103})
			h.Do(app.Connect{SecretID: 103})
			if p := h.View().Pane.Problem; proxied != p.None() || !proxied && p.Kind != app.ProblemConnectAs {
				t.Errorf("proxied %v: %+v", proxied, p)
			}
			if got := h.Ledger(103); !proxied && (got["check-in"] != 1 || h.Launcher.Count() != 0) {
				t.Errorf("the vault saw %v", got)
			}
		})
	}
}

func TestALauncherThatNobodyKnowsIsNamed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 136})
		p := h.View().Pane
		if p.Primary != app.PrimaryUnavailable || p.Problem.Kind != app.ProblemOtherLauncher || !strings.Contains(p.Problem.Where, "SQL") {
			t.Errorf("%s, %+v", p.Primary, p.Problem)
		}
		h.Do(app.Connect{SecretID: 136})
		if h.Launcher.Count() != 0 {
			t.Error("a client was started")
		}
	})
}
