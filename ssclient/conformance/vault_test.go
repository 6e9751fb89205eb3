package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// play says how the demo comes into the state in which a fixture's request is
// answered with 200: by whom it is asked (alice unless said), and what comes before.
type play struct {
	by     string
	before func(r *rig)
	// change edits the request, as the fixture cannot know a password or an id.
	change func(r *rig, q *request)
}

// plays are the fixtures that need more than alice asking.
var plays = map[string]play{
	"token-password": {by: "nobody", change: func(r *rig, q *request) {
		q.body = url.Values{"grant_type": {"password"}, "username": {"alice"}, "password": {r.user("alice").Password}}.Encode()
	}},
	"token-password-domain": {by: "nobody", change: func(r *rig, q *request) {
		q.body = url.Values{"grant_type": {"password"}, "username": {"alice"}, "password": {r.user("alice").Password}, "domain": {""}}.Encode()
	}},
	"token-refresh": {by: "nobody", change: func(r *rig, q *request) {
		form := url.Values{"grant_type": {"password"}, "username": {"alice"}, "password": {r.user("alice").Password}}
		a := r.send(request{method: "POST", path: "/oauth2/token", body: form.Encode(), headers: q.headers})
		var got struct {
			Refresh string `json:"refresh_token"`
		}
		_ = json.Unmarshal(a.body, &got) // an empty token is refused below
		q.body = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.Refresh}}.Encode()
	}},
	"secret-change-password": {by: "root"},
	"secrets-favorites":      {before: favorite},
	"secrets-favorite-list":  {before: favorite},
	"secrets-checked-out":    {before: checkOut},
	"check-in":               {before: checkOut},
	"extend-check-out":       {before: checkOut},
	"check-in-force":         {by: "root"},
	"secret-general-patch":   {by: "root"},
	"secret-update":          {by: "root"},
	"secret-field-put":       {by: "root"},
	"secret-create":          {by: "root"},
	"secret-delete":          {by: "root"},
	"configuration-general":  {by: "root"},
	"configuration-rpc":      {by: "root"},
}

// send brings the demo into that state and sends the fixture's request.
func (p play) send(r *rig, f fixture) answer {
	r.t.Helper()
	if p.before != nil {
		p.before(r)
	}
	q := f.request(p.by)
	if p.change != nil {
		p.change(r, &q)
	}
	return r.send(q)
}

func favorite(r *rig) {
	r.must("alice", "POST", "/api/v1/secrets/101/favorite", `{"isFavorite":true}`)
}
func checkOut(r *rig) { r.must("alice", "POST", "/api/v1/secrets/103/check-out", "") }

// unserved are the fixtures whose operation the demo does not serve, and why.
var unserved = map[string]string{
	"access-options":                  "not yet",
	"access-request":                  "not yet",
	"access-request-cancel":           "not yet",
	"access-request-create":           "not yet",
	"access-request-history":          "not yet",
	"access-request-pending":          "not yet",
	"access-request-update":           "not yet",
	"access-requests":                 "not yet",
	"access-requests-of-secret":       "not yet",
	"ticket-system-test":              "not yet",
	"ticket-system-v2":                "not yet",
	"ticket-systems":                  "not yet",
	"ticket-systems-v2":               "not yet",
	"users-doublelock-password":       "not yet",
	"platform-advance-authentication": "not yet",
	"platform-service-token":          "not yet",
	"platform-start-authentication":   "not yet",
	"platform-vaults":                 "not yet",
	"launch-secret":                   "not yet",
	"launcher":                        "not yet",
	"launcher-prepare":                "not yet",
	"launcher-prepare-result":         "not yet",
	"launcher-session-end":            "not yet",
	"launcher-sessions":               "not yet",
	"launchers":                       "not yet",
	"launchers-lookup":                "not yet",
	"mobile-configuration":            "not yet",
	"one-time-password-code":          "not yet",
	"rdp-proxy":                       "not yet",
	"secret-general":                  "not yet",
	"secret-stub":                     "not yet",
	"ssh-proxy":                       "not yet",
	"ssh-terminal":                    "not yet",
	"template-field":                  "not yet",
	"template-fields-search":          "not yet",
}

func TestTheVaultAnswersEachFixtureWithItsMembers(t *testing.T) {
	for name, f := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			a := plays[name].send(newRig(t), f)
			missing := a.status == http.StatusNotFound || a.status == http.StatusMethodNotAllowed
			if why, listed := unserved[name]; listed || missing {
				if !listed {
					t.Errorf("status %d: the demo does not serve it", a.status)
				}
				if !missing {
					t.Logf("served now: take it off the list (%s)", why)
				}
				return
			}
			if a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.body)
			}
			var want shape
			for _, example := range f.good() {
				want.learn(parsed(t, example))
			}
			for _, d := range want.differences("$", a.value(t)) {
				t.Error(d)
			}
		})
	}
}

// request is what the fixture says, asked by that user.
func (f fixture) request(by string) request {
	q := request{user: by, method: f.Request.Method, path: f.Request.Path, headers: map[string]string{}}
	switch {
	case by == "nobody":
		q.user = ""
	case by == "":
		q.user = "alice"
	}
	query := url.Values{}
	for name, v := range f.Request.Query {
		query[name] = v
	}
	q.query = query.Encode()
	for name, v := range f.Request.Headers {
		q.headers[name] = v
	}
	if len(f.Request.Form) > 0 {
		form := url.Values{}
		for name, v := range f.Request.Form {
			form.Set(name, v)
		}
		q.body, q.headers["Content-Type"] = form.Encode(), "application/x-www-form-urlencoded"
	} else if f.Request.Body != nil {
		q.body = text(f.Request.Body)
	}
	return q
}

// value is the JSON of an answer; bytes of a file are a string.
func (a answer) value(t *testing.T) any {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		return string(a.body)
	}
	return parsed(t, a.body)
}
