package ssclient

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"sallyport/workflow/sealed"
)

// vaultFresh is how long the Platform's word on where the vault is counts.
const vaultFresh = 5 * time.Minute

// platformTokens is the one route that gives and renews tokens.
const platformTokens = "/identity/api/oauth2/token/xpmplatform"

// cloudDomains are the vendor's own, where a vault may be without being asked for.
var cloudDomains = []string{
	"secretservercloud.com", "secretservercloud.eu", "secretservercloud.com.au", "secretservercloud.com.sg",
	"secretservercloud.ca", "secretservercloud.co.uk", "secretservercloud.ae",
}

// Platform is the Delinea Platform, the front door of a Secret Server in the
// cloud. After a sign-in Vault is the Secret Server behind it; the two share
// one session and one throttle, and closing either closes both. All methods
// may be called from any goroutine.
type Platform struct {
	c       *Client // below the tenant's own address
	allowed []string

	mu    sync.Mutex
	vault *Client // as found; nil before
	found time.Time
}

// NewPlatform makes a signed-out Platform of the tenant at cfg.BaseURL. It
// does not talk to the server.
func NewPlatform(cfg Config) (*Platform, error) {
	c, err := New(cfg)
	if err != nil {
		return nil, err
	}
	return &Platform{c: c, allowed: cfg.AllowedVaults}, nil
}

// Close is Client.Close of tenant and vault.
func (p *Platform) Close() { p.c.Close() }

// Calls is how many HTTP calls were made to the tenant; the vault counts its own.
func (p *Platform) Calls() uint64 { return p.c.Calls() }

// Token is Client.Token: both tokens, as Resume wants them some day.
func (p *Platform) Token(ctx context.Context) (Token, error) { return p.c.Token(ctx) }

// SignOut forgets the tokens. No public call ends them at the Platform, where
// they last as long as they would have.
func (p *Platform) SignOut(ctx context.Context) error { return p.c.SignOut(ctx) }

// ServiceAccount signs a program in.
type ServiceAccount struct {
	ID     string
	Secret sealed.Secret
}

// SignInService gets tokens for a service account.
// POST {tenant}/identity/api/oauth2/token/xpmplatform, client_credentials.
func (p *Platform) SignInService(ctx context.Context, a ServiceAccount) error {
	k := call{op: "sign in", path: platformTokens, hide: []sealed.Secret{a.Secret}}
	got, err := p.c.grant(ctx, k, []field{
		{"grant_type", sealed.New([]byte("client_credentials"))},
		{"client_id", sealed.New([]byte(a.ID))},
		{"client_secret", a.Secret},
		{"scope", sealed.New([]byte("xpmheadless"))},
	})
	if err != nil {
		return err
	}
	got.from = p
	p.c.begin(got)
	return nil
}

// Resume signs in with the tokens of an earlier session: the Platform wants to
// see the old access token, even if it is over, with the refresh token, which
// is spent by it. The caller wipes old. ErrSignedOut: it is over.
func (p *Platform) Resume(ctx context.Context, old Token) error {
	k := call{op: "resume session"}
	if old.Refresh.Empty() || !usable(old.Access) {
		return k.fail(ErrSignedOut, "no tokens to resume with")
	}
	got, err := p.rotate(ctx, k, token{access: old.Access, refresh: old.Refresh})
	if err != nil {
		return err
	}
	p.c.begin(got)
	p.c.tellRefresh()
	return nil
}

// SignInToken is Client.SignInToken with a token of the Platform.
// GET {tenant}/vaultbroker/api/vaults.
func (p *Platform) SignInToken(ctx context.Context, pasted sealed.Secret) error {
	var list vaultList
	k := list.call("sign in with a token")
	return p.c.enter(ctx, k, pasted, p)
}

// Start begins to sign a person in; the Exchange that it gives asks for what
// is needed, and once it is Done the Platform is signed in. ErrFederated: this
// user signs in at another identity provider, whose host is the Detail, and
// has to do so in the browser.
// POST {tenant}/identity/Security/StartAuthentication.
func (p *Platform) Start(ctx context.Context, user string) (*Exchange, error) {
	x := &Exchange{c: p.c, op: "sign in", anon: true, advance: "/identity/Security/AdvanceAuthentication"}
	x.finish = func(g *granted, sent time.Time) string {
		if reason := g.check(); reason != "" {
			return "signed in, but " + reason
		}
		got := g.token(sent)
		got.access, got.refresh = got.access.Clone(), got.refresh.Clone() // the answer is wiped
		got.from = p
		p.c.begin(got)
		return ""
	}
	if user == "" {
		return nil, x.call().fail(ErrAuth, "no user name")
	}
	if err := x.begin(ctx, "/identity/Security/StartAuthentication", user); err != nil {
		return nil, err
	}
	return x, nil
}

