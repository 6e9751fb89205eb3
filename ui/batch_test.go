package ui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sallyport/app"
	"sallyport/ui/widgets"
)

func batchForm() app.View {
	v := atRest()
	rows := make([]app.BatchRow, 0, 4)
	for i, name := range []string{"db-01", "db-02", "db-03", "db-04-with-a-very-long-name.example.com"} {
		rows = append(rows, app.BatchRow{SecretID: 11 + i, Name: name, Path: `\Databases\Production`, Kind: "ssh", State: app.BatchMarked})
	}
	v.Tickets = ticketView(false).Tickets
	v.Batch = app.BatchView{
		Open: true, Version: 4, Marked: []app.Marked{{SecretID: 11}, {SecretID: 12}, {SecretID: 13}, {SecretID: 14}}, AtOnce: 3, Rows: rows,
		Ask: app.FormView{ID: 9, Reason: true, Tickets: true, Access: true, Start: noon},
	}
	return v
}

func batchRunning() app.View {
	v := batchForm()
	v.Batch.Marked, v.Batch.Ask = nil, app.FormView{}
	v.Batch.Running, v.Batch.Total, v.Batch.Settled, v.Batch.Failed = true, 10, 4, 1
	v.Batch.Rows = nil
	for i, s := range app.BatchStates {
		r := app.BatchRow{SecretID: 11 + i, Name: fmt.Sprintf("db-%02d", i+1), Path: `\Databases\Production`, Kind: "ssh", State: s}
		switch s {
		case app.BatchReading:
			r.Busy = app.BusyCheckOut
		case app.BatchRefused:
			r.Problem = app.Problem{Kind: app.ProblemHeld, Who: "Bob Baker", Minutes: 12}
		}
		v.Batch.Rows = append(v.Batch.Rows, r)
	}
	return v
}

// fifty is a dock that cannot show all there is.
func fifty() app.View {
	v := checkedOut(24*time.Minute, false)
	v.Sessions = nil
	for i := range 50 {
		s := app.SessionView{
			ID: fmt.Sprint("s", i), SecretID: 100 + i, Name: fmt.Sprintf("web-%02d.example.com", i), Kind: "ssh",
			State: app.SessionConnected, Elapsed: time.Duration(3600-60*i) * time.Second,
		}
		switch {
		case i == 47:
			s.State, s.Problem, s.Again = app.SessionFailed, app.Problem{Kind: app.ProblemHostDown, Where: s.Name}, true
		case i == 48:
			s.State = app.SessionStarting
		case i == 49:
			s.SecretID = 11
		}
		v.Sessions = append(v.Sessions, s)
	}
	v.Beside = app.SessionsView{Open: true, Ended: []app.EndedView{
		{ID: "e", SecretID: 99, Name: "dc-02", Kind: "rdp", How: app.EndVault, Lasted: 25 * time.Minute, Again: true},
	}}
	return v
}

// What is asked may be known late: then the reason has the focus, unless
// somebody has gone elsewhere.
func TestTheReasonOfManyHasTheFocusWhenItComes(t *testing.T) {
	r := newRig(t, Light)
	p := r.main.batch
	asks := batchForm()
	nothing := batchForm()
	nothing.Batch.Ask = app.FormView{}
	r.show(nothing)
	if r.focused() != fyne.Focusable(p.start) {
		t.Errorf("the focus is on %T", r.focused())
	}
	r.show(asks)
	if r.focused() != fyne.Focusable(p.form.reason) {
		t.Errorf("with the reason there the focus is on %T", r.focused())
	}
	r.show(nothing)
	r.env.focus(p.shut)
	r.show(asks)
	if r.focused() != fyne.Focusable(p.shut) {
		t.Errorf("the focus was taken away, to %T", r.focused())
	}
}

func TestOneFormConnectsAllThatIsMarked(t *testing.T) {
	r := newRig(t, Light)
	r.show(batchForm())
	p := r.main.batch
	if r.focused() != fyne.Focusable(p.form.reason) || r.main.pane.root.Visible() {
		t.Errorf("the focus is on %T", r.focused())
	}
	r.port.did = nil
	r.ctrl(fyne.KeyReturn)
	if len(r.port.did) != 0 || p.form.wrong.Text() == "" {
		t.Errorf("sent %v without a reason; says %q", r.port.did, p.form.wrong.Text())
	}
	r.typed("Replace disks")
	r.ctrl(fyne.KeyReturn)
	r.want(app.ConnectMarked{Given: app.Given{Reason: "Replace disks", Span: time.Hour}})
	p.clear.Tapped(nil)
	r.want(app.ClearMarks{})
	r.press(fyne.KeyEscape)
	r.want(app.ShowBatch{})
}

