package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// names are the names of a section's rows.
func names(s app.SectionView) (all []string) {
	for _, r := range s.Rows {
		all = append(all, r.Name)
	}
	return all
}

func TestAFavoriteIsMarkedOnTheVaultAndSeenFromElsewhere(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		if f := h.View().Sections.Favorites; !f.Known || f.Total != 0 {
			t.Fatalf("at first %+v", f)
		}
		h.Do(app.Select{SecretID: 101})
		if f := h.View().Pane.Favorite; f != app.FavoriteNo {
			t.Fatalf("at first %q", f)
		}
		h.Do(app.SetFavorite{SecretID: 101, On: true})
		v := h.View()
		if f := v.Sections.Favorites; v.Pane.Favorite != app.FavoriteYes || f.Total != 1 || f.Rows[0].Name != v.Pane.Name || f.Rows[0].Vault != v.Vault {
			t.Fatalf("%q, %+v", v.Pane.Favorite, v.Sections.Favorites)
		}
		other := h.OtherClient("alice")
		if all, err := other.Favorites(context.Background()); err != nil || len(all) != 1 || all[0].ID != 101 {
			t.Fatalf("the vault has %+v, %v", all, err)
		}
		if err := other.SetFavorite(context.Background(), 103, true); err != nil {
			t.Fatal(err)
		}
		h.Do(app.Refresh{})
		if got := names(h.View().Sections.Favorites); len(got) != 2 {
			t.Fatalf("after a refresh %v", got)
		}
		h.Do(app.OpenSection{Section: app.SectionFavorites})
		for _, r := range h.View().Sections.Favorites.Rows {
			if r.ID == 103 && r.Badge != app.BadgeCheckOut {
				t.Errorf("once it is open its row says %q", r.Badge)
			}
		}
		h.Do(app.SetFavorite{SecretID: 101}, app.SetFavorite{SecretID: 101})
		if f := h.View().Pane.Favorite; f != app.FavoriteNo || h.Ledger(101)["favorite"] != 2 {
			t.Errorf("%q, the vault saw %v", f, h.Ledger(101))
		}
	})
}

func TestAMarkThatFailsIsSaidAndNotRepeated(t *testing.T) {
	for _, f := range []demovault.Fault{{Kind: demovault.FaultStatus}, {Kind: demovault.FaultDropAfter}, {Kind: demovault.FaultDropBefore}} {
		apptest.Run(t, func(h *apptest.H) {
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 101})
			h.Vault.Fail("favorite", f)
			h.Do(app.SetFavorite{SecretID: 101, On: true})
			h.Advance(5 * time.Minute)
			v := h.View()
			if v.Pane.Problem.None() || v.Pane.Problem.Secret != v.Pane.Name {
				t.Errorf("%+v: said %+v", f, v.Pane.Problem)
			}
			all, err := h.OtherClient("alice").Favorites(context.Background())
			if err != nil || (len(all) == 1) != (v.Pane.Favorite == app.FavoriteYes) {
				t.Errorf("%+v: the vault has %v, %v; the pane says %q", f, all, err, v.Pane.Favorite)
			}
			if n := h.Ledger(101)["favorite"]; n > 1 {
				t.Errorf("%+v: marked %d times", f, n)
			}
			h.Do(app.SetFavorite{SecretID: 102, On: true}) // one that is not shown
			if b := h.View().Banner; !b.None() {
				t.Errorf("the next one works, and yet: %+v", b)
			}
		})
	}
}

// Several marks are set one after the other, each once, and asked about once.
func TestSeveralFavoritesAreMarkedOneAfterTheOther(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Vault.Fail("favorite", demovault.Fault{Kind: demovault.FaultSlow, Delay: 2 * time.Second, Times: 9})
		for _, id := range []int{101, 102, 103, 102, 101} {
			h.App.Do(app.SetFavorite{SecretID: id, On: true})
		}
		h.Settle()
		for n := range 3 {
			if f := h.View().Sections.Favorites; f.Set != n || f.ToSet != 3 {
				t.Errorf("%d of %d are set, want %d of 3", f.Set, f.ToSet, n)
			}
			h.Advance(2*time.Second + time.Millisecond)
		}
		if f := h.View().Sections.Favorites; f.ToSet != 0 || f.Total != 3 {
			t.Errorf("after it: %+v", f)
		}
		for _, id := range []int{101, 102, 103} {
			if n := h.Ledger(id)["favorite"]; n != 1 {
				t.Errorf("%d was marked %d times", id, n)
			}
		}
	})
}

