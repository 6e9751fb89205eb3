package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
)

// challenged is a rig with an open challenge; its keys go to that window.
type challenged struct {
	*rig
	canvas fyne.Canvas
}

func newChallenge(t *testing.T, s app.MFAState, chosen int, more func(*app.MFAView)) *challenged {
	t.Helper()
	r := newRig(t, Light)
	r.show(challengeView(s, chosen, more))
	if r.mfa.win == nil {
		t.Fatal("no window opened")
	}
	return &challenged{rig: r, canvas: r.mfa.win.Canvas()}
}

func (c *challenged) press(k fyne.KeyName) {
	e := &fyne.KeyEvent{Name: k}
	if f := c.canvas.Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	c.canvas.OnTypedKey()(e)
}

func (c *challenged) typed(s string) {
	c.t.Helper()
	for _, k := range s {
		if c.canvas.Focused() == nil {
			c.t.Fatalf("typed %q with no focus", s)
		}
		c.canvas.Focused().TypedRune(k)
	}
}

// answered is the last AnswerMFA in plain words.
func (c *challenged) answered() (id int, text string) {
	c.t.Helper()
	a, ok := c.port.last().(app.AnswerMFA)
	if !ok {
		c.t.Fatalf("last intent %#v, want AnswerMFA", c.port.last())
	}
	return a.ID, revealed(a.Answer)
}

func TestAMethodIsChosenByArrows(t *testing.T) {
	c := newChallenge(t, app.MFAChoose, -1, nil)
	if c.canvas.Focused() != fyne.Focusable(c.mfa.options[0]) {
		t.Fatalf("focus on %T, want the first way", c.canvas.Focused())
	}
	c.press(fyne.KeyUp)
	c.press(fyne.KeyDown)
	c.press(fyne.KeyDown)
	c.press(fyne.KeyReturn)
	c.want(app.ChooseMFA{ID: 4, Method: 2})
}

func TestACodeIsTypedSentSealedAndGone(t *testing.T) {
	c := newChallenge(t, app.MFAType, 1, nil)
	if c.canvas.Focused() != fyne.Focusable(c.mfa.code) {
		t.Fatalf("focus on %T, want the code", c.canvas.Focused())
	}
	c.press(fyne.KeyReturn)
	if c.port.last() != nil {
		t.Fatalf("an empty answer was sent: %#v", c.port.last())
	}
	c.typed("123")
	c.show(challengeView(app.MFAType, 1, nil))
	c.typed("456")
	c.press(fyne.KeyReturn)
	if id, text := c.answered(); id != 4 || text != "123456" {
		t.Errorf("answered %d with %q", id, text)
	}
	if c.mfa.code.Text != "" {
		t.Error("the code stayed in its entry")
	}
	c.show(challengeView(app.MFAChecking, 1, nil))
	c.port.did = nil
	c.typed("7")
	c.press(fyne.KeyReturn)
	if c.port.last() != nil {
		t.Errorf("a second answer was sent while the first is checked: %#v", c.port.last())
	}
	c.show(challengeView(app.MFAType, 1, func(m *app.MFAView) { m.Message = "2 tries are left." }))
	if c.canvas.Focused() != fyne.Focusable(c.mfa.code) || c.mfa.wrong.Text() != "2 tries are left." || !c.mfa.wrong.Visible() {
		t.Errorf("after a wrong one: focus %T, says %q", c.canvas.Focused(), c.mfa.wrong.Text())
	}
	c.mfa.code.SetText("222222")
	c.canvas.Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	if _, text := c.answered(); text != "222222" {
		t.Errorf("Ctrl+Enter answered with %q", text)
	}
}

// What was typed for one way is nobody else's.
func TestAnotherWayStartsEmpty(t *testing.T) {
	c := newChallenge(t, app.MFAType, 6, nil)
	if !c.mfa.code.Password {
		t.Error("a password is shown")
	}
	c.typed("my password")
	c.mfa.other.Tapped(nil)
	if !c.mfa.methods.Visible() {
		t.Fatal("the other ways do not show")
	}
	c.mfa.options[1].Tapped(nil)
	c.want(app.ChooseMFA{ID: 4, Method: 1})
	c.show(challengeView(app.MFAType, 1, nil))
	if c.mfa.code.Text != "" || c.mfa.code.Password || c.mfa.methods.Visible() {
		t.Errorf("the code's entry holds %q, dots %v, ways %v", c.mfa.code.Text, c.mfa.code.Password, c.mfa.methods.Visible())
	}
	if c.canvas.Focused() != fyne.Focusable(c.mfa.code) {
		t.Errorf("focus on %T", c.canvas.Focused())
	}
}

