package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
	"sallyport/workflow"
)

// lockOf is a user's QuantumLock password.
func lockOf(h *apptest.H, user string) string {
	for _, u := range h.Vault.Users() {
		if u.Name == user {
			return u.QuantumLockPassword
		}
	}
	return ""
}

func TestATicketIsAskedForInTheVaultsOwnWords(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 106})
		v := h.View()
		if !v.Pane.Ask.Reason || !v.Pane.Ask.Tickets || v.Pane.Ask.Insists || len(v.Tickets) < 3 {
			t.Fatalf("at rest: %+v, systems %+v", v.Pane.Ask, v.Tickets)
		}
		if first := v.Tickets[0]; first.Name != "Incidents" || first.Label != "Incident" || first.Mandatory != workflow.BothNeeded || first.Pattern == "" {
			t.Errorf("the default system is not the first, or not complete: %+v", first)
		}
		h.Do(app.Connect{SecretID: 106, Given: app.Given{Reason: "port down"}})
		ask := h.View().Pane.Ask
		if !strings.Contains(ask.Error, "An incident is INC and six digits.") || !ask.Insists {
			t.Fatalf("after a reason without a ticket: %+v", ask)
		}
		h.Do(app.Connect{SecretID: 106, Given: app.Given{Reason: "port down", Ticket: "INC12"}})
		if ask = h.View().Pane.Ask; ask.Error == "" {
			t.Fatalf("after a wrong number: %+v", ask)
		}
		h.Do(app.Connect{SecretID: 106, Given: app.Given{Reason: "port down", Ticket: "INC000042"}})
		if v := h.View(); len(v.Sessions) != 1 || !h.Launcher.Last().PasswordOK {
			t.Fatalf("sessions %+v, problem %+v, ask %+v", v.Sessions, v.Pane.Problem, v.Pane.Ask)
		}
		if got := h.Ledger(106)["view-comment"]; got != 1 {
			t.Errorf("%d comments left", got)
		}
	})
}

func TestATicketIsShownOnThePageOfItsSystemOnly(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 106})
		first := h.View().Tickets[0]
		h.Do(app.OpenTicket{System: first.ID, Number: "INC123456"})
		h.Do(app.OpenTicket{System: first.ID, Number: "../?a=b#c"}) // stays one part of the path
		h.Do(app.OpenTicket{System: first.ID})
		h.Do(app.OpenTicket{System: 4, Number: "1"}) // has no page
		h.Do(app.OpenTicket{System: 99, Number: "1"})
		want := []string{"https://tickets.demo.example/incident/INC123456", "https://tickets.demo.example/incident/..%2F%3Fa=b%23c"}
		if !slices.Equal(h.Opened, want) {
			t.Errorf("opened %q, want %q", h.Opened, want)
		}
	})
}

func TestAReasonThatStillCountsIsNotAskedForAgain(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 102}, app.Connect{SecretID: 102, Given: app.Given{Reason: "why"}})
		h.Launcher.Last().LogOff()
		h.Settle()
		h.Do(app.Select{SecretID: 102})
		if ask := h.View().Pane.Ask; ask.Reason {
			t.Errorf("asked again within the interval: %+v", ask)
		}
		h.Advance(6 * time.Minute)
		h.Do(app.Refresh{})
		if ask := h.View().Pane.Ask; !ask.Reason {
			t.Error("not asked again after the interval")
		}
	})
}

func TestAQuantumLockPasswordOpensOnceAndIsNotKept(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 110})
		if ask := h.View().Pane.Ask; ask.Lock != app.LockEnter {
			t.Fatalf("at rest: %+v", ask)
		}
		wrong := typed("wrong")
		h.Do(app.Connect{SecretID: 110, Given: app.Given{Lock: wrong}})
		v := h.View()
		if v.Pane.Ask.Lock != app.LockEnter || v.Pane.Ask.Error == "" || h.Launcher.Count() != 0 || !wrong.Empty() {
			t.Fatalf("after a wrong one: %+v, wiped %v", v.Pane, wrong.Empty())
		}
		right := typed(lockOf(h, "alice"))
		h.Do(app.Connect{SecretID: 110, Given: app.Given{Lock: right}})
		if !right.Empty() || h.Launcher.Count() != 1 || !h.Launcher.Last().PasswordOK {
			t.Fatalf("after the right one: wiped %v, %+v", right.Empty(), h.View().Pane)
		}
		h.Do(app.Connect{SecretID: 110})
		if n := h.Launcher.Count(); n != 1 || h.View().Pane.Ask.Lock != app.LockEnter {
			t.Errorf("%d clients, ask %+v: the password must be asked for each time", n, h.View().Pane.Ask)
		}
	})
}

