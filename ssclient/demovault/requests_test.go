package demovault_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

const requests = "v1/secret-access-requests"

// ask makes a request and returns its model.
func (p *person) ask(secret int, more map[string]any) map[string]any {
	p.t.Helper()
	body := map[string]any{"secretId": secret, "requestComment": "why"}
	for k, v := range more {
		body[k] = v
	}
	return p.object("POST", requests, body)
}

func (p *person) answer(id any, status string, more map[string]any) map[string]any {
	p.t.Helper()
	return p.object("PUT", requests, answer(id, status, more))
}

func answer(id any, status string, more map[string]any) map[string]any {
	body := map[string]any{"secretAccessRequestId": id, "status": status}
	for k, v := range more {
		body[k] = v
	}
	return body
}

func TestAnApprovalIsInForceBetweenItsStartAndEnd(t *testing.T) {
	r := newRig(t)
	alice, ann := r.signIn("alice"), r.signIn("ann")
	made := alice.ask(107, map[string]any{"startDate": "2026-03-02T10:00:00", "expirationDate": "2026-03-02T12:00:00Z"})
	for member, want := range map[string]any{
		"secretAccessRequestId": 1.0, "secretId": 107.0, "secretName": "edge-fw", "folderId": 2.0, "requestUsername": "alice",
		"requestComment": "why", "requestDate": "2026-03-02T09:00:00.000", "startDate": "2026-03-02T10:00:00.000",
		"expirationDate": "2026-03-02T12:00:00.000", "status": "Pending", "completed": false, "hasWorkflow": false,
		"approverDisplayName": nil, "responseDate": nil, "ticketNumber": nil, "ticketSystemId": nil,
		"currentUserRestrictedFromReviewing": true, "reviewStatusMessage": "Waiting for Ann Abbot, Robin Root.",
	} {
		if made[member] != want {
			t.Errorf("%s is %v, want %v", member, made[member], want)
		}
	}
	diff(t, "API_SecretAccessRequestPending", alice.refused("POST", requests, map[string]any{"secretId": 107, "requestComment": "again"}))
	diff(t, false, ann.object("GET", requests+"/1", nil)["currentUserRestrictedFromReviewing"])
	done := ann.answer(1, "Approved", map[string]any{"responseComment": "ok", "expirationDate": "2026-03-02T11:00:00"})
	diff(t, "Approved", done["status"])
	diff(t, "Ann Abbot", done["approverDisplayName"])
	diff(t, "ok", done["responseComment"])
	diff(t, "The request is approved.", done["actionResultMessage"])
	for _, step := range []struct {
		after      time.Duration
		state, end any
	}{
		{0, "RequiresApproval", nil},
		{time.Hour, "None", "2026-03-02T11:00:00.000"},
		{time.Hour - time.Millisecond, "None", "2026-03-02T11:00:00.000"},
		{time.Millisecond, "RequiresApproval", nil},
	} {
		r.clock.add(step.after)
		alice, ann = r.signIn("alice"), r.signIn("ann") // the tokens have expired
		s := alice.state("107")
		if s["secretState"] != step.state || s["approvalEnd"] != step.end {
			t.Errorf("at %v: %v until %v, want %v until %v", r.clock.Now(), s["secretState"], s["approvalEnd"], step.state, step.end)
		}
	}
	diff(t, "Expired", alice.object("GET", requests+"/1", nil)["status"])
	diff(t, []string{"alice request: why", "ann request-approve: ok", "alice request-expire"}, r.ops(107))
	diff(t, "APPROVE ACCESS REQUEST REQUEST ACCESS", names(ann.object("GET", "v1/secrets/107/audits", nil), "action"))
	diff(t, "Requested Approved Expired", names(alice.object("GET", requests+"/1/history", nil), "action"))
	diff(t, "RequiresApproval", r.signIn("bob").state("107")["secretState"])
}

