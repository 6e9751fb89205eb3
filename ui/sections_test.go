package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
)

// sectionsView is a vault with favourites, recent secrets and one that is shared.
func sectionsView() app.View {
	v := checkedOut(1447e9, false)
	row := func(id int, name, kind string, b app.Badge) app.Row {
		return app.Row{ID: id, Name: name, Kind: kind, Badge: b, Holder: "bob", Path: `\Databases\Production`}
	}
	v.Sections.Pinned = app.SectionView{Version: 1, Known: true, Total: 1, Rows: []app.Row{{ID: 2, Folder: true, Name: "Domain controllers", Vault: v.Vault}}}
	v.Sections.Favorites = app.SectionView{Version: 1, Known: true, Total: 4, Rows: []app.Row{
		row(11, "db-01", "ssh", app.BadgeCheckOut), row(13, "db-03", "ssh", app.BadgeHeld),
		row(15, "db-05", "ssh", app.BadgeSync), row(21, "dc-01", "rdp", app.BadgeBeat),
	}}
	v.Sections.Recent = app.SectionView{Version: 1, Known: true, Total: 2, Rows: []app.Row{row(11, "db-01", "ssh", app.BadgeCheckOut), row(21, "dc-01", "rdp", "")}}
	v.Sections.Shared = app.SectionView{Version: 1, Known: true, Total: 4, Rows: []app.Row{row(22, "hsm-01", "rdp", app.BadgeLock)}}
	v.Pane.Favorite = app.FavoriteYes
	return v
}

func openSections(r *rig) {
	for _, k := range app.Sections {
		r.main.left.tree.toggle(sectionID(k))
	}
}

func sectionScreens() []screen {
	return []screen{
		{"password", openSecret, nil},
		{"password-never", func() app.View {
			v := openSecret()
			v.Pane.Password = app.PasswordView{Never: true}
			return v
		}, nil},
		{"sections", sectionsView, func(r *rig) { openSections(r); openFolders(r) }},
		{"sections-none", func() app.View {
			v := atRest()
			v.Pane.Favorite = app.FavoriteNo
			v.Sections.Favorites = app.SectionView{Version: 1, Known: true}
			v.Sections.Recent = app.SectionView{Version: 1, Known: true}
			v.Sections.Shared = app.SectionView{Version: 1, Problem: app.Problem{Kind: app.ProblemUnreachable, Where: "vault.example.com"}}
			return v
		}, func(r *rig) { openSections(r); openFolders(r) }},
	}
}

func TestSectionsOpenAndTheirRowsAreTheSecrets(t *testing.T) {
	r := newRig(t, Light)
	r.show(sectionsView())
	rows := r.main.left.tree.rows
	for i, k := range app.Sections {
		if it := rows.Items()[i]; it.ID != sectionID(k) || it.Right == "" {
			t.Errorf("row %d is %+v", i, it)
		}
	}
	r.main.left.chosen(sectionID(app.SectionShared))
	r.want(app.OpenSection{Section: app.SectionShared})
	n := len(r.port.did)
	r.main.left.chosen(sectionID(app.SectionShared))
	if len(r.port.did) != n {
		t.Errorf("shutting it did %#v", r.port.last())
	}
	openSections(r)
	for _, c := range []struct {
		id   string
		want app.Intent
	}{
		{"s13#favorites", app.Select{SecretID: 13}},
		{"s21#recent", app.Select{SecretID: 21}},
		{"s22#shared", app.Select{SecretID: 22}},
		{sessionsID, app.ShowSessions{Open: true}},
	} {
		r.main.left.chosen(c.id)
		r.want(c.want)
	}
	r.main.left.mark([]string{"s13#favorites"}, true)
	r.want(app.Mark{SecretIDs: []int{13}, On: true})
	for _, id := range []string{"s11#favorites", "s11#recent"} {
		if it, ok := rows.Item(id); !ok || it.Right != "24:07" {
			t.Errorf("%s says %q", id, it.Right)
		}
	}
	v := sectionsView()
	v.CheckOuts[0].Remaining -= 1e9
	v.Vaults = r.cur.Vaults
	r.show(v)
	for _, id := range []string{"s11#favorites", "s11#recent"} {
		if it, _ := rows.Item(id); it.Right != "24:06" {
			t.Errorf("a second later %s says %q", id, it.Right)
		}
	}
}

func TestCtrlDAndTheStarMarkTheShownSecret(t *testing.T) {
	r := newRig(t, Light)
	v := atRest()
	r.show(v)
	n := len(r.port.did)
	r.ctrl(fyne.KeyD)
	if r.main.pane.star.button.Visible() || len(r.port.did) != n {
		t.Error("nobody knows whether it is marked")
	}
	v.Pane.Favorite = app.FavoriteNo
	r.show(v)
	r.ctrl(fyne.KeyD)
	r.want(app.SetFavorite{SecretID: 12, On: true})
	v.Pane.Favorite = app.FavoriteYes
	r.show(v)
	r.main.pane.star.button.Tapped(nil)
	r.want(app.SetFavorite{SecretID: 12})
	v.Held.Open = true
	r.show(v)
	n = len(r.port.did)
	if r.ctrl(fyne.KeyD); len(r.port.did) != n {
		t.Error("it marked what is covered")
	}
}

func TestAMarkIsSetInItsVault(t *testing.T) {
	r := newRig(t, Light)
	v := vaultsView()
	v.Pane.Favorite = app.FavoriteNo
	r.show(v)
	r.ctrl(fyne.KeyD)
	if d := cmp.Diff(app.Intent(app.In{Vault: "v1", Intent: app.SetFavorite{SecretID: 11, On: true}}), r.port.last()); d != "" {
		t.Error(d)
	}
}

func TestManyFavoritesCostWhatIsShown(t *testing.T) {
	r := newRig(t, Light)
	v := sectionsView()
	f := &v.Sections.Favorites
	f.Rows = nil
	for i := range 10_000 {
		f.Rows = append(f.Rows, app.Row{ID: 1000 + i, Name: "host"})
	}
	f.Total = len(f.Rows)
	r.show(v)
	openSections(r)
	if n := len(r.main.left.tree.rows.Items()); n > sectionRows+20 {
		t.Errorf("%d rows", n)
	}
}

func TestEverySectionHasWords(t *testing.T) {
	for _, k := range app.Sections {
		if SectionText(k) == "" || SectionEmpty(k) == "" {
			t.Errorf("%q has no words", k)
		}
	}
}
