package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
)

var usualTable = app.FolderTable{By: app.ColumnName, Columns: []app.FolderColumn{
	{Column: app.ColumnName}, {Column: app.ColumnHost}, {Column: app.ColumnUser}, {Column: app.ColumnWorkflow}, {Column: app.ColumnBeat}, {Column: app.ColumnAccessed},
}}

// folderView is a folder with everything that a row can say.
func folderView() app.View {
	v := sectionsView()
	v.Batch.Marked, v.Batch.Version = []app.Marked{{SecretID: 12}}, 1
	row := func(id int, name string, b app.Badge, d app.Demands, beat app.Beat, days int) app.FolderRow {
		r := app.FolderRow{Row: app.Row{ID: id, Name: name, Kind: "ssh", Badge: b, Holder: "Bob Baker", Host: name + ".example.com", User: "svc-admin", Template: "Unix Account (SSH)"}, Demands: d, Beat: beat}
		if days > 0 {
			r.Accessed = noon.AddDate(0, 0, -days)
		}
		return r
	}
	some := row(17, "db-07", app.BadgeNone, app.Demands{}, app.BeatUnknown, 0)
	some.Host, some.User = "", ""
	v.Folder = app.FolderView{
		Open: true, ID: 4, Seq: 7, Version: 1, Table: usualTable, Folders: 2, Secrets: 8, Total: 8,
		Above: []app.Crumb{{Name: "vault.example.com"}, {ID: 1, Name: "Databases"}, {ID: 4, Name: "Production"}},
		Rows: []app.FolderRow{
			{Row: app.Row{ID: 6, Folder: true, Name: "Europe"}},
			{Row: app.Row{ID: 7, Folder: true, Name: "Overseas"}},
			row(11, "db-01", app.BadgeCheckOut, app.Demands{CheckOut: true}, app.BeatWorks, 1),
			row(12, "db-02", app.BadgeComment, app.Demands{Comment: true}, app.BeatWorks, 30),
			row(13, "db-03", app.BadgeHeld, app.Demands{CheckOut: true}, app.BeatAway, 0),
			row(14, "db-04-with-a-very-long-name.example.com", app.BadgeApproval, app.Demands{Approval: true, CheckOut: true, Comment: true}, app.BeatPending, 400),
			row(15, "db-05", app.BadgeSync, app.Demands{Comment: true}, app.BeatWorks, 2),
			row(16, "db-06", app.BadgeBeat, app.Demands{}, app.BeatFailed, 3),
			some,
			row(18, "db-08", app.BadgeLock, app.Demands{Lock: true}, app.BeatOff, 4),
		},
	}
	return v
}

// emptyFolder is one without rows, which says why.
func emptyFolder(change func(*app.FolderView)) func() app.View {
	return func() app.View {
		v := folderView()
		v.Folder.Rows, v.Folder.Folders, v.Folder.Secrets, v.Folder.Total = nil, 0, 0, 0
		change(&v.Folder)
		return v
	}
}

// openProduction opens the folder that is shown in the tree, too.
func openProduction(r *rig) { r.main.left.tree.toggle("f4") }

func folderScreens() []screen {
	return []screen{
		{"folder", folderView, func(r *rig) { openProduction(r); r.env.focus(r.main.folder.table); r.main.folder.table.SetCursor(3) }},
		{"folder-head", func() app.View {
			v := folderView()
			v.Folder.Table.By, v.Folder.Table.Down = app.ColumnAccessed, true
			v.Folder.Loading, v.Folder.Total = true, 5000
			return v
		}, func(r *rig) { openProduction(r); r.env.focus(r.main.folder.head) }},
		{"folder-columns", folderView, func(r *rig) { r.main.folder.choice.Tapped(nil) }},
		{"folder-partly", func() app.View {
			v := folderView()
			v.Folder.Total, v.Folder.Problem = 5000, app.Problem{Kind: app.ProblemTimeout, Unchanged: true, Detail: "GET /api/v2/secrets: no answer"}
			return v
		}, openProduction},
		{"folder-loading", emptyFolder(func(f *app.FolderView) { f.Loading = true }), openProduction},
		{"folder-empty", emptyFolder(func(*app.FolderView) {}), openProduction},
		{"folder-denied", emptyFolder(func(f *app.FolderView) { f.Problem = app.Problem{Kind: app.ProblemGone, Unchanged: true} }), openProduction},
		{"folder-failed", emptyFolder(func(f *app.FolderView) { f.Problem = app.Problem{Kind: app.ProblemThrottled, Unchanged: true} }), openProduction},
		{"folder-drag-many", func() app.View {
			v := folderView()
			v.Batch.Marked = []app.Marked{{SecretID: 12}, {SecretID: 13}, {SecretID: 14}}
			return v
		}, func(r *rig) {
			openProduction(r)
			openSections(r)
			r.main.drag.Lift("s13")
			r.main.drag.Over(fyne.NewPos(330, 240))
		}},
		{"folder-drag", folderView, func(r *rig) {
			openProduction(r)
			openSections(r)
			r.main.drag.Lift("s12")
			r.main.drag.Over(fyne.NewPos(120, 80))
		}},
	}
}

