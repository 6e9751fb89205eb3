package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// locked is a window with a check-out and its session, locked.
func locked(t *testing.T, h *apptest.H) app.View {
	t.Helper()
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 103})
	h.Do(app.Connect{SecretID: 103})
	h.Advance(5 * time.Second)
	if n := len(h.Launcher.Live()); n != 1 {
		t.Fatalf("%d clients run: %+v", n, h.View().Pane)
	}
	h.Do(app.Lock{})
	return h.View()
}

func TestALockedWindowShowsNumbersOnly(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		v := locked(t, h)
		if v.Screen != app.ScreenLocked || v.Behind != (app.Behind{CheckOuts: 1, Sessions: 1}) || v.SignIn.User != "alice" {
			t.Fatalf("locked: %s, %+v, %+v", v.Screen, v.Behind, v.SignIn)
		}
		h.Do(app.Select{SecretID: 103}, app.Search{Text: "db"}, app.ShowHeld{Open: true}, app.Expand{FolderID: 2}, app.Refresh{}, app.Quit{})
		h.Advance(25 * time.Minute) // the threshold passes: there is something to tell
		v = h.View()
		if said := fmt.Sprintf("%+v %+v", v, v.Prompt); strings.Contains(said, "db-") || strings.Contains(said, "Linux") {
			t.Errorf("a locked window shows %s", said)
		}
		if v.Notice.Kind != app.NoticeRunningOut || v.Prompt == nil || len(v.Prompt.Quit.CheckOuts) != 1 {
			t.Errorf("notice %+v, question %+v", v.Notice, v.Prompt)
		}
	})
}

func TestOnlyItsUserOpensALockedWindow(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		locked(t, h)
		h.Do(app.SignIn{Server: apptest.Second, User: "root", Password: typed("wrong")})
		v := h.View()
		if v.Screen != app.ScreenLocked || v.SignIn.Problem.Kind != app.ProblemSignInRefused || v.SignIn.Server != apptest.Server {
			t.Fatalf("a wrong password: %s, %+v", v.Screen, v.SignIn)
		}
		h.Do(app.SignIn{Server: apptest.Second, User: "bob", Password: h.Password("bob")})
		if v = h.View(); v.Screen != app.ScreenLocked {
			t.Fatal("another user's password opened it")
		}
		h.Do(app.SignIn{Password: h.Password("alice")})
		v = h.View()
		if v.Screen != app.ScreenMain || v.Pane.ID != 103 || len(v.CheckOuts) != 1 || len(v.Sessions) != 1 {
			t.Fatalf("opened: %s, %+v", v.Screen, v)
		}
		if got := h.Ledger(103); got["check-out"] != 1 || got["check-in"] != 0 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestBehindALockedWindowTheLastSessionStillChecksIn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		locked(t, h)
		h.Launcher.Live()[0].LogOff()
		h.Advance(5 * time.Second)
		if got := h.Ledger(103); got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
		if v := h.View(); v.Screen != app.ScreenLocked || v.Behind != (app.Behind{}) {
			t.Errorf("%s, %+v", v.Screen, v.Behind)
		}
	})
}

func TestAWindowLocksWithTheScreenAndWhenNobodyIsThere(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SessionChanged{Event: app.SessionLocked})
		if v := h.View(); v.Screen != app.ScreenSignIn {
			t.Fatalf("nobody is signed in, and the window shows %s", v.Screen)
		}
		h.SignIn("alice")
		h.Do(app.SessionChanged{Event: app.SessionLocked})
		if v := h.View(); v.Screen != app.ScreenLocked {
			t.Fatalf("the screen is locked, the window shows %s", v.Screen)
		}
		h.Do(app.SignIn{Password: h.Password("alice")})
		h.Idle(14 * time.Minute)
		h.Advance(5 * time.Minute)
		if v := h.View(); v.Screen != app.ScreenMain {
			t.Fatalf("locked too early: %s", v.Screen)
		}
		h.Idle(15 * time.Minute)
		h.Advance(5 * time.Minute)
		if v := h.View(); v.Screen != app.ScreenLocked {
			t.Errorf("after a quarter of an hour the window shows %s", v.Screen)
		}
	})
}

func TestALockedWindowLeavesNothingOnTheClipboard(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		b := &board{}
		h.Copy = b.copy
		h.Restart()
		locked(t, h)
		h.Do(app.SignIn{Password: h.Password("alice")})
		h.Do(app.CopyField{SecretID: 103})
		if b.has == nil {
			t.Fatalf("nothing was copied: %+v", h.View().Pane.Problem)
		}
		h.Do(app.Lock{})
		if b.has != nil {
			t.Error("the window is locked, and a password is on the clipboard")
		}
		h.Do(app.SignIn{Password: h.Password("alice")})
		if v := h.View(); v.Screen != app.ScreenMain || v.QuietKind == app.QuietCopied {
			t.Errorf("opened: %s, said %s", v.Screen, v.QuietKind)
		}

		h.Vault.Fail("read", demovault.Fault{Kind: demovault.FaultSlow, Delay: 2 * time.Second})
		h.Do(app.CopyField{SecretID: 103})
		h.Do(app.Lock{})
		read := h.Ledger(103)["read"]
		h.Advance(3 * time.Second)
		if h.Ledger(103)["read"] == read {
			t.Fatal("nothing was read behind the locked window: the test proves nothing")
		}
		if b.has != nil {
			t.Error("what was read when the window locked came onto the clipboard afterwards, and stayed")
		}
	})
}

// hasTokens reports whether the last client that the app made can still call its vault.
func hasTokens(h *apptest.H) bool {
	token := h.Client.RefreshToken()
	defer token.Wipe()
	return !token.Empty()
}

func TestALockedWindowForgetsTheTokensOfAVaultWhereNothingRuns(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		if !hasTokens(h) {
			t.Fatal("signed in without tokens: the test proves nothing")
		}
		h.Do(app.Lock{})
		h.Settle()
		if hasTokens(h) {
			t.Error("nothing is held, and the tokens are kept behind the locked window")
		}
		h.Do(app.SignIn{Password: h.Password("alice")})
		if v := h.View(); v.Screen != app.ScreenMain || !hasTokens(h) || v.Vaults[0].State != app.VaultSignedIn {
			t.Errorf("opened: %s, %+v", v.Screen, v.Vaults)
		}
	})
}

func TestALockedWindowKeepsTheTokensUntilTheLastCheckIn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		locked(t, h)
		if !hasTokens(h) {
			t.Fatal("a check-out must be given back, and the tokens are gone")
		}
		h.Launcher.Live()[0].LogOff()
		h.Advance(5 * time.Second)
		if got := h.Ledger(103); got["check-in"] != 1 || hasTokens(h) {
			t.Errorf("the vault saw %v; tokens are kept after that: %v", got, hasTokens(h))
		}
	})
}

func TestAnotherVaultIsSignedOutOfBehindALockedWindow(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.SignInAt(apptest.Second, "alice")
		h.Do(app.Lock{})
		h.Do(app.Woke{})
		h.Settle()
		h.Do(app.SignIn{Password: h.PasswordAt(h.View().Server, "alice")})
		v, in := h.View(), 0
		for _, w := range v.Vaults {
			if w.State == app.VaultSignedIn {
				in++
			}
		}
		if v.Screen != app.ScreenMain || len(v.Vaults) != 2 || in != 1 {
			t.Errorf("opened: %s, %+v", v.Screen, v.Vaults)
		}
	})
}
