package desk

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"
)

// Proxy stands between a program and its vault and writes down every call.
type Proxy struct {
	URL string

	server *httptest.Server
	mu     sync.Mutex
	calls  []string
	delay  time.Duration
}

// Between makes a proxy for a vault.
func Between(vault string) (*Proxy, error) {
	to, err := url.Parse(vault)
	if err != nil {
		return nil, err
	}
	p := &Proxy{}
	through := httputil.NewSingleHostReverseProxy(to)
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.calls = append(p.calls, r.Method+" "+number.ReplaceAllString(r.URL.Path, "/{id}"))
		delay := p.delay
		p.mu.Unlock()
		time.Sleep(delay)
		through.ServeHTTP(w, r)
	}))
	p.URL = p.server.URL
	return p, nil
}

var number = regexp.MustCompile(`/[0-9]+`)

// Slow makes every call take longer by d, as a vault far away does.
func (p *Proxy) Slow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Take returns the calls since the last Take, in order.
func (p *Proxy) Take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := slices.Clone(p.calls)
	p.calls = nil
	return calls
}

// Close ends the proxy.
func (p *Proxy) Close() { p.server.Close() }
