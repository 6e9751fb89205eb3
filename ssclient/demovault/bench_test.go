package demovault_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sallyport/assets"
	"sallyport/ssclient/demovault"
)

// bench is a large vault with alice signed in, without a test's helpers.
type bench struct {
	http  *http.Client
	token string
}

func newBench(b *testing.B, secrets int) *bench {
	b.Helper()
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, Secrets: secrets})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = v.Close() })
	n := &bench{http: &http.Client{Transport: v.Transport()}}
	for _, u := range v.Users() {
		if u.Name != "alice" {
			continue
		}
		form := url.Values{"grant_type": {"password"}, "username": {u.Name}, "password": {u.Password}}
		res, err := n.http.Post("http://vault.test/oauth2/token", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
		if err != nil {
			b.Fatal(err)
		}
		raw, _ := io.ReadAll(res.Body)
		_, rest, _ := strings.Cut(string(raw), `"access_token":"`)
		n.token, _, _ = strings.Cut(rest, `"`)
	}
	return n
}

func (n *bench) get(b *testing.B, path string) {
	b.Helper()
	req, err := http.NewRequest("GET", "http://vault.test/api/"+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+n.token)
	res, err := n.http.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
}
