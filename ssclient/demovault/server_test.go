package demovault_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"sallyport/ssclient/demovault"
)

func TestOnlyLoopbackIsServed(t *testing.T) {
	r := newRig(t)
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.org:0", "nonsense"} {
		if s, err := r.vault.Listen(addr); err == nil {
			_ = s.Close()
			t.Errorf("the vault listens on %q", addr)
		}
	}
}

func TestTheConsoleShowsWhoHoldsWhatAndNoSecret(t *testing.T) {
	type login struct{ User string }
	r := newRig(t, func(c *demovault.Config) { c.Logins = func() any { return []login{{"svc-web-01"}} } })
	s, err := r.vault.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	get := func(url string) (int, string) {
		res, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(raw)
	}
	if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/demo/[0-9a-f]{32}/$`).MatchString(s.ConsoleURL) {
		t.Errorf("the console is at %s", s.ConsoleURL)
	}
	status, page := get(s.ConsoleURL)
	if status != 200 || !strings.Contains(page, `\Linux\bobs-01`) || !strings.Contains(page, "Bob Baker") {
		t.Errorf("console: %d %s", status, page)
	}
	if password, _, _ := r.vault.Account("svc-bobs-01"); strings.Contains(page, string(password)) {
		t.Error("the console shows a password")
	}
	var ledger []map[string]any
	_, raw := get(s.ConsoleURL + "ledger.json")
	if err := json.Unmarshal([]byte(raw), &ledger); err != nil {
		t.Fatal(err)
	}
	diff(t, []map[string]any{{"at": "2026-03-02T09:00:00Z", "user": "bob", "op": "check-out", "secretId": 115.0, "note": ""}}, ledger)
	_, raw = get(s.ConsoleURL + "logins.json")
	diff(t, `[{"User":"svc-web-01"}]`, raw)
	for _, path := range []string{"/demo/", "/demo/" + strings.Repeat("0", 32) + "/", "/health", "/"} {
		if status, _ := get(s.URL + path); status != 404 {
			t.Errorf("GET %s: %d, want 404", path, status)
		}
	}
}
