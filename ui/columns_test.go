package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// columns are those that were asked for last.
func (r *rig) columns() (all []app.Column) {
	r.t.Helper()
	did, ok := r.port.last().(app.SetColumns)
	if !ok {
		r.t.Fatalf("did %#v", r.port.last())
	}
	for _, c := range did.Columns {
		all = append(all, c.Column)
	}
	return all
}

// took shows the folder with the columns that were asked for last.
func (r *rig) took() {
	v := folderView()
	v.Folder.Table.Columns = r.port.last().(app.SetColumns).Columns
	r.show(v)
}

func (r *rig) wantColumns(want ...app.Column) {
	r.t.Helper()
	if got := r.columns(); !slices.Equal(got, want) {
		r.t.Errorf("the columns are %v, want %v", got, want)
	}
}

// lefts are where the columns begin.
func lefts(h *widgets.TableHead) (all []float32) {
	x := float32(8)
	for i, c := range h.Columns() {
		w := c.Width
		if i == 0 { // takes what the others leave
			w = h.Size().Width - 16
			for _, c := range h.Columns()[1:] {
				w -= c.Width
			}
		}
		all = append(all, x)
		x += w
	}
	return all
}

// dragHead drags from one place of a head to another, and holds on.
func dragHead(h *widgets.TableHead, from, to float32) {
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(from+2, 10)}, Dragged: fyne.NewDelta(2, 0)})
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(to, 10)}, Dragged: fyne.NewDelta(to-from-2, 0)})
}

func TestAColumnIsDraggedToAnotherPlace(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	h := r.main.folder.head
	left := lefts(h)
	drag := func(from, to float32) { dragHead(h, from, to) }
	drag(left[5]+20, left[1]+20) // the last access before the machine
	h.DragEnd()
	r.wantColumns(app.ColumnName, app.ColumnAccessed, app.ColumnHost, app.ColumnUser, app.ColumnWorkflow, app.ColumnBeat)
	r.show(folderView())          // as before
	drag(left[1]+20, left[3]+150) // the machine after the workflow
	h.DragEnd()
	r.wantColumns(app.ColumnName, app.ColumnUser, app.ColumnWorkflow, app.ColumnHost, app.ColumnBeat, app.ColumnAccessed)
	r.show(folderView())
	drag(left[2]+20, left[0]+20) // before the name is nothing
	h.DragEnd()
	r.wantColumns(app.ColumnName, app.ColumnUser, app.ColumnHost, app.ColumnWorkflow, app.ColumnBeat, app.ColumnAccessed)
	r.show(folderView())
	r.port.did = nil
	drag(left[0]+20, left[3]+20) // the name stays
	h.DragEnd()
	drag(left[2]+20, left[2]+60)
	h.DragEnd()
	if len(r.port.did) != 0 {
		t.Errorf("did %#v", r.port.did)
	}
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(left[2]+21, 10)}, Dragged: fyne.NewDelta(1, 0)})
	h.DragEnd() // slipped: a tap
	r.want(app.SortFolder{By: app.ColumnUser})
}

// Esc gives up what is dragged, a column or its border, and nothing else.
func TestEscGivesUpAColumnThatIsDragged(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	r.env.focus(r.main.folder.table)
	h := r.main.folder.head
	left, before := lefts(h), slices.Clone(h.Columns())
	for name, from := range map[string]float32{"a column": left[2] + 20, "a border": left[2] - 6} {
		r.port.did = nil
		dragHead(h, from, left[4]+30)
		if name == "a border" && slices.Equal(h.Columns(), before) {
			t.Fatal("the border did not move")
		}
		r.press(fyne.KeyEscape)
		dragHead(h, from, left[3]+30) // the pointer goes on
		h.DragEnd()
		if r.wantDone(); !slices.Equal(h.Columns(), before) {
			t.Errorf("%s: %+v, were %+v", name, h.Columns(), before)
		}
	}
	r.press(fyne.KeyEscape) // nothing is dragged
	r.wantDone(app.ShowFolder{})
}

