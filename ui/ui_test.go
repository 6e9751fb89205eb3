package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow"
)

func (r *rig) want(i app.Intent) {
	r.t.Helper()
	if d := cmp.Diff(i, r.port.last()); d != "" {
		r.t.Errorf("last intent (-want +got):\n%s", d)
	}
}

func (r *rig) focused() fyne.Focusable { return r.env.canvas.Focused() }

func TestReasonSurvivesViewsAndEnterConnects(t *testing.T) {
	r := newRig(t, Light)
	v := withForm()
	r.show(v)
	r.main.pane.way.focusNext()
	r.typed("disk")
	for range 3 {
		v.CheckOuts = []app.CheckOutView{lease(99, "x", time.Minute, false)}
		v = withTree(v, treeView())
		r.show(v)
	}
	r.typed(" bay 4")
	if got := r.main.pane.way.form.reason.Text; got != "disk bay 4" {
		t.Fatalf("reason %q, want what was typed", got)
	}
	r.press(fyne.KeyReturn)
	r.want(app.Connect{SecretID: 12, Given: app.Given{Reason: "disk bay 4"}})
	v.Pane.Ask.ID++
	r.show(v)
	if got := r.main.pane.way.form.reason.Text; got != "" {
		t.Errorf("a new form still holds %q", got)
	}
}

func TestCtrlEnterConnectsWhereverTheFocusIs(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	for _, f := range []fyne.Focusable{nil, r.main.pane.way.primary, r.main.header.search.entry, r.main.left.tree.rows} {
		r.port.did = nil
		if f == nil {
			r.env.canvas.Unfocus()
		} else {
			r.env.canvas.Focus(f)
		}
		if f == fyne.Focusable(r.main.left.tree.rows) {
			r.main.left.tree.rows.SetCursor("s12")
		}
		r.ctrl(fyne.KeyReturn)
		r.want(app.Connect{SecretID: 12})
	}
}

// Who is quicker than the vault connects once it has said what it wants.
func TestCtrlEnterBeforeTheVaultHasAnswered(t *testing.T) {
	r := newRig(t, Light)
	v := mainView()
	v.Pane = app.PaneView{ID: 12, Name: "db-02", Loading: true}
	for answer, want := range map[string]app.Intent{"nothing is asked": app.Connect{SecretID: 12}, "a reason is asked": nil} {
		r.port.did = nil
		r.show(v)
		r.ctrl(fyne.KeyReturn)
		if r.port.last() != nil {
			t.Fatalf("%s: sent %#v before anything was known", answer, r.port.last())
		}
		if want == nil {
			r.show(withForm())
			if r.port.last() != nil || r.focused() != fyne.Focusable(r.main.pane.way.form.reason) {
				t.Errorf("%s: sent %#v, the focus is on %T", answer, r.port.last(), r.focused())
			}
			continue
		}
		r.show(atRest())
		r.want(want)
	}
}

func TestMissingReasonIsAskedForAndNothingIsSent(t *testing.T) {
	r := newRig(t, Light)
	r.show(withForm())
	r.ctrl(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Fatalf("sent %#v without a reason", r.port.last())
	}
	if r.focused() != fyne.Focusable(r.main.pane.way.form.reason) || !r.main.pane.way.form.wrongs.Visible() {
		t.Error("the reason must have the focus and say what is missing")
	}
	r.typed("x")
	if r.main.pane.way.form.wrongs.Visible() {
		t.Error("the hint must go as soon as something is typed")
	}
	r.main.pane.way.only.Tapped(nil)
	r.want(app.CheckOutOnly{SecretID: 12, Given: app.Given{Reason: "x"}})
}

func TestEnterSelectsAndTheFocusGoesToWhatIsAsked(t *testing.T) {
	r := newRig(t, Light)
	v := mainView()
	r.show(v)
	for range 5 { // nothing is focused: the tree takes it
		r.press(fyne.KeyDown)
	}
	r.press(fyne.KeyDown)
	r.press(fyne.KeyReturn)
	r.want(app.ShowFolder{Open: true, FolderID: 1})
	r.press(fyne.KeyDown)
	r.press(fyne.KeyRight)
	r.want(app.Expand{FolderID: 4})
	r.press(fyne.KeyDown)
	r.press(fyne.KeyDown)
	r.press(fyne.KeyReturn)
	r.want(app.Select{SecretID: 12})
	v.Pane = app.PaneView{ID: 12, Loading: true}
	r.show(v)
	r.show(withForm())
	if r.focused() != fyne.Focusable(r.main.pane.way.form.reason) {
		t.Errorf("focus on %T, want the reason", r.focused())
	}
	r.env.canvas.Focus(r.main.left.tree.rows)
	r.show(withForm())
	if r.focused() != fyne.Focusable(r.main.left.tree.rows) {
		t.Error("a later View must not take the focus again")
	}
	r.main.choose(ref{id: 21})
	rest := atRest()
	rest.Pane.ID = 21
	r.show(rest)
	if r.focused() != fyne.Focusable(r.main.pane.way.primary) {
		t.Errorf("focus on %T, want the main button", r.focused())
	}
}

