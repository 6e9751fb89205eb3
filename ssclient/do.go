package ssclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sallyport/workflow/sealed"
)

const (
	maxTries     = 3
	firstBackoff = 200 * time.Millisecond
	maxBackoff   = 30 * time.Second // also the longest Retry-After that is waited for
	maxRefusal   = 64 << 10         // of the body of an error
	maxText      = 300              // runes of server text in an error
)

// call is one request and what its answer must look like.
type call struct {
	op     string // for errors: "check out secret 7"
	method string
	path   string // below the base, escaped
	ids    []int  // that the path or the body names: 0 has a meaning of its own at the server, and is never sent
	query  url.Values
	body   *body // nil: none, and no content type
	form   bool  // body is a form, not JSON
	header http.Header

	anon  bool            // without a token
	as    sealed.Secret   // with this token instead of the session's
	grant bool            // asks for a token: 400, 401 and 403 refuse it
	last  bool            // ends the session: an expired token is not renewed for it
	hide  []sealed.Secret // must not come back in an error

	limit int64         // of the answer, instead of the Client's; 0: that
	want  string        // allowed first bytes; "": an object
	bytes bool          // application/octet-stream is welcome too
	plain string        // this text is a good answer too
	into  any           // what JSON is decoded into; nil: dropped
	check func() string // looks at into; says what is wrong with it, or ""
	take  func(a answer)
}

// write: anything that may change the server. Only reads are ever sent twice.
func (k call) write() bool { return k.method != http.MethodGet && !k.grant }

// answer is one HTTP response. Its body is cleared when the call is over.
type answer struct {
	status         int
	header         http.Header
	body           []byte
	sent, received time.Time
}

