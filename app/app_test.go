package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
	"sallyport/workflow"
)

// The main job, step by step: what the user does, what the vault saw, what is shown.
func TestTheMainJob(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		calls := h.Client.Calls

		// Selecting db-02 shows the way in and changes nothing.
		h.Do(app.Select{SecretID: 104})
		v := h.View()
		if got := h.Ledger(104); len(got) != 0 {
			t.Fatalf("selecting a secret left traces: %v", got)
		}
		if v.Pane.Primary != app.PrimaryCheckOutAndConnect || !v.Pane.Ask.Comment {
			t.Fatalf("pane of db-02: primary %q, ask %+v, problem %+v", v.Pane.Primary, v.Pane.Ask, v.Pane.Problem)
		}
		if got := progress(v.Pane.Steps); got[workflow.Comment] != workflow.Now || got[workflow.CheckOut] != workflow.Later {
			t.Fatalf("way in: %v", got)
		}

		// One click does the rest.
		before := calls()
		h.Do(app.Connect{SecretID: 104, Comment: "replace disk"})
		if n := calls() - before; n > 6 {
			t.Errorf("a check-out with a comment took %d calls, want at most 6", n)
		}
		if got := h.Ledger(104); got["view-comment"] != 1 || got["check-out"] != 1 {
			t.Fatalf("the vault saw %v", got)
		}
		client := h.Launcher.Last()
		if !client.PasswordOK || client.Target.Host != "127.0.0.1" || client.Target.Port != 2222 {
			t.Fatalf("client got %+v, current password %v", client.Target, client.PasswordOK)
		}
		client.Connect()
		h.Settle()
		v = h.View()
		if len(v.Sessions) != 1 || v.Sessions[0].State != app.SessionConnected {
			t.Fatalf("dock: %+v", v.Sessions)
		}
		c, held := h.CheckOut(104)
		if !held || c.Remaining < 29*time.Minute+58*time.Second || c.Remaining > 30*time.Minute || c.Red {
			t.Fatalf("check-out: %+v", c)
		}

		// Logging off gives it back by itself.
		h.Advance(90 * time.Second)
		client.LogOff()
		h.Settle()
		v = h.View()
		if got := h.Ledger(104); got["check-in"] != 1 {
			t.Fatalf("after the log-off the vault saw %v", got)
		}
		if len(v.Sessions) != 0 || len(v.CheckOuts) != 0 || v.QuietKind != app.QuietCheckedIn || v.Quiet != "db-02" {
			t.Errorf("after the log-off: %+v %+v %q %q", v.Sessions, v.CheckOuts, v.QuietKind, v.Quiet)
		}
		if v.Pane.Facts.Ended != app.EndedLast {
			t.Errorf("pane says %q", v.Pane.Facts.Ended)
		}
	})
}

func progress(steps []workflow.PlanStep) map[workflow.RequirementID]workflow.Progress {
	m := map[workflow.RequirementID]workflow.Progress{}
	for _, s := range steps {
		m[s.ID] = s.Progress
	}
	return m
}

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

func TestTheSecretIsGivenBackWhenItsLastSessionEnds(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		first, second := h.Launcher.Clients[0], h.Launcher.Clients[1]
		first.LogOff()
		h.Settle()
		if got := h.Ledger(103); got["check-in"] != 0 || got["check-out"] != 1 {
			t.Fatalf("with one session left the vault saw %v", got)
		}
		second.LogOff()
		h.Settle()
		if got := h.Ledger(103); got["check-in"] != 1 {
			t.Errorf("after the last session the vault saw %v", got)
		}
	})
}

func TestWhatTheUserOrTheServerKeepsIsKept(t *testing.T) {
	for name, keep := range map[string]func(*apptest.H){
		"the user's choice": func(h *apptest.H) { h.Do(app.Keep{SecretID: 103, Keep: true}) },
		"the server's setting": func(h *apptest.H) {
			h.Vault.SetSettings(func(s *demovault.Settings) { s.CheckInOnLastClose, s.OperatorsReadConfiguration = false, true })
			h.Do(app.SignOut{})
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 103})
			h.Do(app.Connect{SecretID: 103})
		},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				if name == "the user's choice" {
					h.Do(app.Select{SecretID: 103})
					h.Do(app.Connect{SecretID: 103})
				}
				keep(h)
				h.Launcher.Last().LogOff()
				h.Settle()
				if _, held := h.CheckOut(103); !held || h.View().QuietKind != app.QuietKept {
					t.Errorf("held %v, quiet %q; ledger %v", held, h.View().QuietKind, h.Ledger(103))
				}
			})
		})
	}
}

