package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

func TestAPlainSecretTakesAtMostThreeCalls(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		before := h.Client.Calls()
		h.Do(app.Connect{SecretID: 101})
		if n := h.Client.Calls() - before; n > 3 {
			t.Errorf("%d calls, want at most 3", n)
		}
		if !h.Launcher.Last().PasswordOK {
			t.Error("the client did not get the vault's password")
		}
	})
}

func TestAServerThatMasksPasswordsIsAskedForTheField(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSettings(func(s *demovault.Settings) { s.MaskPasswords = true })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		if !h.Launcher.Last().PasswordOK {
			t.Error("the client did not get the vault's password")
		}
	})
}

func TestTwoClicksAreOne(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103}, app.Connect{SecretID: 103}, app.Connect{SecretID: 103})
		if n := h.Launcher.Count(); n != 1 {
			t.Errorf("%d clients started", n)
		}
		if got := h.Ledger(103); got["check-out"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestALaunchThatFailsGivesTheSecretBack(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Launcher.StartError = &launcher.NotFoundError{Tool: "terminal emulator", Hint: "apt install xterm"}
		h.Do(app.Connect{SecretID: 103})
		if got := h.Ledger(103); got["check-out"] != 1 || got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoTerminal {
			t.Errorf("problem %+v", p)
		}
	})
}

func TestAMissingClientIsFoundOutBeforeTheVaultIsAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Launcher.CheckError = &launcher.NotFoundError{Tool: "ssh", Hint: "apt install openssh-client"}
		h.Do(app.Connect{SecretID: 103})
		if got := h.Ledger(103); len(got) != 0 {
			t.Errorf("the vault saw %v", got)
		}
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoClient || !p.Unchanged {
			t.Errorf("problem %+v", p)
		}
	})
}

func TestCancel(t *testing.T) {
	t.Run("while the check-out hangs after it was made gives it back", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 103})
			h.Vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultHangAfter})
			h.Do(app.Connect{SecretID: 103})
			h.Advance(time.Second)
			if v := h.View(); v.Pane.Busy != app.BusyCheckOut || !v.Pane.Cancel {
				t.Fatalf("pane: busy %q, cancel %v", v.Pane.Busy, v.Pane.Cancel)
			}
			h.Do(app.Cancel{SecretID: 103})
			h.Advance(time.Second)
			if got := h.Ledger(103); got["check-out"] != 1 || got["check-in"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
			if v := h.View(); v.Pane.Cancel || !v.Pane.Problem.None() || h.Launcher.Count() != 0 {
				t.Errorf("pane: %+v, clients %d", v.Pane, h.Launcher.Count())
			}
		})
	})
	t.Run("while the client starts gives it back", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 103})
			h.Launcher.Slow = time.Minute
			h.Do(app.Connect{SecretID: 103})
			h.Do(app.Cancel{SecretID: 103})
			if got := h.Ledger(103); got["check-out"] != 1 || got["check-in"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
		})
	})
}

func TestHostKey(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		answer := h.Launcher.Last().AskHostKey(launcher.HostKeyQuestion{Host: "h", KeyType: "ED25519", Fingerprint: "SHA256:x"})
		h.Settle()
		p := h.View().Prompt
		if p == nil || p.HostKey.Fingerprint != "SHA256:x" {
			t.Fatalf("prompt: %+v", p)
		}
		h.Do(app.Answer{PromptID: p.ID + 1, Yes: true}) // an answer to another question
		if h.View().Prompt == nil {
			t.Fatal("a stale answer closed the question")
		}
		h.Do(app.Answer{PromptID: p.ID, Yes: true})
		if !<-answer {
			t.Error("yes became no")
		}
	})
}

func TestAQuestionEndsWithItsSession(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		answer := h.Launcher.Last().AskHostKey(launcher.HostKeyQuestion{Host: "h"})
		h.Settle()
		h.Launcher.Last().End(launcher.Outcome{Why: launcher.Vanished})
		h.Settle()
		if h.View().Prompt != nil || len(answer) != 0 {
			t.Error("the question outlived its session")
		}
	})
}

func TestHowASessionFailsIsSaid(t *testing.T) {
	for why, want := range map[launcher.Why]app.ProblemKind{
		launcher.Refused: app.ProblemHostRefused, launcher.Unreachable: app.ProblemHostDown,
		launcher.UnknownHost: app.ProblemHostUnknown, launcher.HostKeyChanged: app.ProblemHostKeyChanged,
		launcher.CertificateChanged: app.ProblemCertificateChanged, launcher.CertificateDenied: app.ProblemCertificateDenied,
		launcher.Failed: app.ProblemLaunch, launcher.Dropped: app.ProblemDropped,
	} {
		t.Run(string(why), func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 103})
				h.Do(app.Connect{SecretID: 103})
				h.Launcher.Last().End(launcher.Outcome{Connected: why == launcher.Dropped, Why: why, Code: 255})
				h.Settle()
				v := h.View()
				if len(v.Sessions) != 1 || v.Sessions[0].State != app.SessionFailed || v.Sessions[0].Problem.Kind != want {
					t.Fatalf("dock: %+v", v.Sessions)
				}
				if got := h.Ledger(103); got["check-in"] != 1 {
					t.Errorf("the vault saw %v", got)
				}
				h.Do(app.End{SessionID: v.Sessions[0].ID})
				if v := h.View(); len(v.Sessions) != 0 {
					t.Errorf("not dismissed: %+v", v.Sessions)
				}
			})
		})
	}
}

func TestAWindowsSecretOpensARemoteDesktop(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 109})
		h.Do(app.Connect{SecretID: 109})
		c := h.Launcher.Last()
		if c.Target.Kind != launcher.RDP || c.Target.User != "svc-dc-02" || c.Target.Domain != "" {
			t.Fatalf("%+v", c.Target)
		}
		answer := c.AskCertificate(launcher.CertificateQuestion{Host: "dc-02:3389", Subject: "CN=dc-02", Fingerprint: "aa:bb"})
		h.Settle()
		p := h.View().Prompt
		if p == nil || p.Kind != app.PromptCertificate || p.Certificate.Subject != "CN=dc-02" || p.Certificate.Fingerprint != "aa:bb" {
			t.Fatalf("prompt %+v", p)
		}
		h.Do(app.Answer{PromptID: p.ID, Yes: true})
		if !<-answer || h.View().Prompt != nil {
			t.Error("the answer did not arrive, or the question stayed")
		}
		c.LogOff()
		h.Settle()
		if v := h.View(); len(v.Sessions) != 0 {
			t.Errorf("dock: %+v", v.Sessions)
		}
	})
}

func TestAClientThatIsByHandIsSaidBeforeTheVaultIsAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Launcher.CheckError = &launcher.ManualError{Tool: "Windows App", Hint: "brew install freerdp"}
		h.Do(app.Select{SecretID: 109})
		h.Do(app.Connect{SecretID: 109})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemManualClient || p.Where != "Windows App" || !p.Unchanged {
			t.Errorf("problem %+v", p)
		}
	})
}

func TestAMissingFreeRDPIsSaidBeforeTheVaultIsAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Launcher.CheckError = &launcher.NotFoundError{Tool: "FreeRDP", Hint: "apt install freerdp2-x11"}
		h.Do(app.Select{SecretID: 109})
		h.Do(app.Connect{SecretID: 109})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoClient || p.Where != "FreeRDP" || !p.Unchanged {
			t.Errorf("problem %+v", p)
		}
	})
}
