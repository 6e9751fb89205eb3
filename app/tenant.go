package app

import (
	"context"
	"errors"
	"slices"

	"sallyport/app/settings"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// Tenant is a Platform, in front of a vault: see PlatformTenant.
type Tenant interface {
	// Start begins a sign-in, which is a row of challenges.
	Start(ctx context.Context, user string) (*ssclient.Exchange, error)
	// Vault is the Secret Server behind it, once that row is passed.
	Vault(ctx context.Context) (Vault, error)
	Close()
}

// PlatformTenant is the Tenant that a Platform is.
func PlatformTenant(p *ssclient.Platform) Tenant { return platform{p} }

type platform struct{ *ssclient.Platform }

func (p platform) Vault(ctx context.Context) (Vault, error) {
	c, err := p.Platform.Vault(ctx)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// knock finds out what is at an address, and signs in there.
func (a *App) knock(server string, i SignIn) {
	creds := ssclient.Credentials{User: i.User, Domain: i.Domain, Password: i.Password, OTP: i.OTP}
	enter := func() {
		a.enter(attempt{server: server, remember: i.Remember, wipe: i.wipe}, func(ctx context.Context, v Vault) error { return v.SignIn(ctx, creds) })
	}
	known := slices.ContainsFunc(a.seat.live.Now().Vaults, func(v settings.Vault) bool { return v.Server == server && !v.Platform })
	if a.cfg.Tenant == nil || a.cfg.Demo != nil || known {
		enter() // known for a vault
		return
	}
	a.async(a.trying(), func(ctx context.Context) func() {
		t, err := a.cfg.Tenant(ctx, server, Hooks{Network: a.network})
		return func() {
			switch {
			case err != nil && !errors.Is(err, ssclient.ErrNotAPI):
				i.wipe()
				a.signInFailed(server, err)
			case t == nil:
				enter() // a vault, or one that does not say so
			default:
				i.OTP.Wipe()
				a.enterTenant(server, i.User, i.Password, t)
			}
		}
	})
}

// enterTenant signs in by challenges. The first is nearly always the password,
// which the user has typed already: it is answered once without a question.
func (a *App) enterTenant(server, user string, password sealed.Secret, t Tenant) {
	c := &challenge{
		what: HostOf(server), typed: password,
		start:  func(ctx context.Context) (*ssclient.Exchange, error) { return t.Start(ctx, user) },
		passed: func() { a.behindTenant(server, t) },
	}
	c.givenUp = func() {
		a.closeTenant(t)
		a.s.signIn.Busy = false
	}
	a.pose(c)
}

// behindTenant goes on to the vault.
func (a *App) behindTenant(server string, t Tenant) {
	a.async(a.trying(), func(ctx context.Context) func() {
		got := &admission{server: server, tenant: t}
		var err error
		if got.vault, err = t.Vault(ctx); err == nil {
			got.user, err = got.vault.CurrentUser(ctx)
		}
		if err == nil {
			got.rules, err = got.vault.Settings(ctx)
		}
		return func() {
			a.cancelSignIn() // it is over
			if err != nil {
				a.closeTenant(t)
				a.signInFailed(server, err)
				return
			}
			a.seat.admit(got)
		}
	})
}

func (a *App) closeTenant(t Tenant) {
	a.async(a.ctx, func(context.Context) func() { // it may wait for a call to end
		t.Close()
		return nil
	})
}

// signInFailed says why on the sign-in page.
func (a *App) signInFailed(server string, err error) {
	if a.s.signIn.Busy = false; cancelled(err) {
		return // as the user wanted
	}
	a.cfg.Log.Info("not signed in", "vault", server, "error", err)
	a.s.signIn.Problem = problemOf(err)
	a.s.signIn.Problem.Where = server
	a.s.signIn.Problem.Who = a.s.signIn.User
}

// signInToken signs in with a token that the user has made in the browser.
func (a *App) signInToken(i SignInToken) {
	if a.s.signIn.Busy {
		i.Token.Wipe()
		return
	}
	a.s.signIn.Server, a.s.signIn.Remember = i.Server, false
	a.enter(attempt{server: normalServer(i.Server), wipe: i.Token.Wipe}, func(ctx context.Context, v Vault) error { return v.SignInToken(ctx, i.Token) })
}

// openTokenPage shows where a user makes such a token.
func (a *App) openTokenPage(server string) {
	if a.cfg.OpenURL == nil {
		return
	}
	vault, err := a.cfg.Connect(normalServer(server), Hooks{Network: a.network})
	if err != nil {
		a.signInFailed(server, err)
		return
	}
	a.openPage(vault.TokenPage())
	vault.Close()
}
