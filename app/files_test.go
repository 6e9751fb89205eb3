package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"sallyport/app"
	"sallyport/app/apptest"
)

func TestDamagedSettingsAreSetAsideAndSaid(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Crash()
		path := filepath.Join(h.Dir(), "settings.json")
		if err := os.WriteFile(path, []byte(`{"server": "https://v`), 0o600); err != nil {
			t.Fatal(err)
		}
		h.Start()
		b := h.View().Banner
		if b.Kind != app.ProblemSettings || b.Where == "" {
			t.Fatalf("banner %+v", b)
		}
		if kept, err := os.ReadFile(b.Where); err != nil || string(kept) != `{"server": "https://v` {
			t.Errorf("set aside: %q, %v", kept, err)
		}
		h.SignIn("alice")
	})
}

// journalOf is the one file in which check-outs are written down.
func journalOf(t *testing.T, h *apptest.H) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.Dir(), "journal", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("journals: %v, %v", files, err)
	}
	return files[0]
}

func TestADamagedJournalIsSetAsideAndWhatIsHeldIsStillShown(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.CheckOutOnly{SecretID: 103})
		h.Crash()
		if err := os.Truncate(journalOf(t, h), 20); err != nil {
			t.Fatal(err)
		}
		h.Start()
		if b := h.View().Banner; b.Kind != app.ProblemJournalDamaged || b.Where == "" {
			t.Errorf("banner %+v", b)
		}
		h.SignIn("alice")
		c, held := h.CheckOut(103)
		if !held || c.Ours {
			t.Errorf("held %v, %+v: it must be shown, and not be taken for ours", held, c)
		}
		if got := h.Ledger(103); got["check-in"] != 0 {
			t.Errorf("checked in what it did not know: %v", got)
		}
		h.Do(app.CheckIn{SecretID: 103})
		if got := h.Ledger(103); got["check-in"] != 1 {
			t.Errorf("the button did nothing: %v", got)
		}
	})
}

func TestWithoutAJournalTheUserIsToldAndEverythingElseWorks(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Crash()
		dir := filepath.Join(h.Dir(), "journal")
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir, nil, 0o600); err != nil { // a file where the folder should be, for root too
			t.Fatal(err)
		}
		h.Start()
		if b := h.View().Banner; b.Kind != app.ProblemJournal {
			t.Errorf("banner %+v", b)
		}
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103})
		h.Launcher.Last().LogOff()
		h.Settle()
		if got := h.Ledger(103); got["check-out"] != 1 || got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestEveryWarningIsShownOneAfterTheOther(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.CheckOutOnly{SecretID: 103})
		h.Crash()
		for _, path := range []string{journalOf(t, h), filepath.Join(h.Dir(), "settings.json")} {
			if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		h.Start()
		seen := map[app.ProblemKind]bool{}
		for !h.View().Banner.None() {
			if seen[h.View().Banner.Kind] {
				t.Fatalf("%s came twice", h.View().Banner.Kind)
			}
			seen[h.View().Banner.Kind] = true
			h.Do(app.Dismiss{})
		}
		if !seen[app.ProblemSettings] || !seen[app.ProblemJournalDamaged] {
			t.Errorf("shown: %v", seen)
		}
	})
}