// tableRow is a row of the folder as it is drawn.
func (r *rig) tableRow(id string) fyne.CanvasObject {
	r.t.Helper()
	o := r.main.folder.table.Object(id)
	if o == nil {
		r.t.Fatalf("no row %s is in sight", id)
	}
	return o
}

func (r *rig) pressRow(id string, mod fyne.KeyModifier) {
	r.t.Helper()
	r.tableRow(id).(desktop.Mouseable).MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod})
}

func TestAFolderOfTheTreeIsShownAtTheRight(t *testing.T) {
	r := newRig(t, Light)
	v := atRest()
	r.show(v)
	openFolders(r)
	r.port.did = nil
	r.main.left.chosen("f4")
	r.want(app.ShowFolder{Open: true, FolderID: 4})
	if !r.main.left.tree.isOpen("f4") || r.focused() != fyne.Focusable(r.main.left.tree.rows) {
		t.Error("it shut in the tree, or took the focus away")
	}
	shown := folderView()
	shown.Vaults = r.cur.Vaults
	r.show(shown)
	if r.main.pane.root.Visible() || !r.main.folder.root.Visible() {
		t.Fatal("the pane is still there")
	}
	if got := r.main.left.tree.rows.Selected(); len(got) != 1 || got[0] != "f4" {
		t.Errorf("the tree marks %v", got)
	}
	r.port.did = nil
	r.main.left.chosen("f4") // again: the tree's own matter
	if len(r.port.did) != 0 || r.main.left.tree.isOpen("f4") {
		t.Errorf("did %#v", r.port.did)
	}
	r.press(fyne.KeyEscape)
	r.want(app.ShowFolder{})
}

func TestTheKeysOfAFolder(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	v.Sections.Favorites.Rows = nil
	r.show(v)
	r.env.focus(r.main.folder.table)
	if got := r.main.folder.table.Cursor(); got != "f6" {
		t.Fatalf("the cursor begins at %q", got)
	}
	r.press(fyne.KeyReturn)
	r.want(app.ShowFolder{Open: true, FolderID: 6})
	r.press(fyne.KeyBackspace)
	r.want(app.ShowParent{})
	r.press(fyne.KeyEnd)
	if got := r.main.folder.table.Cursor(); got != "s18" {
		t.Fatalf("the last is %q", got)
	}
	r.press(fyne.KeyHome)
	for range 2 {
		r.press(fyne.KeyDown)
	}
	r.press(fyne.KeySpace)
	r.want(app.Mark{SecretIDs: []int{11}, On: true})
	r.ctrl(fyne.KeyD)
	r.want(app.SetFavorite{SecretID: 11, On: true})
	r.ctrl(fyne.KeyR)
	r.want(app.ShowInTree{SecretID: 11})
	r.press(fyne.KeyReturn)
	r.want(app.Select{SecretID: 11})
	r.ctrl(fyne.KeyReturn)
	r.want(app.Select{SecretID: 11})
	v.Folder = app.FolderView{}
	v.Pane.Primary = app.PrimaryConnect
	r.show(v)
	r.want(app.Connect{SecretID: 11})
	r.env.canvas.(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyUp, Modifier: fyne.KeyModifierAlt})
	r.want(app.ShowParent{})
	back := folderView()
	back.Folder.Seq, back.Folder.At = 8, app.FolderAt{ID: 11}
	r.show(back)
	if r.focused() != fyne.Focusable(r.main.folder.table) || r.main.folder.table.Cursor() != "s11" {
		t.Errorf("back in the folder the focus is on %T, the cursor at %q", r.focused(), r.main.folder.table.Cursor())
	}
}

