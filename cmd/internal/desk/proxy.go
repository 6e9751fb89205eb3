package desk

import (
	"io"
	stdlog "log"
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

	flying int       // calls that are not answered yet
	first  time.Time // when the first one since Spent came
	since  time.Time // flying is above 0 since
	spent  time.Duration
	last   time.Time // when a call was answered
}

// Between makes a proxy for a vault.
func Between(vault string) (*Proxy, error) {
	to, err := url.Parse(vault)
	if err != nil {
		return nil, err
	}
	p := &Proxy{}
	through := httputil.NewSingleHostReverseProxy(to)
	through.ErrorLog = stdlog.New(io.Discard, "", 0) // a program that is ended leaves calls behind
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.calls = append(p.calls, r.Method+" "+number.ReplaceAllString(r.URL.Path, "/{id}"))
		delay := p.delay
		p.takeOff(time.Now())
		p.mu.Unlock()
		defer p.land()
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

// takeOff and land measure how long at least one call was on its way.
func (p *Proxy) takeOff(now time.Time) {
	if p.flying++; p.flying == 1 {
		p.since = now
	}
	if p.first.IsZero() {
		p.first = now
	}
}

func (p *Proxy) land() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Now()
	if p.flying--; p.flying == 0 {
		p.spent += time.Since(p.since)
	}
}

// Spent tells when the first call since the last Spent came, and how long
// callers waited for answers since then.
func (p *Proxy) Spent() (first time.Time, waited time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	first, waited = p.first, p.spent
	p.first, p.spent = time.Time{}, 0
	return first, waited
}

// Answered is when the last call so far was answered.
func (p *Proxy) Answered() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// Close ends the proxy.
func (p *Proxy) Close() { p.server.Close() }
