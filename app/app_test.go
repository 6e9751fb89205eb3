package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/workflow"
)

// The main job, step by step: what the user does, what the vault saw, what is shown.
func TestTheMainJob(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		calls := h.Client.Calls

		// Selecting db-02 shows the way in and changes nothing.
		h.Do(app.Select{SecretID: 104})
		v := h.View()
		if got := h.Ledger(104); len(got) != 0 {
			t.Fatalf("selecting a secret left traces: %v", got)
		}
		if v.Pane.Primary != app.PrimaryCheckOutAndConnect || !v.Pane.Ask.Reason {
			t.Fatalf("pane of db-02: primary %q, ask %+v, problem %+v", v.Pane.Primary, v.Pane.Ask, v.Pane.Problem)
		}
		if got := progress(v.Pane.Steps); got[workflow.Comment] != workflow.Now || got[workflow.CheckOut] != workflow.Later {
			t.Fatalf("way in: %v", got)
		}

		// One click does the rest.
		before := calls()
		h.Do(app.Connect{SecretID: 104, Given: app.Given{Reason: "replace disk"}})
		if n := calls() - before; n > 6 {
			t.Errorf("a check-out with a comment took %d calls, want at most 6", n)
		}
		if got := h.Ledger(104); got["view-comment"] != 1 || got["check-out"] != 1 {
			t.Fatalf("the vault saw %v", got)
		}
		client := h.Launcher.Last()
		if !client.PasswordOK || client.Target.Host != "127.0.0.1" || client.Target.Port != 2222 {
			t.Fatalf("client got %+v, current password %v", client.Target, client.PasswordOK)
		}
		client.Connect()
		h.Settle()
		v = h.View()
		if len(v.Sessions) != 1 || v.Sessions[0].State != app.SessionConnected {
			t.Fatalf("dock: %+v", v.Sessions)
		}
		c, held := h.CheckOut(104)
		if !held || c.Remaining < 29*time.Minute+58*time.Second || c.Remaining > 30*time.Minute || c.Red {
			t.Fatalf("check-out: %+v", c)
		}

		// Logging off gives it back by itself.
		h.Advance(90 * time.Second)
		client.LogOff()
		h.Settle()
		v = h.View()
		if got := h.Ledger(104); got["check-in"] != 1 {
			t.Fatalf("after the log-off the vault saw %v", got)
		}
		if len(v.Sessions) != 0 || len(v.CheckOuts) != 0 || v.QuietKind != app.QuietCheckedIn || v.Quiet != "db-02" {
			t.Errorf("after the log-off: %+v %+v %q %q", v.Sessions, v.CheckOuts, v.QuietKind, v.Quiet)
		}
		if v.Pane.Facts.Ended != app.EndedLast {
			t.Errorf("pane says %q", v.Pane.Facts.Ended)
		}
	})
}

func progress(steps []workflow.PlanStep) map[workflow.RequirementID]workflow.Progress {
	m := map[workflow.RequirementID]workflow.Progress{}
	for _, s := range steps {
		m[s.ID] = s.Progress
	}
	return m
}
