package app_test

import (
	"errors"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

func TestAnExpiredTokenInTheMiddleIsRenewed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 104})
		h.Vault.ExpireTokens()
		h.Do(app.Connect{SecretID: 104, Given: app.Given{Reason: "why"}})
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
		h.Crash()
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

// A vault that does not answer keeps nobody waiting on its sign-in page.
func TestASignInThatIsUnderWayIsGivenUp(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.Fail("token", demovault.Fault{Kind: demovault.FaultHangBefore})
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice")})
		if v := h.View(); !v.SignIn.Busy {
			t.Fatalf("it does not hang: %+v", v.SignIn)
		}
		h.Do(app.CancelSignIn{})
		if v := h.View(); v.Screen != app.ScreenSignIn || v.SignIn.Busy || !v.SignIn.Problem.None() || v.SignIn.User != "alice" {
			t.Fatalf("after Cancel: screen %q, %+v", v.Screen, v.SignIn)
		}
		h.Do(app.CancelSignIn{}) // nothing is under way
		h.SignIn("alice")
	})
}
