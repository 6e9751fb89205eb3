package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// A run of favorites ends with its sign-in: nothing more is sent, it is said
// what was not set, and the next sign-in begins anew.
func TestFavoritesEndWithTheirSignIn(t *testing.T) {
	for name, x := range map[string]struct {
		end, back func(h *apptest.H)
	}{
		"the vault ends it": {
			func(h *apptest.H) { h.Vault.ExpireRefresh() },
			func(h *apptest.H) { h.SignIn("alice") },
		},
		"the window is locked": {
			func(h *apptest.H) { h.Do(app.Lock{}) },
			func(h *apptest.H) { h.Do(app.SignIn{Password: h.Password("alice")}) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Do(app.Expand{FolderID: linux}) // tells their names
				h.Vault.Fail("favorite", demovault.Fault{Kind: demovault.FaultSlow, Delay: 2 * time.Second, Times: -1})
				for _, id := range []int{101, 102, 103, 104} {
					h.App.Do(app.SetFavorite{SecretID: id, On: true})
				}
				h.Advance(2*time.Second + time.Millisecond)
				if f := h.View().Sections.Favorites; f.Set != 1 || f.ToSet != 4 {
					t.Fatalf("%d of %d are set", f.Set, f.ToSet)
				}
				x.end(h)
				h.Advance(time.Minute)
				if v := h.View(); v.Screen == app.ScreenMain || v.Sections.Favorites.ToSet != 0 {
					t.Fatalf("screen %s, %d are being set", v.Screen, v.Sections.Favorites.ToSet)
				}
				x.back(h)
				h.Advance(time.Minute)
				v := h.View()
				if b := v.Banner; b.Kind != app.ProblemFavorites || b.Why != app.ProblemSignedOut || b.Count != 3 || b.Of != 4 || b.Secret == "" {
					t.Errorf("said %+v", b)
				}
				if f := v.Sections.Favorites; f.ToSet != 0 || f.Loading || !f.Has(v.Vault, 101) || f.Has(v.Vault, 104) {
					t.Errorf("back again: %+v", f)
				}
				h.Do(app.SetFavorite{SecretID: 104, On: true})
				h.Advance(5 * time.Second)
				if f := h.View().Sections.Favorites; f.ToSet != 0 || !f.Has(v.Vault, 104) || h.Ledger(104)["favorite"] != 1 {
					t.Errorf("set again: %+v", f)
				}
			})
		})
	}
}

// What the vault was asked about marks when the sign-in ended holds up nothing afterwards.
func TestMarksThatWereBeingReadHoldUpNothingLater(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Vault.Fail("secrets", demovault.Fault{Kind: demovault.FaultSlow, Delay: time.Minute, Times: 1})
		h.Do(app.MarkAll{FolderID: linux})
		if !h.View().Batch.Busy {
			t.Fatal("the folder is not being listed")
		}
		h.Vault.ExpireRefresh()
		h.Do(app.Refresh{}) // another call
		h.Advance(5 * time.Second)
		h.SignIn("alice")
		h.Do(app.Mark{SecretIDs: []int{101}, On: true}, app.ConnectMarked{}, app.ShowBatch{Open: true})
		h.Advance(10 * time.Second)
		if b := h.View().Batch; b.Busy || states(b)[101] == app.BatchWaiting {
			t.Errorf("%+v", b)
		}
	})
}