func TestAFirstQuantumLockPasswordIsSet(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("ann")
		h.Do(app.Select{SecretID: 110})
		if ask := h.View().Pane.Ask; ask.Lock != app.LockCreate {
			t.Fatalf("at rest: %+v", h.View().Pane)
		}
		first := typed("correct horse")
		h.Do(app.Connect{SecretID: 110, Given: app.Given{Lock: first}})
		if !first.Empty() || h.Ledger(110)["check-out"] != 0 {
			t.Errorf("not wiped, or checked out: %v", h.Ledger(110))
		}
		// Ann has a password now; but the secret was locked before, and not for her.
		if v := h.View(); len(v.Sessions) != 0 || v.Pane.Problem.Kind != app.ProblemNoLock {
			t.Errorf("in, or not told why not: %+v", v.Pane)
		}
		h.Do(app.Refresh{})
		if ask := h.View().Pane.Ask; ask.Lock == app.LockCreate {
			t.Error("asked to create a password again")
		}
	})
}

func TestAUserIsToldWhenASecretIsFree(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 115})
		h.Do(app.NotifyWhenFree{SecretID: 115, On: true})
		if f := h.View().Pane.Facts; !f.Watched || f.Holder == "" || f.MayForce {
			t.Fatalf("held: %+v", f)
		}
		h.Vault.ForceCheckIn(115, "root")
		h.Advance(time.Minute)
		v := h.View()
		if v.Notice.Kind != app.NoticeFree || v.Notice.Secret != "bobs-01" || v.Pane.Facts.Watched {
			t.Errorf("notice %+v, facts %+v", v.Notice, v.Pane.Facts)
		}
	})
}

func TestAnAdministratorEndsAnothersCheckOutAfterAQuestion(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("root")
		h.Do(app.Select{SecretID: 115})
		h.Do(app.AskForce{SecretID: 115})
		p := h.View().Prompt
		if p == nil || p.Kind != app.PromptForce || p.Force.Holder != "Bob Baker" {
			t.Fatalf("asked: %+v, facts %+v", p, h.View().Pane.Facts)
		}
		h.Do(app.Answer{PromptID: p.ID})
		if _, held := h.Vault.Left(115); held != "bob" {
			t.Fatal("a no ended the check-out")
		}
		h.Do(app.AskForce{SecretID: 115})
		h.Do(app.Answer{PromptID: h.View().Prompt.ID, Yes: true})
		if _, held := h.Vault.Left(115); held != "" || h.View().Pane.Facts.Holder != "" {
			t.Errorf("held by %q, shown %+v", held, h.View().Pane.Facts)
		}
	})
}

func TestWithLittleTimeLeftMoreIsOfferedFirst(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103}, app.Keep{SecretID: 103, Keep: true})
		h.Advance(26 * time.Minute)
		h.Do(app.Connect{SecretID: 103})
		p := h.View().Prompt
		if p == nil || p.Kind != app.PromptShort || p.Short.Left > 4*time.Minute || h.Launcher.Count() != 0 {
			t.Fatalf("prompt %+v, clients %d", p, h.Launcher.Count())
		}
		h.Do(app.Answer{PromptID: p.ID, Yes: true})
		if h.Launcher.Count() != 1 {
			t.Errorf("%d clients after all the same", h.Launcher.Count())
		}
	})
}

func TestEverythingAtOnce(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(111, func(o *demovault.SecretOptions) { o.RequiresComment = true })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 111}, app.Connect{SecretID: 111})
		m := mfa(t, h)
		h.Do(app.ChooseMFA{ID: m.ID, Method: method(t, *m, app.MFAPush)})
		shown := mfa(t, h)
		if err := h.Vault.AnswerPush(h.Vault.Pushes()[0].ID, true, shown.Number); err != nil {
			t.Fatal(err)
		}
		h.Advance(5 * time.Second)
		ask := h.View().Pane.Ask
		if !ask.Access || !ask.Reason || !ask.Tickets {
			t.Fatalf("after the challenge: %+v", h.View().Pane)
		}
		h.Do(app.Connect{SecretID: 111, Given: app.Given{Reason: "migration", Ticket: "INC000007", Span: time.Hour}})
		all := h.Vault.PendingRequests()
		if len(all) != 1 {
			t.Fatalf("pending %+v, pane %+v", all, h.View().Pane)
		}
		if err := h.Vault.Approve(all[0].ID, "ann", "", time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		h.Advance(time.Minute)
		v := h.View()
		if len(v.Sessions) != 1 || !h.Launcher.Last().PasswordOK {
			t.Fatalf("sessions %+v, pane %+v", v.Sessions, v.Pane)
		}
		if got := h.Ledger(111); got["check-out"] != 1 || got["view-comment"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
		h.Launcher.Last().LogOff()
		h.Advance(time.Minute)
		if got := h.Ledger(111); got["check-in"] != 1 || got["rotate"] != 1 {
			t.Errorf("afterwards the vault saw %v", got)
		}
	})
}