func TestWhatEachMethodAsks(t *testing.T) {
	methods := allMethods()
	for _, c := range []struct {
		name   string
		chosen int
		state  app.MFAState
		says   string
		dots   bool
		resend bool
	}{
		{"push", 0, app.MFAApprove, "Allow it on Alice's phone.", false, true},
		{"code", 1, app.MFAType, "Type the code your app shows.", false, false},
		{"e-mail", 2, app.MFAType, "A code was sent to a***@example.com. Type it here.", false, true},
		{"e-mail with a link", 2, app.MFAApprove, "A message was sent to a***@example.com. Do what it says.", false, true},
		{"text", 3, app.MFAType, "A code was sent to the number ending in 42. Type it here.", false, true},
		{"phone", 4, app.MFAApprove, "Your phone rings. Answer the call to the number ending in 42 and do what it says.", false, true},
		{"question", 5, app.MFAType, "What was the name of your first pet?", true, false},
		{"password", 6, app.MFAType, "Type your password.", true, false},
		{"unknown", 7, app.MFAType, "Type the answer for A device this version does not know.", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newChallenge(t, c.state, c.chosen, nil)
			if got := r.mfa.says.Text(); got != c.says {
				t.Errorf("says %q", got)
			}
			if typing := c.state == app.MFAType; r.mfa.asks.Visible() != typing || typing && r.mfa.code.Password != c.dots {
				t.Errorf("entry visible %v, dots %v", r.mfa.asks.Visible(), r.mfa.code.Password)
			}
			if r.mfa.resend.Visible() != c.resend {
				t.Errorf("send again is offered: %v", r.mfa.resend.Visible())
			}
			if c.resend {
				r.mfa.resend.Tapped(nil)
				r.want(app.ChooseMFA{ID: 4, Method: c.chosen})
			}
			if methodIcon(methods[c.chosen].Kind) == "" || r.env.icon(methodIcon(methods[c.chosen].Kind)).Content() == nil {
				t.Error("no picture")
			}
		})
	}
}

func TestEachStateHasItsFocusAndItsButtons(t *testing.T) {
	for _, c := range []struct {
		state  app.MFAState
		chosen int
		focus  func(*mfaWindow) fyne.Focusable
		spins  bool
		again  bool
	}{
		{app.MFAStarting, -1, nil, true, false},
		{app.MFAChoose, -1, func(m *mfaWindow) fyne.Focusable { return m.options[0] }, false, false},
		{app.MFAType, 1, func(m *mfaWindow) fyne.Focusable { return m.code }, false, false},
		{app.MFAApprove, 0, nil, true, false},
		{app.MFAChecking, 1, nil, true, false},
		{app.MFABrowser, -1, nil, true, false},
		{app.MFAFailed, -1, func(m *mfaWindow) fyne.Focusable { return m.again }, false, true},
	} {
		t.Run(string(c.state), func(t *testing.T) {
			r := newChallenge(t, c.state, c.chosen, nil)
			var want fyne.Focusable
			if c.focus != nil {
				want = c.focus(r.mfa)
			}
			if got := r.canvas.Focused(); got != want {
				t.Errorf("focus on %T, want %T", got, want)
			}
			if spins := len(r.mfa.env.spinning) == 1; spins != c.spins || c.spins && MFABusy(c.state) == "" {
				t.Errorf("spins %v, says %q", spins, MFABusy(c.state))
			}
			if r.mfa.again.Visible() != c.again {
				t.Errorf("try again is offered: %v", r.mfa.again.Visible())
			}
			if r.mfa.browser.Visible() != (c.state != app.MFABrowser) {
				t.Errorf("the browser is offered: %v", r.mfa.browser.Visible())
			}
			r.port.did = nil
			r.press(fyne.KeyEscape)
			if d := cmp.Diff([]app.Intent{app.CancelMFA{ID: 4}}, r.port.did); d != "" {
				t.Errorf("Esc (-want +got):\n%s", d)
			}
		})
	}
}

func TestAFailedChallengeIsTriedAgainOrPassedInTheBrowser(t *testing.T) {
	c := newChallenge(t, app.MFAFailed, -1, nil)
	c.press(fyne.KeyReturn)
	c.want(app.RetryMFA{ID: 4})
	c.mfa.browser.Tapped(nil)
	c.want(app.BrowserMFA{ID: 4})
	only := newChallenge(t, app.MFAFailed, -1, func(m *app.MFAView) { m.Problem = app.Problem{Kind: app.ProblemNoChallenge} })
	only.press(fyne.KeyReturn)
	only.want(app.BrowserMFA{ID: 4})
}

func TestClosingTheWindowByHandCancelsOnceAndByTheAppNotAtAll(t *testing.T) {
	c := newChallenge(t, app.MFAApprove, 0, nil)
	win := c.mfa.win
	c.mfa.giveUp() // what the window manager's cross calls
	if d := cmp.Diff([]app.Intent{app.CancelMFA{ID: 4}}, c.port.did); d != "" {
		t.Fatalf("(-want +got):\n%s", d)
	}
	if c.mfa.win != win {
		t.Fatal("the window must stay until the app says that it is over")
	}
	c.port.did = nil
	v := challengeView(app.MFAApprove, 0, nil)
	v.MFA = nil
	c.show(v)
	if c.mfa.win != nil || len(c.port.did) != 0 {
		t.Errorf("window %v, intents %#v", c.mfa.win, c.port.did)
	}
	if len(c.mfa.env.spinning) != 0 {
		t.Error("it spins though its window is closed")
	}
	c.show(challengeView(app.MFAChoose, -1, nil))
	if c.mfa.win == nil || c.mfa.win == win || len(c.mfa.env.spinning) != 0 {
		t.Error("the next challenge has a window of its own, and nothing spins in it")
	}
}