func TestTheTimerTurnsRedNotifiesOnceAndEnds(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 114})
		h.Do(app.CheckOutOnly{SecretID: 114})
		c, held := h.CheckOut(114)
		if !held || c.Red || c.Total != 2*time.Minute {
			t.Fatalf("fresh: %+v", c)
		}
		h.Views()
		h.Advance(61 * time.Second)
		if c, _ = h.CheckOut(114); !c.Red || c.Remaining > 59*time.Second {
			t.Errorf("past the threshold: %+v", c)
		}
		notices := map[int]app.NoticeKind{}
		last := time.Hour
		for _, v := range h.Views() {
			if v.Notice.Seq != 0 {
				notices[v.Notice.Seq] = v.Notice.Kind
			}
			for _, c := range v.CheckOuts {
				if c.Remaining > last {
					t.Errorf("the countdown grew from %v to %v", last, c.Remaining)
				}
				last = c.Remaining
			}
		}
		if len(notices) != 1 {
			t.Errorf("notices: %v", notices)
		}
		h.Advance(70 * time.Second)
		v := h.View()
		if len(v.CheckOuts) != 0 || v.Pane.Facts.Ended != app.EndedExpiry {
			t.Errorf("at zero: %+v, pane says %q", v.CheckOuts, v.Pane.Facts.Ended)
		}
		if got := h.Ledger(114); got["check-in expired"] != 1 || got["check-in"] != 0 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestExtend(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Advance(10 * time.Minute)
		h.Do(app.AskExtend{SecretID: 103})
		p := h.View().Prompt
		if p == nil || p.Kind != app.PromptExtend {
			t.Fatalf("prompt: %+v", p)
		}
		h.Do(app.Extend{PromptID: p.ID, Minutes: 500, Reason: "still patching"})
		if p = h.View().Prompt; p == nil || p.Extend.Problem.None() || p.Extend.Busy {
			t.Fatalf("past the maximum: %+v", p)
		}
		h.Do(app.Extend{PromptID: p.ID, Minutes: 15, Reason: "still patching"})
		if p = h.View().Prompt; p != nil {
			t.Fatalf("prompt still open: %+v", p)
		}
		c, _ := h.CheckOut(103)
		if c.Remaining < 34*time.Minute+57*time.Second || c.Remaining > 35*time.Minute {
			t.Errorf("remaining %v, want about 35 min", c.Remaining)
		}
		if got := h.Ledger(103); got["extend"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestHeldByAnotherIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 115})
		v := h.View()
		if v.Pane.Primary != app.PrimaryUnavailable || v.Pane.Facts.Holder == "" || v.Pane.Facts.FreeInMin < 1 {
			t.Errorf("pane: %+v", v.Pane)
		}
		h.Do(app.Connect{SecretID: 115})
		if got := h.Ledger(115); got["check-out"] > 1 || h.Launcher.Count() != 0 {
			t.Errorf("the vault saw %v", got)
		}
		if p := h.View().Pane.Problem; p.Kind != app.ProblemHeld || p.Who == "" {
			t.Errorf("problem %+v", p)
		}
	})
}

// A fault at the worst moment: never two check-outs, never one left behind.
func TestFaultsInTheMiddleOfACheckOut(t *testing.T) {
	for _, f := range []struct {
		name  string
		fault demovault.Fault
		runs  bool // the way in reaches its client all the same
	}{
		{"server error", demovault.Fault{Kind: demovault.FaultStatus, Status: 500}, false},
		{"hang before it is made", demovault.Fault{Kind: demovault.FaultHangBefore}, false},
		{"hang after it was made", demovault.Fault{Kind: demovault.FaultHangAfter}, true},
		{"line cut before", demovault.Fault{Kind: demovault.FaultDropBefore}, false},
		{"line cut after", demovault.Fault{Kind: demovault.FaultDropAfter}, true},
		{"half an answer", demovault.Fault{Kind: demovault.FaultTruncated}, true},
		{"a page instead", demovault.Fault{Kind: demovault.FaultHTML}, false},
		{"other JSON", demovault.Fault{Kind: demovault.FaultOtherJSON}, false},
	} {
		t.Run(f.name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 103})
				h.Vault.Fail("check-out", f.fault)
				h.Do(app.Connect{SecretID: 103})
				h.Advance(40 * time.Second)
				if n := h.Ledger(103)["check-out"]; n > 1 {
					t.Errorf("%d check-outs", n)
				}
				if f.runs {
					if h.Launcher.Count() != 1 {
						t.Fatalf("clients: %d, problem %+v", h.Launcher.Count(), h.View().Pane.Problem)
					}
					h.Launcher.Last().LogOff()
					h.Settle()
				} else if h.View().Pane.Problem.None() {
					t.Error("nothing was said")
				}
				h.Advance(10 * time.Minute)
				got := h.Ledger(103)
				if got["check-out"] != got["check-in"] {
					t.Errorf("left behind: %v", got)
				}
				if _, held := h.CheckOut(103); held {
					t.Error("still held")
				}
			})
		})
	}
}