func TestKeysOfACheckOut(t *testing.T) {
	r := newRig(t, Light)
	r.show(checkedOut(20*time.Minute, false))
	r.env.canvas.Focus(r.main.pane.way.primary)
	r.ctrl(fyne.KeyE)
	r.want(app.AskExtend{SecretID: 11})
	r.ctrl(fyne.KeyI)
	r.want(app.CheckIn{SecretID: 11})
	r.press(fyne.KeyF5)
	r.want(app.Refresh{})
	r.ctrl(fyne.KeyQ)
	r.want(app.Quit{})
	r.main.pane.out.keep.Tapped(nil)
	r.want(app.Keep{SecretID: 11, Keep: true})
	r.main.dock.items.byID["a"].end.Tapped(nil)
	r.want(app.End{SessionID: "a"})
}

func TestCheckInKeyNeverMeansAnotherSecret(t *testing.T) {
	r := newRig(t, Light)
	v := atRest()
	v.CheckOuts = []app.CheckOutView{lease(11, "db-01", time.Minute, true)}
	r.show(v)
	r.ctrl(fyne.KeyI)
	if r.port.last() != nil {
		t.Errorf("Ctrl+I on another secret did %#v", r.port.last())
	}
}

func TestWaitCanBeCancelledAndGivesTheFocusBack(t *testing.T) {
	r := newRig(t, Light)
	v := atRest()
	r.show(v)
	r.env.canvas.Focus(r.main.pane.way.primary)
	v.Pane.Busy, v.Pane.Cancel = app.BusyLaunching, true
	r.show(v)
	if r.focused() != nil {
		t.Errorf("focus on %T: an Enter that repeats must not press Cancel", r.focused())
	}
	r.ctrl(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Fatalf("a second Connect was sent: %#v", r.port.last())
	}
	r.press(fyne.KeyEscape)
	r.want(app.Cancel{SecretID: 12})
	r.show(atRest())
	if r.focused() != fyne.Focusable(r.main.pane.way.primary) {
		t.Errorf("focus on %T, want the main button again", r.focused())
	}
}

func TestBurstOfViewsIsOneRenderAndLosesNoNotice(t *testing.T) {
	r := newRig(t, Light)
	for i := range 100 {
		v := mainView()
		v.User = "user" + string(rune('a'+i%26))
		r.port.send(v)
	}
	if len(r.queue) != 1 {
		t.Errorf("%d functions queued, want 1", len(r.queue))
	}
	r.pump()
	v := mainView()
	v.Notice = app.Notice{Seq: 1, Kind: app.NoticeRunningOut, Secret: "db-01", Left: 5 * time.Minute}
	r.port.send(v)
	r.port.send(v)
	title, body := NoticeText(v.Notice)
	test.AssertNotificationSent(t, fyne.NewNotification(title, body), r.pump)
	test.AssertNotificationSent(t, nil, func() { r.show(v) })
}

func TestTickDrawsOnlyTheTimes(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(20*time.Minute, false)
	r.show(v)
	openFolders(r)
	before := r.main.left.tree.rows.Items()
	v2 := checkedOut(20*time.Minute-time.Second, false)
	v2.Vaults = v.Vaults
	r.show(v2)
	it, _ := r.main.left.tree.rows.Item("s11")
	if it.Right != "19:59" {
		t.Errorf("row says %q", it.Right)
	}
	if &before[0] != &r.main.left.tree.rows.Items()[0] {
		t.Error("a tick built the tree's rows again")
	}
	if got := r.main.pane.out.time.Text(); got != "19:59" {
		t.Errorf("ring says %q", got)
	}
	if n := testing.AllocsPerRun(20, func() { r.show(v2) }); n > 200 {
		t.Errorf("a View that changes nothing allocates %v times", n)
	}
}

