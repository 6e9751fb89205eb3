package demovault

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// place is where a call came in.
type place int

const (
	atServer   place = iota // a Secret Server of its own
	atVault                 // the vault behind a Platform
	atPlatform              // the Platform itself
)

// accepts says whether a token counts there. As on the real ones, that of the
// Platform opens the Platform and its vault, and not another Secret Server.
func (p place) accepts(t *accessToken) bool {
	switch p {
	case atPlatform:
		return t.platform
	case atServer:
		return !t.platform
	}
	return true
}

const (
	tenantID  = "DEMO001"
	vaultPath = "SecretServer" // where the vault is on the Platform's address
	// FederatedDomain is the part after @ of users whose sign-in the Platform
	// gives away to another identity provider.
	FederatedDomain = "partner.example"
)

// Platform plays a tenant of the Delinea Platform: its identity service, its
// vault broker, /health, and this vault under /SecretServer of the same
// address. Clients that ask an address what it is ask for Secret Server's
// health first, so that must not be at the root.
func (v *Vault) Platform() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first, _, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
		if strings.EqualFold(first, vaultPath) {
			v.serve(w, r, &call{place: atVault}, v.routes)
			return
		}
		v.serve(w, r, &call{place: atPlatform}, v.tenant)
	})
}

// tenantRoutes are those of the Platform itself.
func tenantRoutes() []route {
	var all []route
	add := func(open bool, method, path, op string, h handler) {
		all = append(all, route{method, op, strings.Split(path, "/"), open, h})
	}
	add(true, "POST", "identity/Security/StartAuthentication", "challenge-start", (*Vault).postStart)
	add(true, "POST", "identity/Security/AdvanceAuthentication", "challenge-advance", (*Vault).postAdvance)
	add(true, "POST", "identity/api/oauth2/token/xpmplatform", "platform-token", (*Vault).postPlatformToken)
	add(true, "GET", "health", "platform-health", (*Vault).getHealth)
	add(false, "GET", "vaultbroker/api/vaults", "vaults", (*Vault).listVaults)
	return all
}

// envelope is what the identity service wraps every answer in.
type envelope struct {
	extra
	Success         bool     `json:"success"`
	Result          any      `json:"Result"`
	Message         *string  `json:"Message"`
	MessageID       *string  `json:"MessageID"`
	Exception       *string  `json:"Exception"`
	ErrorID         *string  `json:"ErrorID"`
	ErrorCode       *string  `json:"ErrorCode"`
	IsSoftError     bool     `json:"IsSoftError"`
	InnerExceptions []string `json:"InnerExceptions"`
}

func success(result any) envelope { return envelope{Success: true, Result: result} }

func failure(why error) envelope {
	text := why.Error()
	return envelope{Message: &text}
}

// startArgs is the body of StartAuthentication.
type startArgs struct {
	User    text `json:"User"`
	Version text `json:"Version"`
}

// advanceArgs is the body of AdvanceAuthentication: one operation, or several.
type advanceArgs struct {
	operation
	SessionID          text        `json:"SessionId"`
	TenantID           text        `json:"TenantId"`
	PersistentLogin    toggle      `json:"PersistentLogin"`
	MultipleOperations []operation `json:"MultipleOperations"`
}

func (a advanceArgs) operations() []operation {
	if len(a.MultipleOperations) > 0 {
		return a.MultipleOperations
	}
	return []operation{a.operation}
}

type startResult struct {
	extra
	ClientHints        clientHints      `json:"ClientHints"`
	Version            string           `json:"Version"`
	SessionID          string           `json:"SessionId"`
	TenantID           string           `json:"TenantId"`
	Summary            string           `json:"Summary"`
	AllowLoginMFACache bool             `json:"AllowLoginMfaCache"`
	Challenges         []challengeModel `json:"Challenges"`
}

type clientHints struct {
	extra
	PersistDefault      bool   `json:"PersistDefault"`
	AllowPersist        bool   `json:"AllowPersist"`
	AllowForgotPassword bool   `json:"AllowForgotPassword"`
	RequestedUsername   string `json:"RequestedUsername"`
}

// started is the answer to StartAuthentication.
func (v *Vault) started(x *exchange, name string) envelope {
	return success(startResult{
		ClientHints: clientHints{AllowPersist: true, AllowForgotPassword: true, RequestedUsername: name},
		Version:     "1.0", SessionID: x.id, TenantID: tenantID, Summary: summaryPackage, AllowLoginMFACache: true,
		Challenges: v.challengeModels(x.steps[:x.shown]),
	})
}

// advanceResult is what AdvanceAuthentication says on the way.
type advanceResult struct {
	extra
	Summary            string           `json:"Summary"`
	Challenges         []challengeModel `json:"Challenges,omitempty"`
	GeneratedAuthValue string           `json:"GeneratedAuthValue,omitempty"` // see doc.go
}

