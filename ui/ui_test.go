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

func TestSignInSealsThePasswordAndClearsTheEntry(t *testing.T) {
	r := newRig(t, Light)
	r.show(app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://v.example.com"}})
	if r.focused() != fyne.Focusable(r.signIn.user) {
		t.Fatalf("focus on %T, want the first empty field, User", r.focused())
	}
	r.typed("alice")
	r.press(fyne.KeyReturn) // moves on: the password is missing
	if r.focused() != fyne.Focusable(r.signIn.pass) {
		t.Fatal("Enter with an empty password must focus it")
	}
	r.typed("s3cret")
	r.press(fyne.KeyReturn)
	in, ok := r.port.last().(app.SignIn)
	if !ok {
		t.Fatalf("last intent %T, want SignIn", r.port.last())
	}
	got := ""
	in.Password.Reveal(func(b []byte) { got = string(b) })
	if got != "s3cret" || in.User != "alice" || in.Server != "https://v.example.com" {
		t.Errorf("SignIn %+v with password %q", in, got)
	}
	if r.signIn.pass.Text != "" {
		t.Error("the password is still in the entry")
	}
}

func TestSignInKeepsWhatIsTypedAndReturnsToThePassword(t *testing.T) {
	r := newRig(t, Light)
	v := app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://v.example.com"}}
	r.show(v)
	r.typed("ali")
	v.SignIn.Busy = true
	r.show(v)
	v.SignIn.Busy, v.SignIn.Problem = false, app.Problem{Kind: app.ProblemSignInRefused}
	r.show(v)
	if r.signIn.user.Text != "ali" {
		t.Errorf("user %q after two Views, want what was typed", r.signIn.user.Text)
	}
	if r.focused() != fyne.Focusable(r.signIn.pass) {
		t.Errorf("focus on %T after a refusal, want the password", r.focused())
	}
}

func TestDemoUserSignsInWithOneKey(t *testing.T) {
	r := newRig(t, Light)
	r.show(app.View{Screen: app.ScreenSignIn, Demo: true, SignIn: app.SignInView{DemoUsers: []app.DemoUser{{Name: "alice", Role: "operator"}, {Name: "bob"}}}})
	r.press(fyne.KeyReturn)
	r.want(app.SignInDemo{User: "alice"})
}

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
	r.want(app.Expand{FolderID: 1})
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

func TestSearchMovesInItsResults(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.ctrl(fyne.KeyK)
	r.typed("db")
	r.want(app.Search{Text: "db"})
	v := mainView()
	v.Search = searchView().Search
	r.show(v)
	if !r.main.left.results.root.Visible() || r.main.left.tree.root.Visible() {
		t.Fatal("results must stand in the tree's place")
	}
	if got := r.main.left.results.said.Text(); got != "5 of 240 found" {
		t.Errorf("count says %q", got)
	}
	r.press(fyne.KeyDown)
	r.press(fyne.KeyReturn)
	r.want(app.Select{SecretID: 12})
	r.press(fyne.KeyEscape)
	r.want(app.Search{Text: ""})
	r.show(mainView())
	if !r.main.left.tree.root.Visible() || r.focused() != fyne.Focusable(r.main.left.tree.rows) {
		t.Error("Esc must show the tree again, with the focus in it")
	}
}

// Whoever types fast means what they typed, not what was found for the word before.
func TestEnterWaitsForTheAnswerToWhatWasTyped(t *testing.T) {
	r := newRig(t, Light)
	r.show(searchView())
	r.ctrl(fyne.KeyK)
	r.typed("web")
	r.port.did = nil
	r.press(fyne.KeyReturn)
	old := searchView()
	old.Search.Text = "we"
	r.show(old)
	old.Search.Text, old.Search.Busy = "web", true
	old.Search.Rows = []app.Row{{ID: 11, Name: "wbe-01", Guess: true}} // the vault may know better
	r.show(old)
	r.ctrl(fyne.KeyReturn)
	r.press(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Fatalf("an old result was chosen: %#v", r.port.last())
	}
	found := mainView()
	found.Search = app.SearchView{Text: "web", Version: 2, Total: 2, Rows: []app.Row{{ID: 41, Name: "web-01"}, {ID: 11, Name: "db-01", Path: `\Web`}}}
	r.show(found)
	r.want(app.Select{SecretID: 41})
	r.port.did = nil
	r.typed("x")
	r.press(fyne.KeyReturn)
	r.typed("y") // thought better of it
	found.Search.Text, found.Search.Version = "webxy", 3
	r.show(found)
	if _, ok := r.port.last().(app.Select); ok {
		t.Errorf("an Enter from before the last letter chose: %#v", r.port.last())
	}
}

func TestCtrlEnterOnAResultSelectsAndConnects(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.ctrl(fyne.KeyK)
	r.typed("db")
	v := mainView()
	v.Search = searchView().Search
	r.show(v)
	r.press(fyne.KeyDown)
	r.ctrl(fyne.KeyReturn)
	r.want(app.Select{SecretID: 12})
	at := atRest()
	at.Search = v.Search
	r.show(at)
	r.want(app.Connect{SecretID: 12})
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

func TestHostKeyDefaultsToCancel(t *testing.T) {
	trustIsADecision(t, app.PromptView{ID: 5, Kind: app.PromptHostKey, HostKey: app.HostKeyPrompt{Host: "h", KeyType: "ED25519", Fingerprint: "SHA256:x"}})
}

func TestCertificateDefaultsToCancel(t *testing.T) {
	trustIsADecision(t, app.PromptView{ID: 5, Kind: app.PromptCertificate, Certificate: app.CertificatePrompt{Host: "h:3389", Subject: "CN=h", Fingerprint: "aa:bb"}})
}

func trustIsADecision(t *testing.T, q app.PromptView) {
	t.Helper()
	r := newRig(t, Light)
	v := atRest()
	v.Prompt = &q
	r.show(v)
	r.press(fyne.KeyReturn)
	r.want(app.Answer{PromptID: 5})
	r.port.did = nil
	r.ctrl(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Errorf("Ctrl+Enter trusted a key: %#v", r.port.last())
	}
	r.press(fyne.KeyEscape)
	r.want(app.Answer{PromptID: 5})
	r.show(atRest())
	if r.env.canvas.Overlays().Top() != nil {
		t.Error("the dialog is still there")
	}
}

func TestExtendChecksWhatCanBeCheckedHere(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(time.Minute, true)
	v.Prompt = &app.PromptView{ID: 6, Kind: app.PromptExtend, Secret: "db-01", Extend: app.ExtendPrompt{SecretID: 11, Max: 60, Suggest: 30}}
	r.show(v)
	x := r.dialogs.now.(*extendPrompt)
	r.press(fyne.KeyReturn)
	if r.port.last() != nil || !x.wrong.Visible() {
		t.Fatal("no reason: nothing must be sent, and it must say so")
	}
	r.typed("not done")
	p := *v.Prompt
	p.Extend.Busy = true
	v.Prompt = &p
	r.show(v)
	if x.reason.Text != "not done" {
		t.Errorf("reason %q after a View of the same prompt", x.reason.Text)
	}
	p2 := p
	p2.Extend.Busy = false
	v.Prompt = &p2
	r.show(v)
	x.minutes.SetText("90")
	x.submit()
	if r.port.last() != nil {
		t.Fatalf("sent %#v, more than can be added", r.port.last())
	}
	x.minutes.SetText("45")
	r.ctrl(fyne.KeyReturn)
	r.want(app.Extend{PromptID: 6, Minutes: 45, Reason: "not done"})
}

func TestQuitDialogAndClosing(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(time.Minute, true)
	v.Prompt = &app.PromptView{ID: 8, Kind: app.PromptQuit, Quit: app.QuitPrompt{CheckOuts: []string{"db-01"}}}
	r.show(v)
	q := r.dialogs.now.(*quitPrompt)
	q.keep.Tapped(nil)
	r.want(app.QuitNow{PromptID: 8, How: app.QuitKeep})
	r.press(fyne.KeyReturn)
	r.want(app.QuitNow{PromptID: 8, How: app.QuitCheckIn})
	r.press(fyne.KeyEscape)
	r.want(app.Dismiss{PromptID: 8})
	r.show(app.View{Closing: true})
	r.port.send(mainView())
	if len(r.queue) != 0 {
		t.Error("a View after Closing was queued")
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
	for _, k := range []app.QuietKind{app.QuietCheckedIn, app.QuietKept, app.QuietCopied, app.QuietRecoveredIn} {
		if QuietText(k, "x") == "" {
			t.Errorf("quiet line %q has no words", k)
		}
	}
	for _, k := range []app.NoticeKind{app.NoticeRunningOut, app.NoticeExpired, app.NoticeCheckInFailed, app.NoticeGranted, app.NoticeDenied, app.NoticeLapsed, app.NoticeFree, app.NoticeForced} {
		if a, b := NoticeText(app.Notice{Kind: k, Secret: "x"}); a == "" || b == "" {
			t.Errorf("notice %q has no words", k)
		}
	}
	for _, k := range []app.Badge{app.BadgeComment, app.BadgeCheckOut, app.BadgeApproval, app.BadgeLock, app.BadgeHeld, app.BadgeSync, app.BadgeBeat} {
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
