package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
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
		q.body = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {member(r, a, "refresh_token")}}.Encode()
	}},
	"secret-change-password":    {by: "root"},
	"access-request":            {before: requested},
	"access-request-pending":    {before: requested},
	"access-request-history":    {before: requested},
	"access-requests":           {before: requested},
	"access-requests-of-secret": {before: requested},
	"access-request-cancel":     {before: requested},
	"access-request-update":     {by: "ann", before: requested},
	"secret-state-approved": {before: func(r *rig) {
		requested(r)
		r.must("ann", "PUT", "/api/v1/secret-access-requests", `{"secretAccessRequestId":1,"status":"Approved"}`)
		r.clock.add(90 * time.Minute)
		r.tokens = map[string]string{} // they have expired
	}},
	"one-time-password-code": {change: func(_ *rig, q *request) {
		q.path = strings.Replace(q.path, "101", "130", 1)
	}},
	"rdp-proxy": {before: func(r *rig) {
		r.vault.SetSecret(109, func(o *demovault.SecretOptions) { o.ProxyEnabled = true })
	}},
	"platform-service-token": {change: func(r *rig, q *request) { q.body = serviceForm(r) }},
	"platform-vaults": {change: func(r *rig, q *request) {
		a := r.send(request{method: "POST", path: "/identity/api/oauth2/token/xpmplatform", body: serviceForm(r), headers: formType})
		q.headers["Authorization"] = "Bearer " + member(r, a, "access_token")
	}},
	"platform-start-authentication": {change: func(_ *rig, q *request) {
		q.body = `{"User":"alice","Version":"1.0"}`
	}},
	"platform-advance-authentication": {change: func(r *rig, q *request) {
		a := r.send(request{method: "POST", path: "/identity/Security/StartAuthentication", body: `{"User":"alice","Version":"1.0"}`, headers: q.headers})
		var begun struct {
			Result struct {
				SessionID, TenantID string
				Challenges          []struct {
					Mechanisms []struct{ MechanismID string }
				}
			}
		}
		if err := json.Unmarshal(a.body, &begun); err != nil || len(begun.Result.Challenges) == 0 {
			r.t.Fatalf("%s", a.body)
		}
		q.body = text(map[string]any{
			"SessionId": begun.Result.SessionID, "TenantId": begun.Result.TenantID, "Action": "Answer",
			"MechanismId": begun.Result.Challenges[0].Mechanisms[0].MechanismID, "Answer": r.user("alice").Password,
		})
	}},
	"secrets-favorites":     {before: favorite},
	"secrets-favorite-list": {before: favorite},
	"folders-pinned":        {before: func(r *rig) { r.must("alice", "PATCH", "/api/v1/folder/1/pinned", `{"data":{}}`) }},
	"secrets-checked-out":   {before: checkOut},
	"check-in":              {before: checkOut},
	"extend-check-out":      {before: checkOut},
	"check-in-force":        {by: "root"},
	"secret-general-patch":  {by: "root"},
	"secret-update":         {by: "root"},
	"secret-field-put":      {by: "root"},
	"secret-create":         {by: "root"},
	"secret-delete":         {by: "root"},
	"configuration-general": {by: "root"},
	"configuration-rpc":     {by: "root"},
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

var formType = map[string]string{"Content-Type": "application/x-www-form-urlencoded"}

func serviceForm(r *rig) string {
	id := r.vault.Service()
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {id.ClientID}, "client_secret": {id.ClientSecret}, "scope": {"xpmheadless"},
	}.Encode()
}

// member is a string of an answer.
func member(r *rig, a answer, name string) string {
	r.t.Helper()
	var object map[string]any
	if err := json.Unmarshal(a.body, &object); err != nil {
		r.t.Fatalf("%s", a.body)
	}
	v, _ := object[name].(string)
	return v
}

// requested is an access request of alice's, the first of its vault.
func requested(r *rig) {
	a := r.must("alice", "POST", "/api/v1/secret-access-requests",
		`{"secretId":107,"requestComment":"why","startDate":"2026-01-01T10:00:00","expirationDate":"2026-01-01T12:00:00"}`)
	if !strings.Contains(string(a.body), `"secretAccessRequestId":1,`) {
		r.t.Fatalf("not the first: %s", a.body)
	}
}

func favorite(r *rig) {
	r.must("alice", "POST", "/api/v1/secrets/101/favorite", `{"isFavorite":true}`)
}
func checkOut(r *rig) { r.must("alice", "POST", "/api/v1/secrets/103/check-out", "") }

func TestTheVaultAnswersEachFixtureWithItsMembers(t *testing.T) {
	for name, f := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			a := plays[name].send(newRig(t), f)
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