func TestAColumnIsMovedByKey(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	h := r.main.folder.head
	r.env.focus(h)
	r.port.did = nil
	if r.typed("<"); len(r.port.did) != 0 { // the name
		t.Errorf("did %#v", r.port.did)
	}
	r.press(fyne.KeyRight)
	r.press(fyne.KeyRight)
	r.typed(">")
	r.wantColumns(app.ColumnName, app.ColumnHost, app.ColumnWorkflow, app.ColumnUser, app.ColumnBeat, app.ColumnAccessed)
	r.took()
	r.typed("<<") // the cursor went along
	r.took()
	if now := r.outline(); strings.Index(now, "svc-admin") > strings.Index(now, "db-01.example.com") {
		t.Error("the rows did not follow their titles")
	}
	r.press(fyne.KeyReturn)
	r.want(app.SortFolder{By: app.ColumnUser})
}

func TestTheListOfColumns(t *testing.T) {
	r := newRig(t, Light)
	r.show(folderView())
	r.env.focus(r.main.folder.head)
	r.press(fyne.KeyF10)
	find := func(tip string) (b *widgets.Button) {
		walk(r.env.canvas.Overlays().Top(), func(o fyne.CanvasObject) {
			if x, ok := o.(*widgets.Button); ok && x.Tip() == tip {
				b = x
			}
		})
		if b == nil {
			t.Fatalf("no button %q", tip)
		}
		return b
	}
	template := func() *widgets.Check { return r.check("Template") }
	r.env.focus(find("Move Template up"))
	template().Tapped(nil)
	r.wantColumns(app.ColumnName, app.ColumnHost, app.ColumnUser, app.ColumnWorkflow, app.ColumnBeat, app.ColumnAccessed, app.ColumnTemplate)
	r.press(fyne.KeySpace)
	r.took()
	r.press(fyne.KeySpace)
	r.wantColumns(app.ColumnName, app.ColumnHost, app.ColumnUser, app.ColumnWorkflow, app.ColumnTemplate, app.ColumnBeat, app.ColumnAccessed)
	template().Tapped(nil)
	r.wantColumns(app.ColumnName, app.ColumnHost, app.ColumnUser, app.ColumnWorkflow, app.ColumnBeat, app.ColumnAccessed)
	template().Tapped(nil) // it comes back to its place
	r.wantColumns(app.ColumnName, app.ColumnHost, app.ColumnUser, app.ColumnWorkflow, app.ColumnTemplate, app.ColumnBeat, app.ColumnAccessed)
	for range 3 {
		r.press(fyne.KeySpace)
	}
	r.wantColumns(app.ColumnName, app.ColumnTemplate, app.ColumnHost, app.ColumnUser, app.ColumnWorkflow, app.ColumnBeat, app.ColumnAccessed)
	if r.focused() != fyne.Focusable(find("Move Template down")) {
		t.Errorf("at the top the focus is on %T", r.focused())
	}
	r.button("The usual columns").Tapped(nil)
	if got := r.columns(); len(got) != 0 || r.dialogs.open() {
		t.Errorf("the usual columns: %v", got)
	}
}

func (r *rig) check(label string) *widgets.Check {
	r.t.Helper()
	return withLabel[*widgets.Check](r, label)
}

// What stands for nothing has nothing to say, however narrow its column is.
func TestACellThatIsNotKnownHasNoTip(t *testing.T) {
	r := newRig(t, Light)
	v := folderView()
	for i := range v.Folder.Rows {
		v.Folder.Rows[i].User = ""
	}
	v.Folder.Table.Columns = slices.Clone(v.Folder.Table.Columns)
	pointed := 0
	for _, width := range []int{40, 41, 110, 400} {
		for i := range v.Folder.Table.Columns {
			v.Folder.Table.Columns[i].Width = width
		}
		v.Folder.Version++
		r.show(v)
		for _, size := range []float32{1280, 900, 720, 512} {
			r.win.Resize(fyne.NewSize(size, 600))
			for _, id := range []string{"s11", "s17"} {
				row := r.tableRow(id)
				from := fyne.CurrentApp().Driver().AbsolutePositionForObject(row)
				for x := float32(4); x < row.Size().Width; x += 6 {
					pointed++
					if said := r.point(from.AddXY(x, 14)); said == unknown {
						t.Fatalf("columns of %d in %v points: at %v it says %q", width, size, x, said)
					}
				}
			}
		}
	}
	if pointed < 500 {
		t.Errorf("only %d places were pointed at", pointed)
	}
}
