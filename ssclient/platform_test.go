package ssclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/workflow/sealed"
)

// vaultsAt is the broker's answer with one good vault among others.
func vaultsAt(at string) string {
	return `{"vaults":[{"vaultId":"1","isDefault":true,"isActive":false,"connection":{"url":"https://dead.secretservercloud.com"}},
		{"vaultId":"2","isDefault":false,"isActive":true,"connection":{"url":"https://other.secretservercloud.com"}},
		{"vaultId":"3","name":"Default","type":"SecretServerCloud","isDefault":true,"isGlobalDefault":true,"isActive":true,"connection":{"url":"` + at + `","oAuthProfileId":"x"}},
		{"vaultId":"4","isDefault":true,"isActive":true,"connection":null}]}`
}

const cloudVault = "https://t.secretservercloud.com"

// cloud is a tenant at vaultHost and a vault at vault, which has no path of its own.
type cloud struct {
	mu    sync.Mutex
	log   []seen
	hosts []string
	vault string
	token func(form url.Values, auth string) *http.Response
	api   func(auth string) *http.Response
}

func (s *cloud) RoundTrip(r *http.Request) (*http.Response, error) {
	form := url.Values{}
	if r.Method == http.MethodPost && r.Body != nil {
		r.Form = nil
		_ = r.ParseForm()
		form = r.PostForm
	}
	auth := r.Header.Get("Authorization")
	s.mu.Lock()
	s.log = append(s.log, seen{Method: r.Method, Path: r.URL.Path, Body: form.Encode(), Auth: auth})
	s.hosts = append(s.hosts, r.URL.Scheme+"://"+r.URL.Host)
	s.mu.Unlock()
	switch r.URL.Path {
	case "/identity/api/oauth2/token/xpmplatform":
		return s.token(form, auth), nil
	case "/vaultbroker/api/vaults":
		return jsonOf(200, vaultsAt(s.vault)), nil
	}
	return s.api(auth), nil
}

func (s *cloud) count(path string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.log {
		if r.Path == path {
			n++
		}
	}
	return n
}

// platformGrants gives one pair after the other, and wants the old access token with the refresh token.
func platformGrants(form url.Values, auth string) *http.Response {
	switch {
	case form.Get("grant_type") == "client_credentials" && form.Get("client_secret") == password && form.Get("scope") == "xpmheadless" && auth == "":
		return grantOf(access1, refresh1)
	case form.Get("grant_type") == "refresh_token" && form.Get("refresh_token") == refresh1 && auth == "Bearer "+access1:
		return grantOf(access2, refresh2)
	}
	return jsonOf(400, `{"error":"invalid_grant"}`)
}

