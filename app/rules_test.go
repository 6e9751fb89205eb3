package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// bothRemembered signs in to two vaults so that sign-ins and names are kept of both.
func bothRemembered(h *apptest.H) {
	h.T.Helper()
	signInKept(h)
	h.Do(app.AddVault{}, app.SignIn{Server: apptest.Second, User: "bob", Password: h.PasswordAt(apptest.Second, "bob"), Remember: true})
	h.Do(in(h.View().Vaults[1].Key, app.Expand{FolderID: linux}))
	h.Advance(time.Minute)
	if v := h.View().Vaults; len(v) != 2 || !v[0].Remembered || !v[1].Remembered || len(files(h)) != 2 {
		h.T.Fatalf("%d files, %+v", len(files(h)), v)
	}
}

// What a vault demands later counts from the next time that it is asked, for all vaults.
func TestRulesThatAreTightenedAreObeyed(t *testing.T) {
	for name, x := range map[string]struct {
		rule           func(s *demovault.Settings)
		signIns, files int
		forbids        bool
	}{
		"nothing changed":     {func(*demovault.Settings) {}, 2, 2, false},
		"no sign-in is saved": {func(s *demovault.Settings) { s.AllowSavingCredentials = false }, 0, 0, true},
		"no names are kept":   {func(s *demovault.Settings) { s.MaxOffline = 0 }, 2, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				bothRemembered(h)
				h.Second.SetSettings(x.rule)
				h.Advance(time.Minute)
				if n := len(files(h)); n != 2 {
					t.Fatalf("before anybody asked there are %d files", n)
				}
				h.Do(app.Refresh{})
				h.Advance(time.Minute)
				remembered := 0
				v := h.View()
				for _, vault := range v.Vaults {
					if vault.Remembered {
						remembered++
					}
				}
				if remembered != x.signIns || len(files(h)) != x.files || v.Vaults[1].ForbidsSaving != x.forbids {
					t.Errorf("%d remembered, %d files, forbids %v", remembered, len(files(h)), v.Vaults[1].ForbidsSaving)
				}
				if n := h.Keyring.Len(); n != x.signIns+x.files { // a token, and the key of a file
					t.Errorf("%d entries in the keyring", n)
				}
				if v.Screen != app.ScreenMain || v.Vaults[0].State != app.VaultSignedIn {
					t.Errorf("screen %s, %+v", v.Screen, v.Vaults[0].State)
				}
			})
		})
	}
}

// A file is not kept for longer than the strictest vault allows, and as long as
// its own again when that one is left.
func TestNamesAreKeptForAsLongAsTheStrictestAllows(t *testing.T) {
	for name, x := range map[string]struct {
		signedOut bool
		away      time.Duration
		there     bool
	}{
		"in time":                   {false, 30 * time.Minute, true},
		"too late":                  {false, 2 * time.Hour, false},
		"the strict one is left":    {true, 2 * time.Hour, true},
		"too late for its own rule": {true, 25 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				bothRemembered(h)
				h.Second.SetSettings(func(s *demovault.Settings) { s.MaxOffline = time.Hour })
				h.Do(app.Refresh{})
				h.Advance(time.Minute)
				if x.signedOut {
					h.Do(in(h.View().Vaults[1].Key, app.SignOut{}))
					h.Advance(time.Minute)
				}
				h.Crash()
				h.Advance(x.away)
				h.Vault.Fail("token", demovault.Fault{Kind: demovault.FaultSlow, Delay: time.Minute, Times: -1})
				h.Start()
				h.Advance(time.Second)
				tree := h.View().Vaults[0].Tree
				if there := tree != nil && len(tree.Root) > 0; there != x.there {
					t.Errorf("the names are there: %v", there)
				}
			})
		})
	}
}

// A rule that was not known when a session began counts for its end.
func TestARuleThatIsReadAgainCountsAtOnce(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103}, app.Connect{SecretID: 103})
		h.Advance(5 * time.Second)
		h.Vault.SetSettings(func(s *demovault.Settings) { s.OperatorsReadConfiguration, s.CheckInOnLastClose = true, false })
		h.Do(app.Refresh{})
		h.Advance(time.Second)
		h.Launcher.Live()[0].LogOff()
		h.Advance(5 * time.Second)
		if n := h.Ledger(103)["check-in"]; n != 0 {
			t.Errorf("checked in %d times", n)
		}
	})
}
