package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// signInKept signs alice in so that what is listed is remembered, opens the
// first folder and lets the file be written.
func signInKept(h *apptest.H) (folder app.Row) {
	h.T.Helper()
	h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
	if v := h.View(); v.Screen != app.ScreenMain {
		h.T.Fatalf("not signed in: %+v", v.SignIn.Problem)
	}
	folder = h.View().Vaults[0].Tree.Root[0]
	h.Do(app.Expand{FolderID: folder.ID})
	h.Advance(time.Minute)
	return folder
}

func files(h *apptest.H) []string {
	all, err := filepath.Glob(h.Dir() + "/vaults/*")
	if err != nil {
		h.T.Fatal(err)
	}
	return all
}

func TestTheTreeIsThereAtOnceAfterARestartAndIsRefreshed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		folder := signInKept(h)
		listed := time.Now()
		want := h.View().Vaults[0].Tree
		h.Crash()
		h.Vault.RemoveSecret(want.Children[folder.ID].Rows[0].ID)
		h.Advance(10 * time.Minute)
		h.Vault.Fail("token", demovault.Fault{Kind: demovault.FaultSlow, Delay: 5 * time.Second, Times: 1})
		h.Start()

		v := h.View()
		root := v.Vaults[0].Tree.Children[0]
		if v.Screen != app.ScreenMain || v.User != "alice" || len(v.Vaults[0].Tree.Root) != len(want.Root) {
			t.Fatalf("while it signs in: screen %s, user %q, %d folders", v.Screen, v.User, len(v.Vaults[0].Tree.Root))
		}
		if root.From.IsZero() || root.From.After(listed) {
			t.Errorf("the age is %v, listed %v", root.From, listed)
		}
		h.Do(app.Expand{FolderID: folder.ID})
		if f := h.View().Vaults[0].Tree.Children[folder.ID]; !f.Loading || len(f.Rows) != len(want.Children[folder.ID].Rows) || f.Rows[1].Badge != want.Children[folder.ID].Rows[1].Badge {
			t.Errorf("the folder as it is remembered: loading %v, %d rows, badge %q, was %q", f.Loading, len(f.Rows), f.Rows[1].Badge, want.Children[folder.ID].Rows[1].Badge)
		}
		h.Do(app.Search{Text: want.Children[folder.ID].Rows[1].Name})
		if s := h.View().Search; len(s.Rows) == 0 || !s.Offline || s.Busy {
			t.Errorf("a search before the vault answers: %+v", s)
		}

		h.Advance(time.Minute)
		v = h.View()
		if f := v.Vaults[0].Tree.Children[folder.ID]; v.Search.Offline || !f.From.IsZero() || f.Loading {
			t.Errorf("after signing in: screen %s, problem %+v, offline %v, %d rows, loading %v, from %v", v.Screen, v.SignIn, v.Search.Offline, len(f.Rows), f.Loading, f.From)
		}
	})
}

func TestWhatIsRememberedIsReplacedByWhatTheVaultLists(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		folder := signInKept(h)
		rows := h.View().Vaults[0].Tree.Children[folder.ID].Rows
		h.Crash()
		h.Vault.RemoveSecret(rows[0].ID)
		h.Views()
		h.Vault.Fail("token", demovault.Fault{Kind: demovault.FaultSlow, Delay: time.Second})
		h.Start()
		h.Advance(time.Minute)
		remembered := slices.ContainsFunc(h.Views(), func(v app.View) bool { return !v.Vaults[0].Tree.Children[0].From.IsZero() })
		if !remembered {
			t.Error("no view showed what was remembered")
		}
		v := h.View()
		if root := v.Vaults[0].Tree.Children[0]; v.Screen != app.ScreenMain || !root.From.IsZero() || root.Loading {
			t.Fatalf("after signing in: %s, %+v", v.Screen, root)
		}
		h.Do(app.Expand{FolderID: folder.ID})
		f := h.View().Vaults[0].Tree.Children[folder.ID]
		if !f.From.IsZero() || len(f.Rows) != len(rows)-1 {
			t.Errorf("the folder has %d rows, had %d; from %v", len(f.Rows), len(rows), f.From)
		}
		h.Do(app.Search{Text: rows[0].Name})
		h.Advance(time.Second)
		if s := h.View().Search; slices.ContainsFunc(s.Rows, func(r app.Row) bool { return r.ID == rows[0].ID }) {
			t.Error("what was deleted is still found")
		}
	})
}

