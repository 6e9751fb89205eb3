package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/http2/hpack"

	"sallyport/cmd/internal/desk"
)

// listener stands between a window and its vault, and remembers the tokens.
type listener struct {
	*httptest.Server
	cookie          string // that it sets with every answer, as what balances load does
	mu              sync.Mutex
	access, refresh []string
	told            func(name, secret string) // of each token once
}

// tell calls f for each token that passes from now on.
func (l *listener) tell(f func(name, secret string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = f
}

// heard notes a token, which is new or not.
func (l *listener) heard(all *[]string, name, token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if slices.Contains(*all, token) {
		return
	}
	*all = append(*all, token)
	if l.told != nil {
		l.told(fmt.Sprintf("%s %d", name, len(*all)), token)
	}
}

// passed is how many tokens there were.
func (l *listener) passed() (access, refresh int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.access), len(l.refresh)
}

func listen(t *testing.T, vault string, start func(http.Handler) *httptest.Server) *listener {
	t.Helper()
	at, err := url.Parse(vault)
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{cookie: "Cook-" + rand.Text()}
	l.Server = start(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(at)
			r.Out.Host = at.Host
			if token, ok := strings.CutPrefix(r.In.Header.Get("Authorization"), "Bearer "); ok {
				l.heard(&l.access, "access token", token)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			r.Header.Add("Set-Cookie", "affinity="+l.cookie+"; Path=/; Max-Age=86400")
			if !strings.HasSuffix(r.Request.URL.Path, "/oauth2/token") {
				return nil
			}
			b, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			r.Body = io.NopCloser(bytes.NewReader(b))
			var got struct {
				Refresh string `json:"refresh_token"`
			}
			if json.Unmarshal(b, &got) == nil && got.Refresh != "" {
				l.heard(&l.refresh, "refresh token", got.Refresh)
			}
			return nil
		},
	})
	t.Cleanup(l.Close)
	return l
}

// TestRealMemoryOfALockedWindow looks for the tokens in the memory of a window
// that is locked and holds nothing: after a moment there is none that is ours.
// Over TLS Go's own buffers for what was encrypted keep some of them among other
// things: no more than one, or than half of the copies; their number is printed.
func TestRealMemoryOfALockedWindow(t *testing.T) {
	for name, start := range map[string]func(http.Handler) *httptest.Server{
		"HTTP": httptest.NewServer, "HTTPS": httptest.NewTLSServer,
		"HTTP 2": func(h http.Handler) *httptest.Server {
			s := httptest.NewUnstartedServer(h)
			s.EnableHTTP2 = true
			s.StartTLS()
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			l := listen(t, r.demo.URL, start)
			args := []string{"--server", l.URL, "--user", "alice"}
			if c := l.Certificate(); c != nil {
				file := filepath.Join(t.TempDir(), "ca.pem")
				r.must(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), 0o600))
				args = append(args, "--ca-file", file)
			}
			var err error
			r.window, err = r.desk.SitAnew(r.bin, args...)
			r.must(err)
			r.lockedWindowHasNone(l)
		})
	}
}

// few is what Go's TLS is known to keep of what there was.
func few(left, of int) bool { return left <= 1 || 2*left <= of }

func (r *rig) lockedWindowHasNone(l *listener) {
	r.t.Helper()
	r.signIn()
	for range 3 {
		r.must(r.desk.Key("F5"))
		r.must(r.desk.Still())
	}
	l.mu.Lock()
	access, refresh := slices.Clone(l.access), slices.Clone(l.refresh)
	l.mu.Unlock()
	count := func(tokens []string) (n int) {
		for _, token := range tokens {
			n += copies(r.t, r.window.PID(), token)
			// As HTTP/2 writes it; the last byte may hold bits of something else.
			packed := hpack.AppendHuffmanString(nil, "Bearer "+token)
			n += copies(r.t, r.window.PID(), string(packed[:len(packed)-1]))
		}
		return n
	}
	open, had := count(access), count(refresh)
	if open == 0 || had == 0 {
		r.t.Fatalf("%d and %d copies of %d and %d tokens: the search proves nothing", open, had, len(access), len(refresh))
	}
	r.must(r.desk.Key("F12"))
	r.must(desk.Until("the window to be locked", func() bool { return r.desk.Drawn(desk.SignInPage()) }))
	left, has := -1, -1
	err := desk.Until("no copy of a token to be left", func() bool {
		left, has = count(access), count(refresh)
		if l.Certificate() != nil {
			return few(has, had) && few(left, open)
		}
		return has == 0 && left == 0
	})
	r.picture("locked")
	r.t.Logf("copies of the access token: %d signed in, %d locked; of the refresh token: %d, %d", open, left, had, has)
	r.must(err)
}