func TestTheTimelineHasTheVaultsAuditAndOurOwnSteps(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 104}, app.Connect{SecretID: 104, Given: app.Given{Reason: "replace disk"}})
		h.Advance(time.Minute)
		h.Launcher.Last().LogOff()
		h.Settle()
		h.Do(app.ShowHistory{SecretID: 104})
		v := h.View().History
		ours, vaults := map[string]int{}, 0
		for i, r := range v.Rows {
			if r.Ours {
				ours[r.What]++
			} else {
				vaults++
			}
			if i > 0 && r.At.After(v.Rows[i-1].At) {
				t.Fatalf("not in order of time: %+v", v.Rows)
			}
		}
		for _, step := range []string{"view-comment", "check-out", "session-started", "session-ended", "check-in"} {
			if ours[step] != 1 {
				t.Errorf("%s is %d times in the trail: %v", step, ours[step], ours)
			}
		}
		if vaults < 3 {
			t.Errorf("%d rows of the vault's audit: %+v", vaults, v.Rows)
		}
	})
}

func TestWhoHoldsWhatNamesHoldersAndMinutesMineFirst(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103}, app.Keep{SecretID: 103, Keep: true})
		h.Do(app.ShowHeld{Open: true})
		rows := h.View().Held.Rows
		if len(rows) != 2 || !rows[0].Mine || rows[0].SecretID != 103 || rows[1].SecretID != 115 || rows[1].Holder != "Bob Baker" {
			t.Fatalf("held: %+v", rows)
		}
		if rows[0].Minutes < 29 || rows[1].Minutes < 1 {
			t.Errorf("minutes: %+v", rows)
		}
		before := h.Client.Calls()
		h.Do(app.ShowHeld{})
		h.Advance(5 * time.Minute)
		if n := h.Client.Calls() - before; n > 5 {
			t.Errorf("%d calls in five minutes with the list closed", n)
		}
	})
}

func TestAnotherMachineTakesTheCheckOutBetweenTheLookAndTheClick(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		h.CheckOutAs("bob", 103)
		h.Do(app.Connect{SecretID: 103})
		v := h.View()
		if v.Pane.Problem.Kind != app.ProblemHeld || v.Pane.Problem.Who != "Bob Baker" || h.Launcher.Count() != 0 {
			t.Fatalf("told %+v, %d clients", v.Pane.Problem, h.Launcher.Count())
		}
		if _, held := h.Vault.Left(103); held != "bob" {
			t.Errorf("held by %q", held)
		}
	})
}

func TestSwitchingSecretsMidwayLeavesTheFirstWayGoing(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 104})
		h.Do(app.Connect{SecretID: 104, Given: app.Given{Reason: "why"}}, app.Select{SecretID: 101})
		v := h.View()
		if v.Pane.ID != 101 || v.Pane.Cancel || len(v.Sessions) != 1 || v.Sessions[0].SecretID != 104 {
			t.Errorf("pane %d, sessions %+v", v.Pane.ID, v.Sessions)
		}
	})
}

func TestAnAnswerToAnOldChallengeOrPromptChangesNothing(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		stale := typed(wordOf(h, "alice"))
		h.Do(app.CancelMFA{ID: m.ID})
		h.Do(app.AnswerMFA{ID: m.ID, Answer: stale}, app.ChooseMFA{ID: m.ID}, app.RetryMFA{ID: m.ID}, app.BrowserMFA{ID: m.ID})
		if v := h.View(); v.MFA != nil || len(v.Sessions) != 0 || !stale.Empty() || len(h.Opened) != 0 {
			t.Errorf("challenge %+v, sessions %+v, wiped %v, opened %v", v.MFA, v.Sessions, stale.Empty(), h.Opened)
		}
	})
}

func TestAfterARefusedPasswordOneMoreTryWaitsForTheChange(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		refused := launcher.Outcome{Why: launcher.Refused}
		h.Launcher.Last().End(refused)
		h.Settle()
		v := h.View()
		if len(v.Sessions) != 1 || !v.Sessions[0].Again {
			t.Fatalf("sessions %+v", v.Sessions)
		}
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.PasswordChangePending = true })
		h.Do(app.Reconnect{SessionID: v.Sessions[0].ID})
		h.Advance(time.Minute)
		if v := h.View(); h.Launcher.Count() != 1 || v.Pane.Wait.Row != workflow.PendingChange {
			t.Fatalf("%d clients while the password changes; waits for %q", h.Launcher.Count(), v.Pane.Wait.Row)
		}
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.PasswordChangePending = false })
		h.Advance(10 * time.Second)
		if h.Launcher.Count() != 2 {
			t.Fatalf("%d clients after the change", h.Launcher.Count())
		}
		h.Launcher.Last().End(refused)
		h.Settle()
		v = h.View()
		if len(v.Sessions) != 1 || v.Sessions[0].Again {
			t.Fatalf("a third try is offered: %+v", v.Sessions)
		}
		h.Do(app.Reconnect{SessionID: v.Sessions[0].ID})
		if h.Launcher.Count() != 2 {
			t.Error("a third try was made")
		}
	})
}