func TestRedSaysItInWords(t *testing.T) {
	r := newRig(t, Light)
	r.show(checkedOut(252*time.Second, true))
	o := r.main.pane.out
	if !o.warns.Visible() || o.warns.Text() != "Less than 5 minutes left" {
		t.Errorf("red says %q, visible %v", o.warns.Text(), o.warns.Visible())
	}
	r.show(checkedOut(20*time.Minute, false))
	if o.warns.Visible() {
		t.Error("after an extension the warning stays")
	}
}

func TestTitleNamesUserHostAndCount(t *testing.T) {
	r := newRig(t, Light)
	r.show(checkedOut(time.Minute, true))
	if got, want := r.win.Title(), "(2) DEMO Sallyport — alice @ vault.example.com"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
}

func TestEveryValueHasWords(t *testing.T) {
	for _, k := range app.ProblemKinds {
		m := Sentence(app.Problem{Kind: k})
		if m.Title == "" || m.Body == "" || m.Next == "" {
			t.Errorf("problem %q: %+v lacks a title, what happened, or what to do next", k, m)
		}
		if strings.ContainsAny(m.String(), "{}") {
			t.Errorf("problem %q: unfilled: %s", k, m)
		}
	}
	if got := Sentence(app.Problem{Kind: app.ProblemCheckInFailed, Secret: "db-01"}).Body; !strings.HasPrefix(got, "db-01 may") {
		t.Errorf("a name must keep its letters: %q", got)
	}
	for _, k := range []app.BusyKind{app.BusyReading, app.BusyComment, app.BusyCheckOut, app.BusyLaunching, app.BusyCheckIn, app.BusyExtending, app.BusyThrottled, app.BusyRequest, app.BusyLock, app.BusyForcing} {
		if BusyText(k) == "" {
			t.Errorf("wait %q has no words", k)
		}
	}
	for _, k := range []app.EndKind{app.EndedByUser, app.EndedLast, app.EndedExpiry, app.EndedForced, app.EndedQuit, app.EndedRecover} {
		if EndText(k) == "" {
			t.Errorf("end %q has no words", k)
		}
	}
	for _, k := range []app.SessionState{app.SessionStarting, app.SessionEnding, app.SessionFailed} {
		if SessionText(k) == "" {
			t.Errorf("session %q has no word", k)
		}
	}
	for _, k := range []app.QuietKind{app.QuietCheckedIn, app.QuietKept, app.QuietSaved, app.QuietCopied, app.QuietRecoveredIn} {
		if QuietText(k, "x") == "" {
			t.Errorf("quiet line %q has no words", k)
		}
	}
	for _, k := range []app.NoticeKind{app.NoticeRunningOut, app.NoticeExpired, app.NoticeCheckInFailed, app.NoticeGranted, app.NoticeDenied, app.NoticeLapsed, app.NoticeFree, app.NoticeForced} {
		if a, b := NoticeText(app.Notice{Kind: k, Secret: "x"}); a == "" || b == "" {
			t.Errorf("notice %q has no words", k)
		}
	}
	for _, k := range []app.Badge{app.BadgeComment, app.BadgeCheckOut, app.BadgeApproval, app.BadgeLock, app.BadgeMFA, app.BadgeHeld, app.BadgeSync, app.BadgeBeat} {
		if BadgeText(k, "") == "" {
			t.Errorf("badge %q has no word", k)
		}
	}
	for _, k := range []app.Primary{app.PrimaryConnect, app.PrimaryCheckOutAndConnect, app.PrimaryOpen, app.PrimaryCheckOutAndOpen, app.PrimaryChallenge, app.PrimaryRequest, app.PrimaryWait, app.PrimaryUnavailable} {
		if PrimaryText(k) == "" {
			t.Errorf("primary %q has no word", k)
		}
	}
	for _, id := range []workflow.RequirementID{workflow.MFA, workflow.Approval, workflow.Comment, workflow.PendingChange, workflow.CheckOut, workflow.QuantumLock, workflow.CreateLock, workflow.Connect} {
		for _, p := range []workflow.Progress{workflow.Done, workflow.Now, workflow.Busy, workflow.Later, workflow.Waiting, workflow.Blocked} {
			if name, detail := StepText(workflow.PlanStep{ID: id, Progress: p}, &app.PaneView{}); name == "" || name == string(id) || detail == "" {
				t.Errorf("step %s %s: name %q, detail %q", id, p, name, detail)
			}
		}
	}
}

