package ssclient_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

func platform(t *testing.T, v *demovault.Vault) *ssclient.Platform {
	t.Helper()
	p, err := ssclient.NewPlatform(ssclient.Config{BaseURL: "https://tenant.test", Transport: v.PlatformTransport()})
	must(t, err)
	return p
}

func secret(s string) sealed.Secret { return sealed.New([]byte(s)) }

// meets satisfies one challenge as its user would, with any kind of mechanism.
func meets(ctx context.Context, t *testing.T, v *demovault.Vault, u demovault.User, x *ssclient.Exchange, m ssclient.Mechanism) {
	t.Helper()
	step, err := x.Begin(ctx, m.ID)
	must(t, err)
	answer := ""
	switch m.Kind {
	case ssclient.MechanismPassword:
		answer = u.Password
	case ssclient.MechanismCode:
		answer, err = totp.GenerateCode(u.TOTPSecret, v.Now())
	case ssclient.MechanismQuestion:
		answer = u.SecurityAnswer
	case ssclient.MechanismCodeByEmail, ssclient.MechanismCodeByText:
		all := v.Outbox()
		answer = regexp.MustCompile(`\d{4,}`).FindString(all[len(all)-1].Text)
	case ssclient.MechanismPush, ssclient.MechanismPhone:
		if step.Status != ssclient.ExchangeWaiting {
			t.Fatalf("%v is not waited for: %+v", m.Kind, step)
		}
		step, err = x.Poll(ctx)
		must(t, err)
		asked := v.Pushes()[0]
		if step.Status != ssclient.ExchangeWaiting || step.Number != asked.Number || (m.Kind == ssclient.MechanismPush) != (step.Number != "") {
			t.Errorf("%v: step %+v, the phone shows %q", m.Kind, step, asked.Number)
		}
		must(t, v.AnswerPush(asked.ID, true, step.Number))
		_, err = x.Poll(ctx)
		must(t, err)
		return
	default:
		t.Fatalf("mechanism %+v", m)
	}
	must(t, err)
	_, err = x.Answer(ctx, m.ID, secret(answer))
	must(t, err)
}

// of finds the mechanism of a kind.
func of(t *testing.T, x *ssclient.Exchange, kind ssclient.MechanismKind) ssclient.Mechanism {
	t.Helper()
	for _, m := range x.Mechanisms() {
		if m.Kind == kind {
			return m
		}
	}
	t.Fatalf("no %v among %+v", kind, x.Mechanisms())
	return ssclient.Mechanism{}
}

func TestTheDemoPlatformIsPassedWithEveryMechanism(t *testing.T) {
	factors := map[demovault.Factor]ssclient.MechanismKind{
		demovault.FactorOATH: ssclient.MechanismCode, demovault.FactorCode: ssclient.MechanismCode,
		demovault.FactorEmail: ssclient.MechanismCodeByEmail, demovault.FactorSMS: ssclient.MechanismCodeByText,
		demovault.FactorPush: ssclient.MechanismPush, demovault.FactorPhone: ssclient.MechanismPhone,
		demovault.FactorQuestion: ssclient.MechanismQuestion,
	}
	for factor, kind := range factors {
		for _, later := range []bool{false, true} {
			t.Run(string(factor), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					v := demo(t, 0)
					defer v.Close() //nolint:errcheck // in memory
					v.SetSettings(func(s *demovault.Settings) { s.SecondFactors, s.FactorsLater = []demovault.Factor{factor}, later })
					u, p, ctx := account(t, v, "alice"), platform(t, v), context.Background()
					defer p.Close()
					x, err := p.Start(ctx, u.Name)
					must(t, err)
					meets(ctx, t, v, u, x, of(t, x, ssclient.MechanismPassword))
					meets(ctx, t, v, u, x, of(t, x, kind))
					if x.Status() != ssclient.ExchangeDone {
						t.Fatalf("%+v", x.Step())
					}
					c, err := p.Vault(ctx)
					must(t, err)
					me, err := c.CurrentUser(ctx)
					must(t, err)
					if me.UserName != u.Name {
						t.Errorf("signed in as %+v", me)
					}
					must(t, c.CheckOut(ctx, lent))
					v.ExpireTokens()
					if _, err := c.SecretState(ctx, lent); err != nil {
						t.Errorf("with a token that the Platform has to renew: %v", err)
					}
				})
			})
		}
	}
}

