package ssclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sallyport/workflow/sealed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The texts that must never be seen outside a request.
const (
	password     = "pass-w0rd&=ü"
	otpCode      = "424242"
	access1      = "access-token-one"
	access2      = "access-token-two"
	refresh1     = "refresh-token-one"
	refresh2     = "refresh-token-two"
	vaultHost    = "vault.example"
	expiredBody  = `{"message":"Authentication failed or expired token."}`
	querySecret  = "needle-in-the-query"
	hiddenFields = "value-of-a-field"
)

var secretTexts = []string{password, otpCode, access1, access2, refresh1, refresh2, querySecret, hiddenFields, url.QueryEscape(password)}

// seen is one request as the server saw it.
type seen struct {
	Method, Path, Query, Body string
	Auth, OTP, Type           string
}

// server is an in-memory Secret Server below /SecretServer. Being in memory it
// runs on the virtual clock of testing/synctest as well.
type server struct {
	mu   sync.Mutex
	log  []seen
	host []string
	// reply answers everything but the token route, unless token is nil.
	reply func(n int, r *http.Request) (*http.Response, error)
	token func(n int, form url.Values) (*http.Response, error)
	nTok  int
	nAPI  int
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	raw := []byte{}
	if r.Body != nil {
		raw, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	s.mu.Lock()
	s.host = append(s.host, r.URL.Host)
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/SecretServer")
	if !ok {
		s.mu.Unlock()
		return nil, errors.New("path " + r.URL.Path + " is not below /SecretServer: was it built from an absolute path?")
	}
	s.log = append(s.log, seen{
		Method: r.Method, Path: path, Query: r.URL.RawQuery, Body: string(raw),
		Auth: r.Header.Get("Authorization"), OTP: r.Header.Get("OTP"), Type: r.Header.Get("Content-Type"),
	})
	var answer func() (*http.Response, error)
	if path == "/oauth2/token" {
		s.nTok++
		n := s.nTok
		form, _ := url.ParseQuery(string(raw))
		answer = func() (*http.Response, error) { return s.token(n, form) }
	} else {
		s.nAPI++
		n := s.nAPI
		answer = func() (*http.Response, error) { return s.reply(n, r) }
	}
	s.mu.Unlock()
	return answer()
}

func (s *server) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen(nil), s.log...)
}

// reset forgets what was seen, keeping the answers.
func (s *server) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log, s.host, s.nAPI, s.nTok = nil, nil, 0, 0
}

func answerOf(status int, contentType, body string, header ...string) *http.Response {
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1,
	}
}

func jsonOf(status int, body string, header ...string) *http.Response {
	return answerOf(status, "application/json; charset=utf-8", body, header...)
}

func grantOf(access, refresh string) *http.Response {
	body := `{"access_token":"` + access + `","token_type":"bearer","expires_in":1199`
	if refresh != "" {
		body += `,"refresh_token":"` + refresh + `"`
	}
	return jsonOf(200, body+"}")
}

// tokens gives one pair after the other, and refuses a refresh token that is not the last one given.
func tokens(n int, form url.Values) (*http.Response, error) {
	switch {
	case form.Get("grant_type") == "password" && form.Get("password") == password:
		return grantOf(access1, refresh1), nil
	case form.Get("grant_type") == "refresh_token" && form.Get("refresh_token") == refresh1:
		return grantOf(access2, refresh2), nil
	}
	return jsonOf(400, `{"error":"Login failed."}`), nil
}

func ok(body string) func(int, *http.Request) (*http.Response, error) {
	return func(int, *http.Request) (*http.Response, error) { return jsonOf(200, body), nil }
}

// open makes a Client on s; edit may change its configuration.
func open(t testing.TB, s *server, edit ...func(*Config)) *Client {
	t.Helper()
	if s.token == nil {
		s.token = tokens
	}
	cfg := Config{BaseURL: "https://" + vaultHost + "/SecretServer", Transport: s}
	for _, e := range edit {
		e(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func seal(s string) sealed.Secret { return sealed.New([]byte(s)) }

// signedIn is a Client with access1, its sign-in forgotten by s.
func signedIn(t testing.TB, s *server, edit ...func(*Config)) *Client {
	t.Helper()
	c := open(t, s, edit...)
	if err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)}); err != nil {
		t.Fatal(err)
	}
	s.reset()
	return c
}

func TestNewChecksTheAddress(t *testing.T) {
	good := map[string]string{
		"https://vault.example":                 "https://vault.example",
		" https://vault.example/SecretServer/ ": "https://vault.example/SecretServer",
		"https://vault.example:8443/a/b":        "https://vault.example:8443/a/b",
		"http://localhost:8080/SecretServer":    "http://localhost:8080/SecretServer",
		"http://127.8.9.1":                      "http://127.8.9.1",
		"http://[::1]:1/":                       "http://[::1]:1",
		"HTTPS://vault.example/Secret%20Server": "https://vault.example/Secret%20Server",
	}
	for raw, want := range good {
		c, err := New(Config{BaseURL: raw})
		if err != nil {
			t.Errorf("%q: %v", raw, err)
			continue
		}
		if c.base != want {
			t.Errorf("%q: base %q, want %q", raw, c.base, want)
		}
		c.Close()
	}
	for _, raw := range []string{
		"", "vault.example", "ftp://vault.example", "https://", "https:///x", "http://vault.example",
		"http://127.0.0.1.evil.example", "http://localhost.", "https://bob:" + querySecret + "@vault.example",
		"https://vault.example/?x=" + querySecret, "https://vault.example/?", "https://vault.example/#", "https://vault.example/#x",
		"https://vault.example:0", "https://vault.example:99999", "https://vault.example:", "https://vault.example/a/../b",
		"https://vault.example//a", "https:vault.example", "https://vault.example/%zz", "https://vault.example:" + querySecret,
	} {
		_, err := New(Config{BaseURL: raw})
		if !errors.Is(err, ErrBadURL) {
			t.Errorf("%q: %v, want ErrBadURL", raw, err)
			continue
		}
		if strings.Contains(err.Error(), querySecret) {
			t.Errorf("%q: the error shows the address: %v", raw, err)
		}
	}
}

func TestNewReadsTheCAFile(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, cfg := range []Config{
		{BaseURL: "https://x", CAFile: filepath.Join(dir, "none.pem")},
		{BaseURL: "https://x", CAFile: empty},
		{BaseURL: "https://x", CAFile: empty, Transport: &server{}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("CA file %q, own transport %v: accepted", cfg.CAFile, cfg.Transport == nil)
		} else if cfg.Transport == nil && !errors.Is(err, ErrWay) {
			t.Errorf("%v is no ErrWay", err)
		}
	}
}

func TestOneCallIsBoundedByTheTimeLimit(t *testing.T) {
	s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}}
	c := signedIn(t, s, func(cfg *Config) { cfg.Timeout = time.Millisecond })
	_, err := c.CurrentUser(context.Background())
	if !errors.Is(err, ErrTimeout) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("own time limit: %v; want ErrTimeout, and not the caller's deadline", err)
	}
	if n := len(s.requests()); n != 1 {
		t.Errorf("%d calls after a time-out, want 1", n)
	}
}
