package app_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// linux and web are folders of the demo vault.
const (
	linux = 1
	web   = 20
)

func rowNames(v app.FolderView) (all []string) {
	for _, r := range v.Rows {
		all = append(all, r.Name)
	}
	return all
}

func folderRowOf(t *testing.T, v app.FolderView, name string) app.FolderRow {
	t.Helper()
	for _, r := range v.Rows {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no row %s among %v", name, rowNames(v))
	return app.FolderRow{}
}

func TestAFolderIsATableOfWhatItHolds(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		before := h.Client.Calls()
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		v := h.View().Folder
		if n := h.Client.Calls() - before; n != 2 {
			t.Errorf("%d calls for one folder", n)
		}
		if !v.Open || v.Loading || v.Secrets != len(v.Rows)-v.Folders || v.Total != v.Secrets || v.Secrets < 9 {
			t.Fatalf("%+v", v)
		}
		if d := cmp.Diff([]app.Crumb{{Name: "vault.example.com"}, {ID: linux, Name: "Linux"}}, v.Above); d != "" {
			t.Error(d)
		}
		if got := rowNames(v)[v.Folders:]; !slices.IsSorted(got) {
			t.Errorf("in the order %v", got)
		}
		db := folderRowOf(t, v, "db-02")
		if db.Demands != (app.Demands{Comment: true, CheckOut: true}) || db.Host == "" || db.User == "" || db.Template == "" || !db.Accessed.IsZero() {
			t.Errorf("%+v", db)
		}
		if got := folderRowOf(t, v, "bobs-01"); got.Badge != app.BadgeHeld || got.Holder == "" {
			t.Errorf("%+v", got)
		}
		h.Do(app.Select{SecretID: 101})
		if v := h.View(); v.Folder.Open || v.Pane.ID != 101 {
			t.Errorf("after a secret was selected: %v, pane %d", v.Folder.Open, v.Pane.ID)
		}
		h.Do(app.ShowParent{})
		if v := h.View().Folder; !v.Open || v.ID != linux || v.At != (app.FolderAt{ID: 101}) {
			t.Errorf("the secret's folder: %+v", v)
		}
		h.Do(app.ShowParent{})
		if v := h.View().Folder; v.ID != 0 || v.At != (app.FolderAt{Folder: true, ID: linux}) || v.Folders != 5 || v.Secrets != 0 || len(v.Above) != 1 {
			t.Errorf("the vault: %+v", v)
		}
		h.Do(app.ShowParent{}, app.ShowFolder{})
		if v := h.View(); v.Folder.Open || v.Pane.ID != 101 {
			t.Errorf("shut again: %+v", v.Folder)
		}
	})
}

func TestATableIsOrderedByAnyColumnAndRemembersIt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		names := rowNames(h.View().Folder)
		h.Do(app.SortFolder{By: app.ColumnName})
		v := h.View().Folder
		secrets := names[v.Folders:]
		slices.Reverse(secrets)
		if got := rowNames(v)[v.Folders:]; !cmp.Equal(got, secrets) || !v.Table.Down {
			t.Errorf("backwards %v", got)
		}
		h.Do(app.SortFolder{By: app.ColumnWorkflow})
		if v = h.View().Folder; v.Table.Down || v.Rows[v.Folders].Demands != (app.Demands{}) || v.Rows[len(v.Rows)-1].Name != "jump-01" {
			t.Errorf("by what is asked: %v", rowNames(v))
		}
		chosen := []app.FolderColumn{{Column: app.ColumnName}, {Column: app.ColumnTemplate, Width: 180}, {Column: "made-up", Width: 9}, {Column: app.ColumnHost, Width: 1}}
		h.Do(app.SetColumns{Columns: chosen})
		want := app.FolderTable{By: app.ColumnWorkflow, Columns: []app.FolderColumn{{Column: app.ColumnName}, {Column: app.ColumnTemplate, Width: 180}, {Column: app.ColumnHost, Width: 40}}}
		if d := cmp.Diff(want, h.View().Folder.Table); d != "" {
			t.Error(d)
		}
		h.Crash()
		h.Start()
		h.SignIn("alice")
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		if d := cmp.Diff(want, h.View().Folder.Table); d != "" {
			t.Errorf("after a restart %s", d)
		}
		defer func() {
			h.Do(app.SetColumns{})
			if got := h.View().Folder.Table.Columns; len(got) != 6 || got[0].Column != app.ColumnName || got[1].Column != app.ColumnHost {
				t.Errorf("the usual columns are %v", got)
			}
		}()
		if v := h.View().Folder; v.Rows[len(v.Rows)-1].Name != "jump-01" {
			t.Errorf("after a restart the order is %v", rowNames(v))
		}
	})
}

