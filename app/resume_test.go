package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
)

func signInRemembered(h *apptest.H) {
	h.T.Helper()
	h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
	if v := h.View(); v.Screen != app.ScreenMain {
		h.T.Fatalf("not signed in: %+v", v.SignIn.Problem)
	}
}

// Whoever wanted to be remembered is told why the sign-in page is there.
func TestARememberedSignInThatIsOverIsSaid(t *testing.T) {
	for name, x := range map[string]struct {
		spoil func(h *apptest.H)
		want  app.ProblemKind
	}{
		"the vault does not renew it": {func(h *apptest.H) { h.Vault.ExpireRefresh() }, app.ProblemNotRenewed},
		"the keyring does not answer": {func(h *apptest.H) { h.Keyring.Err = errors.New("no bus") }, app.ProblemNotKept},
		"the keyring has lost it": {func(h *apptest.H) {
			_ = h.Keyring.Delete(apptest.Server + " alice") // of a test: it cannot fail
		}, app.ProblemNotKept},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				signInRemembered(h)
				h.Crash()
				x.spoil(h)
				h.Start()
				h.Advance(time.Minute)
				v := h.View()
				if p := v.SignIn.Problem; v.Screen != app.ScreenSignIn || p.Kind != x.want || p.Where != apptest.Server || v.SignIn.Busy {
					t.Fatalf("screen %q, %+v", v.Screen, v.SignIn)
				}
				if s := v.Vaults[0].State; s != app.VaultSignedOut {
					t.Errorf("the vault is %q", s)
				}
				h.Keyring.Err = nil
				h.SignIn("alice")
				if v := h.View(); v.Screen != app.ScreenMain || !v.SignIn.Problem.None() {
					t.Errorf("after signing in: screen %q, %+v", v.Screen, v.SignIn.Problem)
				}
			})
		})
	}
}

func TestAFirstStartAndASignOutSayNothingOfARememberedSignIn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		says := func(when string) {
			t.Helper()
			if v := h.View(); v.Screen != app.ScreenSignIn || !v.SignIn.Problem.None() || !v.Banner.None() {
				t.Errorf("%s: screen %q, %+v, %+v", when, v.Screen, v.SignIn.Problem, v.Banner)
			}
		}
		says("a first start")
		signInRemembered(h)
		h.Do(app.SignOut{})
		says("after signing out")
		h.Restart()
		says("the next start")
	})
}

// A machine without a keyring says so where somebody wanted to be remembered, and nowhere else.
func TestWithoutAKeyringNobodyIsBothered(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Keyring.Err = errors.New("no bus")
		for range 2 {
			h.SignIn("alice")
			h.Advance(time.Minute)
			h.Do(app.SignOut{})
			h.Restart()
		}
		if v := h.View(); h.Log.Len() > 0 || !v.Banner.None() {
			t.Errorf("logged:\n%sbanner %+v", h.Log.String(), v.Banner)
		}
		signInRemembered(h)
		if b := h.View().Banner; b.Kind != app.ProblemKeyring {
			t.Errorf("somebody wanted to be remembered, and the banner is %+v", b)
		}
		for _, f := range h.View().Vaults[0].Tree.Root { // each listing would be written down
			h.Do(app.Expand{FolderID: f.ID})
			h.Advance(time.Minute)
		}
		if n := strings.Count(h.Log.String(), "\n"); n != 1 {
			t.Errorf("logged %d lines:\n%s", n, h.Log.String())
		}
	})
}

func TestAKeyringThatKeepsWhatItShouldForgetIsSaid(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		signInRemembered(h)
		h.Keyring.Err = fmt.Errorf("locked")
		h.Do(app.SignOut{})
		if b := h.View().Banner; b.Kind != app.ProblemNotForgotten || b.Where != apptest.Server {
			t.Errorf("banner %+v", b)
		}
	})
}

// Nothing is left of a vault that is taken off the list, not even to say so: the program does.
func TestAKeyringThatKeepsAVaultOffTheListIsSaid(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		signInRemembered(h)
		h.Do(app.AddVault{}, app.SignIn{Server: apptest.Second, User: "bob", Password: h.PasswordAt(apptest.Second, "bob"), Remember: true})
		h.Crash()
		h.Keyring.Err = errors.New("locked")
		h.Start()
		h.Advance(time.Minute)
		vaults := h.View().Vaults
		if len(vaults) != 2 || vaults[1].State != app.VaultSignedOut || !vaults[1].Remembered {
			t.Fatalf("%+v", vaults)
		}
		h.Do(app.ForgetVault{Vault: vaults[1].Key})
		h.Advance(time.Second)
		v := h.View()
		if b := v.Banner; len(v.Vaults) != 1 || b.Kind != app.ProblemNotForgotten || b.Where != apptest.Second || b.Detail != "locked" {
			t.Errorf("%d vaults, banner %+v", len(v.Vaults), b)
		}
		h.Do(app.Dismiss{})
		if b := h.View().Banner; b.Kind == app.ProblemNotForgotten {
			t.Errorf("it stays: %+v", b)
		}
		h.Crash() // the log is whole
		if !strings.Contains(h.Log.String(), "forget token") {
			t.Errorf("logged %q", h.Log.String())
		}
	})
}
