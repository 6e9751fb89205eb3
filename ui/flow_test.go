package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// given is the last Connect, with its password as a word of its own.
func (r *rig) given() (g app.Given, lock string) {
	r.t.Helper()
	c, ok := r.port.last().(app.Connect)
	if !ok {
		r.t.Fatalf("last intent %#v, want Connect", r.port.last())
	}
	lock = revealed(c.Given.Lock)
	c.Given.Lock = sealed.Secret{}
	return c.Given, lock
}

func revealed(s sealed.Secret) (text string) {
	s.Reveal(func(b []byte) { text = string(b) })
	return text
}

func (r *rig) wantGiven(want app.Given, lock string) {
	r.t.Helper()
	got, password := r.given()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(sealed.Secret{})); d != "" || password != lock {
		r.t.Errorf("given (-want +got), password %q, want %q:\n%s", password, lock, d)
	}
}

// refuses wants nothing sent, the words said and the focus where they belong.
func (r *rig) refuses(where fyne.Focusable, words string) {
	r.t.Helper()
	f := r.main.pane.way.form
	if r.port.last() != nil {
		r.t.Errorf("sent %#v", r.port.last())
	}
	if !f.wrongs.Visible() || f.wrong.Text() != words {
		r.t.Errorf("says %q, visible %v, want %q", f.wrong.Text(), f.wrongs.Visible(), words)
	}
	if r.focused() != where {
		r.t.Errorf("focus on %T, want %T", r.focused(), where)
	}
}

func TestATicketMayBeLeftOutUntilTheVaultInsists(t *testing.T) {
	r := newRig(t, Light)
	r.show(ticketView(false))
	f := r.main.pane.way.form
	r.main.pane.way.focusNext()
	r.typed("Port 7 is down")
	r.press(fyne.KeyReturn)
	r.wantGiven(app.Given{Reason: "Port 7 is down"}, "")
	r.port.did = nil
	v := ticketView(true)
	v.Pane.Ask.Error = "A ticket number is required."
	r.show(v)
	if f.reason.Text != "Port 7 is down" || r.focused() != fyne.Focusable(f.ticket) || f.wrong.Text() != "A ticket number is required." {
		t.Errorf("after the refusal: reason %q, focus %T, words %q", f.reason.Text, r.focused(), f.wrong.Text())
	}
	r.press(fyne.KeyReturn)
	r.refuses(f.ticket, "The vault asks for a ticket number. Nothing was sent.")
	r.typed("INC20451")
	if f.wrongs.Visible() {
		t.Errorf("while typing it still says %q", f.wrong.Text())
	}
	r.press(fyne.KeyReturn)
	r.refuses(f.ticket, "An incident is INC and six digits.")
	if f.page.Visible() {
		t.Error("a number that does not fit has no page")
	}
	r.typed("8")
	f.page.Tapped(nil)
	r.want(app.OpenTicket{System: 1, Number: "INC204518"})
	r.press(fyne.KeyReturn)
	r.wantGiven(app.Given{Reason: "Port 7 is down", Ticket: "INC204518", System: 1}, "")
}

// Whoever types after a refusal sees their own words, not those about the ones before.
func TestTheVaultsWordsGoWithTheNextLetterAndComeAgain(t *testing.T) {
	r := newRig(t, Light)
	refused := ticketView(true)
	refused.Pane.Ask.Error = "INC999999 is closed."
	r.show(refused)
	f := r.main.pane.way.form
	r.env.focus(f.ticket)
	r.typed("I")
	r.show(refused)
	if f.wrongs.Visible() {
		t.Error("the vault's words stay though something else is typed")
	}
	r.show(ticketView(true)) // tried again
	r.show(refused)
	if !f.wrongs.Visible() {
		t.Error("the vault says the same again, and nobody hears it")
	}
	f.system.pick(2)
	if f.wrongs.Visible() {
		t.Error("the words are about another system's number")
	}
}

