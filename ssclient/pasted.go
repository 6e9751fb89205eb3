package ssclient

import (
	"bytes"
	"context"
	"net/http"
	"unicode"

	"sallyport/workflow/sealed"
)

// maxPasted is longer than any token: a whole file was pasted by mistake.
const maxPasted = 16 << 10

// SignInToken goes on with an access token that the user made in the browser
// (see TokenPage) and pasted. It is checked first, and a sign-in that was there
// before is replaced only if this one is good. Such a token cannot be renewed.
// ErrAuth: it is no token, or not one of this server. The caller wipes pasted.
// GET /api/v1/users/current.
func (c *Client) SignInToken(ctx context.Context, pasted sealed.Secret) error {
	k := call{op: "sign in with a token", method: http.MethodGet, path: "/api/v1/users/current"}
	var u User
	k.into = &u
	k.check = func() string {
		if u.ID <= 0 {
			return "answer has no user"
		}
		return ""
	}
	return c.enter(ctx, k, pasted, c)
}

// enter begins a session with a pasted token that the call k accepts.
func (c *Client) enter(ctx context.Context, k call, pasted sealed.Secret, from issuer) error {
	access, reason := tokenIn(pasted)
	if reason != "" {
		return k.fail(ErrAuth, reason)
	}
	k.as, k.hide = access, []sealed.Secret{access}
	if err := c.do(ctx, k); err != nil {
		access.Wipe()
		return err
	}
	c.begin(token{access: access, kind: "bearer", from: from})
	return nil
}

// TokenPage is the server's own page, where a user generates a token: below
// the user's picture, User Preferences, Generate API Token. That page has no
// public address of its own.
func (c *Client) TokenPage() string { return c.base + "/app/" }

// tokenIn takes a token out of what was pasted: a header line, quotation
// marks, and the ends of lines that a terminal or a mail put in are dropped.
func tokenIn(pasted sealed.Secret) (access sealed.Secret, reason string) {
	pasted.Reveal(func(b []byte) {
		switch b = trimToken(b); {
		case len(b) == 0:
			reason = "nothing was pasted"
		case len(b) > maxPasted:
			reason = "that is too long for a token"
		case b[0] == '{':
			reason = "that is a whole answer, paste only the token in it"
		default:
			access = sealed.New(joinLines(b))
		}
	})
	if reason == "" && !usable(access) {
		access.Wipe()
		reason = "that is not a token: it has spaces in it, is too short, or has characters that no token has"
	}
	return access, reason
}

// trimToken cuts off what stands around a token.
func trimToken(b []byte) []byte {
	for before := -1; before != len(b); {
		before = len(b)
		b = bytes.TrimFunc(b, blank)
		for _, word := range []string{"authorization:", "bearer"} {
			n := len(word)
			if len(b) > n && bytes.EqualFold(b[:n], []byte(word)) && (blank(rune(b[n])) || b[n-1] == ':') {
				b = b[n:]
			}
		}
		if n := len(b); n >= 2 && b[0] == b[n-1] && (b[0] == '"' || b[0] == '\'' || b[0] == '`') {
			b = b[1 : n-1]
		}
	}
	return b
}

// blank: space of any kind, and what is not to be seen at all.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' || r == '\u2060'
}

// joinLines drops line ends and the spaces at them; other spaces stay.
func joinLines(b []byte) []byte {
	out := make([]byte, 0, len(b)) // its final size: no copy is left behind
	for len(b) > 0 {
		if n := len(b) - len(bytes.TrimLeft(b, " \t\r\n")); n > 0 {
			if !bytes.ContainsAny(b[:n], "\r\n") {
				out = append(out, b[:n]...)
			}
			b = b[n:]
			continue
		}
		out = append(out, b[0])
		b = b[1:]
	}
	return out
}
