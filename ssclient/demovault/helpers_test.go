package demovault_test

import (
	"bytes"
	"context"
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

// start is when every test's vault clock begins.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// rig is a vault, its clock, and a client of it.
type rig struct {
	t     *testing.T
	vault *demovault.Vault
	clock *clock
	base  string
	http  *http.Client
}

func newRig(t *testing.T, change ...func(*demovault.Config)) *rig {
	t.Helper()
	c := &clock{now: start}
	cfg := demovault.Config{Seed: assets.DemoSeed, Now: c.Now, SSHHost: "127.0.0.1:2222"}
	for _, f := range change {
		f(&cfg)
	}
	v, err := demovault.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return &rig{t: t, vault: v, clock: c, base: "http://vault.test/SecretServer", http: &http.Client{Transport: v.Transport()}}
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

// person is somebody signed in.
type person struct {
	*rig
	name  string
	token string
	again string // the refresh token
}

func (r *rig) signIn(name string) *person {
	r.t.Helper()
	p := &person{rig: r, name: name}
	status, body := r.grant(url.Values{"grant_type": {"password"}, "username": {name}, "password": {r.user(name).Password}}, "")
	if status != http.StatusOK {
		r.t.Fatalf("sign in %s: %d %v", name, status, body)
	}
	p.token, p.again = body["access_token"].(string), body["refresh_token"].(string)
	return p
}

func (r *rig) grant(form url.Values, otp string) (int, map[string]any) {
	r.t.Helper()
	req, err := http.NewRequest("POST", r.base+"/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if otp != "" {
		req.Header.Set("OTP", otp)
	}
	res, err := r.http.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, object(r.t, res)
}

func object(t *testing.T, res *http.Response) map[string]any {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("not an object: %q: %v", raw, err)
	}
	return out
}

// try sends a call; body is marshalled unless nil.
func (p *person) try(ctx context.Context, method, path string, body any) (*http.Response, error) {
	p.t.Helper()
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+"/api/"+path, in)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return p.http.Do(req)
}

// send is try where the connection must hold; it returns status and raw body.
func (p *person) send(method, path string, body any) (int, []byte) {
	p.t.Helper()
	res, err := p.try(context.Background(), method, path, body)
	if err != nil {
		p.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, raw
}

// call is send where the answer must be 200, decoded.
func (p *person) call(method, path string, body any) any {
	p.t.Helper()
	status, raw := p.send(method, path, body)
	if status != http.StatusOK {
		p.t.Fatalf("%s %s: %d %s", method, path, status, raw)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		p.t.Fatalf("%s %s: %q: %v", method, path, raw, err)
	}
	return out
}

func (p *person) object(method, path string, body any) map[string]any {
	p.t.Helper()
	out, ok := p.call(method, path, body).(map[string]any)
	if !ok {
		p.t.Fatalf("%s %s: not an object", method, path)
	}
	return out
}

// refused sends a call that must be refused with 400, and returns its errorCode.
func (p *person) refused(method, path string, body any) string {
	p.t.Helper()
	status, raw := p.send(method, path, body)
	var out struct {
		ErrorCode string `json:"errorCode"`
	}
	if err := json.Unmarshal(raw, &out); err != nil || status != http.StatusBadRequest {
		p.t.Fatalf("%s %s: want a refusal, got %d %s", method, path, status, raw)
	}
	return out.ErrorCode
}

func (p *person) state(id string) map[string]any {
	p.t.Helper()
	return p.object("GET", "v1/secrets/"+id+"/state", nil)
}

// ops lists the ledger's entries of one secret as "op", "op:note".
func (r *rig) ops(id int) []string {
	out := []string{}
	for _, e := range r.vault.Ledger() {
		if e.SecretID != id {
			continue
		}
		op := e.User + " " + e.Op
		if e.Note != "" {
			op += ": " + e.Note
		}
		out = append(out, op)
	}
	return out
}

func jsonText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
