package conformance

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/DelineaXPM/delinea-common/api"
	"github.com/DelineaXPM/delinea-common/secrets"
	vendor "github.com/DelineaXPM/tss-sdk-go/v3/server"
	"github.com/pquerna/otp/totp"

	"sallyport/ssclient/demovault"
)

// The vendor's own Go modules, unmodified, against a Platform over TLS.

// tlsSite is a rig on real sockets: the Platform, Secret Server and their authority.
type tlsSite struct {
	*rig
	platform, server string
	ca               []byte
}

func newTLSSite(t *testing.T) *tlsSite {
	t.Helper()
	r := newRig(t)
	authority, err := demovault.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	s := &tlsSite{rig: r, ca: authority.PEM()}
	s.platform = s.listen(demovault.Binding{Addr: "127.0.0.1:0", Authority: authority, Platform: true})
	s.server = s.listen(demovault.Binding{Addr: "127.0.0.1:0", Authority: authority})
	return s
}

func (s *tlsSite) listen(b demovault.Binding) (url string) {
	s.t.Helper()
	server, err := s.vault.ListenOn(b)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := server.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return server.URL
}

func (s *tlsSite) config() api.Config {
	return api.Config{URL: s.platform, CACert: s.ca, Timeout: time.Minute, Retries: 1, DisableCache: true}
}

func (s *tlsSite) client(cfg api.Config) *api.Client {
	s.t.Helper()
	c, err := api.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.CloseIdleConnections)
	return c
}

// service is a configuration of the service user.
func (s *tlsSite) service() api.Config {
	cfg, id := s.config(), s.vault.Service()
	cfg.Target, cfg.ClientID, cfg.ClientSecret = api.TargetPlatform, id.ClientID, id.ClientSecret
	return cfg
}

func TestVendorProbeTellsPlatformFromSecretServer(t *testing.T) {
	s := newTLSSite(t)
	for url, want := range map[string]api.Backend{
		s.platform: api.BackendPlatform, s.server: api.BackendSecretServer, s.server + "/SecretServer": api.BackendSecretServer,
	} {
		cfg := s.config()
		cfg.URL = url
		if got, err := api.ProbeBackend(t.Context(), cfg); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", url, got, err, want)
		}
	}
	cfg := s.config()
	cfg.CACert = nil
	if _, err := api.ProbeBackend(t.Context(), cfg); !errors.Is(err, api.ErrTransport) {
		t.Errorf("without the authority: %v", err)
	}
}

func TestVendorServiceReadsSecretsThroughTheBroker(t *testing.T) {
	s := newTLSSite(t)
	c := s.client(s.service())
	if _, err := c.Authenticate(t.Context()); err != nil {
		t.Fatal(err)
	}
	vaults, err := c.Vaults(t.Context())
	if err != nil || len(vaults) != 2 {
		t.Fatalf("vaults: %+v, %v", vaults, err)
	}
	at, err := c.VaultURL(t.Context())
	if err != nil || at.String() != s.platform+"/SecretServer" {
		t.Fatalf("the vault is at %v, %v", at, err)
	}
	read := secrets.NewWithClient(c)
	key, err := read.Secret(t.Context(), 112)
	if err != nil {
		t.Fatal(err)
	}
	if private, ok := key.Field("private-key"); !ok || !strings.Contains(private, "PRIVATE KEY") {
		t.Errorf("the attachment was not downloaded: %v", ok)
	}
	if byPath, err := read.SecretByPath(t.Context(), `\Linux\web-01`); err != nil || byPath.ID != 101 {
		t.Errorf("by path: %+v, %v", byPath, err)
	}
	if _, err := read.Secret(t.Context(), 999); err == nil {
		t.Error("a secret that does not exist was read")
	}
}

func TestVendorServiceWithAWrongSecretIsDenied(t *testing.T) {
	s := newTLSSite(t)
	cfg := s.service()
	cfg.ClientSecret = "wrong"
	if _, err := s.client(cfg).Authenticate(t.Context()); !errors.Is(err, api.ErrAccessDenied) {
		t.Errorf("%v", err)
	}
}

func TestVendorGrantsAnewWhereABearerHasExpired(t *testing.T) {
	s := newTLSSite(t)
	c := s.client(s.service())
	read := secrets.NewWithClient(c)
	for range 2 {
		if _, err := read.Secret(t.Context(), 101); err != nil {
			t.Fatal(err)
		}
		s.vault.ExpireTokens()
	}
	if _, err := c.Vaults(t.Context()); err != nil {
		t.Errorf("the broker after the bearer has expired: %v", err)
	}
	grants := 0
	for _, e := range s.vault.Ledger() {
		if e.Op == "token" && e.Note == "service" {
			grants++
		}
	}
	if grants != 3 {
		t.Errorf("%d grants, want 3", grants)
	}
}

// script answers a sign-in: it picks the mechanism of a name and knows how to
// get each answer.
type script struct {
	mechanism string
	answer    func(prompt string) string
	offered   []string
}

