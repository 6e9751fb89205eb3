package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
)

func TestTheTreeIsListedFolderByFolder(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		v := h.View()
		if len(v.Vaults[0].Tree.Root) != 5 {
			t.Fatalf("root: %+v", v.Vaults[0].Tree.Root)
		}
		linux := v.Vaults[0].Tree.Root[0]
		if linux.Name != "Linux" {
			t.Fatalf("first folder %q", linux.Name)
		}
		before := h.Client.Calls()
		h.Do(app.Expand{FolderID: linux.ID})
		first := h.Client.Calls() - before
		h.Do(app.Expand{FolderID: linux.ID})
		if n := h.Client.Calls() - before; n != first {
			t.Errorf("opening a listed folder again took %d more calls", n-first)
		}
		rows := h.View().Vaults[0].Tree.Children[linux.ID]
		if len(rows.Rows) == 0 || rows.Loading {
			t.Errorf("rows: %+v", rows)
		}
		if len(v.Vaults[0].Tree.Children[linux.ID].Rows) != 0 {
			t.Error("a view that was already out has changed")
		}
	})
}

func TestSearchAsksOnceForAWordTypedFast(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		before := h.Client.Calls()
		h.Do(app.Search{Text: "d"}, app.Search{Text: "db"}, app.Search{Text: "db-"})
		h.Advance(time.Second)
		if n := h.Client.Calls() - before; n != 1 {
			t.Errorf("%d calls", n)
		}
		if s := h.View().Search; len(s.Rows) != 2 || s.Total != 2 || s.Busy {
			t.Errorf("found %+v", s)
		}
		h.Do(app.Search{Text: ""})
		if s := h.View().Search; s.Text != "" || len(s.Rows) != 0 {
			t.Errorf("after clearing: %+v", s)
		}
	})
}

func TestAnIdleAppSetsNoTimer(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Advance(time.Second)
		h.Views()
		h.Advance(time.Hour)
		if n := len(h.Views()); n != 0 {
			t.Errorf("%d views in an hour of nothing", n)
		}
	})
}

func TestASecretThatIsGone(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Vault.RemoveSecret(101)
		h.Do(app.Connect{SecretID: 101})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemGone {
			t.Errorf("problem %+v", p)
		}
	})
}