func TestTheMainButtonBringsAnOpenChallengeToTheFront(t *testing.T) {
	c := newChallenge(t, app.MFAChoose, -1, nil)
	c.main.pane.way.primary.Tapped(nil)
	if c.port.last() != nil {
		t.Errorf("sent %#v", c.port.last())
	}
	v := challengeView(app.MFAChoose, -1, nil)
	v.Pane.ID, v.Pane.Name, v.Pane.Cancel = 13, "another", false
	c.show(v)
	c.main.pane.way.primary.Tapped(nil)
	c.want(app.Connect{SecretID: 13})
}

func TestASecondPassesAndOnlyTheTimeMoves(t *testing.T) {
	c := newChallenge(t, app.MFAApprove, 0, timed)
	before := c.outline()
	size := c.canvas.Size()
	second := challengeView(app.MFAApprove, 0, func(m *app.MFAView) { m.Left, m.Whole = 36*time.Second, time.Minute })
	c.show(second)
	if c.mfa.left.Text() != "00:36" || c.mfa.gauge.Fraction() != 0.6 || c.canvas.Size() != size {
		t.Errorf("says %q, gauge %v, size %v", c.mfa.left.Text(), c.mfa.gauge.Fraction(), c.canvas.Size())
	}
	if len(c.mfa.env.spinning) != 0 {
		t.Error("a bar that moves needs no spinner: it repaints without end")
	}
	c.show(challengeView(app.MFAApprove, 0, timed))
	if d := cmp.Diff(before, c.outline()); d != "" {
		t.Errorf("something else moved:\n%s", d)
	}
	if n := testing.AllocsPerRun(20, func() { c.show(second) }); n > 200 {
		t.Errorf("a View that changes nothing allocates %v times", n)
	}
}

func TestTheWindowFitsWhatItAsks(t *testing.T) {
	c := newChallenge(t, app.MFAChoose, -1, nil)
	tall := c.canvas.Size().Height
	c.show(challengeView(app.MFAType, 1, nil))
	low := c.canvas.Size().Height
	if low >= tall || low < mfaH {
		t.Errorf("%v high with eight ways, %v with a code", tall, low)
	}
	c.show(challengeView(app.MFAType, 1, func(m *app.MFAView) { m.Message = "The code is not right." }))
	c.show(challengeView(app.MFAChecking, 1, nil))
	if got := c.canvas.Size().Height; got < low {
		t.Errorf("it shrank from %v to %v while the same is asked", low, got)
	}
}

func TestAChallengeSaysWhatItIsFor(t *testing.T) {
	c := newChallenge(t, app.MFAChoose, -1, func(m *app.MFAView) { m.Step, m.Steps = 2, 3 })
	if got := c.mfa.lead.Text(); got != "vault.example.com asks you to confirm that it is you before dc-01 opens." {
		t.Errorf("says %q", got)
	}
	if got := c.mfa.step.Text(); got != "Step 2 of 3" {
		t.Errorf("step %q", got)
	}
	v := app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://tenant.example.com"}, MFA: c.cur.MFA}
	if got := MFALead(&v); got != "tenant.example.com asks you to confirm that it is you before you are signed in." {
		t.Errorf("of a sign-in it says %q", got)
	}
}

func TestEveryStateAndKindOfAChallengeHasWords(t *testing.T) {
	for _, s := range []app.MFAState{app.MFAType, app.MFAApprove, app.MFABrowser, app.MFAFailed} {
		for _, m := range allMethods() {
			if MFAAsks(app.MFAView{State: s, Methods: []app.MFAMethod{m}}, s) == "" {
				t.Errorf("%s with %s says nothing", s, m.Kind)
			}
		}
	}
	for _, s := range []app.MFAState{app.MFAStarting, app.MFAChecking, app.MFAApprove, app.MFABrowser} {
		if MFABusy(s) == "" {
			t.Errorf("%s does not say what it waits for", s)
		}
	}
	seen := map[app.MFAKind]bool{}
	for _, m := range allMethods() {
		seen[m.Kind] = true
		if MethodName(m) == "" || MethodText(m) == "" {
			t.Errorf("%s has no name", m.Kind)
		}
	}
	if len(seen) != 8 || MethodName(app.MFAMethod{Kind: app.MFAOther}) != "Another way" {
		t.Errorf("%d kinds are tried", len(seen))
	}
}