// TokenPage is where a user who signs in elsewhere begins in the browser. A
// token made there, in the Secret Server behind it, is for a Client.
func (p *Platform) TokenPage() string { return p.c.base + "/" }

// rotate wants the old access token as well. POST {tenant}/…/xpmplatform.
func (p *Platform) rotate(ctx context.Context, k call, old token) (token, error) {
	k.path, k.as = platformTokens, old.access
	got, err := p.c.refreshGrant(ctx, k, old)
	got.from = p
	return got, err
}

// revoke: see SignOut.
func (p *Platform) revoke(context.Context, call) error { return nil }

// VaultInfo is one vault of a tenant.
type VaultInfo struct {
	ID        string `json:"vaultId"`
	Name      string `json:"name"`
	Type      string `json:"type"` // "SecretServerCloud"
	IsDefault bool   `json:"isDefault"`
	IsActive  bool   `json:"isActive"`
	URL       string `json:"-"` // as the Platform says: not checked
	At        struct {
		URL string `json:"url"`
	} `json:"connection"`
}

// vaultList is the answer of the broker.
type vaultList struct {
	Vaults *[]VaultInfo `json:"vaults"`
}

func (l *vaultList) call(op string) call {
	k := call{op: op, method: http.MethodGet, path: "/vaultbroker/api/vaults", into: l, limit: 4 << 20}
	k.check = func() string {
		if l.Vaults == nil {
			return "answer has no vaults"
		}
		return ""
	}
	return k
}

// Vaults lists what the tenant has. GET {tenant}/vaultbroker/api/vaults.
func (p *Platform) Vaults(ctx context.Context) ([]VaultInfo, error) {
	var list vaultList
	if err := p.c.do(ctx, list.call("list vaults")); err != nil {
		return nil, err
	}
	for i := range *list.Vaults {
		(*list.Vaults)[i].URL = (*list.Vaults)[i].At.URL
	}
	return *list.Vaults, nil
}

// Vault is the Secret Server behind the Platform: the first one that is default
// and active, looked up again after five minutes. ErrNoVault: there is none, or
// it is at an address that may not get a token; Config.AllowedVaults lets it.
func (p *Platform) Vault(ctx context.Context) (*Client, error) {
	k := call{op: "find the vault"}
	p.mu.Lock()
	v := p.vault
	fresh := v != nil && p.c.now().Before(p.found.Add(vaultFresh))
	p.mu.Unlock()
	if fresh {
		return v, nil
	}
	all, err := p.Vaults(ctx)
	if err != nil {
		return nil, k.within(err)
	}
	i := slices.IndexFunc(all, func(v VaultInfo) bool { return v.IsDefault && v.IsActive })
	if i < 0 {
		return nil, k.fail(ErrNoVault, "the tenant has no vault that is default and active")
	}
	base, reason := trustedVault(p.c.base, all[i].URL, p.allowed)
	if reason != "" {
		return nil, k.fail(ErrNoVault, reason)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.vault == nil || p.vault.base != base {
		p.vault = p.c.sibling(base)
	}
	p.found = p.c.now()
	return p.vault, nil
}

// trustedVault checks an address that will get the tenant's tokens: https, and
// of the tenant itself, of the vendor's cloud, or allowed by name. Plain http
// is for a tenant on this machine, whose vault is on it too.
func trustedVault(tenant, raw string, allowed []string) (base, reason string) {
	base, err := parseBase(raw)
	if err != nil {
		return "", "the Platform names an address that is none: " + strings.TrimPrefix(err.Error(), ErrBadURL.Error()+": ")
	}
	t, _ := url.Parse(tenant) // both came out of parseBase
	v, _ := url.Parse(base)
	switch {
	case v.Scheme == "http" && !loopback(t.Hostname()):
		return "", "the Platform names a vault without https"
	case v.Scheme == "http":
		return base, ""
	case t.Scheme == v.Scheme && strings.EqualFold(t.Hostname(), v.Hostname()) && port(t) == port(v):
		return base, ""
	case port(v) == "443" && slices.ContainsFunc(cloudDomains, func(d string) bool { return below(v.Hostname(), d) }):
		return base, ""
	}
	for _, a := range allowed {
		if a = strings.TrimSpace(a); strings.EqualFold(a, v.Hostname()+":"+port(v)) || strings.EqualFold(a, v.Hostname()) && port(v) == "443" {
			return base, ""
		}
	}
	return "", "the Platform names a vault at " + clean(v.Host, 253) + ", which may not get its tokens unless you allow it"
}

func below(host, domain string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == domain || strings.HasSuffix(host, "."+domain)
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}
