package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

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

// A check-out that the vault made and this program never heard of: it was
// killed before the answer came, or before it could write down what that said.
func TestACrashBeforeTheAnswerOfACheckOutLeavesNothingCheckedOut(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultHangAfter})
		h.Do(app.Connect{SecretID: 103})
		h.Advance(time.Second)
		if _, holder := h.Vault.Left(103); holder != "alice" || h.Launcher.Count() != 0 {
			t.Fatalf("%q holds it, %d clients: the moment is not the one that is meant", holder, h.Launcher.Count())
		}
		h.Restart()
		h.SignIn("alice")
		h.Advance(10 * time.Minute)
		if got := h.Ledger(103); got["check-out"] != 1 || got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
		h.Restart() // and the journal has forgotten it
		h.SignIn("alice")
		h.Advance(time.Minute)
		if got := h.Ledger(103); got["check-in"] != 1 {
			t.Errorf("after one start more: %v", got)
		}
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
			h.Crash()
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
			h.Crash()
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