func TestARunShowsWhereEachStandsAndCanBeStopped(t *testing.T) {
	r := newRig(t, Light)
	r.show(batchRunning())
	p := r.main.batch
	if p.card.Visible() || !p.stop.Visible() || p.gauge.Fraction() != 0.4 {
		t.Errorf("form %v, cancel %v, gauge %v", p.card.Visible(), p.stop.Visible(), p.gauge.Fraction())
	}
	words := map[string]bool{}
	for _, it := range p.rows.Items() {
		words[it.Right] = true
	}
	if len(words) != len(app.BatchStates) {
		t.Errorf("%d states have %d words: %v", len(app.BatchStates), len(words), words)
	}
	if it, _ := p.rows.Item("s19"); it.Note != "Bob Baker has it checked out. Db-09 can be used by one person at a time; 12 minutes left." &&
		it.Note != "Bob Baker has it checked out. db-09 can be used by one person at a time; 12 minutes left." {
		t.Errorf("refused for: %q", it.Note)
	}
	p.stop.Tapped(nil)
	r.want(app.CancelBatch{})
	p.rows.OnChoose("s14")
	r.want(app.Select{SecretID: 14})
	r.ctrl(fyne.KeyReturn)
	r.want(app.Select{SecretID: 14}) // nothing is marked: the key means nothing here
	v := batchRunning()
	v.Batch.Open = false
	r.show(v)
	if got := r.main.dock.batch.Label(); got != "Connecting: 4 of 10" {
		t.Errorf("the dock says %q", got)
	}
	r.main.dock.batch.Tapped(nil)
	r.want(app.ShowBatch{Open: true})
}

func TestRowsAreMarkedByKeyAndPointer(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	openFolders(r)
	rows := r.main.left.tree.rows
	r.env.focus(rows)
	rows.SetCursor("s11")
	r.press(fyne.KeySpace)
	r.want(app.Mark{SecretIDs: []int{11}, On: true})
	v := atRest()
	v.Batch.Marked, v.Batch.Version = []app.Marked{{SecretID: 11}}, 1
	r.show(v)
	if it, _ := rows.Item("s11"); !it.Marked {
		t.Fatal("the row does not show its mark")
	}
	if !r.main.left.marks.root.Visible() || r.main.left.marks.said.Text() != "1 marked" {
		t.Errorf("under the tree: %q", r.main.left.marks.said.Text())
	}
	r.press(fyne.KeySpace)
	r.want(app.Mark{SecretIDs: []int{11}})
	rows.SetCursor("f4")
	r.press(fyne.KeySpace)
	r.want(app.MarkAll{FolderID: 4})
	tap := func(id string, held fyne.KeyModifier) {
		t.Helper()
		at := rowAt(t, rows, id)
		at.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{Modifier: held, Button: desktop.MouseButtonPrimary})
		at.(fyne.Tappable).Tapped(&fyne.PointEvent{})
	}
	tap("s12", fyne.KeyModifierShortcutDefault)
	r.want(app.Mark{SecretIDs: []int{12}, On: true})
	r.port.did = nil
	tap("s14", fyne.KeyModifierShift)
	r.wantDone(app.Mark{SecretIDs: []int{12, 13, 14}, On: true})
	tap("s12", 0)
	r.want(app.Select{SecretID: 12})
}

// rowAt finds the object of a row.
func rowAt(t *testing.T, rows *widgets.Rows, id string) fyne.CanvasObject {
	t.Helper()
	o := rows.Object(id)
	if o == nil {
		t.Fatalf("row %s is not on the screen", id)
	}
	return o
}

func TestFiftySessionsStayUsable(t *testing.T) {
	r := newRig(t, Light)
	v := fifty()
	r.show(v)
	if n := len(r.main.dock.items.shown); n > dockMost+1 {
		t.Errorf("the dock draws %d sessions", n)
	}
	p := r.main.listed
	if n := len(p.items.shown); n != 51 {
		t.Errorf("the list has %d lines", n)
	}
	p.all.Tapped(nil)
	r.want(app.EndAll{})
	p.items.byID["s47"].again.Tapped(nil)
	r.want(app.Reconnect{SessionID: "s47"})
	p.items.byID["e"].end.Tapped(nil)
	r.want(app.End{SessionID: "e"})
	r.press(fyne.KeyEscape)
	r.want(app.ShowSessions{})
	v.Beside.Open = false
	r.show(v)
	r.ctrl(fyne.KeyJ)
	r.want(app.ShowSessions{Open: true})
	r.ctrl(fyne.KeyM)
	r.want(app.ShowBatch{Open: true})
}

func TestASessionThatEndsSaysHowInItsPlace(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(4*time.Minute, false)
	r.show(v)
	s := v.Sessions[0]
	v.Sessions = v.Sessions[1:]
	v.Beside.Ended = []app.EndedView{{ID: s.ID, SecretID: s.SecretID, Name: s.Name, Kind: s.Kind, How: app.EndClosed}}
	r.show(v)
	it := r.main.dock.items.byID[s.ID]
	if !it.state.Visible() || it.state.Text() != "logged off or closed" || it.extend.Visible() {
		t.Errorf("it says %q (%v), and offers to extend: %v", it.state.Text(), it.state.Visible(), it.extend.Visible())
	}
}

func TestEveryEndAndStateHasWords(t *testing.T) {
	for _, e := range app.SessionEnds {
		if SessionEndText(e) == "" {
			t.Errorf("end %q has no words", e)
		}
	}
	for _, s := range app.BatchStates {
		if BatchStateText(s) == "" {
			t.Errorf("state %q has no word", s)
		}
	}
	if a, b := NoticeText(app.Notice{Kind: app.NoticeBarred, Secret: "x"}); a == "" || b == "" {
		t.Error("a barred secret has no notice")
	}
}