func TestWhatIsNotKnownStandsBelow(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Connect{SecretID: 101})
		h.Advance(time.Second)
		h.Launcher.Last().LogOff()
		h.Do(app.ShowFolder{Open: true, FolderID: linux}, app.SortFolder{By: app.ColumnAccessed})
		for range 2 { // the newest first, then the oldest
			v := h.View().Folder
			if first := v.Rows[v.Folders]; first.Name != "web-01" || first.Accessed.IsZero() {
				t.Errorf("first is %s, opened %v", first.Name, first.Accessed)
			}
			h.Do(app.SortFolder{By: app.ColumnAccessed})
		}
	})
}

func TestADamagedTableInTheSettingsIsTheUsualOne(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Crash()
		file := `{"table": {"sort": "password", "backwards": true, "columns": [{"name": "x", "width": -5}, {"name": "user"}, {"name": "name", "width": 99999999}, {"name": "user", "width": 50}]}}`
		if err := os.WriteFile(h.SettingsFile(), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		h.Start()
		h.SignIn("alice")
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		want := app.FolderTable{By: app.ColumnName, Down: true, Columns: []app.FolderColumn{{Column: app.ColumnName, Width: 2000}, {Column: app.ColumnUser, Width: 50}}}
		if d := cmp.Diff(want, h.View().Folder.Table); d != "" {
			t.Error(d)
		}
	})
}

func TestAFolderThatCannotBeListedSaysWhy(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Vault.Fail("secrets", demovault.Fault{Kind: demovault.FaultHTML})
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		h.Advance(time.Minute)
		if v := h.View().Folder; v.Problem.Kind != app.ProblemNotAVault || v.Loading || !v.Problem.Unchanged {
			t.Errorf("%+v", v)
		}
		h.Do(app.Refresh{})
		h.Advance(time.Minute)
		if v := h.View().Folder; !v.Problem.None() || len(v.Rows) == 0 {
			t.Errorf("read again: %+v", v)
		}
		h.Do(app.ShowFolder{Open: true, FolderID: 5}) // the board's
		if v := h.View().Folder; v.Problem.Kind != app.ProblemGone && len(v.Rows) != 0 {
			t.Errorf("a folder that is not alice's: %+v", v)
		}
	})
}

