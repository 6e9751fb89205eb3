package demovault_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/ssclient/demovault"
)

func diff(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestEverySecretOfTheSeedNamesItsBlocker(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	for id, want := range map[string]string{
		"101": "None", "102": "RequiresComment", "103": "RequiresCheckout", "104": "RequiresCheckoutAndComment",
		"105": "RequiresCheckout", "106": "RequiresComment", "107": "RequiresApproval", "108": "RequiresMfaChallenge",
		"109": "None", "110": "RequiresDoubleLockPassword", "111": "RequiresMfaChallenge", "112": "None",
		"113": "None", "114": "RequiresCheckout", "115": "RequiresCheckout",
	} {
		if got := alice.state(id)["secretState"]; got != want {
			t.Errorf("secret %s: state %v, want %s", id, got, want)
		}
	}
	if n := len(r.vault.Ledger()); n != 2 { // bob's check-out and alice's token
		t.Errorf("looking at states left %d entries in the ledger, want 2", n)
	}
}

func TestReadsAreRefusedInTheFamilyOfTheirBlocker(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	const family = "API_ValidateSecretAccess"
	for path, want := range map[string]string{
		"v1/secrets/102":                      family + "CommentRequired",
		"v2/secrets/102":                      family + "CommentRequired",
		"v1/secrets/102/fields/password":      family + "CommentRequired",
		"v1/secrets/103?noAutoCheckout=true":  family + "CheckoutRequired",
		"v1/secrets/104":                      family + "CommentRequired",
		"v1/secrets/106":                      family + "CommentRequired",
		"v1/secrets/107":                      family + "ApprovalRequired",
		"v1/secrets/108":                      family + "MfaRequired",
		"v1/secrets/110":                      family + "DoubleLockPasswordRequired",
		"v1/secrets/111":                      family + "MfaRequired",
		"v1/secrets/115":                      family + "CheckedOutByOtherUser",
		"v1/secrets/999":                      "API_AccessDenied",
		"v1/secrets/0?secretPath=%5CNo%5Cone": "API_AccessDenied",
	} {
		if got := alice.refused("GET", path, nil); got != want {
			t.Errorf("GET %s: %s, want %s", path, got, want)
		}
	}
	diff(t, []string{}, r.ops(103))
}

func TestACheckOutLivesFromCheckOutToCheckIn(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")

	before := alice.state("103")
	for _, member := range []string{"isCheckedOut", "checkedOutUserId", "isCheckedOutByCurrentUser", "checkOutMinutesRemaining", "remainingTimeWarningMinuteMarker"} {
		if before[member] != nil {
			t.Errorf("before the check-out %s is %v, want null", member, before[member])
		}
	}
	diff(t, 30.0, before["checkOutIntervalMinutes"])

	diff(t, []any{}, alice.object("POST", "v1/secrets/103/check-out", nil)["responseCodes"])
	r.clock.add(90 * time.Second)
	held := alice.state("103")
	diff(t, "None", held["secretState"])
	diff(t, true, held["isCheckedOutByCurrentUser"])
	diff(t, "Alice Archer", held["checkedOutUserDisplayName"])
	diff(t, 28.0, held["checkOutMinutesRemaining"])
	diff(t, 6.0, held["remainingTimeWarningMinuteMarker"])
	diff(t, 22.0, held["warningMinutesRemaining"])
	diff(t, true, held["availableActions"].(map[string]any)["extendCheckOut"])

	others := bob.state("103")
	diff(t, "RequiresCheckout", others["secretState"])
	diff(t, false, others["isCheckedOutByCurrentUser"])
	diff(t, 28.0, others["checkOutMinutesRemaining"])
	diff(t, "API_ValidateSecretAccessCheckedOutByOtherUser", bob.refused("POST", "v1/secrets/103/check-out", nil))
	diff(t, "API_ValidateSecretAccessCheckedOutByOtherUser", bob.refused("POST", "v1/secrets/103/check-in", nil))
	diff(t, "API_AccessDenied", bob.refused("POST", "v1/secrets/103/check-in", map[string]any{"forceCheckIn": true}))

	alice.object("GET", "v2/secrets/103?noAutoCheckout=true", nil)
	diff(t, false, alice.object("POST", "v1/secrets/103/check-in", nil)["checkedOut"])
	diff(t, "RequiresCheckout", alice.state("103")["secretState"])
	diff(t, []string{"alice check-out", "alice read", "alice check-in"}, r.ops(103))
}

func TestAnExtensionAddsMinutesUpToTheMost(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	extend := func(n int, notes string) map[string]any {
		return map[string]any{"data": map[string]any{"minutesToAdd": n, "notes": notes}}
	}
	const path = "v1/secrets/103/extend-check-out"
	diff(t, "API_ValidateSecretAccessCheckoutRequired", alice.refused("POST", path, extend(15, "why")))
	alice.call("POST", "v1/secrets/103/check-out", nil)
	diff(t, "", alice.refused("POST", path, map[string]any{"minutesToAdd": 15, "notes": "no wrapper"}))
	diff(t, "", alice.refused("POST", path, extend(0, "why")))
	diff(t, "API_SecretCheckOutExtensionReasonRequired", alice.refused("POST", path, extend(15, " ")))
	diff(t, "2026-03-02T09:45:00.000Z", alice.object("POST", path, extend(15, "patching"))["checkOutEndTime"])
	diff(t, "API_SecretCheckOutExtensionTooLong", alice.refused("POST", path, extend(46, "why")))
	diff(t, "2026-03-02T10:30:00.000Z", alice.object("POST", path, map[string]any{"Data": map[string]any{"MinutesToAdd": "45", "NOTES": "more"}})["checkOutEndTime"])
	diff(t, false, alice.state("103")["availableActions"].(map[string]any)["extendCheckOut"])
	diff(t, "API_SecretCheckOutExtensionNotAllowed", alice.refused("POST", path, extend(1, "why")))
	diff(t, 90.0, alice.state("103")["checkOutMinutesRemaining"])
}

func TestACheckOutExpiresByTheVaultsClock(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	alice.call("POST", "v1/secrets/114/check-out", nil)
	diff(t, 1.0, alice.state("114")["remainingTimeWarningMinuteMarker"])
	r.clock.add(time.Hour) // nobody looked in between
	want := demovault.Entry{At: start.Add(2 * time.Minute), User: "alice", Op: "check-in", SecretID: 114, Note: "expired"}
	var got demovault.Entry
	for _, e := range r.vault.Ledger() {
		if e.SecretID == 114 {
			got = e
		}
	}
	diff(t, want, got)
}

func TestChangeOnCheckInRotatesTheAccount(t *testing.T) {
	for name, end := range map[string]func(*rig, *person){
		"by the holder": func(_ *rig, p *person) { p.call("POST", "v1/secrets/105/check-in", nil) },
		"by expiry":     func(r *rig, _ *person) { r.clock.add(31 * time.Minute) },
		"by force":      func(r *rig, _ *person) { r.vault.ForceCheckIn(105, "root") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			alice := r.signIn("alice")
			first, _, ok := r.vault.Account("svc-pay-01")
			if !ok {
				t.Fatal("there is no account svc-pay-01")
			}
			diff(t, string(first), alice.call("GET", "v1/secrets/105/fields/password", nil)) // checks out on the way
			end(r, alice)
			second, _, _ := r.vault.Account("svc-pay-01")
			if string(first) == string(second) {
				t.Error("the password is what it was")
			}
			if n := len(second); n != 24 || strings.TrimSpace(string(second)) != string(second) {
				t.Errorf("the new password has %d characters, or a space at an end", n)
			}
			diff(t, "RequiresCheckout", r.signIn("bob").state("105")["secretState"])
		})
	}
}