func TestARequestThatIsNotAnsweredExpires(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, "2026-03-02T10:00:00.000", alice.ask(107, nil)["expirationDate"]) // an hour where no end is given
	r.clock.add(time.Hour)
	alice = r.signIn("alice")
	diff(t, "Expired", alice.object("GET", requests+"/1", nil)["status"])
	diff(t, "API_SecretAccessRequestClosed", r.signIn("ann").refused("PUT", requests, answer(1, "Approved", nil)))
	diff(t, 2.0, alice.ask(107, nil)["secretAccessRequestId"])
}

func TestBadRequestsAreRefusedWithWhatIsWrong(t *testing.T) {
	r := newRig(t)
	alice, ann := r.signIn("alice"), r.signIn("ann")
	alice.ask(107, map[string]any{"expirationDate": "2026-03-02T12:00:00"})
	for _, tc := range []struct {
		name, method string
		who          *person
		body         map[string]any
		want         string
	}{
		{"no comment", "POST", alice, map[string]any{"secretId": 111}, "API_ValidateSecretAccessCommentRequired"},
		{"no ticket where one is wanted", "POST", alice, map[string]any{"secretId": 111, "requestComment": "x"}, "API_ValidateSecretAccessTicketRequired"},
		{"no such secret", "POST", alice, map[string]any{"secretId": 999, "requestComment": "x"}, "API_AccessDenied"},
		{"nothing to approve", "POST", alice, map[string]any{"secretId": 101, "requestComment": "x"}, "API_SecretAccessRequestNotRequired"},
		{"an approver needs none", "POST", ann, map[string]any{"secretId": 107, "requestComment": "x"}, "API_SecretAccessRequestNotRequired"},
		{"ends before it starts", "POST", alice, map[string]any{"secretId": 118, "requestComment": "x", "startDate": "2026-03-02T12:00:00", "expirationDate": "2026-03-02T11:00:00"}, ""},
		{"ends in the past", "POST", alice, map[string]any{"secretId": 118, "requestComment": "x", "startDate": "2026-03-02T07:00:00", "expirationDate": "2026-03-02T08:00:00"}, ""},
		{"a date that is none", "POST", alice, map[string]any{"secretId": 118, "requestComment": "x", "startDate": "tomorrow"}, ""},
		{"approving one's own", "PUT", alice, answer(1, "Approved", nil), "API_SecretAccessRequestReviewNotAllowed"},
		{"longer than asked for", "PUT", ann, answer(1, "Approved", map[string]any{"expirationDate": "2026-03-02T12:00:01"}), ""},
		{"a status that is none", "PUT", ann, answer(1, "Maybe", nil), ""},
		{"a status nobody sets", "PUT", ann, answer(1, "Expired", nil), ""},
		{"canceling another's", "PUT", ann, answer(1, "Canceled", nil), "API_SecretAccessRequestReviewNotAllowed"},
		{"no such request", "PUT", ann, answer(9, "Approved", nil), "API_AccessDenied"},
		{"another operator's", "PUT", r.signIn("bob"), answer(1, "Canceled", nil), "API_AccessDenied"},
	} {
		t.Run(tc.name, func(t *testing.T) { diff(t, tc.want, tc.who.refused(tc.method, requests, tc.body)) })
	}
	diff(t, "API_AccessDenied", r.signIn("bob").refused("GET", requests+"/1", nil))
	diff(t, "Pending", alice.object("GET", requests+"/1", nil)["status"])
}

func TestDatesComeInTheFormsClientsWrite(t *testing.T) {
	for form, want := range map[string]string{
		"2026-03-02T12:00:00": "2026-03-02T12:00:00.000", "2026-03-02T12:00:00.5Z": "2026-03-02T12:00:00.500",
		"2026-03-02T13:00:00+01:00": "2026-03-02T12:00:00.000", "/Date(1772452800000)/": "2026-03-02T12:00:00.000",
		"2026-03-03": "2026-03-03T00:00:00.000",
	} {
		alice := newRig(t).signIn("alice")
		diff(t, want, alice.ask(107, map[string]any{"expirationDate": form})["expirationDate"])
	}
}

