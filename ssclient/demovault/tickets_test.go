package demovault_test

import (
	"testing"

	"sallyport/ssclient/demovault"
)

func TestTicketSystemsAreListed(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, 4, len(alice.call("GET", "v1/ticket-systems", nil).([]any)))
	all := alice.call("GET", "v1/ticket-systems?includeInactive=true", nil).([]any)
	diff(t, 5, len(all))
	first := all[0].(map[string]any)
	diff(t, "Incidents", first["name"])
	diff(t, 1.0, first["forceRequireTicketNumber"])
	diff(t, true, first["isDefault"])
	diff(t, "Incidents Changes", names(alice.object("GET", "v2/ticket-systems?take=2", nil), "name"))
	modes := map[string]string{"1": "BothRequired", "2": "TicketNumberOnlyRequired", "3": "TicketNumberOrReasonRequired", "4": "ReasonOnlyRequired"}
	for id, want := range modes {
		diff(t, want, alice.object("GET", "v2/ticket-systems/"+id, nil)["forceRequireTicketNumber"])
	}
	diff(t, "^INC[0-9]{6}$", alice.object("GET", "v2/ticket-systems/1", nil)["ticketNumberValidation"])
	diff(t, "Changes", alice.object("GET", "v1/ticket-systems/2", nil)["name"])
	diff(t, "API_AccessDenied", alice.refused("GET", "v2/ticket-systems/9", nil))
	diff(t, 5, len(r.signIn("root").object("GET", "v1/configuration/ticket-system", nil)["ticketSystemList"].([]any)))
}

func TestATicketNumberCanBeTried(t *testing.T) {
	alice := newRig(t).signIn("alice")
	try := func(number string) map[string]any {
		return alice.object("POST", "v1/ticket-systems/2/test", map[string]any{"data": map[string]any{"ticketNumber": number}})
	}
	diff(t, true, try("CHG1234567")["success"])
	no := try("CHG1")
	diff(t, false, no["success"])
	diff(t, "A change is CHG and seven digits.", no["errorMessage"])
	diff(t, "", alice.refused("POST", "v1/ticket-systems/2/test", nil))
}

func TestEveryModeIsEnforcedEverywhere(t *testing.T) {
	r := newRig(t)
	r.vault.SetSecret(112, func(o *demovault.SecretOptions) { o.RequiresComment = true })
	const noComment, noTicket = "API_ValidateSecretAccessCommentRequired", "API_ValidateSecretAccessTicketRequired"
	for _, tc := range []struct {
		name, comment, ticket string
		system                int
		want                  string // "": taken
	}{
		{"both: neither", "", "", 1, noComment},
		{"both: only a comment", "x", "", 1, noTicket},
		{"both: only a number", "", "INC123456", 1, noComment},
		{"both: a wrong number", "x", "INC12345", 1, noTicket},
		{"both: both", "x", "INC123456", 1, ""},
		{"number: none", "x", "", 2, noTicket},
		{"number: one", "", "CHG1234567", 2, ""},
		{"either: neither", "", "", 3, noTicket},
		{"either: a number", "", "OPS-42", 3, ""},
		{"either: a comment", "x", "", 3, ""},
		{"either: a comment and a wrong number", "x", "ops 42", 3, noTicket},
		{"reason: none", "", "7", 4, noComment},
		{"reason: one", "x", "", 4, ""},
		{"one that is inactive", "x", "#1", 5, noTicket},
		{"one that is not there", "x", "1", 6, noTicket},
		{"none, where a comment is enough", "x", "", 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for place, secret := range map[string]int{"secrets/112/view-comment": 112, "v1/secrets/112/restricted": 112, requests: 107} {
				alice := r.signIn("alice")
				path := place
				if path[0] == 's' {
					path = requests + "/" + place
				}
				body := map[string]any{"secretId": secret, "comment": tc.comment, "requestComment": tc.comment, "ticketNumber": tc.ticket, "ticketSystemId": tc.system}
				if tc.want != "" {
					// A read that gives no reason at all is asked for one in the words of the plain refusal.
					want := tc.want
					if got := alice.refused("POST", path, body); got != want && (tc.comment+tc.ticket != "" || got != noComment) {
						t.Errorf("%s: %s, want %s", path, got, want)
					}
					continue
				}
				if got := alice.call("POST", path, body); path == requests {
					alice.answer(got.(map[string]any)["secretAccessRequestId"], "Canceled", nil)
				}
				r.clock.add(6 * 60e9) // the comment counts no longer
			}
		})
	}
}