func (v *Vault) advanceResult(a advanced) advanceResult {
	return advanceResult{Summary: a.summary, Challenges: v.challengeModels(a.challenges), GeneratedAuthValue: a.number}
}

// postStart answers POST /identity/Security/StartAuthentication. The header
// X-CENTRIFY-NATIVE-CLIENT is not asked for: the vendor's own module sends none.
func (v *Vault) postStart(c *call) (any, error) {
	var args startArgs
	if decode(c.body, &args) != nil || strings.TrimSpace(args.User.S) == "" {
		return failure(errNotReadable), nil
	}
	name := strings.TrimSpace(args.User.S)
	if _, domain, _ := strings.Cut(name, "@"); strings.EqualFold(domain, FederatedDomain) {
		return success(struct {
			extra
			Redirect string `json:"Redirect"`
			TenantID string `json:"TenantId"`
		}{Redirect: "https://login." + FederatedDomain + "/sso", TenantID: tenantID}), nil
	}
	x := v.challenge(v.userNamed(localName(name)), name, reason{text: "sign in"},
		[][]Factor{{FactorPassword}, v.settings.SecondFactors}, c.now)
	return v.started(x, name), nil
}

// postAdvance answers POST /identity/Security/AdvanceAuthentication.
func (v *Vault) postAdvance(c *call) (any, error) {
	var args advanceArgs
	if decode(c.body, &args) != nil {
		return failure(errNotReadable), nil
	}
	x := v.exchangeOf(args.SessionID.S, 0, c.now)
	if x == nil || (args.TenantID.S != "" && !strings.EqualFold(args.TenantID.S, tenantID)) {
		return failure(errChallengeGone), nil
	}
	out, err := v.advanceAll(x, args.operations(), c.now)
	if err != nil {
		if x.user != nil {
			v.record(c.now, x.user.Name, "token", 0, "failed")
		}
		return failure(err), nil
	}
	if out.summary != summarySuccess {
		return success(v.advanceResult(out)), nil
	}
	v.signInWorked(x.user)
	v.record(c.now, x.user.Name, "token", 0, "platform")
	return success(v.loginResult(c, x.user)), nil
}

type loginResult struct {
	advanceResult
	AuthLevel     string         `json:"AuthLevel"`
	DisplayName   string         `json:"DisplayName"`
	UserID        string         `json:"UserId"`
	User          string         `json:"User"`
	EmailAddress  string         `json:"EmailAddress"`
	UserDirectory string         `json:"UserDirectory"`
	PodFQDN       string         `json:"PodFqdn"`
	CustomerID    string         `json:"CustomerID"`
	SystemID      string         `json:"SystemID"`
	SourceDSType  string         `json:"SourceDsType"`
	OAuthTokens   platformTokens `json:"OAuthTokens"`
}

func (v *Vault) loginResult(c *call, u *user) loginResult {
	v.lastID.session++
	address := u.Name + "@" + TenantDomain
	return loginResult{
		advanceResult: advanceResult{Summary: summarySuccess},
		AuthLevel:     "High", DisplayName: u.DisplayName, UserID: guid(u.id), User: address, EmailAddress: address,
		UserDirectory: "CDS", PodFQDN: c.host(), CustomerID: tenantID, SystemID: tenantID, SourceDSType: "CDS",
		OAuthTokens: v.issuePlatform(u, v.lastID.session, "xpmInteractive", c.now.Add(platformSession), c.now),
	}
}