func inTheCloud(t testing.TB, s *cloud, edit ...func(*Config)) *Platform {
	t.Helper()
	if s.token == nil {
		s.token = platformGrants
	}
	if s.api == nil {
		s.api = func(string) *http.Response { return jsonOf(200, userBody) }
	}
	edit = append([]func(*Config){func(cfg *Config) { cfg.BaseURL = "https://" + vaultHost }}, edit...)
	p := platformOf(t, s, edit...)
	if err := p.SignInService(context.Background(), ServiceAccount{ID: "svc@tenant", Secret: seal(password)}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAServiceAccountReachesTheVaultBehindThePlatform(t *testing.T) {
	s := &cloud{vault: cloudVault + "/"}
	p := inTheCloud(t, s)
	ctx := context.Background()
	c, err := p.Vault(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := c.CurrentUser(ctx); err != nil || u.UserName != "bob" {
		t.Errorf("%+v, %v", u, err)
	}
	want := []seen{
		{Method: "POST", Path: "/identity/api/oauth2/token/xpmplatform", Body: "client_id=svc%40tenant&client_secret=pass-w0rd%26%3D%C3%BC&grant_type=client_credentials&scope=xpmheadless"},
		{Method: "GET", Path: "/vaultbroker/api/vaults", Auth: "Bearer " + access1},
		{Method: "GET", Path: "/api/v1/users/current", Auth: "Bearer " + access1},
	}
	if diff := cmp.Diff(want, s.log); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"https://" + vaultHost, "https://" + vaultHost, cloudVault}, s.hosts); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if p.Calls() != 2 || c.Calls() != 1 {
		t.Errorf("%d and %d calls", p.Calls(), c.Calls())
	}
	all, err := p.Vaults(ctx)
	if err != nil || len(all) != 4 || all[2].URL != cloudVault+"/" || all[2].Name != "Default" || all[3].URL != "" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestAVaultsTokenIsRenewedAtThePlatform(t *testing.T) {
	s := &cloud{vault: cloudVault}
	s.api = func(auth string) *http.Response {
		if auth == "Bearer "+access2 {
			return jsonOf(200, userBody)
		}
		return jsonOf(403, expiredBody)
	}
	var told []sealed.Secret
	p := inTheCloud(t, s, func(cfg *Config) { cfg.OnRefresh = func(r sealed.Secret) { told = append(told, r) } })
	ctx := context.Background()
	c, err := p.Vault(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CurrentUser(ctx); err != nil {
		t.Error(err)
	}
	for i, r := range s.log {
		if strings.Contains(r.Path, "oauth2") && s.hosts[i] != "https://"+vaultHost {
			t.Errorf("a grant at %s", s.hosts[i])
		}
	}
	if s.count("/oauth2/token") != 0 || len(told) != 1 || !told[0].Equal(seal(refresh2)) {
		t.Errorf("%d grants at the vault, told %d times", s.count("/oauth2/token"), len(told))
	}
	got, err := p.Token(ctx) // one session
	if err != nil || !got.Access.Equal(seal(access2)) || !got.Refresh.Equal(seal(refresh2)) {
		t.Errorf("%+v, %v", got, err)
	}
	c.Close()
	if _, err := p.Token(ctx); !isKind(err, ErrSignedOut) {
		t.Errorf("after the vault was closed: %v", err)
	}
}

func TestAPlatformSessionIsResumedWithBothTokens(t *testing.T) {
	s := &cloud{vault: cloudVault}
	p := inTheCloud(t, s)
	ctx := context.Background()
	old := Token{Access: seal(access1), Refresh: seal(refresh1)}
	if err := p.Resume(ctx, old); err != nil || !old.Access.Equal(seal(access1)) {
		t.Fatal(err)
	}
	if got, err := p.Token(ctx); err != nil || !got.Access.Equal(seal(access2)) {
		t.Errorf("%+v, %v", got, err)
	}
	for name, old := range map[string]Token{
		"spent": {Access: seal(access2), Refresh: seal(refresh1)}, "without the old one": {Refresh: seal(refresh1)}, "nothing": {},
	} {
		before := len(s.log)
		if err := p.Resume(ctx, old); !isKind(err, ErrSignedOut) || leaks(err) != "" || name != "spent" && len(s.log) != before {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.SignOut(ctx); err != nil || s.count("/api/v1/oauth-expiration") != 0 {
		t.Errorf("sign out: %v", err)
	}
	if _, err := p.Vault(ctx); !isKind(err, ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
}

func TestTheVaultIsLookedUpAgainAfterFiveMinutes(t *testing.T) {
	now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	s := &cloud{vault: cloudVault}
	p := inTheCloud(t, s, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
	first, err := p.Vault(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		after time.Duration
		asked int
	}{{299 * time.Second, 1}, {time.Second, 2}, {time.Second, 2}} {
		now = now.Add(tt.after)
		if again, err := p.Vault(context.Background()); err != nil || again != first || s.count("/vaultbroker/api/vaults") != tt.asked {
			t.Errorf("%v, asked %d times, want %d", err, s.count("/vaultbroker/api/vaults"), tt.asked)
		}
	}
	s.vault = "https://moved.secretservercloud.eu"
	now = now.Add(time.Hour)
	s.token = func(url.Values, string) *http.Response { return grantOf(access2, refresh2) }
	if moved, err := p.Vault(context.Background()); err != nil || moved == first || moved.base != s.vault {
		t.Errorf("%v, %v", moved, err)
	}
}

func TestOnlyATrustedVaultGetsTheTokens(t *testing.T) {
	const tenant = "https://tenant.delinea.app"
	allowed := []string{"vault.corp.example:8443", " plain.corp.example ", "Upper.corp.example:443"}
	for raw, want := range map[string]string{
		"https://t.secretservercloud.com":            "https://t.secretservercloud.com",
		"https://t.secretservercloud.com/":           "https://t.secretservercloud.com",
		"https://T.SecretServerCloud.co.uk:443":      "https://T.SecretServerCloud.co.uk:443",
		"https://secretservercloud.ae/x":             "https://secretservercloud.ae/x",
		"https://tenant.delinea.app/vault":           "https://tenant.delinea.app/vault",
		"https://TENANT.delinea.app:443":             "https://TENANT.delinea.app:443",
		"https://vault.corp.example:8443":            "https://vault.corp.example:8443",
		"https://plain.corp.example":                 "https://plain.corp.example",
		"https://upper.corp.example":                 "https://upper.corp.example",
		"https://plain.corp.example:8443":            "",
		"https://vault.corp.example":                 "",
		"https://t.secretservercloud.com:8443":       "",
		"https://evilsecretservercloud.com":          "",
		"https://secretservercloud.com.evil.example": "",
		"https://secretservercloud.dev":              "",
		"https://tenant.delinea.app:8443":            "",
		"https://tenant.delinea.app.evil.example":    "",
		"http://t.secretservercloud.com":             "",
		"http://127.0.0.1:8080":                      "",
		"https://127.0.0.1:8443":                     "",
		"https://u:p@t.secretservercloud.com":        "",
		"https://t.secretservercloud.com?x=1":        "",
		"https://t.secretservercloud.com#x":          "",
		"//t.secretservercloud.com":                  "",
		"":                                           "",
	} {
		got, reason := trustedVault(tenant, raw, allowed)
		if got != want || (reason == "") != (want != "") {
			t.Errorf("%q: %q, %q; want %q", raw, got, reason, want)
		}
	}
	for raw, good := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost:9999/SecretServer": true, "http://10.0.0.1": false,
		"https://127.0.0.1:8443": false, "https://t.secretservercloud.com": true,
	} {
		if _, reason := trustedVault("http://127.0.0.1:8080", raw, nil); (reason == "") != good {
			t.Errorf("a tenant on this machine, %q: %q", raw, reason)
		}
	}
	s := &cloud{vault: "https://evil.example"}
	p := inTheCloud(t, s)
	if _, err := p.Vault(context.Background()); !isKind(err, ErrNoVault) || !strings.Contains(err.Error(), "evil.example") {
		t.Errorf("got %v", err)
	}
	for _, h := range s.hosts {
		if h != "https://"+vaultHost {
			t.Errorf("a call went to %s", h)
		}
	}
}

func TestATenantWithoutAVault(t *testing.T) {
	for _, body := range []string{`{"vaults":[]}`, `{"vaults":[{"isDefault":true}]}`} {
		s := &server{reply: ok(body)}
		p := &Platform{c: signedIn(t, s)}
		if _, err := p.Vault(context.Background()); !isKind(err, ErrNoVault) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestTheBrokerMeetsEveryFailure(t *testing.T) {
	m := method{
		name: "Vault", verb: "GET", path: "/vaultbroker/api/vaults",
		call: func(ctx context.Context, c *Client) (any, error) { return (&Platform{c: c}).Vault(ctx) },
	}
	for _, f := range failures() {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { meet(t, m, f) })
		})
	}
}

func TestAServiceSignInIsRefusedOnceAndForAll(t *testing.T) {
	for _, tt := range []struct {
		res  *http.Response
		want error
	}{
		{jsonOf(400, `{"error":"invalid_client `+password+`"}`), ErrAuth},
		{jsonOf(401, ``), ErrAuth},
		{answerOf(403, "text/html", "<html>"), ErrNotAPI},
		{jsonOf(429, ``), ErrThrottled},
		{jsonOf(503, ``), ErrServer},
		{answerOf(308, "", "", "Location", "https://evil.example"), ErrNotAPI},
		{jsonOf(200, `{"access_token":"x"}`), ErrNotAPI},
	} {
		s := &server{reply: always(func(*http.Request) *http.Response { return tt.res })}
		err := platformOf(t, s).SignInService(context.Background(), ServiceAccount{ID: "svc", Secret: seal(password)})
		if !isKind(err, tt.want) || leaks(err) != "" || len(s.requests()) != 1 {
			t.Errorf("%v after %d requests, want %v", err, len(s.requests()), tt.want)
		}
	}
}

func TestAPastedTokenOfThePlatformIsCheckedAtTheBroker(t *testing.T) {
	s := &cloud{vault: cloudVault}
	p := inTheCloud(t, s)
	s.log = nil
	if err := p.SignInToken(context.Background(), seal("Bearer "+access2)); err != nil {
		t.Fatal(err)
	}
	want := []seen{{Method: "GET", Path: "/vaultbroker/api/vaults", Auth: "Bearer " + access2}}
	if diff := cmp.Diff(want, s.log); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if got := p.TokenPage(); got != "https://"+vaultHost+"/" {
		t.Error(got)
	}
}

func TestDiscoverTellsWhatAnswers(t *testing.T) {
	const page = "<!doctype html>"
	html := func() *http.Response { return answerOf(200, "text/html", page) }
	for _, tt := range []struct {
		name          string
		vault, tenant func() *http.Response
		want          ServerKind
		err           error
	}{
		{"a Secret Server", func() *http.Response { return jsonOf(200, `{"Healthy":true}`) }, nil, SecretServer, nil},
		{"one that is not well", func() *http.Response { return jsonOf(200, `{"healthy":false}`) }, nil, SecretServer, nil},
		{"an old one", func() *http.Response { return answerOf(200, "text/plain", "Healthy\r\n") }, nil, SecretServer, nil},
		{"a Platform", html, func() *http.Response { return jsonOf(200, `{"healthy":true}`) }, PlatformTenant, nil},
		{"a Platform with rights on the other route", func() *http.Response { return answerOf(401, "", "") }, func() *http.Response { return answerOf(200, "text/plain", "healthy") }, PlatformTenant, nil},
		{"another site", html, html, ServerUnknown, ErrNotAPI},
		{"a site that says more than that", func() *http.Response { return answerOf(200, "text/plain", "Not Healthy") }, html, ServerUnknown, ErrNotAPI},
		{"another API", func() *http.Response { return jsonOf(404, `{"message":"no"}`) }, func() *http.Response { return jsonOf(200, `{"status":"up"}`) }, ServerUnknown, ErrNotAPI},
		{"a Secret Server that fails", func() *http.Response { return jsonOf(500, ``) }, html, ServerUnknown, ErrServer},
		{"a redirect to a log-in", func() *http.Response { return answerOf(302, "", "", "Location", "https://evil.example") }, html, ServerUnknown, ErrNotAPI},
		{"nobody", nil, nil, ServerUnknown, ErrTransport},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
					if r.Header.Get("Authorization") != "" {
						t.Error("a credential was sent")
					}
					f := tt.vault
					if r.URL.Path == "/SecretServer/health" {
						f = tt.tenant
					}
					if f == nil {
						return nil, errors.New("nobody")
					}
					return f(), nil
				}}
				got, err := Discover(context.Background(), Config{BaseURL: "https://" + vaultHost + "/SecretServer", Transport: s})
				if got != tt.want || tt.err == nil && err != nil || tt.err != nil && !isKind(err, tt.err) {
					t.Errorf("%v, %v; want %v, %v", got, err, tt.want, tt.err)
				}
			})
		})
	}
	if _, err := Discover(context.Background(), Config{BaseURL: "vault"}); !isKind(err, ErrBadURL) {
		t.Errorf("got %v", err)
	}
	for k := ServerUnknown; k <= PlatformTenant; k++ {
		if strings.HasPrefix(k.String(), "ServerKind(") {
			t.Errorf("kind %d has no name", k)
		}
	}
}
