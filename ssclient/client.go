package ssclient

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"sallyport/workflow/sealed"
)

const (
	defaultTimeout = 30 * time.Second
	maxBody        = 32 << 20 // one answer, after decompression
	maxTokenBody   = 1 << 20
	pageSize       = 100
)

// Config is what a Client needs to know. Only BaseURL is required.
type Config struct {
	// BaseURL is where Secret Server lives, a path such as /SecretServer
	// included: https, or http on this machine only.
	BaseURL string
	// Transport carries the calls. nil: an own one, with the proxy of the environment.
	Transport http.RoundTripper
	// CAFile adds a PEM file to the system's certificates; not together with Transport.
	CAFile string
	// Proxy is the address of an HTTP or HTTPS proxy, used in place of the
	// environment's where NO_PROXY does not say otherwise; not together with Transport.
	Proxy string
	// Now is the clock; nil is the machine's.
	Now func() time.Time
	// Timeout is for one HTTP call, without the time it was held back; 0 is 30 s.
	Timeout  time.Duration
	Throttle Throttle
	// Way is asked before each call, from any goroutine, and says what counts in
	// place of CAFile, Proxy and Throttle. nil: those, for as long as the Client lives.
	Way func() Way
	// OnWait is told how long a call will be held back by the throttle or the
	// server's Retry-After, and 0 when no call is held back any more. It is
	// called from the caller's goroutine, and must neither block nor call the Client.
	OnWait func(time.Duration)
	// OnRefresh gets the new refresh token, its owner from then on, after each
	// rotation: the old one is spent. Empty: there is none any more. It is
	// called before the calls that wait for the rotation go on; it must not block.
	OnRefresh func(sealed.Secret)
	UserAgent string
	// AllowedVaults are hosts, or host:port, where the vault of a Platform may
	// be other than at the tenant itself or in the vendor's cloud.
	AllowedVaults []string
}

// Client talks to one Secret Server as one user. All methods may be called
// from any goroutine. Close it at the end.
type Client struct {
	base    string // no slash at the end
	rest    *resty.Client
	http    *http.Client
	now     func() time.Time
	timeout time.Duration
	pace    *pace
	waits   *waits
	maxBody int64
	calls   atomic.Uint64
	reads   reads
	old     oldRoutes

	*keeper // of the tokens
}

// New makes a signed-out Client. It does not talk to the server.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	transport, way := cfg.Transport, cfg.way()
	switch {
	case transport == nil:
		if transport, err = newRoad(way); err != nil {
			return nil, err
		}
	case cfg.CAFile != "" || cfg.Proxy != "":
		return nil, errors.New("configure client: a CA file or a proxy has no effect on a given transport")
	}
	c := &Client{
		base: base, now: cfg.Now, timeout: cfg.Timeout, maxBody: maxBody,
		pace: newPace(way), waits: &waits{tell: cfg.OnWait},
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	c.keeper = newKeeper(c.now, cfg.OnRefresh)
	c.http = &http.Client{Transport: transport, CheckRedirect: keepRedirect}
	c.rest = newREST(c.http, cfg.UserAgent)
	return c, nil
}

// sibling is a Client of another address, for the same user and with the same
// tokens, connections, throttle and limits.
func (c *Client) sibling(base string) *Client {
	return &Client{
		base: base, rest: c.rest, http: c.http, now: c.now, timeout: c.timeout, maxBody: c.maxBody,
		pace: c.pace, waits: c.waits, keeper: c.keeper,
	}
}

// Close ends a rotation in flight, forgets the tokens without telling the
// server, and closes idle connections.
func (c *Client) Close() {
	c.keeper.close()
	c.http.CloseIdleConnections()
}

// Calls is how many HTTP calls were made so far.
func (c *Client) Calls() uint64 { return c.calls.Load() }

// keepRedirect hands a redirect to the judge instead of following it: the
// token must reach no other host, and an API does not redirect.
func keepRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// newREST turns off what resty would do by itself (see architecture.md, F5).
func newREST(h *http.Client, agent string) *resty.Client {
	if agent == "" {
		agent = "Sallyport"
	}
	return resty.NewWithClient(h).
		SetRetryCount(0).
		SetLogger(mute{}).
		SetHeader("User-Agent", agent).
		SetHeader("Accept", "application/json").
		SetPreRequestHook(attachBody)
}

// mute keeps resty from writing to stderr.
type mute struct{}

func (mute) Errorf(string, ...any) {}
func (mute) Warnf(string, ...any)  {}
func (mute) Debugf(string, ...any) {}

// parseBase checks a vault address. The address itself stays out of the
// error: a user may have typed a password into it.
func parseBase(raw string) (string, error) {
	bad := func(reason string) (string, error) { return "", fmt.Errorf("%w: %s", ErrBadURL, reason) }
	raw = strings.TrimSpace(raw)
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return bad("empty")
	case err != nil:
		return bad("not a URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("must start with https://")
	case u.Opaque != "" || u.Hostname() == "":
		return bad("no host")
	case u.User != nil:
		return bad("must not hold a user name or password")
	case u.RawQuery != "" || u.ForceQuery:
		return bad("must not hold a query")
	case strings.Contains(raw, "#"):
		return bad("must not hold a fragment")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return bad("plain http is for this machine only, use https")
	}
	if p := u.Port(); p != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return bad("no such port")
		}
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if path != "" && (part == "" || part == "." || part == "..") {
			return bad("path is not plain")
		}
	}
	return u.Scheme + "://" + u.Host + path, nil
}

// loopback: a name other than localhost could resolve to anywhere.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