func TestACheckOutThatArrivesLateIsGivenBack(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		hold := make(chan struct{})
		h.Vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultStatus, Status: 504})
		h.Do(app.Connect{SecretID: 103})
		close(hold)
		if h.View().Pane.Problem.None() {
			t.Fatal("nothing was said")
		}
		// the gateway gave up, the vault did not
		other := h.OtherClient("alice")
		if err := other.CheckOut(context.Background(), 103); err != nil {
			t.Fatal(err)
		}
		h.Advance(3 * time.Minute)
		if got := h.Ledger(103); got["check-in"] != 1 {
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

func TestACheckInThatFailsIsTriedUntilItIsBack(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Vault.Fail("check-in", demovault.Fault{Kind: demovault.FaultStatus, Status: 500, Times: 2})
		h.Launcher.Last().LogOff()
		h.Settle()
		c, held := h.CheckOut(103)
		if !held || !c.Retrying || c.Problem.Kind != app.ProblemCheckInFailed {
			t.Fatalf("after the failure: held %v, %+v", held, c)
		}
		h.Advance(time.Minute)
		if got := h.Ledger(103); got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestAfterACrash(t *testing.T) {
	begin := func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Launcher.Last().Connect()
		h.Settle()
		h.Crash()
	}
	t.Run("a session that lives is found again and its end checks in once", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			begin(h)
			h.Advance(time.Minute)
			h.Start()
			v := h.View()
			if len(v.Sessions) != 1 || !v.Sessions[0].Recovered || v.Banner.Kind != app.ProblemRecovered {
				t.Fatalf("after the start: %+v, banner %+v", v.Sessions, v.Banner)
			}
			h.SignIn("alice")
			if got := h.Ledger(103); got["check-in"] != 0 {
				t.Fatalf("checked in while its session lives: %v", got)
			}
			h.Launcher.Last().LogOff()
			h.Settle()
			h.Advance(10 * time.Minute)
			if got := h.Ledger(103); got["check-in"] != 1 || got["check-out"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
		})
	})
	t.Run("a session that ends before its user signs in is checked in then", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			begin(h)
			h.Start()
			h.Launcher.Last().LogOff()
			h.Settle()
			h.SignIn("alice")
			if got := h.Ledger(103); got["check-in"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
		})
	})
	t.Run("a session that ended meanwhile is checked in once", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			begin(h)
			h.Launcher.Last().LogOff()
			h.Start()
			h.SignIn("alice")
			h.Advance(time.Minute)
			if got := h.Ledger(103); got["check-in"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
			if v := h.View(); v.QuietKind != app.QuietRecoveredIn {
				t.Errorf("quiet line %q", v.QuietKind)
			}
		})
	})
	t.Run("another user's check-out waits for that user", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			begin(h)
			h.Launcher.Last().LogOff()
			h.Start()
			h.SignIn("bob")
			h.Advance(time.Minute)
			if got := h.Ledger(103); got["check-in"] != 0 {
				t.Fatalf("bob gave back alice's: %v", got)
			}
			h.Crash()
			h.Start()
			h.SignIn("alice")
			if got := h.Ledger(103); got["check-in"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
		})
	})
}