func TestEachTicketSystemHasItsOwnRuleAndWords(t *testing.T) {
	for _, c := range []struct {
		name           string
		system         int
		reason, ticket string
		wrong          string
		onReason       bool
		want           app.Given
	}{
		{"both, nothing", 0, "", "", "The vault asks for a reason. Nothing was sent.", true, app.Given{}},
		{"both, a reason alone", 0, "disk", "", "The vault asks for a ticket number. Nothing was sent.", false, app.Given{}},
		{"the ticket alone is enough", 1, "", "CHG0000001", "", false, app.Given{Ticket: "CHG0000001", System: 2}},
		{"a pattern without a sentence", 1, "", "INC000001", "Changes has no ticket numbers like this. Nothing was sent.", false, app.Given{}},
		{"either, nothing", 2, "", "", "The vault asks for a reason or a ticket number. Nothing was sent.", true, app.Given{}},
		{"either, a reason", 2, "disk", "", "", false, app.Given{Reason: "disk", System: 3}},
		{"either, a case of any form", 2, "", "OPS-42", "", false, app.Given{Ticket: "OPS-42", System: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, Light)
			r.show(ticketView(true))
			f := r.main.pane.way.form
			f.system.pick(c.system)
			f.reason.SetText(c.reason)
			f.ticket.SetText(c.ticket)
			r.ctrl(fyne.KeyReturn)
			switch {
			case c.wrong == "":
				r.wantGiven(c.want, "")
			case c.onReason:
				r.refuses(f.reason, c.wrong)
			default:
				r.refuses(f.ticket, c.wrong)
			}
		})
	}
}

func TestANewFormStartsWithTheDefaultSystem(t *testing.T) {
	r := newRig(t, Light)
	v := ticketView(true)
	r.show(v)
	f := r.main.pane.way.form
	f.system.pick(1)
	r.show(v)
	if f.label.Text() != "Change" || f.chosen().ID != 2 {
		t.Errorf("the choice is gone after a View: %q", f.label.Text())
	}
	v.Pane.Ask.ID++
	r.show(v)
	if f.label.Text() != "Incident" || f.chosen().ID != 1 {
		t.Errorf("a new form starts with %q", f.label.Text())
	}
}

func TestAPatternThatGoDoesNotKnowIsLeftToTheVault(t *testing.T) {
	for pattern, want := range map[string]bool{"": true, "^A$": false, `(?<=INC)\d+(?!x)`: true} {
		if got := fits(pattern, "INC1"); got != want {
			t.Errorf("fits(%q) = %v", pattern, got)
		}
	}
}

func TestHowLongAccessIsWanted(t *testing.T) {
	evening := time.Date(2026, 11, 22, 23, 59, 0, 0, time.Local)
	from, until := noon.Truncate(time.Minute), noon.Truncate(time.Minute).Add(time.Hour)
	for _, c := range []struct {
		name  string
		span  int
		do    func(*accessFields)
		wrong string
		onEnd bool
		want  app.Given
	}{
		{"an hour", 0, nil, "", false, app.Given{Span: time.Hour}},
		{"four hours", 1, nil, "", false, app.Given{Span: 4 * time.Hour}},
		{"today", 2, nil, "", false, app.Given{Until: evening}},
		{"own times, as they stand", 3, nil, "", false, app.Given{From: from, Until: until}},
		{"a day that is none", 3, func(a *accessFields) { a.until.day.SetText("2026-02-30") }, noMoment, false, app.Given{}},
		{"a time that is none", 3, func(a *accessFields) { a.until.clock.SetText("25:00") }, noMoment, true, app.Given{}},
		{"the end before the beginning", 3, func(a *accessFields) { a.from.day.SetText("2026-11-23") }, endsBefore, true, app.Given{}},
		{"over already", 3, func(a *accessFields) { a.from.day.SetText("2026-11-20"); a.until.day.SetText("2026-11-21") }, overByNow, true, app.Given{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, Light)
			r.show(requestView())
			f := r.main.pane.way.form
			f.reason.SetText("disk")
			f.access.span.pick(c.span)
			if c.do != nil {
				c.do(f.access)
			}
			r.ctrl(fyne.KeyReturn)
			if c.wrong == "" {
				c.want.Reason = "disk"
				r.wantGiven(c.want, "")
				return
			}
			where := f.access.until.day
			if c.onEnd {
				where = f.access.until.clock
			}
			r.refuses(where, c.wrong)
		})
	}
}