func TestACheckOutEndsWithTheApprovalAtTheLatest(t *testing.T) {
	ready := func(t *testing.T) (*rig, *person, *person) {
		r := newRig(t)
		r.vault.SetSecret(103, func(o *demovault.SecretOptions) { o.RequiresApproval = true })
		alice, ann := r.signIn("alice"), r.signIn("ann")
		alice.ask(103, map[string]any{"expirationDate": "2026-03-02T09:20:00"})
		ann.answer(1, "Approved", nil)
		alice.call("POST", "v1/secrets/103/check-out", nil)
		return r, alice, ann
	}
	t.Run("by the clock", func(t *testing.T) {
		r, alice, _ := ready(t)
		s := alice.state("103")
		diff(t, 20.0, s["checkOutMinutesRemaining"])
		diff(t, "API_SecretCheckOutExtensionTooLong", alice.refused("POST", "v1/secrets/103/extend-check-out", map[string]any{"data": map[string]any{"minutesToAdd": 1, "notes": "x"}}))
		r.clock.add(20 * time.Minute)
		diff(t, "RequiresApproval", r.signIn("alice").state("103")["secretState"])
		diff(t, []string{"alice request: why", "ann request-approve", "alice check-out", "alice check-in: expired", "alice request-expire"}, r.ops(103))
	})
	t.Run("when it is shortened", func(t *testing.T) {
		_, alice, ann := ready(t)
		ann.answer(1, "Approved", map[string]any{"expirationDate": "2026-03-02T09:10:00"})
		diff(t, 10.0, alice.state("103")["checkOutMinutesRemaining"])
	})
	t.Run("when it is denied after all", func(t *testing.T) {
		r, alice, ann := ready(t)
		ann.answer(1, "Denied", nil)
		diff(t, "RequiresApproval", alice.state("103")["secretState"])
		diff(t, "ann check-in: forced", last(r.ops(103)))
	})
	t.Run("when it is canceled", func(t *testing.T) {
		r, alice, _ := ready(t)
		alice.answer(1, "Canceled", nil)
		diff(t, "alice check-in", last(r.ops(103)))
	})
}

func last(all []string) string { return all[len(all)-1] }

