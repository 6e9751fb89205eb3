package conformance

import (
	"net/http"
	"strings"
	"testing"
)

// answerContradictions are answers of the demo vault that the description does
// not allow, with the source that speaks against it; they stand in CONTRACTS.md.
var answerContradictions = map[string]string{}

// unexercised are the operations of the description that the demo vault is not
// asked for, and why.
var unexercised = map[string]string{
	"GET /v1/launchers":                                   "not yet",
	"GET /v1/launchers/lookup":                            "not yet",
	"GET /v1/launchers/prepare/{id}/result":               "not yet",
	"GET /v1/launchers/protocol-handler":                  "not yet",
	"GET /v1/launchers/types/{launcherTypeId}":            "not yet",
	"GET /v1/launchers/{id}":                              "not yet",
	"GET /v1/one-time-password-code/{id}":                 "not yet",
	"GET /v1/secret-access-requests":                      "not yet",
	"GET /v1/secret-access-requests/secrets/{id}":         "not yet",
	"GET /v1/secret-access-requests/secrets/{id}/options": "not yet",
	"GET /v1/secret-access-requests/{id}":                 "not yet",
	"GET /v1/secret-access-requests/{id}/history":         "not yet",
	"GET /v1/secret-access-requests/{id}/pending":         "not yet",
	"GET /v1/secret-templates/fields/search":              "not yet",
	"GET /v1/secret-templates/fields/{secretFieldId}":     "not yet",
	"GET /v1/secrets/launcher-sessions":                   "not yet",
	"GET /v1/secrets/secret-detail/{id}/general":          "not yet",
	"GET /v1/ticket-systems":                              "not yet",
	"GET /v1/ticket-systems/{id}":                         "not yet",
	"GET /v2/ticket-systems":                              "not yet",
	"GET /v2/ticket-systems/{id}":                         "not yet",
	"PATCH /v1/launchers/types/{launcherTypeId}":          "not yet",
	"PATCH /v1/secrets/launcher-sessions":                 "not yet",
	"POST /v1/launchers/prepare":                          "not yet",
	"POST /v1/launchers/secret":                           "not yet",
	"POST /v1/launchers/types":                            "not yet",
	"POST /v1/launchers/types/file-attachments":           "not yet",
	"POST /v1/secret-access-requests":                     "not yet",
	"POST /v1/secrets/rdpproxy":                           "not yet",
	"POST /v1/secrets/sshproxy":                           "not yet",
	"POST /v1/secrets/sshterminal":                        "not yet",
	"POST /v1/ticket-systems/{ticketSystemId}/test":       "not yet",
	"PUT /v1/secret-access-requests":                      "not yet",
	"PUT /v1/users/doublelock-password":                   "not yet",
}