func TestQuit(t *testing.T) {
	begin := func(t *testing.T, h *apptest.H) *app.PromptView {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Do(app.Quit{})
		p := h.View().Prompt
		if p == nil || p.Kind != app.PromptQuit || len(p.Quit.CheckOuts) != 1 || p.Quit.Sessions != 1 {
			t.Fatalf("prompt: %+v", p)
		}
		return p
	}
	t.Run("and check in", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			p := begin(t, h)
			h.Do(app.QuitNow{PromptID: p.ID, How: app.QuitCheckIn})
			if got := h.Ledger(103); got["check-in"] != 1 || !h.Launcher.Last().Stopped || !h.View().Closing {
				t.Errorf("the vault saw %v, stopped %v, closing %v", got, h.Launcher.Last().Stopped, h.View().Closing)
			}
		})
	})
	t.Run("and keep", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			p := begin(t, h)
			h.Do(app.QuitNow{PromptID: p.ID, How: app.QuitKeep})
			if !h.View().Closing || h.Launcher.Last().Stopped {
				t.Fatalf("closing %v, stopped %v", h.View().Closing, h.Launcher.Last().Stopped)
			}
			h.App.Close()
			h.Start()
			if v := h.View(); len(v.Sessions) != 1 {
				t.Errorf("after the next start: %+v", v.Sessions)
			}
		})
	})
	t.Run("and cancel", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			p := begin(t, h)
			h.Do(app.Dismiss{PromptID: p.ID})
			if v := h.View(); v.Prompt != nil || v.Closing || len(v.Sessions) != 1 {
				t.Errorf("after cancel: %+v", v)
			}
		})
	})
	t.Run("while the vault is away keeps it in the journal for the next start", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			p := begin(t, h)
			h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultDropBefore, Times: -1})
			h.Do(app.QuitNow{PromptID: p.ID, How: app.QuitCheckIn})
			h.Advance(time.Minute)
			if !h.View().Closing {
				t.Fatal("still open after a minute")
			}
			h.App.Close()
			h.Vault.ClearFaults()
			h.Start()
			h.SignIn("alice")
			h.Settle()
			if got := h.Ledger(103); got["check-in"] != 1 {
				t.Errorf("the vault saw %v", got)
			}
		})
	})
}

func TestAnExpiredTokenInTheMiddleIsRenewed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 104})
		h.Vault.ExpireTokens()
		h.Do(app.Connect{SecretID: 104, Comment: "why"})
		if h.Launcher.Count() != 1 {
			t.Errorf("no client; problem %+v", h.View().Pane.Problem)
		}
		if got := h.Ledger(104); got["check-out"] != 1 || got["view-comment"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestWhenTheSignInIsOverTheCheckOutKeepsCountingAndIsGivenBackAfterTheNext(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Vault.ExpireTokens()
		h.Vault.ExpireRefresh()
		h.Launcher.Last().LogOff()
		h.Settle()
		v := h.View()
		if v.Screen != app.ScreenSignIn || v.SignIn.Problem.Kind != app.ProblemSignedOut {
			t.Fatalf("screen %q, problem %+v", v.Screen, v.SignIn.Problem)
		}
		if c, held := h.CheckOut(103); !held || c.Remaining == 0 {
			t.Fatalf("the check-out is not shown any more: %+v", c)
		}
		h.SignIn("alice")
		if got := h.Ledger(103); got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestForcedOutByAnother(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Vault.ForceCheckIn(103, "root")
		h.Advance(2 * time.Minute)
		v := h.View()
		if v.Pane.Facts.Ended != app.EndedForced || len(v.CheckOuts) != 0 {
			t.Errorf("pane says %q, held %v", v.Pane.Facts.Ended, v.CheckOuts)
		}
		if h.Launcher.Last().Stopped {
			t.Error("the session was ended though the vault's setting does not say so")
		}
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

func TestSignInThatFails(t *testing.T) {
	t.Run("wrong password", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("bob")})
			if p := h.View().SignIn.Problem; p.Kind != app.ProblemSignInRefused {
				t.Errorf("problem %+v", p)
			}
		})
	})
	for fault, want := range map[demovault.FaultKind]app.ProblemKind{
		demovault.FaultHTML: app.ProblemNotAVault, demovault.FaultOtherJSON: app.ProblemNotAVault,
	} {
		t.Run(string(fault), func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.Vault.Fail("token", demovault.Fault{Kind: fault, Times: -1})
				h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice")})
				h.Advance(time.Minute)
				if p := h.View().SignIn.Problem; p.Kind != want {
					t.Errorf("problem %+v", p)
				}
			})
		})
	}
	t.Run("plain http to another machine", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			h.Do(app.SignIn{Server: "http://vault.example.com", User: "alice", Password: h.Password("alice")})
			if p := h.View().SignIn.Problem; p.Kind != app.ProblemBadServerURL {
				t.Errorf("problem %+v", p)
			}
		})
	})
}

