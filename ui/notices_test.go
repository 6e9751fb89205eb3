package ui

import (
	"slices"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// What a button of a notification leads to in the app.
func TestAButtonOfANotificationHasItsEffect(t *testing.T) {
	expired := func(h *apptest.H) {
		h.Do(app.Select{SecretID: 114}, app.CheckOutOnly{SecretID: 114})
		h.Advance(3 * time.Minute)
	}
	runningOut := func(h *apptest.H) {
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
		h.Advance(26 * time.Minute)
	}
	free := func(h *apptest.H) {
		h.Do(app.Select{SecretID: 115}, app.NotifyWhenFree{SecretID: 115, On: true})
		h.Vault.ForceCheckIn(115, "root")
		h.Advance(31 * time.Second)
	}
	failed := func(h *apptest.H) {
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
		h.Vault.Fail("check-in", demovault.Fault{Kind: demovault.FaultDropBefore})
		h.Do(app.CheckIn{SecretID: 103})
	}
	for name, c := range map[string]struct {
		before func(*apptest.H)
		kind   app.NoticeKind
		key    string
		secret int
		done   func(h *apptest.H) bool
	}{
		"free, check out now": {free, app.NoticeFree, keyCheckOut, 115, func(h *apptest.H) bool {
			_, held := h.CheckOut(115)
			return held && h.Ledger(115)["check-out"] == 2 /* Bob's is one */ && h.Launcher.Count() == 0 && h.View().Pane.ID == 115
		}},
		"free, show": {free, app.NoticeFree, keyShow, 115, func(h *apptest.H) bool { return h.View().Pane.ID == 115 && h.Ledger(115)["check-out"] == 1 }},
		"expired, connect": {expired, app.NoticeExpired, keyConnect, 114, func(h *apptest.H) bool {
			return h.Ledger(114)["check-out"] == 2 && len(h.Launcher.Live()) == 1 && h.View().Pane.ID == 114
		}},
		"running out, extend": {runningOut, app.NoticeRunningOut, keyExtend, 103, func(h *apptest.H) bool {
			p := h.View().Prompt
			return p != nil && p.Kind == app.PromptExtend && p.Extend.SecretID == 103
		}},
		"running out, check in": {runningOut, app.NoticeRunningOut, keyCheckIn, 103, func(h *apptest.H) bool {
			return h.Ledger(103)["check-in"] == 1 && len(h.View().CheckOuts) == 0
		}},
		"check-in failed, check in": {failed, app.NoticeCheckInFailed, keyCheckIn, 103, func(h *apptest.H) bool {
			return h.Ledger(103)["check-in"] == 1 && len(h.View().CheckOuts) == 0
		}},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				c.before(h)
				n := h.View().Notice
				if n.Kind != c.kind || n.SecretID != c.secret || !slices.Contains(offered(n), c.key) {
					t.Fatalf("the notice is %+v, and offers %v", n, offered(n))
				}
				h.Do(app.Select{SecretID: 101}) // the user has gone on
				if c.done(h) {
					t.Fatal("all is done before the button is pressed: the test proves nothing")
				}
				for _, i := range answerTo(c.key).does(n) {
					h.App.Do(app.In{Vault: n.Vault, Intent: i})
				}
				h.Advance(time.Second)
				if !c.done(h) {
					t.Errorf("%q had not its effect: the vault saw %v, %d clients, pane %d, question %+v, problem %+v",
						answerTo(c.key).label, h.Ledger(c.secret), h.Launcher.Count(), h.View().Pane.ID, h.View().Prompt, h.View().Pane.Problem)
				}
			})
		})
	}
}

// What the desktop shows of a window that locks goes with what the window showed.
func TestALockedWindowTakesBackWhatTheDesktopShows(t *testing.T) {
	r := newRig(t, Light)
	var did []string
	r.opts.Notify = func(n Notification, _ func(string), _ func()) {
		did = append(did, n.Title)
		for _, a := range n.Actions {
			did = append(did, a.Key)
		}
	}
	r.opts.TakeBack = func() { did = append(did, "taken back") }
	v := mainView()
	v.Notice = app.Notice{Seq: 1, Kind: app.NoticeFree, SecretID: 103, Secret: "db-01"}
	r.show(v)
	v.Notice = app.Notice{Seq: 2, Kind: app.NoticeExpired, SecretID: 104, Secret: "db-02"}
	r.port.send(v) // on its way when the window locks
	v = lockedView()
	v.Notice = app.Notice{Seq: 2, Kind: app.NoticeExpired}
	r.show(v)
	r.show(v)
	nameless, _ := NoticeText(v.Notice)
	named, _ := NoticeText(app.Notice{Kind: app.NoticeFree, Secret: "db-01"})
	if want := []string{named, keyCheckOut, keyShow, "taken back", nameless, keyRaise}; !slices.Equal(did, want) {
		t.Errorf("did %q, want %q", did, want)
	}
	did = nil
	r.show(mainView())
	if len(did) != 0 {
		t.Errorf("opened, and did %q", did)
	}
}