func TestThePointerInAFolder(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	r.port.did = nil
	r.pressRow("s11", 0)
	if len(r.port.did) != 0 || r.main.folder.table.Cursor() != "s11" || r.focused() != fyne.Focusable(r.main.folder.table) {
		t.Fatalf("a press did %#v, the cursor is at %q", r.port.did, r.main.folder.table.Cursor())
	}
	r.tableRow("s11").(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{})
	r.want(app.Select{SecretID: 11})
	r.pressRow("s11", fyne.KeyModifierShortcutDefault)
	r.want(app.Mark{SecretIDs: []int{11}, On: true})
	r.port.did = nil
	r.pressRow("s14", fyne.KeyModifierShift)
	r.wantDone(app.Mark{SecretIDs: []int{11, 12, 13, 14}, On: true})
	for _, held := range [][2]fyne.KeyModifier{
		{fyne.KeyModifierShortcutDefault, fyne.KeyModifierShortcutDefault}, {0, fyne.KeyModifierShift}, {fyne.KeyModifierShortcutDefault, 0},
	} { // two quick taps to mark are none to connect
		r.pressRow("s12", held[0])
		r.pressRow("s12", held[1])
		r.port.did = nil
		r.tableRow("s12").(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{})
		r.wantDone()
	}
	r.pressRow("s12", 0)
	r.pressRow("s12", 0)
	r.tableRow("s12").(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{})
	r.want(app.Select{SecretID: 12})
	r.tableRow("s13").(fyne.SecondaryTappable).TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(500, 300)})
	if _, ok := r.focused().(*widget.PopUpMenu); !ok {
		t.Error("no menu")
	}
	r.item("s17", "Open in browser") // which no other list has
	r.want(app.OpenInBrowser{SecretID: 17})
	r.item("f6", "Open folder")
	r.want(app.ShowFolder{Open: true, FolderID: 6})
}

func TestTheHeadOfATableOrdersAndChooses(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	h := r.main.folder.head
	h.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 10)})
	r.want(app.SortFolder{By: app.ColumnName})
	r.env.focus(h)
	r.press(fyne.KeyRight)
	r.press(fyne.KeyReturn)
	r.want(app.SortFolder{By: app.ColumnHost})
	h.TypedRune('+')
	wide := r.port.last().(app.SetColumns).Columns
	if wide[1].Column != app.ColumnHost || wide[1].Width != 176 {
		t.Errorf("wider: %+v", wide)
	}
	// The border before the third column is dragged to the left.
	v := folderView()
	v.Folder.Table.Columns = wide
	r.show(v)
	var x float32
	for _, c := range h.Columns()[:2] {
		x += c.Width
	}
	at := fyne.NewPos(x+2, 10)
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.NewDelta(0, 0)})
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at.AddXY(-30, 0)}, Dragged: fyne.NewDelta(-30, 0)})
	h.DragEnd()
	now := r.port.last().(app.SetColumns).Columns
	if now[1].Width != 146 || now[2].Width != 140 {
		t.Errorf("dragged: %+v", now)
	}
}

func TestARowKeepsItsCursorAndATickItsPlace(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	r.show(v)
	r.env.focus(r.main.folder.table)
	r.main.folder.table.SetCursor(4)
	v.Folder.Version++
	v.Folder.Rows = v.Folder.Rows[2:]
	r.show(v)
	if r.press(fyne.KeyDown); r.main.folder.table.Cursor() != "s14" {
		t.Errorf("below db-03 is %q", r.main.folder.table.Cursor())
	}
	was := r.outline()
	v.CheckOuts[0].Remaining -= time.Second
	r.show(v)
	if now := r.outline(); now == was {
		t.Error("the time stands still")
	}
}

func TestWhatIsDraggedToTheFavoritesBecomesOne(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	openSections(r)
	zone := fyne.NewPos(100, headerH+20)
	move := func(o fyne.CanvasObject, to fyne.Position) {
		d := o.(fyne.Draggable)
		d.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: to}, Dragged: fyne.NewDelta(40, 40)})
		d.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: to}, Dragged: fyne.NewDelta(1, 1)})
	}
	for _, c := range []struct {
		name string
		from fyne.CanvasObject
		id   int
	}{{"table", r.tableRow("s12"), 12}, {"tree", r.main.left.tree.rows.Object("s22#shared"), 22}} {
		r.port.did = nil
		move(c.from, zone)
		if !r.main.drag.zone.Visible() || !r.main.drag.over || !r.main.drag.ghost.Visible() {
			t.Fatalf("%s: the favorites do not show that they take it", c.name)
		}
		c.from.(fyne.Draggable).DragEnd()
		r.want(app.SetFavorite{SecretID: c.id, On: true})
		if r.main.drag.zone.Visible() || r.main.drag.ghost.Visible() {
			t.Errorf("%s: something stays", c.name)
		}
	}
	for _, c := range []struct {
		name, id string
		to       fyne.Position
		esc      bool
	}{{"elsewhere", "s12", fyne.NewPos(700, 400), false}, {"given up", "s12", zone, true}, {"one already", "s11", zone, false}, {"a folder", "f6", zone, false}} {
		r.port.did = nil
		row := r.tableRow(c.id)
		move(row, c.to)
		if c.esc {
			r.press(fyne.KeyEscape)
			move(row, zone)
		}
		row.(fyne.Draggable).DragEnd()
		if len(r.port.did) != 0 || r.main.drag.zone.Visible() {
			t.Errorf("%s did %#v", c.name, r.port.did)
		}
	}
}

