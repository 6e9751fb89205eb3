package conformance

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// answerContradictions are answers of the demo vault that the description does
// not allow, with the source that speaks against it; they stand in CONTRACTS.md.
var answerContradictions = map[string]string{}

// unexercised are the operations of the description that the demo vault is not
// asked for, and why.
var unexercised = map[string]string{}

// stories are parts of a day at the vault, each on a vault of its own.
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
		r.must("alice", "PATCH", "/api/v1/folder/1/pinned", `{"data":{}}`)
		r.must("alice", "GET", "/api/v1/folders/pinned", "")
		r.must("alice", "DELETE", "/api/v1/folder/1/pinned", "")
		r.must("alice", "POST", "/api/v1/secrets/101/heartbeat", "")
		r.must("root", "POST", "/api/v1/secrets/101/change-password", `{"newPassword":"ours!"}`)
		r.must("root", "PUT", "/api/v1/secrets/101/fields/notes", `{"value":"ours"}`)
		r.must("root", "POST", "/api/v1/secret-templates/generate-password/110", "")
		r.must("alice", "GET", "/api/v1/secrets/101/audits", "")
		r.must("alice", "POST", "/api/v1/oauth-expiration", "")
		r.ask("alice", "GET", "/api/v1/users/current", "")
	},
	"a request that is approved, and the access it gives": func(r *rig) {
		requested(r)
		const all = "/api/v1/secret-access-requests"
		look := func() {
			for _, path := range []string{all + "?filter.isMyRequest=true", all + "/1", all + "/1/pending", all + "/1/history", all + "/secrets/107", all + "/secrets/107/options", "/api/v1/secrets/107/state"} {
				r.must("alice", "GET", path, "")
				r.ask("ann", "GET", path, "")
				r.ask("bob", "GET", path, "")
			}
		}
		look()
		r.must("ann", "PUT", all, `{"secretAccessRequestId":1,"status":"Approved","responseComment":"ok","expirationDate":"2026-01-01T11:00:00"}`)
		look()
		r.clock.add(90 * time.Minute)
		r.tokens = map[string]string{} // they have expired
		look()
		r.must("alice", "GET", "/api/v1/secrets/107", "")
		r.ask("ann", "PUT", all, `{"secretAccessRequestId":1,"status":"Denied"}`)
		r.clock.add(24 * time.Hour)
		r.tokens = map[string]string{}
		look()
	},
	"requests that lead nowhere": func(r *rig) {
		const all = "/api/v1/secret-access-requests"
		r.must("alice", "POST", all, `{"secretId":107,"requestComment":"why"}`)
		r.must("ann", "PUT", all, `{"secretAccessRequestId":1,"status":"Denied","responseComment":"no"}`)
		r.must("alice", "POST", all, `{"secretId":107,"requestComment":"why"}`)
		r.must("alice", "PUT", all, `{"secretAccessRequestId":2,"status":"Canceled"}`)
		r.ask("alice", "PUT", all, `{"secretAccessRequestId":2,"status":"Approved"}`)
		r.ask("alice", "PUT", all, `{"secretAccessRequestId":2,"status":"Odd"}`)
		r.ask("alice", "POST", all, `{"secretId":107}`)
		r.ask("alice", "POST", all, `{"secretId":101,"requestComment":"why"}`)
		r.ask("alice", "GET", all+"/99999/history", "")
		r.must("alice", "GET", all+"?filter.isMyRequest=true", "")
		r.must("ann", "GET", all+"?filter.status=Denied", "")
	},
	"ticket systems": func(r *rig) {
		for _, path := range []string{"/api/v1/ticket-systems?includeInactive=true", "/api/v2/ticket-systems?take=100"} {
			r.must("alice", "GET", path, "")
		}
		for id := 1; id < 5; id++ {
			r.must("alice", "GET", fmt.Sprintf("/api/v1/ticket-systems/%d", id), "")
			r.must("alice", "GET", fmt.Sprintf("/api/v2/ticket-systems/%d", id), "")
			for _, number := range []string{"INC000001", "odd"} {
				r.must("alice", "POST", fmt.Sprintf("/api/v1/ticket-systems/%d/test", id), `{"data":{"ticketNumber":"`+number+`"}}`)
			}
		}
		r.ask("alice", "GET", "/api/v2/ticket-systems/99", "")
	},
	"launchers, proxies and sessions": func(r *rig) {
		for _, path := range []string{"/api/v1/launchers/1", "/api/v1/launchers/2", "/api/v1/launchers/types/1", "/api/v1/launchers/types/2", "/api/v1/launchers/protocol-handler"} {
			r.must("alice", "GET", path, "")
		}
		for id := 101; id < 136; id++ {
			r.ask("alice", "GET", fmt.Sprintf("/api/v2/launchers/secret?filter.secretId=%d", id), "")
			r.ask("alice", "GET", fmt.Sprintf("/api/v1/secrets/secret-detail/%d/general", id), "")
			r.ask("alice", "GET", fmt.Sprintf("/api/v1/secrets/%d/state", id), "")
			r.ask("alice", "GET", fmt.Sprintf("/api/v2/secrets/%d?noAutoCheckout=true", id), "")
		}
		r.must("alice", "POST", "/api/v1/secrets/sshproxy", `{"secretId":113,"launcherType":2}`)
		r.must("alice", "POST", "/api/v1/secrets/rdpproxy", `{"secretId":135,"launcherType":1}`)
		r.ask("alice", "POST", "/api/v1/secrets/sshproxy", `{"secretId":101}`)
		r.must("alice", "POST", "/api/v1/launchers/secret", `{"secretId":101,"launcherId":2}`)
		r.must("alice", "GET", "/api/v1/secrets/launcher-sessions?filter.secretId=101", "")
		r.must("root", "POST", "/api/v1/launchers/types", `{"data":{"launcherTypeName":"Ours","processName":"ours","processArguments":"$MACHINE","active":true}}`)
		r.send(request{
			user: "root", method: "POST", path: "/api/v1/launchers/types/file-attachments",
			headers: map[string]string{"Content-Type": "multipart/form-data; boundary=x"},
			body:    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"run.ps1\"\r\n\r\nours\r\n--x--\r\n",
		})
		r.must("root", "PATCH", "/api/v1/launchers/types/2", `{"data":{"active":{"dirty":true,"value":true}}}`)
	},
	"one-time passwords and templates": func(r *rig) {
		r.must("alice", "GET", "/api/v1/one-time-password-code/130?numberOfCodesToGenerate=3", "")
		for _, id := range []int{9, 6001, 6003, 6004, 6007, 6026, 6052} {
			r.must("alice", "GET", fmt.Sprintf("/api/v1/secret-templates/%d", id), "")
			r.must("alice", "GET", fmt.Sprintf("/api/v2/secret-templates/%d", id), "")
			r.must("alice", "GET", fmt.Sprintf("/api/v1/secret-templates/fields/search?filter.secretTemplateId=%d&take=50", id), "")
		}
		for _, id := range []int{38, 110, 189, 109} {
			r.must("alice", "GET", fmt.Sprintf("/api/v1/secret-templates/fields/%d", id), "")
		}
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
	exactly(t, "no answer with 200 of the demo vault for", idle, unexercised)
}
