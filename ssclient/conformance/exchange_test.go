package conformance

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/assets"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// Our client and the demo's Platform were written apart, from the same record:
// where they disagree about an exchange, one of them has misread it.

const platformURL = "https://tenant.test"

// meeting is our Platform client before a demo vault.
type meeting struct {
	t     *testing.T
	vault *demovault.Vault
	p     *ssclient.Platform
}

func meet(t *testing.T) *meeting {
	t.Helper()
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, SSHHost: "127.0.0.1:2222"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := ssclient.NewPlatform(ssclient.Config{
		BaseURL: platformURL, Transport: v.PlatformTransport(), Throttle: ssclient.Throttle{Calls: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &meeting{t, v, p}
}

func (m *meeting) alice() demovault.User {
	for _, u := range m.vault.Users() {
		if u.Name == "alice" {
			return u
		}
	}
	m.t.Fatal("the seed has no alice")
	return demovault.User{}
}

// answer is what a person would do to pass a mechanism of that kind.
func (m *meeting) answer(x *ssclient.Exchange, way ssclient.Mechanism) (ssclient.Step, error) {
	m.t.Helper()
	ctx, typed := m.t.Context(), func(s string) sealed.Secret { return sealed.New([]byte(s)) }
	switch way.Kind {
	case ssclient.MechanismPassword:
		return x.Answer(ctx, way.ID, typed(m.alice().Password))
	case ssclient.MechanismCode:
		code, err := totp.GenerateCode(m.alice().TOTPSecret, time.Now())
		if err != nil {
			m.t.Fatal(err)
		}
		return x.Answer(ctx, way.ID, typed(code))
	case ssclient.MechanismQuestion:
		return x.Answer(ctx, way.ID, typed(m.alice().SecurityAnswer))
	}
	step, err := x.Begin(ctx, way.ID)
	if err != nil || step.Status != ssclient.ExchangeWaiting {
		m.t.Fatalf("begin %s: %+v, %v", way.Kind, step, err)
	}
	if way.Typed {
		box := m.vault.Outbox()
		text := box[len(box)-1].Text
		digits := len(text)
		for digits > 0 && text[digits-1] >= '0' && text[digits-1] <= '9' {
			digits--
		}
		return x.Answer(ctx, way.ID, typed(text[digits:]))
	}
	push := m.vault.Pushes()[0]
	if step.Number != push.Number {
		m.t.Errorf("the client shows %q, the device %q", step.Number, push.Number)
	}
	if step, err = x.Poll(ctx); err != nil || step.Status != ssclient.ExchangeWaiting {
		m.t.Fatalf("poll %s: %+v, %v", way.Kind, step, err)
	}
	if err := m.vault.AnswerPush(push.ID, true, push.Number); err != nil {
		m.t.Fatal(err)
	}
	return x.Poll(ctx)
}

// wayOf picks the mechanism of a kind among those that are offered.
func wayOf(t *testing.T, x *ssclient.Exchange, kind ssclient.MechanismKind) ssclient.Mechanism {
	t.Helper()
	for _, way := range x.Mechanisms() {
		if way.Kind == kind {
			return way
		}
	}
	t.Fatalf("no %s among %+v", kind, x.Mechanisms())
	return ssclient.Mechanism{}
}

func (m *meeting) signIn(kind ssclient.MechanismKind) {
	m.t.Helper()
	x, err := m.p.Start(m.t.Context(), "alice@"+demovault.TenantDomain)
	if err != nil {
		m.t.Fatal(err)
	}
	if step, err := m.answer(x, wayOf(m.t, x, ssclient.MechanismPassword)); err != nil || step.Status != ssclient.ExchangeChoose {
		m.t.Fatalf("password: %+v, %v", step, err)
	}
	if step, err := m.answer(x, wayOf(m.t, x, kind)); err != nil || step.Status != ssclient.ExchangeDone {
		m.t.Fatalf("%s: %+v, %v", kind, step, err)
	}
}

var seconds = []ssclient.MechanismKind{
	ssclient.MechanismCode, ssclient.MechanismPush, ssclient.MechanismPhone, ssclient.MechanismCodeByEmail,
	ssclient.MechanismCodeByText, ssclient.MechanismQuestion,
}

func TestOursSignsInAtThePlatformAndPassesTheChallengeOfASecret(t *testing.T) {
	for i, kind := range seconds {
		t.Run(kind.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := meet(t)
				defer m.p.Close()
				m.vault.SetSettings(func(s *demovault.Settings) { s.FactorsLater = i%2 == 0 })
				m.signIn(kind)
				vault, err := m.p.Vault(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				x, err := vault.StartSecretChallenge(t.Context(), 108)
				if err != nil {
					t.Fatal(err)
				}
				if step, err := m.answer(x, wayOf(t, x, kind)); err != nil || step.Status != ssclient.ExchangeDone {
					t.Fatalf("challenge: %+v, %v", step, err)
				}
				state, err := vault.SecretState(t.Context(), 108)
				if err != nil || state.State != "None" {
					t.Errorf("afterwards: %v, %v", state.State, err)
				}
				// What the Platform's bearer was good for, the next one is, after the old is over.
				m.vault.ExpireTokens()
				if who, err := vault.CurrentUser(t.Context()); err != nil || who.UserName != "alice" {
					t.Errorf("after a renewal: %+v, %v", who, err)
				}
			})
		})
	}
}

func TestOursMayTryAgainUntilTheExchangeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := meet(t)
		defer m.p.Close()
		x, err := m.p.Start(t.Context(), "alice")
		if err != nil {
			t.Fatal(err)
		}
		up := wayOf(t, x, ssclient.MechanismPassword)
		if _, err := x.Answer(t.Context(), up.ID, sealed.New([]byte("wrong"))); !errors.Is(err, ssclient.ErrAnswer) {
			t.Fatalf("a wrong password: %v", err)
		}
		if step, err := m.answer(x, up); err != nil || step.Challenge != 2 {
			t.Fatalf("the right one: %+v, %v", step, err)
		}
		push := wayOf(t, x, ssclient.MechanismPush)
		if _, err := x.Begin(t.Context(), push.ID); err != nil {
			t.Fatal(err)
		}
		if err := m.vault.AnswerPush(m.vault.Pushes()[0].ID, false, ""); err != nil {
			t.Fatal(err)
		}
		if step, err := x.Poll(t.Context()); !errors.Is(err, ssclient.ErrAnswer) || step.Status != ssclient.ExchangeChoose {
			t.Fatalf("declined: %+v, %v", step, err)
		}
		if step, err := m.answer(x, push); err != nil || step.Status != ssclient.ExchangeDone {
			t.Errorf("again: %+v, %v", step, err)
		}
	})
}