func TestTheDemoPlatformTurnsWrongAnswersDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := demo(t, 0)
		defer v.Close() //nolint:errcheck // in memory
		p, ctx := platform(t, v), context.Background()
		defer p.Close()
		x, err := p.Start(ctx, "alice")
		must(t, err)
		id := of(t, x, ssclient.MechanismPassword).ID
		for range 2 {
			if step, err := x.Answer(ctx, id, secret("wrong")); !errors.Is(err, ssclient.ErrAnswer) || step.Status != ssclient.ExchangeChoose {
				t.Errorf("%+v, %v", step, err)
			}
		}
		if _, err := p.Vault(ctx); !errors.Is(err, ssclient.ErrSignedOut) {
			t.Errorf("in without a password: %v", err)
		}
		for range 20 { // the server ends it some time; every answer stays a defined one
			if _, err = x.Answer(ctx, id, secret("wrong")); err == nil {
				t.Fatal("accepted")
			}
		}
		t.Logf("at the end: %v, %v", x.Status(), err)
		if _, err := p.Start(ctx, "someone@"+demovault.FederatedDomain); !errors.Is(err, ssclient.ErrFederated) {
			t.Errorf("a federated user: %v", err)
		} else {
			t.Log(err)
		}
	})
}

func TestTheDemoPlatformsServiceAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := demo(t, 0)
		defer v.Close() //nolint:errcheck // in memory
		p, ctx := platform(t, v), context.Background()
		defer p.Close()
		service := v.Service()
		if err := p.SignInService(ctx, ssclient.ServiceAccount{ID: service.ClientID, Secret: secret("wrong")}); !errors.Is(err, ssclient.ErrAuth) {
			t.Errorf("wrong secret: %v", err)
		}
		must(t, p.SignInService(ctx, ssclient.ServiceAccount{ID: service.ClientID, Secret: secret(service.ClientSecret)}))
		c, err := p.Vault(ctx)
		must(t, err)
		_, err = c.CurrentUser(ctx)
		must(t, err)
		old, err := p.Token(ctx)
		must(t, err)
		if old.ExpiresIn < 60 || old.Refresh.Empty() {
			t.Errorf("token %+v", old)
		}
		time.Sleep(2 * time.Hour)
		_, err = c.CurrentUser(ctx)
		must(t, err)
		if again, err := p.Token(ctx); err != nil || again.Access.Equal(old.Access) {
			t.Errorf("after two hours: %v", err)
		}
	})
}

func TestDiscoverKnowsTheDemosApart(t *testing.T) {
	v := demo(t, 0)
	defer v.Close() //nolint:errcheck // in memory
	for base, cfg := range map[string]ssclient.Config{
		"https://vault.test":              {Transport: v.Transport()},
		"https://vault.test/SecretServer": {Transport: v.Transport()},
		"https://tenant.test":             {Transport: v.PlatformTransport()},
		"https://tenant.test/":            {Transport: v.PlatformTransport()},
	} {
		cfg.BaseURL = base
		kind, err := ssclient.Discover(context.Background(), cfg)
		want := ssclient.SecretServer
		if base[8] == 't' {
			want = ssclient.PlatformTenant
		}
		if err != nil || kind != want {
			t.Errorf("%s: %v, %v; want %v", base, kind, err, want)
		}
	}
}

