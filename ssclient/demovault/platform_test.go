package demovault_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

// token asks the Platform for a token; old is the bearer to send along.
func (n *tenant) token(form url.Values, old string) (int, map[string]any) {
	n.t.Helper()
	req, err := http.NewRequest("POST", tenantURL+"/identity/api/oauth2/token/xpmplatform", strings.NewReader(form.Encode()))
	if err != nil {
		n.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if old != "" {
		req.Header.Set("Authorization", "Bearer "+old)
	}
	res, err := n.http.Do(req)
	if err != nil {
		n.t.Fatal(err)
	}
	return res.StatusCode, object(n.t, res)
}

func (n *tenant) serviceForm() url.Values {
	s := n.vault.Service()
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {s.ClientID}, "client_secret": {s.ClientSecret}, "scope": {"xpmheadless"}}
}

// get reads a path of the Platform's address.
func (n *tenant) get(path, bearer string) (int, map[string]any) {
	n.t.Helper()
	req, err := http.NewRequest("GET", tenantURL+path, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := n.http.Do(req)
	if err != nil {
		n.t.Fatal(err)
	}
	return res.StatusCode, object(n.t, res)
}

func TestAServiceUserReachesTheVaultThroughTheBroker(t *testing.T) {
	n := newRig(t).tenant()
	status, tokens := n.token(n.serviceForm(), "")
	if status != 200 || tokens["token_type"] != "Bearer" || tokens["scope"] != "xpmheadless" || tokens["expires_in"] != 3600.0 || tokens["session_expires_in"] != 43200.0 {
		t.Fatalf("token: %d %v", status, tokens)
	}
	bearer := tokens["access_token"].(string)
	status, list := n.get("/vaultbroker/api/vaults", bearer)
	if status != 200 {
		t.Fatalf("vaults: %d %v", status, list)
	}
	var at string
	for _, item := range list["vaults"].([]any) {
		if v := item.(map[string]any); v["isDefault"] == true && v["isActive"] == true {
			at = v["connection"].(map[string]any)["url"].(string)
			break
		}
	}
	path, same := strings.CutPrefix(at, tenantURL)
	if !same {
		t.Fatalf("the vault is at %q, which is another origin", at)
	}
	if status, user := n.get(path+"/api/v1/users/current", bearer); status != 200 || user["userName"] != "service" {
		t.Errorf("who am I: %d %v", status, user)
	}
	if status, s := n.get(path+"/api/v1/secrets/101", bearer); status != 200 || s["id"] != 101.0 {
		t.Errorf("secret: %d %v", status, s)
	}
}

func TestWhatThePlatformGivesNoTokenFor(t *testing.T) {
	n := newRig(t).tenant()
	change := func(key, value string) url.Values {
		f := n.serviceForm()
		f.Set(key, value)
		return f
	}
	for name, f := range map[string]url.Values{
		"a wrong secret":    change("client_secret", "no"),
		"no secret":         change("client_secret", ""),
		"an unknown client": change("client_id", "nobody"),
		"a foreign scope":   change("scope", "all"),
		"another grant":     change("grant_type", "password"),
		"nothing":           {},
	} {
		if status, body := n.token(f, ""); status != 400 || body["error"] == "" || body["access_token"] != nil {
			t.Errorf("%s: %d %v", name, status, body)
		}
	}
}

func TestARefreshOnThePlatformWantsTheOldBearer(t *testing.T) {
	n := newRig(t).tenant()
	_, first := n.token(n.serviceForm(), "")
	old, again := first["access_token"].(string), refreshForm(first["refresh_token"].(string))
	_, other := n.token(n.serviceForm(), "")
	n.clock.add(2 * time.Hour)
	if status, _ := n.get("/vaultbroker/api/vaults", old); status != 401 {
		t.Errorf("an expired bearer: %d", status)
	}
	for name, bearer := range map[string]string{"no bearer": "", "a bogus one": "eyJno", "another session's": other["access_token"].(string)} {
		if status, body := n.token(again, bearer); status != 400 {
			t.Errorf("%s: %d %v", name, status, body)
		}
	}
	status, next := n.token(again, old)
	if status != 200 || next["session_expires_in"] != 36000.0 {
		t.Fatalf("refresh: %d %v", status, next)
	}
	if status, _ := n.get("/vaultbroker/api/vaults", next["access_token"].(string)); status != 200 {
		t.Errorf("the new bearer: %d", status)
	}
	if status, _ := n.token(again, old); status != 400 {
		t.Errorf("a used refresh token: %d", status)
	}
	n.clock.add(10 * time.Hour)
	if status, _ := n.token(refreshForm(next["refresh_token"].(string)), next["access_token"].(string)); status != 400 {
		t.Errorf("after the session's end: %d", status)
	}
}

func TestTokensCountWhereTheyWereMeantFor(t *testing.T) {
	r := newRig(t)
	n := r.tenant()
	own := r.signIn("alice")
	_, tokens := n.token(n.serviceForm(), "")
	platform := tokens["access_token"].(string)
	if status, _ := n.get("/vaultbroker/api/vaults", own.token); status != 401 {
		t.Errorf("Secret Server's token on the Platform: %d", status)
	}
	if status, _ := n.get("/SecretServer/api/v1/users/current", own.token); status != 200 {
		t.Errorf("the vault's own token on the vault: %d", status)
	}
	if status, _ := r.grant(refreshForm(tokens["refresh_token"].(string)), ""); status != 400 {
		t.Errorf("the Platform's refresh token on Secret Server: %d", status)
	}
	if status, _ := n.token(refreshForm(own.again), own.token); status != 400 {
		t.Errorf("Secret Server's refresh token on the Platform: %d", status)
	}
	own.token = platform
	if status, _ := own.send("GET", "v1/users/current", nil); status != 401 {
		t.Errorf("the Platform's token on another Secret Server: %d", status)
	}
}

func TestAnAddressSaysWhatItIs(t *testing.T) {
	n := newRig(t).tenant()
	if status, body := n.get("/health", ""); status != 200 || body["healthy"] != true || body["Healthy"] != true {
		t.Errorf("health: %d %v", status, body)
	}
	for _, path := range []string{"/api/v1/healthcheck", "/healthcheck.aspx", "/api/v1/secrets/101", "/demo/x/", "/retired/api/v1/version"} {
		if status, _ := n.get(path, ""); status != 404 {
			t.Errorf("GET %s on the Platform: %d", path, status)
		}
	}
	for _, path := range []string{"/health", "/vaultbroker/api/vaults", "/identity/Security/StartAuthentication", "/identity/api/oauth2/token/xpmplatform"} {
		for _, base := range []string{"http://vault.test", n.base} {
			res, err := n.rig.http.Get(base + path)
			if err != nil {
				t.Fatal(err)
			}
			if object(t, res); res.StatusCode != 404 {
				t.Errorf("GET %s%s: %s", base, path, res.Status)
			}
		}
	}
}

func TestAPlatformsVaultStillShowsWhatWasDeleted(t *testing.T) {
	r := newRig(t)
	n := r.tenant()
	_, grant := n.token(n.serviceForm(), "")
	root := r.signIn("root")
	for _, id := range []string{"101", "102"} { // nothing in the way, a comment
		root.object("DELETE", "v1/secrets/"+id, nil)
	}
	if got := r.signIn("alice").refused("GET", "v1/secrets/101", nil); got != "API_AccessDenied" {
		t.Errorf("on Secret Server: %s", got)
	}
	if status, s := n.get("/SecretServer/api/v1/secrets/101", grant["access_token"].(string)); status != 200 || s["active"] != false || s["id"] != 101.0 {
		t.Errorf("on the Platform: %d %v", status, s)
	}
	if status, s := n.get("/SecretServer/api/v1/secrets/102", grant["access_token"].(string)); status != 400 || s["errorCode"] != "API_AccessDenied" {
		t.Errorf("one with rules on the Platform: %d %v", status, s)
	}
}

// served is a server and a client that trusts pool.
func (r *rig) served(b demovault.Binding, pool *x509.CertPool) (*demovault.Server, *http.Client) {
	r.t.Helper()
	s, err := r.vault.ListenOn(b)
	if err != nil {
		r.t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10}}
	r.t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			r.t.Error(err)
		}
	})
	return s, &http.Client{Transport: transport}
}