// guid is an id in the form that the Platform uses.
func guid(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

// platformSession is how long a session of the Platform lives, refreshed or not.
const platformSession = 12 * time.Hour

type platformTokens struct {
	AccessToken      string `json:"access_token"`
	RefreshToken     string `json:"refresh_token"`
	IDToken          string `json:"id_token,omitempty"`
	TokenType        string `json:"token_type"`
	ExpiresIn        int    `json:"expires_in"`
	SessionExpiresIn int    `json:"session_expires_in"`
	Scope            string `json:"scope"`
}

// issuePlatform makes the tokens of a session that ends at end.
func (v *Vault) issuePlatform(u *user, session int, scope string, end, now time.Time) platformTokens {
	life := min(v.settings.PlatformTokenLife, end.Sub(now))
	out := platformTokens{
		AccessToken: newToken("eyJ"), RefreshToken: newToken("def"), TokenType: "Bearer", ExpiresIn: int(life / time.Second),
		SessionExpiresIn: int(end.Sub(now) / time.Second), Scope: scope,
	}
	if scope == "xpmInteractive" {
		out.IDToken = newToken("eyJ")
	}
	v.access[out.AccessToken] = &accessToken{user: u, session: session, expires: now.Add(life), platform: true}
	v.refresh[out.RefreshToken] = &refreshToken{user: u, session: session, expires: end, left: 1, scope: scope}
	return out
}

// Service is the service user of the Platform.
type Service struct{ ClientID, ClientSecret string }

// Service names the client that may ask the Platform for a token of its own.
func (v *Vault) Service() Service { return v.service.Service }

// serviceUser is a client of the Platform and the user it is in the vault.
type serviceUser struct {
	Service
	user *user
}

// serviceID is above the ids of a seed's users.
const serviceID = 900

// newService makes the service user. It has the rights of a user named service,
// and no password.
func newService() serviceUser {
	u := &user{id: serviceID, User: User{Name: "service", DisplayName: "Service user", Role: "operator"}}
	return serviceUser{Service{"service@" + TenantDomain, randomText(32, wordChars)}, u}
}

// postPlatformToken answers POST /identity/api/oauth2/token/xpmplatform for the
// grants client_credentials and refresh_token. How it refuses is not public.
func (v *Vault) postPlatformToken(c *call) (any, error) {
	form := readForm(c.body)
	switch strings.ToLower(form("grant_type")) {
	case "client_credentials":
		return v.grantService(c, form)
	case "refresh_token":
		return v.grantPlatformRefresh(c, form("refresh_token"))
	}
	return nil, grantRefused("unsupported_grant_type")
}

func (v *Vault) grantService(c *call, form func(string) string) (any, error) {
	id, key := form("client_id"), form("client_secret")
	right := subtle.ConstantTimeCompare([]byte(key), []byte(v.service.ClientSecret)) == 1
	if !strings.EqualFold(id, v.service.ClientID) || !right {
		v.record(c.now, localName(id), "token", 0, "failed")
		return nil, grantRefused("invalid_client")
	}
	scope := form("scope")
	if scope == "" {
		scope = "xpmheadless"
	}
	if scope != "xpmheadless" {
		return nil, grantRefused("invalid_scope")
	}
	v.lastID.session++
	v.record(c.now, v.service.user.Name, "token", 0, "service")
	return v.issuePlatform(v.service.user, v.lastID.session, scope, c.now.Add(platformSession), c.now), nil
}

// grantPlatformRefresh wants the bearer that is to be replaced beside the
// refresh token, expired or not, of the same session.
func (v *Vault) grantPlatformRefresh(c *call, token string) (any, error) {
	old, again := v.access[bearer(c.header.Get("Authorization"))], v.refresh[token]
	if old == nil || again == nil || !old.platform || again.scope == "" || old.session != again.session || !c.now.Before(again.expires) {
		return nil, grantRefused("invalid_grant")
	}
	delete(v.refresh, token)
	old.expires = c.now
	v.record(c.now, again.user.Name, "token", 0, "refresh")
	return v.issuePlatform(again.user, again.session, again.scope, again.expires, c.now), nil
}

// recycled is the secret of a call if it was deleted and the vault of a Platform
// still shows it, inactive, to who may read it; nil otherwise. One with rules
// before it stays closed, since nobody can pass them any more.
func (v *Vault) recycled(c *call) *secret {
	s := v.secrets[c.id]
	if c.place != atVault || s == nil || !s.Options.Inactive || s.restricted() || v.rightOn(s, c.user) < rightView {
		return nil
	}
	return s
}

type vaultModel struct {
	extra
	VaultID         string          `json:"vaultId"`
	Name            string          `json:"name"`
	Type            string          `json:"type"`
	IsDefault       bool            `json:"isDefault"`
	IsGlobalDefault bool            `json:"isGlobalDefault"`
	IsActive        bool            `json:"isActive"`
	Connection      vaultConnection `json:"connection"`
}

type vaultConnection struct {
	extra
	URL            string `json:"url"`
	OAuthProfileID string `json:"oAuthProfileId"`
}

// listVaults answers GET /vaultbroker/api/vaults: an inactive one that clients
// must leave alone, and this one.
func (v *Vault) listVaults(c *call) (any, error) {
	here := c.origin + "/" + vaultPath
	return struct {
		extra
		Vaults []vaultModel `json:"vaults"`
	}{Vaults: []vaultModel{
		{
			VaultID: guid(1), Name: "Retired", Type: "SecretServerCloud", IsDefault: true,
			Connection: vaultConnection{URL: c.origin + "/retired", OAuthProfileID: guid(1001)},
		},
		{
			VaultID: guid(2), Name: "Default", Type: "SecretServerCloud", IsDefault: true, IsGlobalDefault: true, IsActive: true,
			Connection: vaultConnection{URL: here, OAuthProfileID: guid(1002)},
		},
	}}, nil
}
