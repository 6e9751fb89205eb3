package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

// All of it by keyboard, without a look at the pane behind.
func TestApprovalsByKeyboard(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	r.ctrl(fyne.KeyB)
	r.want(app.ShowInbox{Open: true})
	r.show(inboxView(3))
	b := r.main.inbox
	if r.focused() != fyne.Focusable(b.cards[ref{id: 70}].response) {
		t.Fatalf("focus on %T, want the first request's answer", r.focused())
	}
	r.port.did = nil
	r.press(fyne.KeyReturn)
	r.ctrl(fyne.KeyReturn)
	r.ctrl(fyne.KeyI)
	if r.port.last() != nil {
		t.Fatalf("a key decided, or meant the secret behind: %#v", r.port.last())
	}
	b.cards[ref{id: 70}].deny.Tapped(nil)
	if r.port.last() != nil || b.cards[ref{id: 70}].wrong.Text() == "" || r.focused() != fyne.Focusable(b.cards[ref{id: 70}].response) {
		t.Fatalf("denied without a word: %#v", r.port.last())
	}
	r.typed("Not this week.")
	if b.cards[ref{id: 70}].wrong.Visible() {
		t.Error("it still says what is missing")
	}
	v := inboxView(3)
	v.Inbox.Version++
	r.show(v) // read anew meanwhile
	b.cards[ref{id: 70}].deny.Tapped(nil)
	r.want(app.Decide{RequestID: 70, Response: "Not this week."})
	v.Inbox.Version, v.Inbox.Rows = v.Inbox.Version+1, v.Inbox.Rows[1:]
	r.show(v)
	if r.focused() != fyne.Focusable(b.cards[ref{id: 71}].response) {
		t.Errorf("focus on %T, want the request that took its place", r.focused())
	}
	r.press(fyne.KeyEscape)
	r.want(app.ShowInbox{})
	r.ctrl(fyne.KeyB)
	r.want(app.ShowInbox{})
}

func TestARequestIsApprovedWithOtherTimes(t *testing.T) {
	r := newRig(t, Light)
	r.show(inboxView(1))
	c := r.main.inbox.cards[ref{id: 70}]
	c.allow.Tapped(nil)
	r.want(app.Decide{RequestID: 70, Approve: true})
	c.change.Tapped(nil)
	c.until.clock.SetText("nine")
	r.port.did = nil
	c.allow.Tapped(nil)
	if r.port.last() != nil || c.wrong.Text() != noMoment || r.focused() != fyne.Focusable(c.until.clock) {
		t.Fatalf("sent %#v, says %q, focus %T", r.port.last(), c.wrong.Text(), r.focused())
	}
	c.until.clock.SetText("10:15")
	c.allow.Tapped(nil)
	r.want(app.Decide{RequestID: 70, Approve: true, From: noon.Add(2 * time.Minute).Truncate(time.Minute), Until: noon.Truncate(time.Hour).Add(75 * time.Minute)})
	c.change.Tapped(nil) // as asked for
	c.allow.Tapped(nil)
	r.want(app.Decide{RequestID: 70, Approve: true})
	v := inboxView(1)
	v.Inbox.Version, v.Inbox.Rows[0].Busy = 9, true
	r.show(v)
	r.show(v)
	r.port.did = nil
	c.allow.Tapped(nil)
	if r.port.last() != nil || !c.busy.root.Visible() {
		t.Errorf("while it is decided: sent %#v, spinner %v", r.port.last(), c.busy.root.Visible())
	}
}

func TestAnInboxOfThirtyShowsTwentyAndSaysSo(t *testing.T) {
	r := newRig(t, Light)
	r.show(inboxView(30))
	b := r.main.inbox
	if len(b.cards) != inboxCards || b.more.Text() != "and 10 more requests" || b.said.Text() != "30 requests wait for you, the oldest first" {
		t.Errorf("%d cards, %q, %q", len(b.cards), b.said.Text(), b.more.Text())
	}
	last := b.cards[ref{id: 89}]
	r.env.focus(last.allow)
	if y := fyne.CurrentApp().Driver().AbsolutePositionForObject(last.allow).Y; y < headerH || y > 760 {
		t.Errorf("the focused button is at %v, out of sight", y)
	}
	if got := InboxItem(30); got != "Approvals (30)" {
		t.Errorf("the menu says %q", got)
	}
}

func TestHistoryByKeyAndByTab(t *testing.T) {
	r := newRig(t, Light)
	r.win.Resize(fyne.NewSize(1024, 640))
	r.show(requestView())
	p := r.main.pane
	for range 40 {
		r.env.canvas.FocusNext()
		if r.focused() == fyne.Focusable(p.past.toggle) {
			break
		}
	}
	r.press(fyne.KeyReturn)
	r.want(app.ShowHistory{SecretID: 12})
	r.port.did = nil
	r.ctrl(fyne.KeyL)
	r.want(app.ShowHistory{SecretID: 12})
	v := requestView()
	v.History = historyView(make([]app.HistoryRow, 70)...).History
	r.show(v)
	if n := len(p.past.list.Objects); n != historyStep || p.past.more.Label() != "Show more of the 40 earlier ones" {
		t.Errorf("%d lines, %q", n, p.past.more.Label())
	}
	if p.scroll.Offset.Y == 0 {
		t.Error("the timeline is below the window's edge")
	}
	p.past.more.Tapped(nil)
	p.past.more.Tapped(nil)
	if n := len(p.past.list.Objects); n != 70 || p.past.mores.Visible() {
		t.Errorf("%d lines, more %v", n, p.past.mores.Visible())
	}
	r.ctrl(fyne.KeyL)
	r.want(app.ShowHistory{})
	r.show(requestView())
	if p.past.list.Visible() {
		t.Error("the timeline stays")
	}
}
