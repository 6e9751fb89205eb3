package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"sallyport/app"
	"sallyport/workflow"
)

// menuScreens are the menus of a secret and of a folder.
func menuScreens() []screen {
	return []screen{
		{"row-menu", sectionsView, func(r *rig) { openFolders(r); r.openRowMenu("s11") }},
		{"row-menu-folder", sectionsView, func(r *rig) { openFolders(r); r.openRowMenu("f4") }},
	}
}

// openRowMenu taps a row with the other button.
func (r *rig) openRowMenu(id string) {
	r.t.Helper()
	row, ok := r.main.left.tree.rows.Object(id).(fyne.SecondaryTappable)
	if !ok {
		r.t.Fatalf("no row %s is in sight", id)
	}
	at := r.app.Driver().AbsolutePositionForObject(r.main.left.tree.rows.Object(id))
	row.TappedSecondary(&fyne.PointEvent{AbsolutePosition: at.AddXY(90, 14)})
}

// item does what an item of a row's menu does.
func (r *rig) item(id, text string) {
	r.t.Helper()
	var all []string
	for _, it := range r.main.rowItems(id) {
		if it.Label == text {
			it.Action()
			return
		}
		all = append(all, it.Label)
	}
	r.t.Fatalf("%s has no %q but %q", id, text, all)
}

func TestARowsMenuOpensByButtonAndByKey(t *testing.T) {
	r := newRig(t, Light)
	r.show(sectionsView())
	openFolders(r)
	open := func() bool {
		_, ok := r.env.canvas.Focused().(*widget.PopUpMenu)
		return ok
	}
	rows := r.main.left.tree.rows
	r.openRowMenu("s12")
	if !open() || rows.Cursor() != "s12" {
		t.Fatalf("by the other button: open %v, cursor %s", open(), rows.Cursor())
	}
	if len(r.port.did) > 3 { // the folders
		t.Errorf("looking at the menu did %#v", r.port.last())
	}
	for _, k := range []fyne.KeyName{desktop.KeyMenu, fyne.KeyF10} {
		r.env.dropPopUp()
		r.env.canvas.Focus(rows)
		rows.SetCursor("f2")
		r.press(k)
		if !open() {
			t.Errorf("%s opens no menu", k)
		}
	}
	r.env.dropPopUp()
	rows.SetCursor(sessionsID)
	if r.press(fyne.KeyF10); open() {
		t.Error("the sessions have a menu")
	}
}

func TestWhatARowsMenuDoes(t *testing.T) {
	r := newRig(t, Light)
	v := sectionsView()
	v.Vaults[0].Tree.Children[4].Rows[0].CheckOut = true
	v.Vaults[0].Tree.Children[2].Rows[0] = app.Row{ID: 21, Name: "dc-01", Kind: "rdp", CheckOut: true, Host: "dc-01.example.com", User: "admin"}
	r.show(v)
	for _, c := range []struct {
		id, item string
		want     app.Intent
	}{
		{"s11", "Extend…", app.AskExtend{SecretID: 11}},
		{"s11#favorites", "Check in", app.CheckIn{SecretID: 11}},
		{"s11", "Remove from favorites", app.SetFavorite{SecretID: 11}},
		{"s12", "Add to favorites", app.SetFavorite{SecretID: 12, On: true}},
		{"s12", "Open in browser", app.OpenInBrowser{SecretID: 12}},
		{"s21#recent", "Show in the tree", app.ShowInTree{SecretID: 21}},
		{"s12", "History", app.Select{SecretID: 12}},
		{"f4", "Connect all…", app.ShowBatch{Open: true}},
		{"f4", "Who holds what here", app.ShowHeld{Open: true, FolderID: 4}},
		{"f4", "Refresh", app.RefreshFolder{FolderID: 4}},
		{"f4", "Pin folder", app.PinFolder{FolderID: 4, On: true}},
		{"f2#pinned", "Unpin folder", app.PinFolder{FolderID: 2}},
	} {
		r.item(c.id, c.item)
		r.want(c.want)
	}
	for i, it := range r.main.rowItems("s12") {
		if it.Label == "Check out only" || it.Label == "Copy machine" && !it.Disabled {
			t.Errorf("item %d is %s", i, it.Label)
		}
	}
	r.item("s21", "Copy machine")
	if got := r.app.Clipboard().Content(); got != "dc-01.example.com" {
		t.Errorf("copied %q", got)
	}
}

func TestWhatNeedsToKnowHowASecretStandsSelectsItFirst(t *testing.T) {
	for name, c := range map[string]struct {
		item string
		want app.Intent
	}{
		"copying":      {"Copy password", app.CopyField{SecretID: 21}},
		"checking out": {"Check out only", app.CheckOutOnly{SecretID: 21}},
		"connecting":   {"Connect", app.Connect{SecretID: 21}},
		"the history":  {"History", app.ShowHistory{SecretID: 21}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Light)
			v := mainView()
			v.Vaults[0].Tree.Children[2].Rows[0].CheckOut = true
			r.show(v)
			r.item("s21", c.item)
			r.want(app.Select{SecretID: 21})
			v.Pane = app.PaneView{ID: 21, Name: "dc-01", Loading: true}
			r.show(v)
			r.want(app.Select{SecretID: 21})
			v.Pane = app.PaneView{
				ID: 21, Name: "dc-01", Primary: app.PrimaryCheckOutAndConnect, Facts: app.CheckOutFacts{Needed: true, Minutes: 30},
				Steps: []workflow.PlanStep{{ID: workflow.CheckOut, Progress: workflow.Now}, {ID: workflow.Connect, Progress: workflow.Later}},
			}
			r.show(v)
			r.want(c.want)
			n := len(r.port.did)
			if r.show(v); len(r.port.did) != n {
				t.Error("done twice")
			}
		})
	}
}

func TestAMenusCheckOutAsksForItsReasonFirst(t *testing.T) {
	r := newRig(t, Light)
	v := withForm()
	v.Vaults[0].Tree.Children[4].Rows[1].CheckOut = true
	r.show(v)
	n := len(r.port.did)
	r.item("s12", "Check out only")
	for _, i := range r.port.did[n:] {
		if _, ok := i.(app.Select); !ok {
			t.Errorf("did %#v", i)
		}
	}
	if r.focused() != fyne.Focusable(r.main.pane.way.form.reason) {
		t.Errorf("focus on %T, want the reason", r.focused())
	}
}