func TestOursLearnsWhoSignsInElsewhere(t *testing.T) {
	m := meet(t)
	defer m.p.Close()
	if _, err := m.p.Start(context.Background(), "eve@"+demovault.FederatedDomain); !errors.Is(err, ssclient.ErrFederated) {
		t.Errorf("%v", err)
	}
}

func TestOursSignsAServiceInAndTellsWhatAnAddressIs(t *testing.T) {
	m := meet(t)
	defer m.p.Close()
	id := m.vault.Service()
	if err := m.p.SignInService(t.Context(), ssclient.ServiceAccount{ID: id.ClientID, Secret: sealed.New([]byte(id.ClientSecret))}); err != nil {
		t.Fatal(err)
	}
	vault, err := m.p.Vault(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Secret(t.Context(), 101); err != nil {
		t.Error(err)
	}
	for _, tc := range []struct {
		cfg  ssclient.Config
		want ssclient.ServerKind
	}{
		{ssclient.Config{BaseURL: platformURL, Transport: m.vault.PlatformTransport()}, ssclient.PlatformTenant},
		{ssclient.Config{BaseURL: platformURL + "/SecretServer", Transport: m.vault.PlatformTransport()}, ssclient.SecretServer},
		{ssclient.Config{BaseURL: "https://vault.test/SecretServer", Transport: m.vault.Transport()}, ssclient.SecretServer},
	} {
		if got, err := ssclient.Discover(t.Context(), tc.cfg); err != nil || got != tc.want {
			t.Errorf("%s: %s, %v; want %s", tc.cfg.BaseURL, got, err, tc.want)
		}
	}
}