func TestRememberMe(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
		if h.Keyring.Len() != 1 {
			t.Fatalf("%d tokens in the keyring", h.Keyring.Len())
		}
		h.Do(app.Quit{})
		h.App.Close()
		h.Start()
		if v := h.View(); v.Screen != app.ScreenMain || v.User != "alice" {
			t.Errorf("after the next start: screen %q, %+v", v.Screen, v.SignIn)
		}
		h.Do(app.SignOut{})
		if h.Keyring.Len() != 0 {
			t.Error("signing out left the token in the keyring")
		}
	})
}

func TestAVaultThatForbidsSavingIsObeyed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSettings(func(s *demovault.Settings) { s.AllowSavingCredentials = false })
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
		if h.Keyring.Len() != 0 {
			t.Error("a token was stored")
		}
	})
}

func TestAKeyringThatFailsIsSaidAndNothingElse(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Keyring.Err = errors.New("locked")
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
		if v := h.View(); v.Screen != app.ScreenMain || v.Banner.Kind != app.ProblemKeyring {
			t.Errorf("screen %q, banner %+v", v.Screen, v.Banner)
		}
	})
}

func TestTheTreeIsListedFolderByFolder(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		v := h.View()
		if len(v.Tree.Root) != 3 {
			t.Fatalf("root: %+v", v.Tree.Root)
		}
		linux := v.Tree.Root[0]
		if linux.Name != "Linux" {
			t.Fatalf("first folder %q", linux.Name)
		}
		before := h.Client.Calls()
		h.Do(app.Expand{FolderID: linux.ID})
		first := h.Client.Calls() - before
		h.Do(app.Expand{FolderID: linux.ID})
		if n := h.Client.Calls() - before; n != first {
			t.Errorf("opening a listed folder again took %d more calls", n-first)
		}
		rows := h.View().Tree.Children[linux.ID]
		if len(rows.Rows) == 0 || rows.Loading {
			t.Errorf("rows: %+v", rows)
		}
		if len(v.Tree.Children[linux.ID].Rows) != 0 {
			t.Error("a view that was already out has changed")
		}
	})
}

func TestSearchAsksOnceForAWordTypedFast(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		before := h.Client.Calls()
		h.Do(app.Search{Text: "d"}, app.Search{Text: "db"}, app.Search{Text: "db-"})
		h.Advance(time.Second)
		if n := h.Client.Calls() - before; n != 1 {
			t.Errorf("%d calls", n)
		}
		if s := h.View().Search; len(s.Rows) != 2 || s.Total != 2 || s.Busy {
			t.Errorf("found %+v", s)
		}
		h.Do(app.Search{Text: ""})
		if s := h.View().Search; s.Text != "" || len(s.Rows) != 0 {
			t.Errorf("after clearing: %+v", s)
		}
	})
}

func TestAnIdleAppSetsNoTimer(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Advance(time.Second)
		h.Views()
		h.Advance(time.Hour)
		if n := len(h.Views()); n != 0 {
			t.Errorf("%d views in an hour of nothing", n)
		}
	})
}

func TestASecretThatIsGone(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Vault.RemoveSecret(101)
		h.Do(app.Connect{SecretID: 101})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemGone {
			t.Errorf("problem %+v", p)
		}
	})
}

// Selecting and connecting at once: the state that selecting reads is on its
// way while the check-out is made, and must not end it.
func TestAnAnswerOlderThanACheckOutDoesNotEndIt(t *testing.T) {
	for range 50 { // which of the two calls is answered first is up to the scheduler
		apptest.Run(t, func(h *apptest.H) {
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
			if _, held := h.CheckOut(103); !held {
				t.Fatalf("not held; ledger %v, pane %+v", h.Ledger(103), h.View().Pane.Facts)
			}
		})
	}
}

func TestASecretWithoutAPasswordIsLeftToTheBrowser(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 112})
		h.Do(app.Connect{SecretID: 112})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNotYet || h.Launcher.Count() != 0 {
			t.Errorf("problem %+v, %d clients", p, h.Launcher.Count())
		}
	})
}