func TestTheTicketOfAnApprovalBelongsToItsRequest(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	made := alice.ask(111, map[string]any{"ticketNumber": "INC123456"})
	diff(t, "INC123456", made["ticketNumber"])
	diff(t, 1.0, made["ticketSystemId"]) // the default one
	if err := r.vault.Approve(1, "ann", "ok", time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	r.vault.SetSecret(111, func(o *demovault.SecretOptions) { o.RequiresMFA = false })
	diff(t, "RequiresCheckout", alice.state("111")["secretState"])
}

func TestAWorkflowAsksOneStepAfterTheOther(t *testing.T) {
	r := newRig(t)
	alice, ann, root := r.signIn("alice"), r.signIn("ann"), r.signIn("root")
	made := alice.ask(118, nil)
	diff(t, true, made["hasWorkflow"])
	diff(t, 1.0, made["accessRequestWorkflowMapId"])
	reviewers := func() any {
		return alice.object("GET", requests+"/1/pending", nil)["currentStepReviewers"].([]any)[0].(map[string]any)["displayName"]
	}
	diff(t, any("Approvers"), reviewers())
	diff(t, "API_SecretAccessRequestReviewNotAllowed", root.refused("PUT", requests, answer(1, "Approved", nil)))
	diff(t, "Step 1 of 2 is approved.", ann.answer(1, "Approved", nil)["actionResultMessage"])
	diff(t, any("Administrators"), reviewers())
	diff(t, "RequiresApproval", alice.state("118")["secretState"])
	diff(t, "API_SecretAccessRequestReviewNotAllowed", ann.refused("PUT", requests, answer(1, "Approved", nil)))
	diff(t, "Approved", root.answer(1, "Approved", nil)["status"])
	diff(t, "None", alice.state("118")["secretState"])
}

func TestWhoMustAskFollowsTheSecretsRule(t *testing.T) {
	r := newRig(t)
	bob := r.signIn("bob") // may edit 116
	set := func(change func(*demovault.SecretOptions)) any {
		r.vault.SetSecret(116, change)
		return bob.state("116")["secretState"]
	}
	diff(t, any("None"), set(func(o *demovault.SecretOptions) { o.RequiresApproval = true }))
	diff(t, any("RequiresApproval"), set(func(o *demovault.SecretOptions) { o.EditorsNeedApproval = true }))
	root := r.signIn("root")
	diff(t, "None", root.state("116")["secretState"])
	r.vault.SetSecret(116, func(o *demovault.SecretOptions) { o.OwnersNeedApproval = true })
	diff(t, "RequiresApproval", root.state("116")["secretState"])
	root.ask(116, nil)
	diff(t, "API_SecretAccessRequestReviewNotAllowed", root.refused("PUT", requests, answer(1, "Approved", nil)))
	options := root.object("GET", requests+"/secrets/116/options", nil)
	for _, member := range []string{"enableRequiresApprovalForAccess", "editorsAlsoRequireApproval", "ownersAndApproversAlsoRequireApproval"} {
		diff(t, true, options[member])
	}
}

func TestRequestsAreListedForWhomTheyConcern(t *testing.T) {
	r := newRig(t)
	alice, bob, ann := r.signIn("alice"), r.signIn("bob"), r.signIn("ann")
	alice.ask(107, nil)
	bob.ask(107, nil)
	alice.ask(118, nil)
	ann.answer(2, "Denied", map[string]any{"responseComment": "no"})
	list := func(p *person, query string) string {
		out := []string{}
		for _, m := range p.object("GET", requests+query, nil)["records"].([]any) {
			m := m.(map[string]any)
			out = append(out, number(m["secretAccessRequestId"])+" "+m["status"].(string))
		}
		return strings.Join(out, ", ")
	}
	diff(t, "1 Pending, 3 Pending", list(alice, ""))
	diff(t, "2 Denied", list(bob, "?filter.IsMyRequest=true"))
	diff(t, "", list(bob, "?filter.isMyRequest=false"))
	diff(t, "1 Pending, 3 Pending", list(ann, "?filter.isMyRequest=false&filter.status=pending"))
	diff(t, "3 Pending, 2 Denied", list(ann, "?sortBy[0].direction=desc&take=2"))
	diff(t, "2 Denied, 1 Pending", list(ann, "/secrets/107?sortBy[0].name=status"))
	diff(t, "", alice.refused("GET", requests+"?filter.status=odd", nil))
	pending := r.vault.PendingRequests()
	diff(t, 2, len(pending))
	want := demovault.Request{
		ID: 1, SecretID: 107, SecretPath: `\Network\edge-fw`, User: "alice", DisplayName: "Alice Archer", Comment: "why",
		Made: start, Start: start, End: start.Add(time.Hour), Step: 1, Steps: 1,
		Reviewers: []string{"ann", "root"}, ReviewerNames: []string{"Ann Abbot", "Robin Root"},
	}
	diff(t, want, pending[0])
	for _, by := range []string{"alice", "nobody"} {
		if err := r.vault.Deny(1, by, ""); err == nil {
			t.Errorf("%s could deny", by)
		}
	}
	if err := r.vault.Deny(1, "root", "no"); err != nil {
		t.Error(err)
	}
	diff(t, 1, len(r.vault.PendingRequests()))
}

func TestRequestsSurviveARestart(t *testing.T) {
	kept := func(c *demovault.Config) { c.StateDir = filepath.Join(t.TempDir(), "demo") }
	dir := ""
	first := newRig(t, kept, func(c *demovault.Config) { dir = c.StateDir })
	alice := first.signIn("alice")
	alice.ask(107, nil)
	alice.ask(118, nil)
	if err := first.vault.Approve(1, "ann", "ok", time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := first.vault.Approve(2, "ann", "ok", time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := first.vault.Close(); err != nil {
		t.Fatal(err)
	}
	second := newRig(t, func(c *demovault.Config) { c.StateDir = dir })
	again := second.signIn("alice")
	diff(t, "None", again.state("107")["secretState"])
	diff(t, any("Administrators"), again.object("GET", requests+"/2/pending", nil)["currentStepReviewers"].([]any)[0].(map[string]any)["displayName"])
	second.clock.add(time.Hour)
	diff(t, "RequiresApproval", second.signIn("alice").state("107")["secretState"])
}