func TestAPlainReadChecksOutUnlessToldNotTo(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, true, alice.object("GET", "v1/secrets/103", nil)["checkedOut"])
	diff(t, []string{"alice check-out", "alice read"}, r.ops(103))
}

func TestACommentCountsForTheViewInterval(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	const path = "v1/secret-access-requests/secrets/102/view-comment"
	diff(t, "API_ValidateSecretAccessCommentRequired", alice.refused("POST", path, map[string]any{"comment": " "}))
	diff(t, true, alice.call("POST", path, map[string]any{"comment": "patching"}))
	diff(t, "None", alice.state("102")["secretState"])
	diff(t, "RequiresComment", r.signIn("bob").state("102")["secretState"])
	r.clock.add(5*time.Minute - time.Second)
	diff(t, "None", alice.state("102")["secretState"])
	r.clock.add(time.Second)
	diff(t, "RequiresComment", alice.state("102")["secretState"])
	alice.object("POST", "v1/secrets/102/restricted", map[string]any{"comment": "again"})
	diff(t, []string{"alice view-comment: patching", "alice view-comment: again", "alice read"}, r.ops(102))
}

func TestACommentComesBeforeTheCheckOutThatNeedsIt(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, "API_ValidateSecretAccessCommentRequired", alice.refused("POST", "v1/secrets/104/check-out", nil))
	alice.call("POST", "v1/secret-access-requests/secrets/104/view-comment", map[string]any{"comment": "x"})
	diff(t, "RequiresCheckout", alice.state("104")["secretState"])
	alice.call("POST", "v1/secrets/104/check-out", nil)
	r.clock.add(10 * time.Minute)
	diff(t, "None", alice.state("104")["secretState"]) // the comment is not asked for again while it is held
}