func TestTheCalendarPicksADayByKeysAndTheEndMovesAlong(t *testing.T) {
	r := newRig(t, Light)
	r.show(requestView())
	a := r.main.pane.way.form.access
	a.span.pick(3)
	if r.focused() != fyne.Focusable(a.from.day) {
		t.Fatalf("focus on %T, want the first day", r.focused())
	}
	a.from.calendar.Tapped(nil)
	r.press(fyne.KeyLeft) // yesterday cannot be chosen
	r.press(fyne.KeyDown)
	r.press(fyne.KeyRight)
	r.press(fyne.KeyReturn)
	if a.from.day.Text != "2026-11-30" || a.until.day.Text != "2026-11-30" {
		t.Errorf("from %s until %s, want a week and a day later", a.from.day.Text, a.until.day.Text)
	}
	if r.focused() != fyne.Focusable(a.from.clock) || r.env.canvas.Overlays().Top() != nil {
		t.Errorf("focus on %T, calendar open %v", r.focused(), r.env.canvas.Overlays().Top() != nil)
	}
	r.press(fyne.KeyUp)
	if a.from.clock.Text != "10:00" || a.until.clock.Text != "11:00" {
		t.Errorf("from %s until %s, want the next quarter of an hour", a.from.clock.Text, a.until.clock.Text)
	}
	r.press(fyne.KeyDown)
	if a.from.clock.Text != "09:45" {
		t.Errorf("down to %s", a.from.clock.Text)
	}
	a.from.calendar.Tapped(nil)
	r.press(fyne.KeyEscape)
	if r.env.canvas.Overlays().Top() != nil || r.port.last() != nil {
		t.Errorf("Esc must shut the calendar and do nothing else: %#v", r.port.last())
	}
}

func TestAQuantumLockPasswordIsSentSealedAndNotKept(t *testing.T) {
	r := newRig(t, Light)
	r.show(lockView(app.LockEnter))
	f := r.main.pane.way.form
	r.main.pane.way.focusNext()
	r.press(fyne.KeyReturn)
	r.refuses(f.lock, "Type your QuantumLock password. Nothing was sent.")
	r.typed("correct horse")
	r.show(lockView(app.LockEnter))
	r.press(fyne.KeyReturn)
	r.wantGiven(app.Given{}, "correct horse")
	if f.lock.Text != "" {
		t.Error("the password stayed in its entry")
	}
	v := lockView(app.LockEnter)
	v.Pane.Ask.Error = "The QuantumLock password is incorrect."
	r.show(v)
	if r.focused() != fyne.Focusable(f.lock) || f.wrong.Text() != v.Pane.Ask.Error {
		t.Errorf("after a wrong one: focus %T, says %q", r.focused(), f.wrong.Text())
	}
}

func TestAFirstQuantumLockPasswordIsTypedTwice(t *testing.T) {
	r := newRig(t, Light)
	r.show(lockView(app.LockCreate))
	f := r.main.pane.way.form
	r.main.pane.way.focusNext()
	r.typed("one")
	r.env.focus(f.again)
	r.typed("other")
	r.press(fyne.KeyReturn)
	r.refuses(f.again, "The two passwords differ. Nothing was sent.")
	f.again.SetText("one")
	r.press(fyne.KeyReturn)
	r.wantGiven(app.Given{}, "one")
	if f.lock.Text != "" || f.again.Text != "" {
		t.Error("a password stayed in its entry")
	}
}