func TestTLSIsTrustedThroughTheAuthorityAlone(t *testing.T) {
	r := newRig(t)
	authority, err := demovault.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority.PEM()) {
		t.Fatal("the authority's PEM holds no certificate")
	}
	for name, b := range map[string]demovault.Binding{
		"Secret Server": {Addr: "127.0.0.1:0", Authority: authority},
		"Platform":      {Addr: "127.0.0.1:0", Authority: authority, Platform: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := r.served(b, pool)
			if !strings.HasPrefix(s.URL, "https://127.0.0.1:") || (s.ConsoleURL == "") != b.Platform {
				t.Errorf("served at %q, console at %q", s.URL, s.ConsoleURL)
			}
			_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "https://"), ":")
			for _, at := range []string{s.URL, "https://localhost:" + port} {
				res, err := client.Get(at + "/SecretServer/api/v1/version")
				if err != nil {
					t.Fatal(err)
				}
				if body := object(t, res); res.StatusCode != 200 || body["version"] == "" {
					t.Errorf("%s: %s %v", at, res.Status, body)
				}
			}
			distrusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}}}
			if _, err := distrusting.Get(s.URL + "/api/v1/version"); err == nil || !strings.Contains(err.Error(), "unknown authority") {
				t.Errorf("without the authority: %v", err)
			}
			old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}}}
			if _, err := old.Get(s.URL + "/api/v1/version"); err == nil {
				t.Error("TLS 1.1 is spoken")
			}
			if res, err := http.Get("http" + strings.TrimPrefix(s.URL, "https") + "/api/v1/version"); err == nil {
				_ = res.Body.Close()
				if res.StatusCode == 200 {
					t.Error("the API answers without TLS")
				}
			}
			http.DefaultClient.CloseIdleConnections()
		})
	}
}

