package ssclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"sallyport/workflow/sealed"
)

// renewMargin is how long before its end a token is renewed when a write is to be sent.
const renewMargin = 30 * time.Second

// Credentials sign a user in with the password grant. POST /oauth2/token.
type Credentials struct {
	User, Domain string
	Password     sealed.Secret
	OTP          sealed.Secret // sent in the OTP header when not empty
}

// token is what a grant gave. The access token is sealed; net/http needs a
// string, which is built for each request and not kept.
type token struct {
	access, refresh sealed.Secret
	ends            time.Time // wall time by this machine's clock
	margin          time.Duration
	rejected        bool   // by the server, before its time
	gen             uint64 // another one with each access token
	session         uint64 // another one with each sign-in or sign-out
}

// wipe keeps the counters.
func (t *token) wipe() {
	t.access.Wipe()
	t.refresh.Wipe()
	*t = token{gen: t.gen + 1, session: t.session}
}

// ticket is the right to send one request.
type ticket struct {
	header       string
	gen, session uint64
}

func (t ticket) token() string { return strings.TrimPrefix(t.header, "Bearer ") }

// flight is one rotation that every caller with the old token waits for.
type flight struct {
	done chan struct{}
	err  error // read after done
}

// SignIn gets tokens for a name and password. POST /oauth2/token.
// A sign-in that was there before is replaced only if this one succeeds.
func (c *Client) SignIn(ctx context.Context, cr Credentials) error {
	k := call{op: "sign in", hide: []sealed.Secret{cr.Password, cr.OTP}}
	if !cr.OTP.Empty() {
		otp := ""
		cr.OTP.Reveal(func(b []byte) { otp = string(b) })
		if strings.IndexFunc(otp, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
			return k.fail(ErrAuth, "the one-time code holds characters that cannot be sent")
		}
		k.header = http.Header{}
		k.header.Set("OTP", otp)
	}
	fields := []field{{"grant_type", sealed.New([]byte("password"))}, {"username", sealed.New([]byte(cr.User))}, {"password", cr.Password}}
	if cr.Domain != "" {
		fields = append(fields, field{"domain", sealed.New([]byte(cr.Domain))})
	}
	got, err := c.grant(ctx, k, fields)
	if err != nil {
		return err
	}
	c.begin(got)
	return nil
}

// Resume signs in with a refresh token of an earlier session, which is spent
// by it. ErrSignedOut: the token is over. POST /oauth2/token.
func (c *Client) Resume(ctx context.Context, refresh sealed.Secret) error {
	k := call{op: "resume session"}
	if refresh.Empty() {
		return k.fail(ErrSignedOut, "no refresh token")
	}
	got, err := c.rotate(ctx, k, refresh)
	if err != nil {
		return err
	}
	c.begin(got)
	c.tellRefresh()
	return nil
}

// RefreshToken is a clone of the current refresh token; empty where there is none.
func (c *Client) RefreshToken() sealed.Secret {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tok.refresh.Clone()
}

// SignOut ends the access token at the server and forgets all tokens, also
// when the server cannot be reached. POST /api/v1/oauth-expiration.
func (c *Client) SignOut(ctx context.Context) error {
	k := call{
		op: "sign out", method: http.MethodPost, path: "/api/v1/oauth-expiration",
		last: true, want: "tfn",
	}
	defer c.forget()
	c.mu.Lock()
	f, none := c.flight, c.tok.access.Empty()
	c.mu.Unlock()
	if f != nil { // or the rotation would leave a token that nobody knows
		select {
		case <-f.done:
		case <-ctx.Done():
			return k.stopped(ctx)
		}
	}
	if none {
		return nil
	}
	err := c.do(ctx, k)
	var e *APIError
	if errors.As(err, &e) && (e.stale || e.Kind == ErrSignedOut) {
		return nil // over already: what was asked for
	}
	return err
}

// begin starts a session with new tokens; a rotation of the old one that is
// still in flight will find itself replaced.
func (c *Client) begin(t token) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tok.wipe()
	c.install(t)
	c.tok.session++
	c.flight = nil
}

// install is called with mu held.
func (c *Client) install(t token) {
	t.gen, t.session = c.tok.gen+1, c.tok.session
	c.tok = t
}

// forget drops all tokens.
func (c *Client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tok.wipe()
	c.tok.session++
	c.flight = nil
}

// drop drops the tokens that t was made from, if they are still the current ones.
func (c *Client) drop(t ticket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tok.gen == t.gen {
		c.tok.wipe()
	}
}

// authorize gives out the current token. One that is known to be over is
// renewed first, and before a write also one that is about to be: a write
// that meets an expired token cannot be sent again.
func (c *Client) authorize(ctx context.Context, k call) (ticket, error) {
	t, over, near := c.ticket()
	if !k.last && (over || near && k.write()) {
		err := c.renew(ctx, t, false)
		if err != nil && (over || ctx.Err() != nil) {
			return ticket{}, k.within(err)
		}
		before := t.session // near: what is left of the old token is still good
		if t, _, _ = c.ticket(); t.session != before {
			return ticket{}, k.fail(ErrSignedOut, "")
		}
	}
	if t.header == "" {
		return ticket{}, k.fail(ErrSignedOut, "")
	}
	return t, nil
}

// ticket also says whether a token that can be renewed is over, or soon will be.
func (c *Client) ticket() (t ticket, over, near bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t = ticket{gen: c.tok.gen, session: c.tok.session}
	if !c.tok.access.Empty() {
		c.tok.access.Reveal(func(b []byte) { t.header = "Bearer " + string(b) })
	}
	if c.tok.refresh.Empty() {
		return t, false, false
	}
	now := c.now().Round(0)
	over = c.tok.rejected || !now.Before(c.tok.ends)
	return t, over, !now.Add(c.tok.margin).Before(c.tok.ends)
}