func TestARequestCanBeTakenBackOrMadeForOtherTimes(t *testing.T) {
	r := newRig(t, Light)
	r.show(waitingView(workflow.RequestPending, true))
	w := r.main.pane.way.wait
	w.cancel.Tapped(nil)
	r.want(app.CancelRequest{SecretID: 12})
	w.change.Tapped(nil)
	if !w.times.Visible() || r.focused() != fyne.Focusable(w.from.day) {
		t.Fatalf("times visible %v, focus %T", w.times.Visible(), r.focused())
	}
	w.until.clock.SetText("09:00")
	r.port.did = nil
	r.press(fyne.KeyReturn)
	if r.port.last() != nil || w.wrong.Text() != endsBefore {
		t.Fatalf("sent %#v, says %q", r.port.last(), w.wrong.Text())
	}
	w.until.clock.SetText("12:00")
	r.show(waitingView(workflow.RequestPending, true)) // a View comes by
	r.press(fyne.KeyReturn)
	r.want(app.EditRequest{SecretID: 12, From: noon.Add(2 * time.Minute).Truncate(time.Minute), Until: noon.Truncate(24 * time.Hour).Add(12 * time.Hour)})
	v := waitingView(workflow.RequestPending, true)
	v.Pane.Wait.Request.Until = noon.Add(3 * time.Hour)
	r.show(v)
	if w.times.Visible() {
		t.Error("the vault took the times: the fields must go")
	}
	r.press(fyne.KeyEscape)
	r.want(app.Cancel{SecretID: 12})
}

func TestAfterAChallengeTheFocusIsInTheFormThatComes(t *testing.T) {
	r := newRig(t, Light)
	v := jumpView()
	v.Pane.Ask, v.Pane.Primary = app.FormView{}, app.PrimaryChallenge
	r.show(v)
	r.main.pane.way.focusNext()
	r.press(fyne.KeyReturn)
	r.want(app.Connect{SecretID: 12})
	r.show(jumpView())
	if r.focused() != fyne.Focusable(r.main.pane.way.form.reason) {
		t.Errorf("focus on %T, want the reason", r.focused())
	}
}

func TestWhatIsHeldByAnotherCanBeWatchedOrForced(t *testing.T) {
	r := newRig(t, Light)
	v := heldView()
	r.main.choose(ref{id: 13})
	r.show(v)
	o := r.main.pane.out
	if r.focused() != fyne.Focusable(o.tell) {
		t.Errorf("focus on %T, want the only thing that can be done", r.focused())
	}
	if o.force.Visible() {
		t.Error("forcing is offered to whom the vault does not allow it")
	}
	o.tell.Tapped(nil)
	r.want(app.NotifyWhenFree{SecretID: 13, On: true})
	v.Pane.Facts.MayForce, v.Pane.Facts.Watched = true, true
	r.show(v)
	o.tell.Tapped(nil)
	r.want(app.NotifyWhenFree{SecretID: 13})
	o.force.Tapped(nil)
	r.want(app.AskForce{SecretID: 13})
	v.Prompt = &app.PromptView{ID: 3, Kind: app.PromptForce, Secret: "db-03", Force: app.ForcePrompt{SecretID: 13, Holder: "bob", Minutes: 18}}
	r.show(v)
	r.press(fyne.KeyReturn) // Cancel has the focus
	r.want(app.Answer{PromptID: 3})
	r.port.did = nil
	r.ctrl(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Errorf("Ctrl+Enter forced a check-in: %#v", r.port.last())
	}
	r.press(fyne.KeyEscape)
	r.want(app.Answer{PromptID: 3})
}

func TestLittleTimeOffersMoreFirst(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(3*time.Minute, true)
	v.Prompt = &app.PromptView{ID: 4, Kind: app.PromptShort, Secret: "db-01", Short: app.ShortPrompt{SecretID: 11, Left: 3 * time.Minute}}
	r.show(v)
	r.press(fyne.KeyReturn)
	want := []app.Intent{app.Answer{PromptID: 4}, app.AskExtend{SecretID: 11}}
	if d := cmp.Diff(want, r.port.did); d != "" {
		t.Errorf("Enter (-want +got):\n%s", d)
	}
}

// A View that changes nothing of a long form costs next to nothing.
func TestAFormCostsNothingWhileItIsThere(t *testing.T) {
	r := newRig(t, Light)
	v := jumpView()
	r.show(v)
	if n := testing.AllocsPerRun(20, func() { r.show(v) }); n > 200 {
		t.Errorf("a View that changes nothing allocates %v times", n)
	}
}
