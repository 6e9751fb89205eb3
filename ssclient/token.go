package ssclient

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"sallyport/workflow/sealed"
)

// Credentials sign a user in with the password grant. POST /oauth2/token.
type Credentials struct {
	User, Domain string
	Password     sealed.Secret
	OTP          sealed.Secret // sent in the OTP header when not empty
}

// SignIn gets tokens for a name and password. POST /oauth2/token.
// A sign-in that was there before is replaced only if this one succeeds.
func (c *Client) SignIn(ctx context.Context, cr Credentials) error {
	k := call{op: "sign in", path: "/oauth2/token", hide: []sealed.Secret{cr.Password, cr.OTP}}
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
	got.from = c
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
	got, err := c.rotate(ctx, k, token{refresh: refresh})
	if err != nil {
		return err
	}
	c.begin(got)
	c.tellRefresh()
	return nil
}

// RefreshToken is a clone of the current refresh token; empty where there is none.
func (c *Client) RefreshToken() sealed.Secret { return c.refreshToken() }

// Token is what a sign-in gave, for scripts. Its owner wipes it.
type Token struct {
	Access    sealed.Secret
	Type      string // as the server says it: "bearer"
	ExpiresIn int    // seconds from now; 0: nobody said, as of a pasted token
	Refresh   sealed.Secret
}

// Wipe forgets both tokens.
func (t Token) Wipe() {
	t.Access.Wipe()
	t.Refresh.Wipe()
}

// Token is a clone of the current tokens, renewed first if they are over.
// ErrSignedOut: there are none.
func (c *Client) Token(ctx context.Context) (Token, error) {
	k := call{op: "read token", method: http.MethodGet}
	if _, err := c.authorize(ctx, k); err != nil {
		return Token{}, err
	}
	t := c.current()
	got := Token{Access: t.access, Type: t.kind, Refresh: t.refresh}
	if !t.ends.IsZero() {
		got.ExpiresIn = max(0, int(t.ends.Sub(c.now().Round(0))/time.Second))
	}
	return got, nil
}

// SignOut ends the access token at the server and forgets all tokens, also
// when the server cannot be reached. POST /api/v1/oauth-expiration.
func (c *Client) SignOut(ctx context.Context) error {
	k := call{op: "sign out", last: true}
	defer c.forget()
	from, err := c.settled(ctx)
	if err != nil {
		return k.stopped(ctx)
	}
	if from == nil {
		return nil
	}
	err = from.revoke(ctx, k)
	var e *APIError
	if errors.As(err, &e) && (e.stale || e.Kind == ErrSignedOut) {
		return nil // over already: what was asked for
	}
	return err
}

// revoke is what a Secret Server offers to end its own tokens with.
func (c *Client) revoke(ctx context.Context, k call) error {
	k.method, k.path, k.want = http.MethodPost, "/api/v1/oauth-expiration", "tfn"
	return c.do(ctx, k)
}

// rotate is the issuer's part. POST /oauth2/token.
func (c *Client) rotate(ctx context.Context, k call, old token) (token, error) {
	k.path = "/oauth2/token"
	got, err := c.refreshGrant(ctx, k, old)
	got.from = c
	return got, err
}

// refreshGrant spends a refresh token. A refusal means the session is over.
func (c *Client) refreshGrant(ctx context.Context, k call, old token) (token, error) {
	k.hide = []sealed.Secret{old.refresh, old.access}
	got, err := c.grant(ctx, k, []field{{"grant_type", sealed.New([]byte("refresh_token"))}, {"refresh_token", old.refresh}})
	var e *APIError
	if errors.As(err, &e) && e.Kind == ErrAuth {
		e.Kind = ErrSignedOut
	}
	return got, err
}

// grant is the one call that gives tokens. It is never repeated: refusals lock accounts.
func (c *Client) grant(ctx context.Context, k call, fields []field) (token, error) {
	var raw granted
	var got token
	k.method = http.MethodPost
	k.anon, k.grant, k.form, k.limit = true, true, true, maxTokenBody
	k.body = formBody(fields)
	defer k.body.clear()
	k.into = &raw
	k.check = raw.check
	k.take = func(a answer) { got = raw.token(a.sent) }
	if err := c.do(ctx, k); err != nil {
		raw.wipe()
		return token{}, err
	}
	return got, nil
}

// granted is the answer of a grant.
type granted struct {
	Access  sealed.Secret `json:"access_token"`
	Refresh sealed.Secret `json:"refresh_token"`
	Type    string        `json:"token_type"`
	Expires json.Number   `json:"expires_in"`
}

func (g *granted) wipe() {
	g.Access.Wipe()
	g.Refresh.Wipe()
}

// token is what a checked answer to a request of that time gives.
func (g *granted) token(sent time.Time) token {
	life, _ := checkGrant(g.Access, g.Type, g.Expires)
	return token{
		access: g.Access, refresh: g.Refresh, kind: cmp.Or(clean(g.Type, 20), "bearer"),
		ends: sent.Round(0).Add(life), margin: min(renewMargin, life/2),
	}
}

func (g *granted) check() string {
	_, reason := checkGrant(g.Access, g.Type, g.Expires)
	return reason
}

// checkGrant holds a token answer to what the vendor's own client demands.
func checkGrant(access sealed.Secret, kind string, expires json.Number) (life time.Duration, reason string) {
	if !usable(access) {
		reason = "no usable access token"
	}
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

// usable: it can be sent in a header.
func usable(access sealed.Secret) (ok bool) {
	access.Reveal(func(b []byte) {
		ok = len(b) >= 4 && !bytes.ContainsFunc(b, func(r rune) bool { return r <= ' ' || r > '~' })
	})
	return ok
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