// renew rotates the tokens that t was made from, once for all who ask at the
// same time. rejected: the server refused the access token.
func (c *Client) renew(ctx context.Context, t ticket, rejected bool) error {
	k := call{op: "renew sign-in"}
	c.mu.Lock()
	switch {
	case c.tok.session != t.session || c.closed:
		c.mu.Unlock()
		return k.fail(ErrSignedOut, "")
	case c.tok.gen != t.gen: // another caller was quicker
		c.mu.Unlock()
		return nil
	case c.tok.refresh.Empty():
		c.tok.wipe()
		c.mu.Unlock()
		return k.fail(ErrSignedOut, "")
	}
	c.tok.rejected = c.tok.rejected || rejected
	f := c.flight
	if f == nil {
		f = &flight{done: make(chan struct{})}
		c.flight = f
		c.flights.Add(1)
		// Its own goroutine and the Client's context: a caller that gives up
		// must not throw away the answer to a refresh token that works once.
		go c.fly(f, k, c.tok.refresh.Clone())
	}
	c.mu.Unlock()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return k.stopped(ctx)
	}
}

// fly rotates and publishes the outcome.
func (c *Client) fly(f *flight, k call, refresh sealed.Secret) {
	defer c.flights.Done()
	defer close(f.done)
	defer refresh.Wipe()
	got, err := c.rotate(c.life, k, refresh)
	c.mu.Lock()
	if c.flight != f { // signed out or in again meanwhile
		c.mu.Unlock()
		got.wipe()
		f.err = k.fail(ErrSignedOut, "")
		return
	}
	c.flight = nil
	f.err = err
	switch {
	case err == nil:
		c.tok.wipe()
		c.install(got)
	case errors.Is(err, ErrSignedOut):
		c.tok.refresh.Wipe()
		c.tok.refresh = sealed.Secret{}
		if c.tok.rejected || !c.now().Round(0).Before(c.tok.ends) {
			c.tok.wipe()
		}
	default: // it may work later, and the token may even still be good
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	c.tellRefresh()
}

func (c *Client) tellRefresh() {
	if c.onRefresh != nil {
		c.onRefresh(c.RefreshToken())
	}
}

// rotate is the refresh grant. A refusal means the session is over.
func (c *Client) rotate(ctx context.Context, k call, refresh sealed.Secret) (token, error) {
	k.hide = []sealed.Secret{refresh}
	got, err := c.grant(ctx, k, []field{{"grant_type", sealed.New([]byte("refresh_token"))}, {"refresh_token", refresh}})
	var e *APIError
	if errors.As(err, &e) && e.Kind == ErrAuth {
		e.Kind = ErrSignedOut
	}
	return got, err
}

// grant is the one call that gives tokens. It is never repeated: refusals lock accounts.
func (c *Client) grant(ctx context.Context, k call, fields []field) (token, error) {
	var raw struct {
		Access  sealed.Secret `json:"access_token"`
		Refresh sealed.Secret `json:"refresh_token"`
		Type    string        `json:"token_type"`
		Expires json.Number   `json:"expires_in"`
	}
	var sent time.Time
	var life time.Duration
	k.method, k.path = http.MethodPost, "/oauth2/token"
	k.anon, k.grant, k.form, k.limit = true, true, true, maxTokenBody
	k.body = formBody(fields)
	defer k.body.clear()
	k.into = &raw
	k.take = func(a answer) { sent = a.sent }
	k.check = func() (reason string) {
		life, reason = checkGrant(raw.Access, raw.Type, raw.Expires)
		return reason
	}
	if err := c.do(ctx, k); err != nil {
		raw.Access.Wipe()
		raw.Refresh.Wipe()
		return token{}, err
	}
	return token{
		access: raw.Access, refresh: raw.Refresh,
		ends: sent.Round(0).Add(life), margin: min(renewMargin, life/2),
	}, nil
}

// checkGrant holds a token answer to what the vendor's own client demands.
func checkGrant(access sealed.Secret, kind string, expires json.Number) (life time.Duration, reason string) {
	access.Reveal(func(b []byte) {
		if len(b) < 4 || bytes.ContainsFunc(b, func(r rune) bool { return r <= ' ' || r > '~' }) {
			reason = "no usable access token"
		}
	})
	if reason == "" && kind != "" && !strings.EqualFold(kind, "bearer") {
		reason = "token of another type"
	}
	seconds, err := expires.Float64()
	if reason == "" && (err != nil || !(seconds >= 1 && seconds <= 365*24*60*60)) {
		reason = "no usable token life"
	}
	if reason != "" {
		return 0, reason
	}
	return time.Duration(seconds) * time.Second, ""
}

// field is one pair of a form.
type field struct {
	name  string
	value sealed.Secret
}

// formBody writes a form byte by byte into a buffer of its final size, so that
// the secrets in it are in no other place.
func formBody(fields []field) *body {
	size := 0
	for _, f := range fields {
		size += len(f.name) + 3*f.value.Len() + 2
	}
	b := make([]byte, 0, size)
	for i, f := range fields {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(b, f.name...), '=')
		f.value.Reveal(func(v []byte) { b = percent(b, v) })
	}
	return &body{b: b}
}

// percent escapes all but the unreserved characters of RFC 3986.
func percent(to, v []byte) []byte {
	const hex = "0123456789ABCDEF"
	for _, c := range v {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '-', c == '.', c == '_', c == '~':
			to = append(to, c)
		default:
			to = append(to, '%', hex[c>>4], hex[c&15])
		}
	}
	return to
}
