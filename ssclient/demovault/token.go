package demovault

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

type accessToken struct {
	user     *user
	session  int
	expires  time.Time
	platform bool // issued by the Platform
}

type refreshToken struct {
	user    *user
	session int
	expires time.Time
	left    int    // how often this session may still be refreshed
	scope   string // "": Secret Server's own; otherwise the Platform's
}

// refreshGrace is how much longer than an access token a refresh token lives.
const refreshGrace = 15 * time.Minute

type tokenError struct {
	Error string `json:"error"`
}

func grantRefused(text string) error {
	return &refusal{http.StatusBadRequest, tokenError{text}}
}

// What a server with these settings says is not public.
const (
	webServicesOff      = "Web services are not enabled."
	directAuthPrevented = "Direct API authentication is not allowed."
)

func loginFailed() error { return grantRefused("Login failed.") }

// postToken answers POST /oauth2/token for the grants password and
// refresh_token. Clients send the form under any content type, some send JSON.
func (v *Vault) postToken(c *call) (any, error) {
	form := readForm(c.body)
	if v.settings.WebServicesOff {
		return nil, grantRefused(webServicesOff)
	}
	switch strings.ToLower(form("grant_type")) {
	case "password":
		if v.settings.PreventDirectAuth {
			return nil, grantRefused(directAuthPrevented)
		}
		return v.grantPassword(c, form)
	case "refresh_token":
		return v.grantRefresh(c, form("refresh_token"))
	}
	return nil, grantRefused("unsupported_grant_type")
}

// readForm reads a form, or the members of a JSON object, by lower-case name.
func readForm(body []byte) func(string) string {
	fields := map[string]string{}
	if trimmed := strings.TrimSpace(string(body)); strings.HasPrefix(trimmed, "{") {
		var object map[string]text
		if json.Unmarshal([]byte(trimmed), &object) == nil {
			for k, s := range object {
				fields[strings.ToLower(k)] = s.S
			}
		}
	} else if form, err := url.ParseQuery(trimmed); err == nil {
		for k, s := range form {
			fields[strings.ToLower(k)] = s[0]
		}
	}
	return func(name string) string { return fields[name] }
}

func (v *Vault) grantPassword(c *call, form func(string) string) (any, error) {
	u := v.userNamed(form("username"))
	domain := form("domain")
	if u == nil || (domain != "" && !strings.EqualFold(domain, "local")) {
		v.record(c.now, form("username"), "token", 0, "failed")
		return nil, loginFailed()
	}
	right := v.passwordFits(u, form("password"), c.now)
	if right && u.RequiresOTP && !validCode(c.header.Get("OTP"), u.TOTPSecret, c.now) {
		right = false
		v.signInFailed(u, c.now)
	}
	if !right {
		v.record(c.now, u.Name, "token", 0, "failed")
		return nil, loginFailed()
	}
	v.signInWorked(u)
	v.lastID.session++
	v.record(c.now, u.Name, "token", 0, "password")
	return v.issue(c, u, v.lastID.session, v.settings.MaxRefreshes), nil
}

// passwordFits checks a password and counts the failures of a user, who may be
// locked, or nil for a name that does not exist.
func (v *Vault) passwordFits(u *user, password string, now time.Time) bool {
	if u == nil {
		return false
	}
	if now.Before(u.lockedUntil) {
		return false
	}
	if u.Password == "" || subtle.ConstantTimeCompare([]byte(password), []byte(u.Password)) != 1 {
		v.signInFailed(u, now)
		return false
	}
	return true
}

// signInWorked forgets the failures.
func (v *Vault) signInWorked(u *user) {
	if u.failures > 0 {
		u.failures = 0
		v.touchUser(u)
	}
}

// signInFailed counts a failure; too many lock the user for a while.
func (v *Vault) signInFailed(u *user, now time.Time) {
	u.failures++
	if v.settings.MaxFailures > 0 && u.failures >= v.settings.MaxFailures {
		u.failures, u.lockedUntil = 0, now.Add(v.settings.LockTime)
	}
	v.touchUser(u)
}

// validCode checks a one-time code at the vault's time, one step either way.
func validCode(code, secret string, now time.Time) bool {
	ok, err := totp.ValidateCustom(strings.TrimSpace(code), secret, now, totp.ValidateOpts{
		Period: 30, Skew: 1, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	return err == nil && ok
}

// grantRefresh takes a refresh token, which is used up even if it has expired.
func (v *Vault) grantRefresh(c *call, token string) (any, error) {
	t := v.refresh[token]
	delete(v.refresh, token)
	if t == nil || t.scope != "" || !c.now.Before(t.expires) || t.left <= 0 || !v.settings.RefreshTokens {
		return nil, loginFailed()
	}
	v.record(c.now, t.user.Name, "token", 0, "refresh")
	return v.issue(c, t.user, t.session, t.left-1), nil
}

// issue makes the tokens; the last of a session comes without a refresh token.
func (v *Vault) issue(c *call, u *user, session, left int) any {
	life := v.settings.TokenLife
	out := struct {
		AccessToken  string `json:"access_token"`
		TokenType    string `json:"token_type"`
		ExpiresIn    int    `json:"expires_in"`
		RefreshToken string `json:"refresh_token,omitempty"`
	}{AccessToken: newToken("AgJ"), TokenType: "bearer", ExpiresIn: int(life / time.Second)}
	v.access[out.AccessToken] = &accessToken{user: u, session: session, expires: c.now.Add(life)}
	if v.settings.RefreshTokens && left > 0 {
		out.RefreshToken = newToken("AgL")
		v.refresh[out.RefreshToken] = &refreshToken{user: u, session: session, expires: c.now.Add(life + refreshGrace), left: left}
	}
	return out
}

// authenticate finds the user of a bearer token: 401 for one that never was,
// the exact 403 for one that has expired. A bearer of the Platform that has
// expired gets 401: the vendor's module takes the exact 403 for a stale token
// from a Secret Server only.
func (v *Vault) authenticate(header string, at place, now time.Time) (*accessToken, error) {
	t := v.access[bearer(header)]
	switch {
	case t == nil || !at.accepts(t) || (t.platform && !now.Before(t.expires)):
		return nil, bogusToken()
	case !now.Before(t.expires):
		return nil, staleToken()
	}
	return t, nil
}

// bearer is the token of an Authorization header; "" where it carries none.
func bearer(header string) string {
	kind, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(kind, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// postExpire answers POST /v1/oauth-expiration: the token and the refresh
// tokens of its session are of no use afterwards.
func (v *Vault) postExpire(c *call) (any, error) {
	c.token.expires = c.now
	for k, t := range v.refresh {
		if t.session == c.token.session {
			delete(v.refresh, k)
		}
	}
	v.record(c.now, c.user.Name, "sign-out", 0, "")
	return true, nil
}

// ExpireTokens makes every access token stale: calls get the exact 403, a refresh still works.
func (v *Vault) ExpireTokens() {
	now := v.enter()
	defer v.leave()
	for _, t := range v.access {
		t.expires = now
	}
}

// ExpireRefresh makes every access token stale and every refresh token useless.
func (v *Vault) ExpireRefresh() {
	now := v.enter()
	defer v.leave()
	for _, t := range v.access {
		t.expires = now
	}
	clear(v.refresh)
}
