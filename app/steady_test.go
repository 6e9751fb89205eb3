package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow"
)

func TestAWaitForAnApprovalOutlivesAVaultThatIsAway(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		r := requested(t, h)
		h.Vault.Fail("state", demovault.Fault{Kind: demovault.FaultDropBefore, Times: 12})
		h.Advance(2 * time.Minute)
		if w := h.View().Pane.Wait; w.Row != workflow.Approval || w.Since.IsZero() {
			t.Fatalf("the wait was given up: %+v, %+v", w, h.View().Pane.Problem)
		}
		if p := h.View().Pane.Problem; p.Kind != app.ProblemUnreachable {
			t.Errorf("the window does not say that the vault is away: %+v", p)
		}
		h.Vault.ClearFaults()
		if err := h.Vault.Approve(r.ID, "ann", "", time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		h.Advance(time.Minute)
		if n := h.Launcher.Count(); n != 1 {
			t.Errorf("%d clients after it was granted", n)
		}
		if p := h.View().Pane.Problem; !p.None() {
			t.Errorf("still says %+v", p)
		}
	})
}

func TestAChallengeThatIsStillBeginningCanBeClosed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.RequiresMFA = true })
		h.Vault.Fail("mfa-start", demovault.Fault{Kind: demovault.FaultSlow, Delay: 5 * time.Second})
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		m := mfa(t, h)
		if m.State != app.MFAStarting {
			t.Fatalf("state %s", m.State)
		}
		h.Do(app.CancelMFA{ID: m.ID})
		h.Advance(10 * time.Second)
		if v := h.View(); v.MFA != nil || v.Pane.Cancel || h.Launcher.Count() != 0 {
			t.Errorf("after closing: %+v %+v", v.MFA, v.Pane)
		}
	})
}

func TestASignInThatIsOverTakesItsChallengesWithIt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		posed(t, h)
		h.Vault.ExpireRefresh()
		h.Do(app.Refresh{})
		h.Advance(10 * time.Second)
		v := h.View()
		if v.Screen != app.ScreenSignIn || v.MFA != nil {
			t.Fatalf("screen %s, challenge %+v", v.Screen, v.MFA)
		}
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		if m := mfa(t, h); len(m.Methods) == 0 {
			t.Errorf("the next challenge does not begin: %+v", m)
		}
	})
}

// Every moment at which a request may be taken back or changed while the next
// look is under way: no call is made twice for two answers.
func TestTwoLooksAtOneWayInAreOne(t *testing.T) {
	for _, d := range []time.Duration{29900 * time.Millisecond, 30 * time.Second, 30100 * time.Millisecond} {
		apptest.Run(t, func(h *apptest.H) {
			h.Vault.SetSecret(103, func(o *demovault.SecretOptions) { o.RequiresApproval = true })
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 103})
			h.Do(app.Connect{SecretID: 103, Given: app.Given{Reason: "why", Span: time.Hour}})
			r := h.Vault.PendingRequests()[0]
			h.Vault.Fail("state", demovault.Fault{Kind: demovault.FaultSlow, Delay: 300 * time.Millisecond, Times: 2})
			h.Vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultSlow, Delay: 2 * time.Second})
			h.Advance(d)
			h.Do(app.EditRequest{SecretID: 103, From: r.Start, Until: r.Start.Add(30 * time.Minute)})
			if err := h.Vault.Approve(r.ID, "ann", "", time.Time{}, time.Time{}); err != nil {
				t.Fatal(err)
			}
			h.Advance(time.Minute)
			if got := h.Ledger(103); got["check-out"] != 1 || h.Launcher.Count() != 1 {
				t.Errorf("after %v: the vault saw %v, %d clients, %+v", d, got, h.Launcher.Count(), h.View().Pane.Problem)
			}
		})
	}
}

func TestWatchingASecretAgainDoesNotAskTwice(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 115})
		for range 5 {
			h.Do(app.NotifyWhenFree{SecretID: 115, On: true})
			h.Do(app.NotifyWhenFree{SecretID: 115})
		}
		h.Do(app.NotifyWhenFree{SecretID: 115, On: true})
		before := h.Client.Calls()
		h.Advance(95 * time.Second)
		if n := h.Client.Calls() - before; n > 4 {
			t.Errorf("%d calls in 95 seconds, want one every 30", n)
		}
	})
}

// An approval that ends before the check-out's interval does cuts it short, by
// less than the whole minutes in which the vault tells what is left.
func TestTheTimerEndsWithTheApproval(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(103, func(o *demovault.SecretOptions) { o.RequiresApproval = true })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103, Given: app.Given{Reason: "why", Span: 30 * time.Minute}})
		r := h.Vault.PendingRequests()[0]
		h.Advance(45 * time.Second)
		if err := h.Vault.Approve(r.ID, "ann", "", time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		h.Advance(time.Minute)
		left, holder := h.Vault.Left(103)
		v := h.View()
		if holder != "alice" || len(v.CheckOuts) != 1 || left > 29*time.Minute {
			t.Fatalf("%s holds it for %v, shown %+v", holder, left, v.CheckOuts)
		}
		if shown := v.CheckOuts[0].Remaining; shown > left || shown < left-2*time.Minute {
			t.Errorf("%v is shown, the vault grants %v", shown, left)
		}
	})
}