func TestTheDemoVaultsSecretChallenge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := demo(t, 0)
		defer v.Close() //nolint:errcheck // in memory
		v.SetSecret(plain, func(o *demovault.SecretOptions) { o.RequiresMFA = true })
		v.SetSettings(func(s *demovault.Settings) {
			s.SecondFactors = []demovault.Factor{demovault.FactorEmail, demovault.FactorPush}
		})
		c, ctx := enter(t, v, "alice"), context.Background()
		defer c.Close()
		s, err := c.SecretState(ctx, plain)
		must(t, err)
		if s.State != "RequiresMfaChallenge" {
			t.Errorf("state %+v", s)
		}
		x, err := c.StartSecretChallenge(ctx, plain)
		must(t, err)
		for x.Status() != ssclient.ExchangeDone {
			m := x.Mechanisms()[0]
			if m.Kind != ssclient.MechanismPassword {
				m = of(t, x, ssclient.MechanismCodeByEmail)
			}
			meets(ctx, t, v, account(t, v, "alice"), x, m)
		}
		if s, err = c.SecretState(ctx, plain); err != nil || s.State != "None" {
			t.Errorf("after the challenge: %+v, %v", s, err)
		}
		if _, err := c.Secret(ctx, plain); err != nil {
			t.Error(err)
		}
		if _, err := c.StartSecretChallenge(ctx, 99999); err == nil || errors.Is(err, ssclient.ErrNoChallenge) {
			t.Errorf("a secret that is not there: %v", err)
		}
	})
}

func TestTheDemoVaultTakesAPastedToken(t *testing.T) {
	v := demo(t, 0)
	defer v.Close() //nolint:errcheck // in memory
	v.SetSettings(func(s *demovault.Settings) { s.PreventDirectAuth = true })
	c, err := ssclient.New(ssclient.Config{BaseURL: "https://vault.test/SecretServer", Transport: v.Transport()})
	must(t, err)
	defer c.Close()
	ctx := context.Background()
	if err := c.SignInToken(ctx, secret("not-a-token-of-this-vault")); !errors.Is(err, ssclient.ErrAuth) {
		t.Errorf("bogus: %v", err)
	}
	must(t, c.SignInToken(ctx, secret(" Bearer "+v.GenerateToken("alice")+"\n")))
	if u, err := c.CurrentUser(ctx); err != nil || u.UserName != "alice" {
		t.Errorf("%+v, %v", u, err)
	}
	must(t, c.SignOut(ctx))
}

// Everything at once as on a real machine: a socket, TLS by an authority that
// only the CA file knows, the address asked what it is, and the vault behind it.
func TestTheDemoPlatformOverTLS(t *testing.T) {
	v := demo(t, 0)
	defer v.Close() //nolint:errcheck // in memory
	ca, err := demovault.NewAuthority()
	must(t, err)
	srv, err := v.ListenOn(demovault.Binding{Addr: "127.0.0.1:0", Platform: true, Authority: ca})
	must(t, err)
	defer srv.Close() //nolint:errcheck // end of the test
	file := filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(file, ca.PEM(), 0o600))
	ctx, cfg := context.Background(), ssclient.Config{BaseURL: srv.URL}
	if _, err := ssclient.Discover(ctx, cfg); !errors.Is(err, ssclient.ErrCertificate) {
		t.Errorf("without the CA file: %v", err)
	}
	cfg.CAFile = file
	kind, err := ssclient.Discover(ctx, cfg)
	if err != nil || kind != ssclient.PlatformTenant {
		t.Errorf("%v, %v", kind, err)
	}
	p, err := ssclient.NewPlatform(cfg)
	must(t, err)
	defer p.Close()
	v.SetSettings(func(s *demovault.Settings) { s.SecondFactors = []demovault.Factor{demovault.FactorEmail} })
	u := account(t, v, "alice")
	x, err := p.Start(ctx, u.Name)
	must(t, err)
	meets(ctx, t, v, u, x, of(t, x, ssclient.MechanismPassword))
	meets(ctx, t, v, u, x, of(t, x, ssclient.MechanismCodeByEmail))
	c, err := p.Vault(ctx)
	must(t, err)
	me, err := c.CurrentUser(ctx)
	must(t, err)
	t.Logf("%s at %s, token page %s", me.UserName, srv.URL, c.TokenPage())
}