func (p *script) ChooseMechanism(mechs []api.Mechanism) (int, error) {
	for _, m := range mechs {
		p.offered = append(p.offered, m.Name)
	}
	return slices.Index(p.offered, p.mechanism), nil
}

func (p *script) ReadAnswer(prompt string) (string, error) { return p.answer(prompt), nil }

func (s *tlsSite) login(name, password string, p *script) (string, error) {
	s.t.Helper()
	cfg := s.config()
	cfg.Target, cfg.Username, cfg.Password = api.TargetPlatform, name, password
	return s.client(cfg).InteractiveLogin(s.t.Context(), p)
}

func TestVendorSignsInByEveryMechanism(t *testing.T) {
	for name, answer := range map[string]func(s *tlsSite) string{
		"OATH":  func(s *tlsSite) string { return s.oneTimeCode("alice") },
		"EMAIL": func(s *tlsSite) string { return s.sentCode("email") },
		"SMS":   func(s *tlsSite) string { return s.sentCode("text") },
		"SQ":    func(s *tlsSite) string { return s.user("alice").SecurityAnswer },
		"OTP":   func(s *tlsSite) string { return s.accept() }, // the module polls two seconds later
		"PF":    func(s *tlsSite) string { return s.accept() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newTLSSite(t)
			s.vault.SetSettings(func(set *demovault.Settings) { set.FactorsLater = name == "OATH" || name == "EMAIL" })
			p := &script{mechanism: name, answer: func(string) string { return answer(s) }}
			token, err := s.login("alice@demo.example", s.user("alice").Password, p)
			if err != nil {
				t.Fatalf("%v, offered %v", err, p.offered)
			}
			cfg := s.config()
			cfg.Target, cfg.Token = api.TargetPlatform, token
			if secret, err := secrets.NewWithClient(s.client(cfg)).Secret(t.Context(), 101); err != nil || secret.ID != 101 {
				t.Errorf("read with the token: %v", err)
			}
		})
	}
}

func (s *tlsSite) oneTimeCode(name string) string {
	s.t.Helper()
	code, err := totp.GenerateCode(s.user(name).TOTPSecret, s.clock.Now())
	if err != nil {
		s.t.Error(err)
	}
	return code
}

// sentCode is the code of the newest message.
func (s *tlsSite) sentCode(channel string) string {
	box := s.vault.Outbox()
	if len(box) == 0 || box[len(box)-1].Channel != channel {
		s.t.Errorf("the newest message is not by %s: %+v", channel, box)
		return ""
	}
	text := box[len(box)-1].Text
	return text[strings.LastIndexByte(text, ' ')+1:]
}

// accept accepts what waits on the device, and answers nothing: poll.
func (s *tlsSite) accept() string {
	for _, p := range s.vault.Pushes() {
		if err := s.vault.AnswerPush(p.ID, true, p.Number); err != nil {
			s.t.Error(err)
		}
	}
	return ""
}

func TestVendorSignInsThatFail(t *testing.T) {
	s := newTLSSite(t)
	right := s.user("alice").Password
	for name, tc := range map[string]struct {
		user, password, answer string
		want                   error
	}{
		"a wrong password": {"alice@demo.example", "wrong", "", api.ErrAccessDenied},
		"nobody":           {"nobody@demo.example", right, "", api.ErrAccessDenied},
		"a wrong code":     {"alice@demo.example", right, "000000", api.ErrAccessDenied},
		"federated":        {"eve@" + demovault.FederatedDomain, right, "", api.ErrAuth},
	} {
		p := &script{mechanism: "SQ", answer: func(string) string { return tc.answer }}
		if token, err := s.login(tc.user, tc.password, p); !errors.Is(err, tc.want) || token != "" {
			t.Errorf("%s: %q, %v; want %v", name, token, err, tc.want)
		}
	}
}

func TestVendorSDKFindsTheVaultBehindThePlatform(t *testing.T) {
	s := newTLSSite(t)
	id := s.vault.Service()
	sdk, err := vendor.New(vendor.Configuration{
		ServerURL: s.platform, CACertPEM: string(s.ca),
		Credentials: vendor.UserCredential{Username: id.ClientID, Password: id.ClientSecret},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sdk.CloseIdleConnections)
	secret, err := sdk.Secret(101)
	if err != nil || secret.ID != 101 {
		t.Fatalf("get by id: %v", err)
	}
	if found, err := sdk.Secrets("web-01", ""); err != nil || len(found) == 0 {
		t.Errorf("search: %d, %v", len(found), err)
	}
	if _, err := sdk.SecretTemplate(secret.SecretTemplateID); err != nil {
		t.Errorf("template: %v", err)
	}
	made, err := sdk.CreateSecret(account("made-through-the-platform"))
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	if err := sdk.DeleteSecret(made.ID); err != nil {
		t.Fatalf("delete: %v", err)
	}
	if gone, err := sdk.Secret(made.ID); err != nil || gone.Active {
		t.Errorf("after the deletion a Platform shows the secret as inactive: %v", err)
	}
}