func TestTheRememberedVaultIsPrivateAndHoldsNoPassword(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		folder := signInKept(h)
		all := files(h)
		if len(all) != 1 {
			t.Fatalf("files %v", all)
		}
		raw, err := os.ReadFile(all[0])
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(all[0])
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		name := h.View().Vaults[0].Tree.Children[folder.ID].Rows[0].Name
		for _, word := range []string{name, "alice", "vault.example"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("%q can be read in the file", word)
			}
		}
	})
}

func TestNothingIsRemembered(t *testing.T) {
	none := func(t *testing.T, h *apptest.H, keys int) {
		t.Helper()
		if all := files(h); len(all) != 0 || h.Keyring.Len() != keys {
			t.Errorf("files %v, %d keys, want %d", all, h.Keyring.Len(), keys)
		}
	}
	t.Run("after signing out", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			signInKept(h)
			if len(files(h)) != 1 || h.Keyring.Len() != 2 {
				t.Fatalf("files %v, %d keys", files(h), h.Keyring.Len())
			}
			h.Do(app.Search{Text: "x"}, app.SignOut{}) // with a save on its way
			h.Advance(time.Minute)
			none(t, h, 0)
		})
	})
	t.Run("where the user does not want it", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			signInKept(h)
			h.Crash()
			h.Start()
			h.Do(app.SignOut{})
			h.SignIn("alice")
			h.Advance(time.Minute)
			none(t, h, 0)
		})
	})
	t.Run("where the vault forbids saving, from then on", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			signInKept(h)
			h.Crash()
			h.Vault.SetSettings(func(s *demovault.Settings) { s.AllowSavingCredentials = false })
			h.Start()
			h.Advance(time.Minute)
			if all := files(h); len(all) != 0 {
				t.Errorf("still there: %v", all)
			}
		})
	})
	t.Run("longer than the vault allows", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			signInKept(h)
			h.Crash()
			h.Advance(25 * time.Hour)
			h.Views()
			h.Start()
			for _, v := range h.Views() {
				if !v.Vaults[0].Tree.Children[0].From.IsZero() {
					t.Fatal("names a day old were shown without asking the vault")
				}
			}
		})
	})
	t.Run("of a damaged file", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			signInKept(h)
			h.Crash()
			if err := os.WriteFile(files(h)[0], []byte("something"), 0o600); err != nil {
				t.Fatal(err)
			}
			h.Start()
			v := h.View()
			if v.Screen != app.ScreenMain || !v.Banner.None() {
				t.Errorf("screen %s, banner %+v", v.Screen, v.Banner)
			}
			if !v.Vaults[0].Tree.Children[0].From.IsZero() {
				t.Error("it was shown")
			}
		})
	})
}

func TestWhatIsKnownIsFoundBeforeTheVaultIsAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Search{Text: "db-0"})
		h.Advance(time.Second)
		before := h.Client.Calls()
		h.Do(app.Search{Text: "db-01"})
		s := h.View().Search
		if h.Client.Calls() != before || !s.Busy || len(s.Rows) != 1 || s.Total != 1 {
			t.Fatalf("before the pause: %d calls, %+v", h.Client.Calls()-before, s)
		}
		if r := s.Rows[0]; r.Name != "db-01" || r.Marks.Name != "xxxxx" || r.Path == "" || r.Guess {
			t.Errorf("row %+v", r)
		}
		h.Advance(time.Second)
		if s := h.View().Search; s.Busy || len(s.Rows) != 1 || s.Total != 1 || s.Rows[0].Marks.Name != "xxxxx" {
			t.Errorf("after it: %+v", s)
		}
	})
}