func TestALargeFolderIsListedToItsEnd(t *testing.T) {
	const each = 600 // in each of the estate's 60 folders
	apptest.RunEstate(t, 60*each, func(h *apptest.H) {
		h.SignIn("root")
		h.Do(app.ShowFolder{Open: true, FolderID: 1003})
		h.Advance(time.Second)
		v := h.View().Folder
		if len(v.Rows) < each-10 || v.Total != len(v.Rows) || v.Loading || v.Sorting {
			t.Fatalf("%d rows of %d, loading %v", len(v.Rows), v.Total, v.Loading)
		}
		if got := rowNames(v); !slices.IsSorted(got) {
			t.Error("not in order")
		}
		if v.Rows[0].User != "svc-"+v.Rows[0].Name {
			t.Errorf("%+v", v.Rows[0])
		}
		tree := h.View().Vaults[0].Tree.Children[1003]
		if len(tree.Rows) != 500 || tree.More == 0 {
			t.Errorf("the tree shows %d and %d more", len(tree.Rows), tree.More)
		}
		h.Do(app.MarkAll{FolderID: 1003}) // all that the table shows
		if got := len(h.View().Batch.Marked); got != len(v.Rows) {
			t.Errorf("%d of %d are marked", got, len(v.Rows))
		}
		h.Do(app.ClearMarks{}, app.ShowFolder{}, app.MarkAll{FolderID: 1003}) // without it, too
		h.Advance(time.Second)
		if got := len(h.View().Batch.Marked); got != len(v.Rows) {
			t.Errorf("%d of %d are marked from the tree", got, len(v.Rows))
		}
		h.Do(app.ClearMarks{}, app.MarkFolder{Path: h.View().Vaults[0].Tree.Children[1003].Rows[0].Path})
		h.Advance(time.Second)
		if got := len(h.View().Batch.Marked); got != len(v.Rows) {
			t.Errorf("%d of %d are marked by the path", got, len(v.Rows))
		}
		seen := map[int]bool{}
		for _, r := range v.Rows {
			if seen[r.ID] {
				t.Fatal(fmt.Sprint("twice: ", r.ID))
			}
			seen[r.ID] = true
		}
		before := v.Version
		h.Do(app.ShowFolder{Open: true, FolderID: linux}) // the answer for the other one is not this one's
		if v := h.View().Folder; v.ID != linux || v.Version <= before || len(v.Rows) > 50 {
			t.Errorf("%+v", v)
		}
	})
}

func TestTheFolderOfAnotherVaultIsShownInItsPlace(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		second := h.SignInAt(apptest.Second, "alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.In{Vault: second, Intent: app.ShowFolder{Open: true, FolderID: web}})
		v := h.View()
		if v.Folder.Vault != second || v.Vault != second || v.Folder.Above[0].Name != "second.example.com" {
			t.Fatalf("%+v", v.Folder)
		}
		h.Do(app.ShowInbox{Open: true}, app.ShowInbox{})
		if v := h.View(); !v.Folder.Open {
			t.Error("a list that lay over it took it away")
		}
		h.Do(app.Lock{})
		if v := h.View(); v.Folder.Open || len(v.Folder.Rows) > 0 {
			t.Error("a locked window shows a folder")
		}
	})
}

func TestTheFolderOfASecretThatWasFoundIsOpenInTheTree(t *testing.T) {
	apptest.RunEstate(t, 60, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Search{Text: "app-000001"})
		h.Advance(time.Second)
		h.Do(app.Select{SecretID: 10001}, app.ShowParent{})
		h.Advance(time.Second)
		v := h.View()
		if f := v.Folder; !f.Open || len(f.Above) != 5 || f.Above[1].Name != "Estate" || f.At.ID != 10001 {
			t.Fatalf("%+v", f)
		}
		for _, c := range v.Folder.Above[1:] {
			if f, listed := v.Vaults[0].Tree.Children[c.ID]; !listed || f.Loading || !f.Problem.None() {
				t.Errorf("%s is not listed: %+v", c.Name, f)
			}
		}
	})
}

func TestAFolderOfAnEarlierRunSaysSo(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		h.Advance(time.Minute)
		n := len(h.View().Folder.Rows)
		h.Crash()
		h.Vault.Fail("token", demovault.Fault{Kind: demovault.FaultDropBefore, Times: -1})
		h.Start()
		h.Do(app.ShowFolder{Open: true, FolderID: linux})
		h.Advance(time.Minute)
		f := h.View().Folder
		if len(f.Rows) != n || f.From.IsZero() || f.Loading {
			t.Fatalf("%d rows of %d, from %v, loading %v", len(f.Rows), n, f.From, f.Loading)
		}
		if r := folderRowOf(t, f, "db-01"); r.Beat != app.BeatUnknown || r.Host == "" || !r.Demands.CheckOut {
			t.Errorf("%+v", r)
		}
		h.Do(app.ShowFolder{Open: true, FolderID: web}) // which was never listed
		if f := h.View().Folder; f.Loading || f.Problem.None() {
			t.Errorf("nobody is asked: %+v", f)
		}
	})
}