// do makes the call. Everything that any call does goes through here.
func (c *Client) do(ctx context.Context, k call) error {
	if slices.ContainsFunc(k.ids, func(id int) bool { return id <= 0 }) {
		return k.fail(ErrRefused, "no such id")
	}
	renewed := false
	for try := 1; ; try++ {
		t, err := c.attempt(ctx, k)
		var e *APIError
		switch {
		case err == nil:
			return nil
		case !errors.As(err, &e):
			return err
		case e.stale && k.last:
			return err
		case e.stale && renewed:
			c.drop(t) // the server does not even take the token it just gave
			return err
		case e.stale:
			renewed = true
			if err := c.renew(ctx, t, true); err != nil {
				return k.within(err)
			}
			if k.write() {
				return &APIError{Op: k.op, Kind: ErrRenewed, Status: e.Status}
			}
			try--
		case k.method == http.MethodGet && e.transient() && try < maxTries:
			if err := c.backOff(ctx, k, try, e); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// transient: a read that failed so may do better a moment later.
func (e *APIError) transient() bool {
	switch e.Status {
	case 0:
		return e.Kind == ErrTransport // not a bad certificate, not our own time limit
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// backOff waits before the next try, as long as the server asked for, or gives up with e.
func (c *Client) backOff(ctx context.Context, k call, try int, e *APIError) error {
	d := e.RetryAfter
	if d > maxBackoff {
		e.Kind = ErrThrottled
		return e
	}
	wait := c.hold
	if d <= 0 {
		d = min(firstBackoff<<(try-1), maxBackoff)
		wait = func(ctx context.Context, d time.Duration) error { return sleep(ctx, d) }
	}
	if wait(ctx, d) != nil {
		return k.stopped(ctx)
	}
	return nil
}

// attempt makes the call once, with the token there is, and judges the answer.
func (c *Client) attempt(ctx context.Context, k call) (ticket, error) {
	t, a, release, err := c.fetch(ctx, k)
	defer release()
	if err != nil {
		return t, err
	}
	if e := c.judge(k, a); e != nil {
		e.redact(k, t)
		return t, e
	}
	if k.take != nil {
		k.take(a)
	}
	keep(ctx, a)
	return t, nil
}

// entitle finds the token that goes with the call.
func (c *Client) entitle(ctx context.Context, k call) (ticket, error) {
	switch {
	case !k.as.Empty():
		return bearer(k.as), nil
	case k.anon:
		return ticket{}, nil
	}
	return c.authorize(ctx, k)
}

// roundTrip is the only place that sends anything.
func (c *Client) roundTrip(ctx context.Context, k call, t ticket) (a answer, _ error) {
	timed, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var line wire
	rctx := context.WithValue(httptrace.WithClientTrace(timed, line.trace()), wireKey{}, &line)
	if k.body != nil {
		rctx = context.WithValue(rctx, bodyKey{}, k.body)
	}
	r := c.rest.R().SetContext(rctx).SetDoNotParseResponse(true)
	switch {
	case k.body != nil && k.form:
		r.SetHeader("Content-Type", "application/x-www-form-urlencoded")
	case k.body != nil:
		r.SetHeader("Content-Type", "application/json")
	}
	if k.bytes {
		r.SetHeader("Accept", "*/*")
	}
	for name, values := range k.header {
		r.Header[name] = values
	}
	if t.header != "" {
		r.SetHeader("Authorization", t.header)
	}
	at := c.base + k.path
	if len(k.query) > 0 {
		at += "?" + k.query.Encode()
	}
	c.calls.Add(1)
	a.sent = c.now()
	res, err := r.Execute(k.method, at)
	if err == nil {
		a.status, a.header = res.StatusCode(), res.Header()
		a.body, err = c.readBody(k, res.RawResponse)
	}
	a.received = c.now()
	if err != nil {
		return a, c.broken(ctx, timed, k, &line, err)
	}
	return a, nil
}

// errTooBig is readBody's word to broken.
var errTooBig = errors.New("answer too big")

// readBody reads a bounded answer; no buffer that it outgrows keeps a copy.
func (c *Client) readBody(k call, res *http.Response) ([]byte, error) {
	defer res.Body.Close() //nolint:errcheck // nothing is lost by a failing close of a read
	limit := c.maxBody
	if k.limit > 0 {
		limit = k.limit
	}
	refused := res.StatusCode >= 300
	if refused {
		limit = min(limit, maxRefusal)
	}
	size := int64(4096)
	if res.ContentLength > 0 {
		size = min(res.ContentLength, limit, 1<<20) + 1 // one more to see the end
	}
	buf := make([]byte, 0, size)
	for {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), 2*cap(buf))
			copy(grown, buf)
			clear(buf)
			buf = grown
		}
		n, err := res.Body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit && refused:
			return buf[:limit], nil // its status says enough
		case int64(len(buf)) > limit:
			clear(buf)
			return nil, errTooBig
		case err == io.EOF:
			return buf, nil
		case err != nil:
			clear(buf)
			return nil, err
		}
	}
}

// broken names the failure of a call that got no whole answer. The error of
// the transport stays out of it: it may hold the URL, or bytes of an answer.
func (c *Client) broken(ctx, timed context.Context, k call, line *wire, err error) error {
	var e *APIError
	var netErr net.Error
	how := line.trouble(err)
	switch {
	case errors.Is(err, errTooBig):
		return k.doubt(k.fail(ErrTooBig, ""))
	case ctx.Err() != nil:
		e = k.stopped(ctx)
	case timed.Err() != nil, errors.As(err, &netErr) && netErr.Timeout():
		e = k.fail(ErrTimeout, "")
	default:
		e = k.fail(how.kind, how.detail)
	}
	if how.early {
		return e
	}
	return k.doubt(e)
}

// judge decides what an answer means, and decodes it where it is good.
func (c *Client) judge(k call, a answer) *APIError {
	var e *APIError
	switch {
	case a.status == http.StatusOK || a.status == http.StatusCreated:
		if reason := decode(k, a); reason != "" {
			return k.doubt(&APIError{Op: k.op, Kind: ErrNotAPI, Status: a.status, Detail: reason})
		}
		return nil
	case a.status >= 300 && a.status < 400:
		e = k.doubt(k.fail(ErrNotAPI, redirectDetail(a.header)))
	case a.status < 400:
		e = k.doubt(k.fail(ErrNotAPI, "status "+strconv.Itoa(a.status)))
	default:
		e = k.refusal(a)
		if a.status >= 500 || a.status == http.StatusRequestTimeout {
			e = k.doubt(e)
		}
	}
	e.Status = a.status
	e.RetryAfter = retryAfter(a.header, a.received)
	return e
}

func redirectDetail(h http.Header) string {
	if u, err := url.Parse(h.Get("Location")); err == nil && u.Host != "" {
		return "redirect to " + clean(u.Host, 253)
	}
	return "redirect"
}

// decode fills k.into from a good answer, or says why it is none.
func decode(k call, a answer) string {
	if k.plain != "" && strings.EqualFold(string(bytes.TrimSpace(a.body)), k.plain) {
		return ""
	}
	if reason := notJSON(k, a); reason != "" {
		return reason
	}
	if k.into != nil && !octets(k, a) {
		if err := json.Unmarshal(a.body, k.into); err != nil {
			return jsonDetail(err)
		}
	} else if k.into == nil && !json.Valid(a.body) {
		return "not JSON"
	}
	if k.check != nil {
		return k.check()
	}
	return ""
}

func octets(k call, a answer) bool {
	t, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	return k.bytes && t == "application/octet-stream"
}

// notJSON looks at the content type and the first byte: a log-in page of a
// proxy comes with status 200 as well.
func notJSON(k call, a answer) string {
	if octets(k, a) {
		return ""
	}
	if e := a.header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return "answer in an encoding that was not asked for"
	}
	if raw := a.header.Get("Content-Type"); raw != "" {
		t, _, err := mime.ParseMediaType(raw)
		if err != nil || (t != "application/json" && t != "text/json" && !strings.HasSuffix(t, "+json")) {
			return "answer is " + clean(t, 60) + ", not JSON"
		}
	}
	want := k.want
	if want == "" {
		want = "{"
	}
	if first := bytes.TrimLeft(a.body, " \t\r\n"); len(first) == 0 {
		return "answer is empty"
	} else if !strings.ContainsRune(want, rune(first[0])) {
		return "answer is other JSON than expected"
	}
	return ""
}

// jsonDetail keeps the values of an answer out of the text.
func jsonDetail(err error) string {
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong):
		return "member " + clean(wrong.Field, 60) + " has another type"
	case errors.As(err, &syntax):
		return fmt.Sprintf("not JSON at byte %d", syntax.Offset)
	}
	return "a member cannot be read"
}

// retryAfter reads seconds or a date; the date is compared with the server's own clock where it tells it.
func retryAfter(h http.Header, now time.Time) time.Duration {
	raw := strings.TrimSpace(h.Get("Retry-After"))
	if raw == "" {
		return 0
	}
	if n, err := strconv.ParseInt(raw, 10, 32); err == nil {
		return max(0, time.Duration(n)*time.Second)
	}
	at, err := http.ParseTime(raw)
	if err != nil {
		return 0
	}
	if server, err := http.ParseTime(h.Get("Date")); err == nil {
		now = server
	}
	return max(0, at.Sub(now))
}