func TestATicketNumberIsCheckedWithTheComment(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	const path = "v1/secret-access-requests/secrets/106/view-comment"
	const needed = "API_ValidateSecretAccessTicketRequired"
	diff(t, needed, alice.refused("POST", path, map[string]any{"comment": "x"}))
	diff(t, needed, alice.refused("POST", path, map[string]any{"comment": "x", "ticketNumber": "INC12345", "ticketSystemId": 1}))
	diff(t, needed, alice.refused("POST", path, map[string]any{"comment": "x", "ticketNumber": "INC123456", "ticketSystemId": 9}))
	diff(t, true, alice.call("POST", path, map[string]any{"comment": "x", "ticketNumber": "INC123456", "ticketSystemId": 1}))
	diff(t, "None", alice.state("106")["secretState"])
}

func TestQuantumLockOpensWithTheUsersPassword(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, "API_ValidateSecretAccessDoubleLockPasswordInvalid", alice.refused("POST", "v1/secrets/110/restricted", map[string]any{"doubleLockPassword": "no"}))
	got := alice.object("POST", "v1/secrets/110/restricted", map[string]any{"doubleLockPassword": r.user("alice").QuantumLockPassword})
	diff(t, "hsm-01", got["name"])
	diff(t, "CreateDoubleLockPassword", r.signIn("ann").state("110")["secretState"])
}

func TestAnAdministratorMayForceACheckIn(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	if !strings.Contains(strings.Join(actions(root.state("115")), " "), "ForceCheckin") {
		t.Error("root is not offered ForceCheckin")
	}
	root.call("POST", "v1/secrets/115/check-in", map[string]any{"forceCheckIn": true})
	diff(t, []string{"bob check-out", "root check-in: forced"}, r.ops(115))
}

func actions(state map[string]any) []string {
	out := []string{}
	for _, a := range state["actions"].([]any) {
		out = append(out, a.(string))
	}
	return out
}

func TestFlagsFlippedByATestTakeEffect(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	r.vault.SetSecret(101, func(o *demovault.SecretOptions) { o.DeniedTo = []string{"alice"} })
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secrets/101/state", nil))
	r.vault.SetSecret(103, func(o *demovault.SecretOptions) { o.PasswordChangePending = true })
	diff(t, "RequiresCheckoutPendingRPC", alice.state("103")["secretState"])
	r.vault.SetSecret(109, func(o *demovault.SecretOptions) { o.Inactive = true })
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secrets/109", nil))
	r.vault.RemoveSecret(102)
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secrets/102", nil))
	status, _ := alice.send("GET", "v3/configuration/general?loadLauncherSettings=true", nil)
	diff(t, http.StatusForbidden, status)
	r.vault.SetSettings(func(s *demovault.Settings) { s.OperatorsReadConfiguration, s.CheckInOnLastClose = true, true })
	got := alice.object("GET", "v3/configuration/general?loadLauncherSettings=true", nil)
	diff(t, true, got["launcherSettings"].(map[string]any)["checkInSecretOnLastLauncherClose"])
	diff(t, nil, got["userExperience"])
}