func TestSomeOfSeveralFavoritesFail(t *testing.T) {
	for _, c := range []struct {
		fault         demovault.Fault
		count, marked int
		why           app.ProblemKind
	}{
		{demovault.Fault{Kind: demovault.FaultStatus}, 1, 3, app.ProblemServerError},
		{demovault.Fault{Kind: demovault.FaultDropBefore}, 4, 0, app.ProblemUnreachable}, // the others are not tried
		{demovault.Fault{Kind: demovault.FaultDropAfter}, 4, 1, app.ProblemUnreachable},
	} {
		apptest.Run(t, func(h *apptest.H) {
			h.SignIn("alice")
			h.Do(app.Expand{FolderID: linux}) // tells their names
			h.Vault.Fail("favorite", c.fault)
			for _, id := range []int{101, 102, 103, 104} {
				h.App.Do(app.SetFavorite{SecretID: id, On: true})
			}
			h.Advance(5 * time.Minute)
			v := h.View()
			if b := v.Banner; b.Kind != app.ProblemFavorites || b.Count != c.count || b.Of != 4 || b.Why != c.why || b.Secret == "" {
				t.Errorf("%+v: said %+v", c.fault, b)
			}
			if f := v.Sections.Favorites; f.Total != c.marked || f.ToSet != 0 {
				t.Errorf("%+v: %+v", c.fault, f)
			}
		})
	}
}

func TestRecentIsWhatWasOpenedLastFirst(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		h.Advance(time.Minute)
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
		h.Do(app.Select{SecretID: 102})
		r := h.View().Sections.Recent
		if len(r.Rows) != 2 || r.Rows[0].ID != 103 || r.Rows[1].ID != 101 || r.Total != 2 {
			t.Errorf("%+v", r)
		}
	})
}

func TestSectionsAreOverAllVaults(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := h.SignInAt(apptest.Server, "alice"), h.SignInAt(apptest.Second, "alice")
		for _, k := range []app.VaultKey{first, second} {
			h.Do(app.In{Vault: k, Intent: app.Select{SecretID: 101}}, app.In{Vault: k, Intent: app.SetFavorite{SecretID: 101, On: true}})
			h.Do(app.In{Vault: k, Intent: app.Connect{SecretID: 101}})
			h.Advance(time.Minute)
		}
		v := h.View().Sections
		if f := v.Favorites; f.Total != 2 || len(f.Rows) != 2 || f.Rows[0].Vault == f.Rows[1].Vault {
			t.Errorf("favorites %+v", f)
		}
		if r := v.Recent; len(r.Rows) != 2 || r.Rows[0].Vault != second || r.Rows[1].Vault != first {
			t.Errorf("recent %+v", r)
		}
		if !v.Favorites.Has(first, 101) || v.Favorites.Has(first, 102) {
			t.Error("Has")
		}
		h.Do(app.In{Vault: second, Intent: app.SetFavorite{SecretID: 101}})
		if f := h.View().Sections.Favorites; f.Has(second, 101) || !f.Has(first, 101) {
			t.Errorf("after one was taken away %+v", f)
		}
	})
}