func TestRowsKeepObjectsForWhatIsVisibleOnly(t *testing.T) {
	r := newRig(t, Light)
	v := mainView()
	rows := make([]app.Row, 5000)
	for i := range rows {
		rows[i] = app.Row{ID: 1000 + i, Name: "host", Kind: "ssh"}
	}
	v = withTree(v, &app.TreeView{Version: 2, Root: rows})
	r.show(v)
	if n := len(r.main.left.tree.rows.Items()); n != 5005 {
		t.Fatalf("%d rows", n)
	}
	r.env.canvas.Focus(r.main.left.tree.rows)
	r.press(fyne.KeyEnd)
	if got := r.main.left.tree.rows.Cursor(); got != "s5999" {
		t.Errorf("End moved to %q", got)
	}
	var seen []fyne.CanvasObject
	walk(r.main.left.tree.root, func(o fyne.CanvasObject) { seen = append(seen, o) })
	if len(seen) > 1500 {
		t.Errorf("%d objects for 5000 rows", len(seen))
	}
	if !slices.ContainsFunc(seen, func(o fyne.CanvasObject) bool { _, ok := o.(*widgets.Text); return ok }) {
		t.Error("no row is drawn")
	}
}

func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch c := o.(type) {
	case *fyne.Container:
		for _, x := range c.Objects {
			walk(x, f)
		}
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(c).Objects() {
			walk(x, f)
		}
	}
}

// A spinner repaints the window without end, shown or not: what is not on the
// screen any more must not spin.
func TestNothingSpinsOnAScreenThatIsLeft(t *testing.T) {
	r := newRig(t, Light)
	r.show(app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Busy: true}})
	if len(r.env.spinning) != 1 {
		t.Fatalf("%d spinners while signing in", len(r.env.spinning))
	}
	v := checkedOut(time.Minute, true)
	r.show(v) // signed in: the last View of the sign-in page said busy
	if len(r.env.spinning) != 0 {
		t.Error("the sign-in page spins behind the main page")
	}
	v.Prompt = &app.PromptView{ID: 6, Kind: app.PromptExtend, Extend: app.ExtendPrompt{SecretID: 11, Busy: true}}
	r.show(v)
	if len(r.env.spinning) != 1 {
		t.Fatalf("%d spinners while extending", len(r.env.spinning))
	}
	v.Prompt = nil
	r.show(v)
	if len(r.env.spinning) != 0 {
		t.Error("the extend dialog spins though it is closed")
	}
}

func TestAButtonOfANotificationDoesWhatItSays(t *testing.T) {
	r := newRig(t, Light)
	var sent []Notification
	var press []func(string)
	var fail []func()
	r.opts.Notify = func(n Notification, chosen func(string), failed func()) {
		sent, press, fail = append(sent, n), append(press, chosen), append(fail, failed)
	}
	v := mainView()
	v.Notice = app.Notice{Seq: 1, Kind: app.NoticeRunningOut, SecretID: 103, Secret: "db-01", Left: 5 * time.Minute}
	r.show(v)
	if len(sent) != 1 || !sent[0].Urgent || len(sent[0].Actions) != 2 || sent[0].About != "db-01" {
		t.Fatalf("sent %+v", sent)
	}
	press[0]("extend")
	if got := r.port.last(); got != (app.AskExtend{SecretID: 103}) {
		t.Errorf("Extend… did %+v", got)
	}
	if len(r.queue) != 1 {
		t.Errorf("the window was not raised")
	}
	r.pump()
	press[0]("check-in")
	if got := r.port.last(); got != (app.CheckIn{SecretID: 103}) || len(r.queue) != 0 {
		t.Errorf("Check in did %+v, and %d things in the window", got, len(r.queue))
	}
	before := len(r.port.did)
	press[0]("nonsense")
	if len(r.port.did) != before {
		t.Errorf("nonsense did %+v", r.port.last())
	}
	title, body := NoticeText(v.Notice)
	test.AssertNotificationSent(t, fyne.NewNotification(title, body), func() { fail[0](); r.pump() })
}

func TestEveryButtonOfANotificationExists(t *testing.T) {
	used := map[string]bool{}
	for _, kind := range []app.NoticeKind{app.NoticeRunningOut, app.NoticeExpired, app.NoticeCheckInFailed, app.NoticeGranted, app.NoticeFree, app.NoticeForced} {
		for _, key := range offered(app.Notice{Kind: kind, SecretID: 1}) {
			used[key] = true
			if a := answerTo(key); a.label == "" || len(a.does(app.Notice{Kind: kind, SecretID: 1})) == 0 {
				t.Errorf("%s offers %q, which does nothing", kind, key)
			}
		}
	}
	if len(used) != 5 {
		t.Errorf("offered are %v", used)
	}
}
