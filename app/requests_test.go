package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow"
)

// requested signs alice in and asks for access to 107.
func requested(t *testing.T, h *apptest.H) demovault.Request {
	t.Helper()
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 107})
	if v := h.View(); v.Pane.Primary != app.PrimaryRequest || !v.Pane.Ask.Access || !v.Pane.Ask.Reason {
		t.Fatalf("at rest: %q %+v", v.Pane.Primary, v.Pane.Ask)
	}
	h.Do(app.Connect{SecretID: 107, Given: app.Given{Reason: "new rule", Span: 2 * time.Hour}})
	all := h.Vault.PendingRequests()
	if len(all) != 1 {
		t.Fatalf("%d requests are pending; %+v", len(all), h.View().Pane)
	}
	return all[0]
}

func TestARequestIsWaitedForAndGoesOnByItself(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		r := requested(t, h)
		v := h.View()
		if w := v.Pane.Wait; w.Row != workflow.Approval || w.Since.IsZero() || w.Request.Status != workflow.RequestPending || w.Request.Reviewers == "" {
			t.Fatalf("waiting: %+v", w)
		}
		h.Advance(5 * time.Minute)
		if n := h.Launcher.Count(); n != 0 {
			t.Fatalf("%d clients before anybody decided", n)
		}
		if err := h.Vault.Approve(r.ID, "ann", "until noon", r.Start, r.Start.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		h.Advance(time.Minute)
		v = h.View()
		if len(v.Sessions) != 1 || v.Notice.Kind != app.NoticeGranted || v.Notice.Secret != "edge-fw" {
			t.Fatalf("sessions %+v, notice %+v, pane %+v", v.Sessions, v.Notice, v.Pane)
		}
		if left := time.Until(v.Pane.ApprovalEnd); left <= 0 || left > time.Hour {
			t.Errorf("access ends in %v, the approver gave an hour", left)
		}
	})
}

func TestADeniedRequestSaysWhoAndWhyAndMayBeMadeAnew(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		r := requested(t, h)
		if err := h.Vault.Deny(r.ID, "ann", "not today"); err != nil {
			t.Fatal(err)
		}
		h.Advance(time.Minute)
		v := h.View()
		if got := v.Pane.Wait.Request; got.Status != workflow.RequestDenied || got.Response != "not today" || got.DecidedBy == "" {
			t.Fatalf("denied: %+v", got)
		}
		if v.Notice.Kind != app.NoticeDenied || !v.Pane.Ask.Access {
			t.Fatalf("notice %+v, ask %+v", v.Notice, v.Pane.Ask)
		}
		h.Do(app.Connect{SecretID: 107, Given: app.Given{Reason: "please", Span: time.Hour}})
		if all := h.Vault.PendingRequests(); len(all) != 1 || all[0].ID == r.ID {
			t.Errorf("pending: %+v", all)
		}
	})
}

func TestARequestIsTakenBack(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		requested(t, h)
		h.Do(app.CancelRequest{SecretID: 107})
		if all := h.Vault.PendingRequests(); len(all) != 0 {
			t.Fatalf("still pending: %+v", all)
		}
		if v := h.View(); v.Pane.Wait.Row != "" || !v.Pane.Ask.Access {
			t.Errorf("after taking it back: %+v %+v", v.Pane.Wait, v.Pane.Ask)
		}
	})
}

func TestStoppingToWaitLeavesTheRequest(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		r := requested(t, h)
		h.Do(app.Cancel{SecretID: 107})
		if v := h.View(); v.Pane.Cancel || len(h.Vault.PendingRequests()) != 1 {
			t.Fatalf("after stopping: %+v", v.Pane)
		}
		if err := h.Vault.Approve(r.ID, "ann", "", time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		h.Advance(5 * time.Minute)
		if n := h.Launcher.Count(); n != 0 {
			t.Errorf("%d clients started although nobody waits", n)
		}
		h.Do(app.Refresh{})
		h.Do(app.Connect{SecretID: 107})
		if n := h.Launcher.Count(); n != 1 {
			t.Errorf("%d clients after Connect: %+v", n, h.View().Pane)
		}
	})
}

func TestWaitingForAnApprovalOutlivesTheApp(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(h *apptest.H)
	}{
		{"a crash", func(h *apptest.H) { h.Crash() }},
		{"quitting", func(h *apptest.H) { h.Do(app.Quit{}); h.Advance(time.Second); h.Crash() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				r := requested(t, h)
				c.end(h)
				h.Advance(time.Hour)
				h.Start()
				h.SignIn("alice")
				h.Advance(time.Minute)
				if n := h.Launcher.Count(); n != 0 {
					t.Fatalf("%d clients before it was granted", n)
				}
				if err := h.Vault.Approve(r.ID, "ann", "", time.Time{}, time.Time{}); err != nil {
					t.Fatal(err)
				}
				h.Advance(time.Minute)
				v := h.View()
				if len(v.Sessions) != 1 || v.Notice.Kind != app.NoticeGranted {
					t.Fatalf("sessions %+v, notice %+v, pane %+v", v.Sessions, v.Notice, v.Pane)
				}
			})
		})
	}
}

func TestTheInboxShowsWhatOthersAskAndDecidesIt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		r := requested(t, h)
		h.Do(app.ShowInbox{Open: true})
		if rows := h.View().Inbox.Rows; len(rows) != 0 {
			t.Fatalf("alice sees her own request: %+v", rows)
		}
		h.Do(app.SignOut{})
		h.Advance(time.Second)
		h.SignIn("ann")
		h.Do(app.ShowInbox{Open: true})
		rows := h.View().Inbox.Rows
		if len(rows) != 1 || rows[0].ID != r.ID || rows[0].Reason != "new rule" || !rows[0].MayDecide || rows[0].Secret != "edge-fw" {
			t.Fatalf("inbox: %+v", rows)
		}
		h.Do(app.Decide{RequestID: r.ID, Approve: true, Response: "fine", From: rows[0].From, Until: rows[0].From.Add(30 * time.Minute)})
		if rows := h.View().Inbox.Rows; len(rows) != 0 {
			t.Errorf("still there after the decision: %+v", rows)
		}
		if all := h.Vault.PendingRequests(); len(all) != 0 {
			t.Errorf("the vault still waits: %+v", all)
		}
	})
}