// visit is a part of a day at the vault, each on a vault of its own.
var stories = map[string]func(r *rig){
	"looking around": func(r *rig) {
		for _, path := range []string{
			"/api/v1/users/current", "/api/v1/users/current-summary", "/api/v1/folders", "/api/v1/folders/1?getAllChildren=true", "/api/v1/folders/lookup",
			"/api/v2/secrets?filter.extendedFields=Machine&take=100&filter.includeRestricted=true", "/api/v1/secrets", "/api/v1/secrets/search-total", "/api/v2/secrets/search-total",
			"/api/v1/secrets/lookup", "/api/v1/secrets/lookup/101", "/api/v1/secret-templates", "/api/v1/secret-templates/6007", "/api/v2/secret-templates/6007",
			"/api/v1/connection-manager-settings", "/api/v2/launchers/secret?filter.secretId=109", "/api/v1/healthcheck", "/api/v1/version",
		} {
			r.must("alice", "GET", path, "")
		}
		r.must("root", "GET", "/api/v3/configuration/general?loadAll=true", "")
		r.must("root", "GET", "/api/v1/configuration/rpc", "")
		r.ask("alice", "GET", "/api/v3/configuration/general?loadAll=true", "")
	},
	"a check-out from the first look to the end": func(r *rig) {
		const db = "/api/v1/secrets/103"
		look := func() {
			for _, path := range []string{db + "/state", db + "/summary", db + "/audits?take=50", db + "?noAutoCheckout=true", "/api/v2/secrets/103?noAutoCheckout=true", db + "/fields/password?noAutoCheckout=true"} {
				r.ask("alice", "GET", path, "")
				r.ask("bob", "GET", path, "")
			}
		}
		look()
		r.must("alice", "POST", db+"/check-out", "")
		look()
		r.must("alice", "POST", db+"/extend-check-out", `{"data":{"minutesToAdd":5,"notes":"why"}}`)
		r.ask("alice", "POST", db+"/extend-check-out", `{"data":{"minutesToAdd":5000,"notes":"why"}}`)
		r.ask("alice", "POST", db+"/extend-check-out", `{}`)
		r.ask("bob", "POST", db+"/check-out", "")
		r.must("alice", "POST", db+"/check-in", "{}")
		look()
		r.must("root", "POST", "/api/v1/secrets/115/check-in", `{"forceCheckIn":true}`)
	},
	"a comment and a ticket": func(r *rig) {
		r.ask("alice", "GET", "/api/v1/secrets/102", "")
		r.ask("alice", "POST", "/api/v1/secrets/102/restricted", "")
		r.must("alice", "POST", "/api/v1/secrets/102/restricted", `{"comment":"why"}`)
		r.must("alice", "POST", "/api/v1/secrets/102/restricted/fields/password", `{"comment":"why"}`)
		r.ask("alice", "POST", "/api/v1/secret-access-requests/secrets/106/view-comment", `{"comment":"why","ticketNumber":"wrong"}`)
		r.must("alice", "POST", "/api/v1/secret-access-requests/secrets/106/view-comment", `{"comment":"why","ticketNumber":"INC000001","ticketSystemId":1}`)
		r.must("alice", "GET", "/api/v1/secrets/106", "")
	},
	"marks, heartbeat, new password": func(r *rig) {
		r.must("alice", "POST", "/api/v1/secrets/101/favorite", `{"isFavorite":true}`)
		r.must("alice", "GET", "/api/v1/secrets/favorite", "")
		r.must("alice", "POST", "/api/v1/secrets/101/heartbeat", "")
		r.must("root", "POST", "/api/v1/secrets/101/change-password", `{"newPassword":"ours!"}`)
		r.must("root", "PUT", "/api/v1/secrets/101/fields/notes", `{"value":"ours"}`)
		r.must("root", "POST", "/api/v1/secret-templates/generate-password/110", "")
		r.must("alice", "GET", "/api/v1/secrets/101/audits", "")
		r.must("alice", "POST", "/api/v1/oauth-expiration", "")
		r.ask("alice", "GET", "/api/v1/users/current", "")
	},
	"what is refused": func(r *rig) {
		for _, q := range []string{
			"GET /api/v1/secrets/99999", "GET /api/v2/secrets/99999", "GET /api/v1/secrets/99999/state", "GET /api/v1/secrets/99999/summary", "GET /api/v1/folders/99999",
			"GET /api/v1/secret-templates/99999", "POST /api/v1/secrets/101/check-out", "GET /api/v1/secrets/107", "GET /api/v1/secrets/108", "GET /api/v1/secrets/110",
			"GET /api/v2/secrets?take=x", "GET /api/v1/folders?skip=-1", "POST /api/v1/secrets/101/favorite", "GET /api/v2/launchers/secret",
		} {
			method, path, _ := strings.Cut(q, " ")
			r.ask("alice", method, path, "")
		}
		r.ask("alice", "POST", "/api/v1/secrets/101/favorite", "{")
		r.send(request{method: "POST", path: "/oauth2/token", body: "grant_type=password&username=alice&password=wrong", headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
	},
}

// TestEveryAnswerOfTheVaultIsAsDescribed tells the stories, and sends all
// fixtures, and holds every answer on the way to the vendor's description.
func TestEveryAnswerOfTheVaultIsAsDescribed(t *testing.T) {
	o := described(t)
	wrong, good := map[string]int{}, map[string]bool{}
	watch := func(q request, a answer) {
		operation := o.operation(q.method, q.path)
		if operation == "" || a.status == http.StatusUnauthorized {
			return
		}
		if a.status == http.StatusNotFound || a.status == http.StatusMethodNotAllowed {
			return // not served: see unexercised
		}
		good[operation] = good[operation] || a.status == http.StatusOK
		for _, w := range o.wrongAnswer(operation, a) {
			wrong[w]++
		}
	}
	for _, name := range sortedKeys(stories) {
		r := newRig(t)
		r.watch = watch
		stories[name](r)
	}
	for name, f := range fixtures(t) {
		r := newRig(t)
		r.watch = watch
		plays[name].send(r, f)
	}
	exactly(t, "an answer of the demo vault", wrong, answerContradictions)
	idle := map[string]int{}
	for _, operation := range o.templates {
		if !good[operation] {
			idle[operation] = 1
		}
	}
	for operation, why := range unexercised {
		if idle[operation] == 0 && why == "not yet" {
			t.Logf("%s is served now: take it off the list", operation)
			idle[operation] = 1
		}
	}
	exactly(t, "no answer with 200 of the demo vault for", idle, unexercised)
}
