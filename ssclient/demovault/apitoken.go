package demovault

import "time"

// fieldValue is how the vendor's own pages are given one value to show.
type fieldValue struct {
	extra
	Value      string  `json:"value"`
	Label      *string `json:"label"`
	Name       string  `json:"name"`
	ReadOnly   bool    `json:"readOnly"`
	Hidden     bool    `json:"hidden"`
	IsRequired bool    `json:"isRequired"`
}

// generateToken answers GET /v1/api-token/generate-token: another token for the
// same user, to be pasted into a client that cannot sign in itself.
func (v *Vault) generateToken(c *call) (any, error) {
	return struct {
		extra
		GeneratedToken fieldValue `json:"generatedToken"`
	}{GeneratedToken: fieldValue{Value: v.pasteToken(c.user, c.now), Name: "generatedToken", ReadOnly: true}}, nil
}

// GenerateToken is the token that a user gets from the preferences page in a
// browser, to be pasted into a client; "" where there is no such user.
func (v *Vault) GenerateToken(user string) string {
	now := v.enter()
	defer v.leave()
	u := v.userNamed(user)
	if u == nil {
		return ""
	}
	return v.pasteToken(u, now)
}

// pasteToken makes an access token of a session of its own, without a refresh token.
func (v *Vault) pasteToken(u *user, now time.Time) string {
	v.lastID.session++
	token := newToken("AgJ")
	v.access[token] = &accessToken{user: u, session: v.lastID.session, expires: now.Add(v.settings.TokenLife)}
	v.record(now, u.Name, "token", 0, "generated")
	return token
}