func TestAFolderIsPinnedOnTheVaultAndSeenFromElsewhere(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.PinFolder{FolderID: 1, On: true}, app.PinFolder{FolderID: 1, On: true})
		v := h.View()
		if p := v.Sections.Pinned; p.Total != 1 || !p.Has(v.Vault, 1) || p.Rows[0].Name != "Linux" || !p.Rows[0].Folder {
			t.Fatalf("%+v", p)
		}
		other := h.OtherClient("alice")
		if all, err := other.PinnedFolders(context.Background()); err != nil || len(all) != 1 || all[0].ID != 1 {
			t.Fatalf("the vault has %+v, %v", all, err)
		}
		if err := other.PinFolder(context.Background(), 2, true); err != nil {
			t.Fatal(err)
		}
		h.Do(app.Refresh{})
		if got := names(h.View().Sections.Pinned); !slices.Equal(got, []string{"Linux", "Network"}) {
			t.Fatalf("after a refresh %v", got)
		}
		h.Do(app.PinFolder{FolderID: 1})
		if got := names(h.View().Sections.Pinned); !slices.Equal(got, []string{"Network"}) {
			t.Errorf("unpinned: %v", got)
		}
	})
}

// After a doubtful answer the vault says what holds, and nothing is sent again.
func TestAPinThatFailsIsSaidAndNotRepeated(t *testing.T) {
	for name, c := range map[string]struct {
		fault  demovault.FaultKind
		pinned int
	}{"before": {demovault.FaultDropBefore, 0}, "after": {demovault.FaultDropAfter, 1}} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Vault.Fail("folder-write", demovault.Fault{Kind: c.fault})
				h.Do(app.PinFolder{FolderID: 1, On: true})
				h.Advance(time.Second)
				v := h.View()
				if v.Banner.None() || v.Sections.Pinned.Total != c.pinned {
					t.Errorf("it says %+v; pinned are %+v", v.Banner, v.Sections.Pinned)
				}
			})
		})
	}
}

// A vault that knows of no pins has none, and says nothing of it.
func TestAVaultWithoutPinsIsNotABrokenOne(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.Fail("folders", demovault.Fault{Kind: demovault.FaultStatus, Status: 404, Times: 50})
		h.SignIn("alice")
		if v := h.View(); !v.Banner.None() || !v.Sections.Pinned.Known || v.Sections.Pinned.Total != 0 || !v.Sections.Pinned.Problem.None() {
			t.Errorf("%+v %+v", v.Banner, v.Sections.Pinned)
		}
	})
}

func TestASignOutLeavesNoSections(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.SetFavorite{SecretID: 101, On: true}, app.SignOut{})
		h.Advance(time.Second)
		if v := h.View(); v.Screen != app.ScreenSignIn || v.Sections.Favorites.Total != 0 || len(v.Sections.Favorites.Rows) != 0 {
			t.Errorf("%s: %+v", v.Screen, v.Sections)
		}
	})
}

func TestAFolderIsListedAgainWhenAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		folder := h.View().Vaults[0].Tree.Root[0].ID
		h.Do(app.Expand{FolderID: folder})
		n := len(h.View().Vaults[0].Tree.Children[folder].Rows)
		h.Vault.RemoveSecret(101)
		h.Do(app.RefreshFolder{FolderID: folder})
		if got := len(h.View().Vaults[0].Tree.Children[folder].Rows); got != n-1 {
			t.Errorf("%d rows, want %d", got, n-1)
		}
	})
}

func TestWhoHoldsWhatInOneFolder(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		key := h.SignInAt(apptest.Server, "alice")
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
		h.Advance(time.Second)
		tree := h.View().Vaults[0].Tree
		for _, f := range tree.Root[:2] {
			h.Do(app.In{Vault: key, Intent: app.ShowHeld{Open: true, FolderID: f.ID}})
			h.Advance(time.Second)
			v := h.View().Held
			want := 0
			if f.Name == "Linux" {
				want = 1
			}
			mine := 0
			for _, r := range v.Rows {
				if r.SecretID == 103 {
					mine++
				}
			}
			if !v.Open || mine != want || v.Folder == "" {
				t.Errorf("in %s: %+v", f.Name, v)
			}
		}
		h.Do(app.ShowHeld{Open: true})
		h.Advance(time.Second)
		if v := h.View().Held; !v.Open || v.Folder != "" || len(v.Rows) == 0 {
			t.Errorf("of all: %+v", v)
		}
	})
}