func TestTheAuthoritySignsForItsHostsOnly(t *testing.T) {
	for name, tc := range map[string]struct {
		hosts []string
		names []string
		ips   []string
	}{
		"loopback":      {nil, []string{"localhost"}, []string{"127.0.0.1/32", "::1/128"}},
		"hosts beside":  {[]string{"demo.lan", "192.0.2.7"}, []string{"localhost", "demo.lan"}, []string{"127.0.0.1/32", "::1/128", "192.0.2.7/32"}},
		"loopback only": {[]string{"127.0.0.1", "localhost", "::1"}, []string{"localhost"}, []string{"127.0.0.1/32", "::1/128"}},
	} {
		t.Run(name, func(t *testing.T) {
			authority, err := demovault.NewAuthority(tc.hosts...)
			if err != nil {
				t.Fatal(err)
			}
			block, rest := pem.Decode(authority.PEM())
			if block == nil || block.Type != "CERTIFICATE" || len(rest) != 0 {
				t.Fatalf("PEM: %s", authority.PEM())
			}
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			ips := []string{}
			for _, n := range c.PermittedIPRanges {
				ips = append(ips, n.String())
			}
			diff(t, tc.names, c.PermittedDNSDomains)
			diff(t, tc.ips, ips)
			if !c.IsCA || !c.PermittedDNSDomainsCritical || c.MaxPathLen != 0 || !c.MaxPathLenZero || c.PublicKeyAlgorithm != x509.ECDSA {
				t.Errorf("authority: %+v", c)
			}
		})
	}
}

func TestATokenFromTheBrowser(t *testing.T) {
	r := newRig(t)
	p := r.signIn("alice")
	made := p.object("GET", "v1/api-token/generate-token", nil)["generatedToken"].(map[string]any)
	pasted := &person{rig: r, token: made["value"].(string)}
	if u := pasted.object("GET", "v1/users/current", nil); u["userName"] != "alice" {
		t.Errorf("who: %v", u)
	}
	p.call("POST", "v1/oauth-expiration", nil)
	if status, _ := pasted.send("GET", "v1/users/current", nil); status != 200 {
		t.Errorf("after the first session has ended: %d", status)
	}
	pasted.token = r.vault.GenerateToken("bob")
	if u := pasted.object("GET", "v1/users/current", nil); u["userName"] != "bob" {
		t.Errorf("who: %v", u)
	}
	if got := r.vault.GenerateToken("mallory"); got != "" {
		t.Errorf("a token for nobody: %q", got)
	}
}

