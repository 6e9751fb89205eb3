package app_test

import (
	"context"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

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

func TestASessionWhoseCheckOutIsOverSaysSo(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 114}, app.Connect{SecretID: 114})
		h.Launcher.Last().Connect()
		h.Advance(time.Minute)
		if v := h.View(); len(v.Sessions) != 1 || v.Sessions[0].Lapsed {
			t.Fatalf("while it is held: %+v", v.Sessions)
		}
		h.Advance(2 * time.Minute)
		if v := h.View(); len(v.CheckOuts) != 0 || len(v.Sessions) != 1 || !v.Sessions[0].Lapsed {
			t.Errorf("after its end: %+v, %+v", v.CheckOuts, v.Sessions)
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