// Whoever drags one of those that are marked means all of them.
func TestAllThatIsMarkedIsDraggedTogether(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	v.Batch.Marked = []app.Marked{{SecretID: 12}, {SecretID: 11}, {Vault: "", SecretID: 14}}
	r.show(v)
	openSections(r)
	zone := fyne.NewPos(100, headerH+20)
	move := func(id string) {
		d := r.tableRow(id).(fyne.Draggable)
		d.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: zone}, Dragged: fyne.NewDelta(40, 40)})
	}
	r.port.did = nil
	move("s14")
	if now := r.outline(); !strings.Contains(now, `"3 secrets"`) || !strings.Contains(now, `"Let go to add 2 to the favorites"`) {
		t.Errorf("it does not say how many:\n%s", now)
	}
	r.tableRow("s14").(fyne.Draggable).DragEnd()
	want := []app.Intent{app.SetFavorite{SecretID: 12, On: true}, app.SetFavorite{SecretID: 14, On: true}} // 11 is one
	if d := cmp.Diff(want, r.port.did); d != "" {
		t.Error(d)
	}
	r.port.did = nil
	move("s16") // is not marked
	r.tableRow("s16").(fyne.Draggable).DragEnd()
	if d := cmp.Diff([]app.Intent{app.SetFavorite{SecretID: 16, On: true}}, r.port.did); d != "" {
		t.Error(d)
	}
	r.port.did = nil
	r.item("s12", "Add 3 marked to favorites") // the same by key
	if d := cmp.Diff(want, r.port.did); d != "" {
		t.Error(d)
	}
	v.Sections.Favorites.Set, v.Sections.Favorites.ToSet = 1, 2
	v.Sections.Favorites.Version++
	if r.show(v); !strings.Contains(r.outline(), `"1 of 2"`) {
		t.Error("how far it is nobody says")
	}
}

func TestATapThatSlipsIsATap(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	openFolders(r)
	r.port.did = nil
	d := r.main.left.tree.rows.Object("s11").(fyne.Draggable)
	d.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(2, 1)})
	d.DragEnd()
	r.want(app.Select{SecretID: 11})
}

func TestALargeFolderDrawsWhatIsSeen(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	v.Folder.Rows, v.Folder.Folders, v.Folder.Version = manyFolderRows(100_000), 0, 2
	v.Folder.Secrets, v.Folder.Total = 100_000, 100_000
	r.show(v)
	r.env.focus(r.main.folder.table)
	if n := r.main.folder.table.Drawn(); n > 40 {
		t.Errorf("%d rows are drawn", n)
	}
	r.press(fyne.KeyEnd)
	if got := r.main.folder.table.Cursor(); got != "s100000" || r.main.folder.table.Object(got) == nil {
		t.Errorf("the last is %q", got)
	}
}

func manyFolderRows(n int) []app.FolderRow {
	all := make([]app.FolderRow, n)
	for i := range all {
		name := fmt.Sprintf("web-%06d", i+1)
		all[i] = app.FolderRow{
			Row:     app.Row{ID: i + 1, Name: name, Kind: "ssh", Badge: app.BadgeCheckOut, Host: name + ".estate.example", User: "svc-" + name},
			Demands: app.Demands{CheckOut: true}, Beat: app.BeatWorks, Accessed: noon,
		}
	}
	return all
}

func TestEveryColumnAndOutcomeHasWords(t *testing.T) {
	for _, c := range app.Columns {
		if ColumnText(c) == "" || widths[c].usual == 0 {
			t.Errorf("%s has no title, or no width", c)
		}
	}
	for _, b := range app.Beats {
		if BeatWord(b) == "" {
			t.Errorf("%q has no word", b)
		}
	}
}