func TestTheVaultsAnswerMovesNoRow(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 104})
		h.Do(app.Search{Text: "db-02"})
		h.Advance(time.Second)
		h.Do(app.Search{Text: "db"})
		first := h.View().Search.Rows
		h.Advance(time.Second)
		s := h.View().Search
		if len(first) == 0 || len(s.Rows) <= len(first) {
			t.Fatalf("%d rows at once, %d with the vault's", len(first), len(s.Rows))
		}
		for i, r := range first {
			if s.Rows[i].ID != r.ID {
				t.Errorf("row %d was %s and is %s", i, r.Name, s.Rows[i].Name)
			}
		}
		seen := map[int]bool{}
		for _, r := range s.Rows {
			if seen[r.ID] {
				t.Errorf("%s twice", r.Name)
			}
			seen[r.ID] = true
		}
		if s.Total < len(s.Rows) {
			t.Errorf("%d in all, %d shown", s.Total, len(s.Rows))
		}
	})
}

func TestATypingErrorIsForgivenAndSaidToBeAGuess(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Search{Text: "web"})
		h.Advance(time.Second)
		h.Do(app.Search{Text: "wbe-01"})
		h.Advance(time.Second)
		s := h.View().Search
		if len(s.Rows) == 0 || s.Rows[0].Name != "web-01" || !s.Rows[0].Guess {
			t.Errorf("found %+v", s.Rows)
		}
	})
}

func TestASearchThatTheVaultDoesNotAnswerKeepsWhatIsKnown(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Search{Text: "db"})
		h.Advance(time.Second)
		n := len(h.View().Search.Rows)
		h.Vault.Fail("secrets", demovault.Fault{Kind: demovault.FaultHTML, Times: -1})
		h.Do(app.Search{Text: "db-"})
		h.Advance(time.Minute)
		if s := h.View().Search; s.Busy || s.Problem.None() || len(s.Rows) == 0 || n == 0 {
			t.Errorf("found %+v, before %d", s, n)
		}
	})
}

func TestOpenedSecretsComeFirstAmongEquals(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		signInKept(h)
		h.Do(app.Search{Text: "db-0"})
		h.Advance(time.Second)
		last := h.View().Search.Rows[1]
		h.Do(app.Select{SecretID: last.ID})
		h.Do(app.Connect{SecretID: last.ID, Given: app.Given{Reason: "why"}})
		h.Do(app.Search{Text: "db-0"})
		if got := h.View().Search.Rows[0]; got.ID != last.ID {
			t.Errorf("first is %s, opened was %s", got.Name, last.Name)
		}
		h.Advance(time.Minute)
		h.Crash()
		h.Start()
		h.Do(app.Search{Text: "db-0"})
		if got := h.View().Search.Rows[0]; got.ID != last.ID {
			t.Errorf("after a restart the first is %s", got.Name)
		}
	})
}

func TestASecretIsRevealedInTheTree(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Search{Text: "db-01"})
		h.Advance(time.Second)
		id := h.View().Search.Rows[0].ID
		h.Do(app.ShowInTree{SecretID: id})
		h.Advance(time.Second)
		v := h.View()
		if v.InTree.Seq == 0 || v.InTree.SecretID != id || len(v.InTree.Folders) == 0 {
			t.Fatalf("revealed %+v", v.InTree)
		}
		last := v.Vaults[0].Tree.Children[v.InTree.Folders[len(v.InTree.Folders)-1]]
		if !slices.ContainsFunc(last.Rows, func(r app.Row) bool { return !r.Folder && r.ID == id }) {
			t.Errorf("its folder holds %+v", last)
		}
		h.Do(app.ShowInTree{SecretID: 99999})
		if h.View().InTree.Seq != v.InTree.Seq {
			t.Error("an unknown secret was revealed")
		}
	})
}
