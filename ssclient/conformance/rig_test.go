package conformance

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sallyport/assets"
	"sallyport/ssclient/demovault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a vault clock that only moves when told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// rig is a demo vault on a clock of its own, with people signed in on demand.
type rig struct {
	t      *testing.T
	vault  *demovault.Vault
	clock  *clock
	http   *http.Client
	tokens map[string]string
	watch  func(request, answer) // nil, or told of every call
}

// newRig plants the demo's seed.
func newRig(t *testing.T) *rig {
	t.Helper()
	c := &clock{now: time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)}
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, Now: c.Now, SSHHost: "127.0.0.1:2222"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return &rig{t: t, vault: v, clock: c, http: &http.Client{Transport: v.Transport()}, tokens: map[string]string{}}
}

func (r *rig) user(name string) demovault.User {
	r.t.Helper()
	for _, u := range r.vault.Users() {
		if u.Name == name {
			return u
		}
	}
	r.t.Fatalf("the seed has no user %q", name)
	return demovault.User{}
}

// request is a raw call of the API.
type request struct {
	user         string // "": without a token
	method, path string // below the base
	query        string
	headers      map[string]string
	body         string // with a content type of JSON, unless headers say otherwise
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (r *rig) token(name string) string {
	r.t.Helper()
	if r.tokens[name] == "" {
		form := url.Values{"grant_type": {"password"}, "username": {name}, "password": {r.user(name).Password}}
		a := r.send(request{method: "POST", path: "/oauth2/token", body: form.Encode(), headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
		var got struct {
			Token string `json:"access_token"`
		}
		if err := json.Unmarshal(a.body, &got); err != nil || got.Token == "" {
			r.t.Fatalf("sign in %s: %d %s", name, a.status, a.body)
		}
		r.tokens[name] = got.Token
	}
	return r.tokens[name]
}

func (r *rig) send(q request) answer {
	r.t.Helper()
	via, at := r.http, "http://vault.test/SecretServer"+q.path
	if strings.HasPrefix(q.path, "/identity/") || strings.HasPrefix(q.path, "/vaultbroker/") {
		via, at = &http.Client{Transport: r.vault.PlatformTransport()}, "http://tenant.test"+q.path
	}
	if q.query != "" {
		at += "?" + q.query
	}
	var body io.Reader
	if q.body != "" {
		body = strings.NewReader(q.body)
	}
	req, err := http.NewRequest(q.method, at, body)
	if err != nil {
		r.t.Fatal(err)
	}
	if q.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, v := range q.headers {
		req.Header.Set(name, v)
	}
	if q.user != "" && via == r.http {
		req.Header.Set("Authorization", "Bearer "+r.token(q.user))
	}
	res, err := via.Do(req)
	if err != nil {
		r.t.Fatalf("%s %s: %v", q.method, q.path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	a := answer{res.StatusCode, res.Header, raw}
	if r.watch != nil {
		r.watch(q, a)
	}
	return a
}

// ask sends a call whose path may have a query.
func (r *rig) ask(user, method, path, body string) answer {
	r.t.Helper()
	path, query, _ := strings.Cut(path, "?")
	return r.send(request{user: user, method: method, path: path, query: query, body: body})
}

// must is send where the answer must be 200.
func (r *rig) must(user, method, path, body string) answer {
	r.t.Helper()
	a := r.ask(user, method, path, body)
	if a.status != http.StatusOK {
		r.t.Fatalf("%s %s by %s: %d %s", method, path, user, a.status, a.body)
	}
	return a
}

// text is a value as JSON.
func text(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}
