package app_test

import (
	"fmt"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow"
)

// The demands a secret may make, one bit each.
const (
	wantsMFA = 1 << iota
	wantsApproval
	wantsComment
	wantsTicket
	wantsCheckOut
	wantsChange // of the password, at check-in
	wantsLock
	allDemands = 1<<iota - 1
)

// TestEveryCombinationOfDemandsIsMetOnce goes every way in there is, against
// the vault: each ends with a client that was given the right password, nothing
// is asked twice, and the vault's ledger shows each step once.
func TestEveryCombinationOfDemandsIsMetOnce(t *testing.T) {
	for d := range allDemands + 1 {
		if d&wantsTicket != 0 && d&(wantsComment|wantsApproval) == 0 || d&wantsChange != 0 && d&wantsCheckOut == 0 {
			continue // a ticket goes with a reason, a change with a check-in
		}
		if d&wantsLock != 0 && d&wantsCheckOut != 0 {
			continue // the vault has no check-out of what is QuantumLocked
		}
		t.Run(fmt.Sprintf("%07b", d), func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) { meet(t, h, d) })
		})
	}
}

func meet(t *testing.T, h *apptest.H, d int) {
	id := 101
	if d&wantsLock != 0 {
		id = 110
	}
	h.Vault.SetSecret(id, func(o *demovault.SecretOptions) {
		o.RequiresMFA, o.RequiresApproval = d&wantsMFA != 0, d&wantsApproval != 0
		o.RequiresComment, o.RequiresTicket = d&wantsComment != 0, d&wantsTicket != 0
		o.CheckOutEnabled, o.ChangePasswordOnCheckIn = d&wantsCheckOut != 0, d&wantsChange != 0
	})
	h.SignIn("alice")
	h.Do(app.Select{SecretID: id}, app.Connect{SecretID: id})
	asked := answerAll(t, h, id)
	v := h.View()
	if len(v.Sessions) != 1 || !h.Launcher.Last().PasswordOK {
		t.Fatalf("no session: asked %v, pane %+v", asked, v.Pane)
	}
	for what, n := range asked {
		if n > 1 {
			t.Errorf("%s was asked for %d times", what, n)
		}
	}
	want := map[string]bool{
		"challenge": d&wantsMFA != 0, "access": d&wantsApproval != 0,
		"reason": d&(wantsComment|wantsApproval) != 0, "lock": d&wantsLock != 0,
	}
	for what, yes := range want {
		if (asked[what] > 0) != yes {
			t.Errorf("%s asked for: %d times, demanded: %v", what, asked[what], yes)
		}
	}
	if steps := len(v.Pane.Steps); steps > len(workflow.Requirements)+1 {
		t.Errorf("%d steps shown", steps)
	}
	h.Launcher.Last().LogOff()
	h.Advance(time.Minute)
	ledger := h.Ledger(id)
	for op, yes := range map[string]bool{
		"check-out": d&wantsCheckOut != 0, "check-in": d&wantsCheckOut != 0, "rotate": d&wantsChange != 0,
		"view-comment": d&wantsComment != 0,
	} {
		if n := ledger[op]; n > 1 || (n == 1) != yes {
			t.Errorf("%s is %d times in the ledger, wanted: %v", op, n, yes)
		}
	}
}

// answerAll gives whatever is asked, as a user and an approver would, until a
// client runs or nothing is asked any more. It counts what was asked.
func answerAll(t *testing.T, h *apptest.H, id int) map[string]int {
	t.Helper()
	asked := map[string]int{}
	for range 12 {
		v := h.View()
		switch ask := v.Pane.Ask; {
		case len(v.Sessions) > 0:
			return asked
		case v.MFA != nil:
			asked["challenge"]++
			h.Do(app.ChooseMFA{ID: v.MFA.ID, Method: method(t, *v.MFA, app.MFAQuestion)})
			h.Do(app.AnswerMFA{ID: v.MFA.ID, Answer: typed(wordOf(h, "alice"))})
		case !v.Pane.Wait.Since.IsZero():
			for _, r := range h.Vault.PendingRequests() {
				if err := h.Vault.Approve(r.ID, "ann", "", time.Time{}, time.Time{}); err != nil {
					t.Fatal(err)
				}
			}
			h.Advance(time.Minute)
		case ask.ID != 0 && v.Pane.Cancel == false:
			g := app.Given{}
			count := func(yes bool, what string) {
				if yes {
					asked[what]++
				}
			}
			count(ask.Reason, "reason")
			count(ask.Access, "access")
			count(ask.Lock != app.LockNone, "lock")
			if ask.Reason {
				g.Reason = "why"
			}
			if ask.Tickets {
				g.Ticket = "INC000001"
			}
			if ask.Access {
				g.Span = time.Hour
			}
			if ask.Lock != app.LockNone {
				g.Lock = typed(lockOf(h, "alice"))
			}
			h.Do(app.Connect{SecretID: id, Given: g})
		default:
			h.Advance(10 * time.Second)
		}
	}
	return asked
}

// wordOf is the answer to a user's security question.
func wordOf(h *apptest.H, user string) string {
	for _, u := range h.Vault.Users() {
		if u.Name == user {
			return u.SecurityAnswer
		}
	}
	return ""
}
