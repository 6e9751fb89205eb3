package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
)

// tapRow taps a row of the tree at its name.
func (r *rig) tapRow(id string) {
	r.t.Helper()
	o := r.main.left.tree.rows.Object(id)
	if o == nil {
		r.t.Fatalf("no row %s is in sight", id)
	}
	o.(fyne.Tappable).Tapped(&fyne.PointEvent{Position: fyne.NewPos(150, 10)})
}

// shift holds the key while something is done.
func (r *rig) shift(do func()) {
	r.env.keys.Held = func() fyne.KeyModifier { return fyne.KeyModifierShift }
	do()
	r.env.keys.Held = nil
}

func (r *rig) wantDone(want ...app.Intent) {
	r.t.Helper()
	if d := cmp.Diff(want, r.port.did); d != "" {
		r.t.Errorf("done (-want +got):\n%s", d)
	}
	r.port.did = nil
}

func TestADoubleTapConnects(t *testing.T) {
	r := newRig(t, Light)
	var over []func()
	r.env.keys.Later = func(_ time.Duration, do func()) func() {
		over = append(over, do)
		return func() {}
	}
	v := atRest()
	r.show(v)
	openFolders(r)
	r.port.did = nil
	r.tapRow("s12") // is shown
	r.wantDone(app.Select{SecretID: 12})
	r.tapRow("s12")
	r.wantDone(app.Connect{SecretID: 12}, app.Select{SecretID: 12})

	over[0]()
	r.tapRow("s12")
	over[len(over)-1]() // the moment is over: two taps
	r.tapRow("s12")
	r.wantDone(app.Select{SecretID: 12}, app.Select{SecretID: 12})
	r.tapRow("s11") // another row: a tap
	r.wantDone(app.Select{SecretID: 11})

	r.tapRow("f4")
	r.tapRow("f4") // what the first has opened the second leaves open
	r.wantDone(app.ShowFolder{Open: true, FolderID: 4})
	if !r.main.left.tree.isOpen("f4") {
		t.Error("it is shut")
	}
}

func TestADoubleTapConnectsInATable(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	r.show(v)
	r.port.did = nil
	double := func(id string) { r.tableRow(id).(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{}) }
	double("f6")
	r.wantDone(app.ShowFolder{Open: true, FolderID: 6})
	double("s12")
	r.wantDone(app.Select{SecretID: 12})
	v.Folder = app.FolderView{}
	v.Pane = atRest().Pane
	r.show(v)
	r.wantDone(app.Connect{SecretID: 12})
	r.show(folderView())
	for _, it := range r.main.tableItems("s13") {
		if it.Label == "Show what it asks" {
			it.Action()
		}
	}
	r.wantDone(app.Select{SecretID: 13})
}

// What must be typed first is asked, whoever taps twice.
func TestADoubleTapAsksFirst(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	r.show(v)
	r.tableRow("s12").(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{})
	r.port.did = nil
	r.show(withForm())
	r.wantDone()
	if r.focused() != fyne.Focusable(r.main.pane.way.form.reason) {
		t.Errorf("the focus is on %T", r.focused())
	}
}

func TestAllOfAFolderIsMarked(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	r.env.focus(r.main.folder.table)
	r.port.did = nil
	r.env.canvas.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	r.wantDone(app.MarkAll{FolderID: 4})
	v := folderView()
	v.Folder.ID = 0
	r.show(v)
	r.env.canvas.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	r.show(atRest())
	r.env.canvas.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	r.wantDone()
}

func TestShiftAndTheArrowsMark(t *testing.T) {
	mark := func(on bool, ids ...int) app.Intent { return app.Mark{SecretIDs: ids, On: on} }
	r := newRig(t, Light)
	r.show(folderView())
	r.env.focus(r.main.folder.table)
	r.press(fyne.KeyDown) // f7
	r.port.did = nil
	r.shift(func() {
		r.press(fyne.KeyDown)
		r.wantDone(mark(true, 11)) // a folder on the way is not marked as a whole
		r.press(fyne.KeyDown)
		r.wantDone(mark(true, 11, 12))
		r.press(fyne.KeyUp)
		r.wantDone(mark(false, 12))
		r.press(fyne.KeyUp)
		r.press(fyne.KeyUp)
		r.wantDone(mark(false, 11))
	})
	r.press(fyne.KeyEnd)
	r.wantDone()
	r.shift(func() { r.press(fyne.KeyUp) })
	r.wantDone(mark(true, 17, 18))

	r = newRig(t, Light)
	r.show(atRest())
	openFolders(r)
	rows := r.main.left.tree.rows
	r.env.focus(rows)
	rows.SetCursor("s11")
	r.port.did = nil
	r.shift(func() { r.press(fyne.KeyDown); r.press(fyne.KeyDown); r.press(fyne.KeyUp) })
	r.wantDone(mark(true, 11, 12), mark(true, 12, 13), mark(false, 13))
}

// A stretch is over as soon as the cursor, or a row, is elsewhere by other means.
func TestAStretchBeginsAnewAfterAnythingElse(t *testing.T) {
	mark := func(on bool, ids ...int) app.Intent { return app.Mark{SecretIDs: ids, On: on} }
	sorted := folderView()
	slices.Reverse(sorted.Folder.Rows)
	sorted.Folder.Version++
	for name, x := range map[string]struct {
		then func(r *rig)
		want app.Intent
	}{
		"nothing":            {func(*rig) {}, mark(false, 13)}, // goes on
		"a click":            {func(r *rig) { r.pressRow("s16", 0) }, mark(true, 15, 16)},
		"a click on the row": {func(r *rig) { r.pressRow("s13", 0) }, mark(true, 12, 13)},
		"the top":            {func(r *rig) { r.main.folder.table.Top(); r.pressRow("s13", 0) }, mark(true, 12, 13)},
		"Space":              {func(r *rig) { r.press(fyne.KeySpace); r.port.did = nil }, mark(true, 12, 13)},
		"another order":      {func(r *rig) { r.show(sorted) }, mark(true, 14, 13)},
		"the search":         {func(r *rig) { r.ctrl(fyne.KeyK); r.env.focus(r.main.folder.table) }, mark(true, 12, 13)},
		"a move of its own":  {func(r *rig) { r.press(fyne.KeyDown); r.press(fyne.KeyUp) }, mark(true, 12, 13)},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Light)
			r.show(folderView())
			table := r.main.folder.table
			r.env.focus(table)
			r.pressRow("s11", 0)
			r.port.did = nil
			r.shift(func() { r.press(fyne.KeyDown); r.press(fyne.KeyDown) })
			r.wantDone(mark(true, 11, 12), mark(true, 12, 13))
			x.then(r)
			r.port.did = nil
			r.shift(func() { r.press(fyne.KeyUp) })
			r.wantDone(x.want)
		})
	}
}

// In the tree, too.
func TestAStretchOfTheTreeBeginsAnewAfterAClick(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	openFolders(r)
	rows := r.main.left.tree.rows
	r.env.focus(rows)
	rows.SetCursor("s11")
	r.shift(func() { r.press(fyne.KeyDown) })
	rows.SetCursor("s14")
	r.port.did = nil
	r.shift(func() { r.press(fyne.KeyUp) })
	r.wantDone(app.Mark{SecretIDs: []int{13, 14}, On: true})
}