func TestSwitchesOfTheSignIn(t *testing.T) {
	r := newRig(t)
	p := r.signIn("root")
	form := url.Values{"grant_type": {"password"}, "username": {"alice"}, "password": {r.user("alice").Password}}
	again := r.signIn("alice").again
	r.vault.SetSettings(func(s *demovault.Settings) { s.PreventDirectAuth = true })
	if status, body := r.grant(form, ""); status != 400 || body["error"] == "Login failed." {
		t.Errorf("a password where it is prevented: %d %v", status, body)
	}
	if status, _ := r.grant(refreshForm(again), ""); status != 200 {
		t.Errorf("a refresh where passwords are prevented: %d", status)
	}
	settings := func() string {
		return jsonText(p.object("GET", "v3/configuration/general?loadApplicationSettings=true", nil))
	}
	if got := settings(); !strings.Contains(got, `"preventDirectApiAuthentication":true`) || !strings.Contains(got, `"enableWebServices":true`) {
		t.Errorf("settings: %s", got)
	}
	r.vault.SetSettings(func(s *demovault.Settings) { s.PreventDirectAuth, s.WebServicesOff = false, true })
	if status, body := r.grant(form, ""); status != 400 || body["error"] == "Login failed." {
		t.Errorf("a token without web services: %d %v", status, body)
	}
	if status, raw := p.send("GET", "v1/users/current", nil); status != 403 || strings.Contains(string(raw), "expired") {
		t.Errorf("a call without web services: %d %s", status, raw)
	}
	r.vault.SetSettings(func(s *demovault.Settings) { s.WebServicesOff, s.HideVersion = false, true })
	if status, raw := p.send("GET", "v1/version", nil); status != 403 || strings.Contains(string(raw), "11.7") {
		t.Errorf("a hidden version: %d %s", status, raw)
	}
}

// FuzzIdentityBodies holds both bodies to: an envelope, whatever comes.
func FuzzIdentityBodies(f *testing.F) {
	for _, seed := range []string{
		`{"User":"alice","Version":"1.0"}`, `{"User":7}`, `[]`, `null`, ``, `{"SessionId":"x","MechanismId":null,"Action":"Poll"}`,
		`{"MultipleOperations":[{"MechanismId":"","Action":"Answer","Answer":{}}]}`, "{\"user\":\"\xff\"}", `{"User":"@"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := newRig(t)
		n := r.tenant()
		x := n.start("alice")
		for _, path := range []string{"StartAuthentication", "AdvanceAuthentication"} {
			for _, raw := range [][]byte{body, []byte(strings.Replace(string(body), `"SessionId":"x"`, `"SessionId":"`+x.session+`"`, 1))} {
				res, err := n.http.Post(tenantURL+"/identity/Security/"+path, "application/json", strings.NewReader(string(raw)))
				if err != nil {
					t.Fatal(err)
				}
				data, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				var e struct {
					Success *bool   `json:"success"`
					Message *string `json:"Message"`
				}
				if err := json.Unmarshal(data, &e); err != nil || e.Success == nil || res.StatusCode != 200 || *e.Success == (e.Message != nil) {
					t.Errorf("%s %q: %s %s", path, raw, res.Status, data)
				}
			}
		}
	})
}

// TestPythonSDKsWayIn is what python-tss-sdk does with a Platform: probe both
// health addresses by the member "Healthy", grant, broker, read.
func TestPythonSDKsWayIn(t *testing.T) {
	n := newRig(t).tenant()
	if status, _ := n.get("/api/v1/healthcheck", ""); status == 200 {
		t.Fatal("the probe takes the Platform for a Secret Server")
	}
	if _, body := n.get("/health", ""); body["Healthy"] != true {
		t.Fatalf("health: %v", body)
	}
	_, grant := n.token(n.serviceForm(), "")
	if _, number := grant["expires_in"].(float64); !number {
		t.Fatalf("grant: %v", grant)
	}
	_, list := n.get("/vaultbroker/api/vaults", grant["access_token"].(string))
	for _, item := range list["vaults"].([]any) {
		v := item.(map[string]any)
		if v["isDefault"] != true || v["isActive"] != true {
			continue
		}
		path := strings.TrimPrefix(v["connection"].(map[string]any)["url"].(string), tenantURL)
		status, secret := n.get(path+"/api/v1/secrets/101", grant["access_token"].(string))
		if status != 200 || secret["lastHeartBeatCheck"] == nil {
			t.Errorf("secret: %d %v", status, secret)
		}
		return
	}
	t.Error("no default active vault")
}
