package app

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"sallyport/app/settings"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// start fills the sign-in page, picks up what earlier runs left, and signs in where that needs nobody.
func (a *App) start() {
	r := a.seat.remembered
	a.s.signIn = SignInView{Server: r.Server, User: r.User, Remember: r.Remember}
	if d := a.cfg.Demo; d != nil && (r.Server == "" || slices.Contains(d.Servers, r.Server)) {
		a.s.signIn.DemoUsers = d.Users
	}
	a.recover()
	a.resume()
}

// admission is what a sign-in learns.
type admission struct {
	server   string
	user     ssclient.User
	rules    ssclient.Settings
	vault    Vault
	tenant   Tenant // in front of the vault; nil: none
	remember bool   // the user wants it
	silent   bool   // nobody has asked for it
	tie      *tie   // nil: the client has no hooks
}

// tie is whom a client tells what it has to tell: only when it has signed in
// is it known whose it is.
type tie struct{ to atomic.Pointer[App] }

func (a *App) signIn(i SignIn) {
	if a.s.signIn.Busy {
		i.wipe()
		return
	}
	server := normalServer(i.Server)
	a.s.signIn.Server, a.s.signIn.User, a.s.signIn.Domain, a.s.signIn.Remember = i.Server, i.User, i.Domain, i.Remember
	a.knock(server, i)
}

// wipe clears what was typed.
func (i SignIn) wipe() {
	i.Password.Wipe()
	i.OTP.Wipe()
}

func (a *App) signInDemo(user string) {
	if d := a.cfg.Demo; d != nil && len(a.s.signIn.DemoUsers) > 0 {
		server := a.s.signIn.Server
		a.signIn(SignIn{Server: server, User: user, Password: d.Password(server, user)})
	}
}

// resume signs in with the refresh token of the keyring, silently. Where that
// is not taken any more the sign-in page says so, and while the vault does not
// answer it is tried again.
func (a *App) resume() {
	r := a.seat.remembered
	if !r.Remember || a.cfg.Keyring == nil || a.cfg.Demo != nil || a.s.vault != nil || a.s.signIn.Busy || a.s.covered {
		return
	}
	key := keyringKey(r.Server, r.User)
	a.recall(accountOf(r.Server, r.User))
	a.enter(attempt{server: normalServer(r.Server), remember: true, silent: true, wipe: func() {}}, func(ctx context.Context, v Vault) error {
		token, err := a.cfg.Keyring.Get(key)
		if err != nil {
			return notResumed{Problem{Kind: ProblemNotKept, Detail: err.Error()}}
		}
		if token.Empty() {
			return notResumed{Problem{Kind: ProblemNotKept}}
		}
		defer token.Wipe()
		if err := v.Resume(ctx, token); errors.Is(err, ssclient.ErrSignedOut) {
			return notResumed{Problem{Kind: ProblemNotRenewed, Detail: detail(err)}}
		} else if err != nil {
			return err
		}
		// The old one is used up: should the next call fail, the new one must not be lost.
		if rotated := v.RefreshToken(); !rotated.Empty() {
			defer rotated.Wipe()
			_ = a.cfg.Keyring.Set(key, rotated) // signedIn does it again, and says what hinders it
		}
		return nil
	})
}

// notResumed is why a remembered sign-in is over. That it was there before the
// settings tell: a first start and a sign-out leave nothing to resume.
type notResumed struct{ why Problem }

func (e notResumed) Error() string { return string(e.why.Kind) }

// attempt is one try to sign in.
type attempt struct {
	server   string
	remember bool
	silent   bool   // nobody has asked for it
	wipe     func() // clears the credentials, whatever came of them
}

// enter makes a client for the server, lets it sign in, and learns who and what.
func (a *App) enter(t attempt, signIn func(context.Context, Vault) error) {
	a.s.away = Problem{}
	a.async(a.trying(), func(ctx context.Context) func() {
		defer t.wipe()
		got := &admission{server: t.server, remember: t.remember, silent: t.silent, tie: &tie{}}
		got.tie.to.Store(a)
		vault, err := a.cfg.Connect(t.server, got.tie.hooks(t.server))
		got.vault = vault
		if err == nil {
			err = signIn(ctx, vault)
		}
		if err == nil {
			got.user, err = vault.CurrentUser(ctx)
		}
		if err == nil {
			got.rules, err = vault.Settings(ctx)
		}
		return func() {
			a.cancelSignIn() // it is over
			if err == nil {
				a.seat.admit(got)
				return
			}
			if vault != nil {
				vault.Close()
			}
			a.notEntered(t, err)
		}
	})
}

// trying begins a sign-in, which may be given up until it is over.
func (a *App) trying() context.Context {
	a.cancelSignIn() // the step before it is done
	a.s.signIn.Busy, a.s.signIn.Problem = true, Problem{}
	ctx, cancel := context.WithCancel(a.ctx)
	a.s.giveUp = cancel
	return ctx
}

// cancelSignIn lets the call of a sign-in end; its answer says that it did.
func (a *App) cancelSignIn() {
	if a.s.giveUp != nil {
		a.s.giveUp()
		a.s.giveUp = nil
	}
}

// notEntered says why not, and tries again what nobody has asked for.
func (a *App) notEntered(t attempt, err error) {
	var over notResumed
	switch {
	case errors.As(err, &over):
		a.s.signIn.Busy, a.s.signIn.Problem = false, over.why
		a.s.signIn.Problem.Where = t.server
	case t.silent && passing(err) && !cancelled(err):
		a.s.signIn.Busy = false
		a.s.away = problemOf(err)
		a.s.away.Where = t.server
		a.after(awayMost, func() {
			if !a.s.away.None() {
				a.resume()
			}
		})
	default:
		a.signInFailed(t.server, err)
	}
}

// signedIn shows the vault and looks after what this user holds there.
func (a *App) signedIn(got *admission) {
	if got.tie != nil {
		got.tie.to.Store(a)
	}
	a.closeVault()
	a.s.vault, a.s.tenant, a.s.server, a.s.user, a.s.rules = got.vault, got.tenant, got.server, got.user.UserName, got.rules
	a.s.signIn.Busy, a.s.signIn.Problem = false, Problem{}
	a.s.userID, a.s.tickets, a.s.version = got.user.ID, nil, ""
	a.s.inbox, a.s.held = inbox{seq: a.s.inbox.seq + 1}, held{seq: a.s.held.seq + 1}
	a.s.screen = ScreenMain
	a.rememberSignIn(got.remember)
	a.keepKnown()
	a.listShown()
	a.listSections()
	a.takeUpWaiting()
	a.findMine()
	a.checkVersion()
	if a.s.selected != 0 {
		a.read(a.s.secret(a.s.selected))
	}
}

// checkVersion warns of a vault that is too old to be looked at without
// checking out. One that hides its version is taken for a new one.
func (a *App) checkVersion() {
	vault, server := a.s.vault, a.s.server
	a.async(a.ctx, func(ctx context.Context) func() {
		version, err := vault.CheckVersion(ctx)
		return func() {
			if a.s.vault == vault {
				a.s.version = version
			}
			if errors.Is(err, ssclient.ErrTooOld) {
				a.warn(Problem{Kind: ProblemTooOld, Where: server, Detail: version})
			}
		}
	})
}

// rememberSignIn keeps the names in the settings and, where the user and all
// vaults want it, the refresh token in the keyring. A Platform's alone is of no use.
func (a *App) rememberSignIn(wanted bool) {
	a.s.remember = wanted && !a.limits().noSaving && a.s.tenant == nil
	if a.s.remember {
		a.storeToken(a.s.server, a.s.vault.RefreshToken())
	} else if a.seat.remembered.Remember {
		a.forgetToken()
	}
	a.keepVault()
}

// keepVault writes down which vault this is and who signs in there.
func (a *App) keepVault() {
	if a.cfg.Demo != nil || a.s.server == "" {
		return // the demo leaves no trace
	}
	v := settings.Vault{Server: a.s.server, User: a.s.user, Platform: a.s.tenant != nil, Remember: a.s.remember}
	a.seat.remembered = v
	a.change(func(s *settings.Settings) { s.Keep(v) })
}

// change changes the settings, which all vaults share.
func (a *App) change(f func(*settings.Settings)) {
	if err := a.seat.live.Change(f); err != nil {
		a.warn(Problem{Kind: ProblemSettingsWrite, Where: "the settings file", Detail: err.Error()})
	}
}

// storeToken puts a refresh token into the keyring, which may take its time.
func (a *App) storeToken(server string, token sealed.Secret) {
	if a.cfg.Keyring == nil || a.cfg.Demo != nil || token.Empty() {
		return
	}
	key := keyringKey(server, a.s.user)
	a.async(a.ctx, func(context.Context) func() {
		defer token.Wipe()
		err := a.cfg.Keyring.Set(key, token)
		if err == nil {
			return nil
		}
		return func() { a.warn(Problem{Kind: ProblemKeyring, Detail: err.Error()}) }
	})
}

// forgetToken takes what signs in again out of the keyring; nobody waits for
// that. It comes before keepVault: whether something was remembered, and the
// user is told of a keyring that keeps it, the settings know. The App may be
// gone by then.
func (a *App) forgetToken() {
	if a.cfg.Keyring == nil || a.cfg.Demo != nil {
		return
	}
	server, had := a.s.server, a.seat.remembered.Remember
	key := keyringKey(server, a.s.user)
	a.async(a.ctx, func(context.Context) func() {
		err := a.cfg.Keyring.Delete(key)
		switch {
		case err == nil:
		case !had:
			a.cfg.Log.Debug("forget token", "error", err)
		default:
			a.cfg.Log.Warn("forget token", "error", err)
			a.seat.warn(Problem{Kind: ProblemNotForgotten, Where: server, Detail: err.Error()})
		}
		return nil
	})
}

// forgotten is told that the vault is off the list.
func (a *App) forgotten() {
	if r := a.seat.remembered; r.Remember {
		a.s.server, a.s.user = r.Server, r.User
		a.forgetToken()
		a.forget(accountOf(r.Server, r.User))
	}
}

func (t *tie) hooks(server string) Hooks {
	return Hooks{
		OnWait: func(d time.Duration) {
			a := t.to.Load()
			a.box.put(func() { a.s.throttled = d > 0 })
		},
		OnRefresh: func(token sealed.Secret) {
			a := t.to.Load()
			a.box.put(func() {
				if a.s.remember && a.s.server == server {
					a.storeToken(server, token)
				} else {
					token.Wipe()
				}
			})
		},
		Network: func() settings.Network { return t.to.Load().network() },
	}
}

// network is how vaults are reached now. It may be asked from anywhere.
func (a *App) network() settings.Network { return a.seat.live.Now().Network }

// signedOut is called when the vault no longer takes our token. What is held
// stays on the screen of the next sign-in and keeps counting.
func (a *App) signedOut() {
	if a.s.vault == nil {
		return
	}
	a.closeVault()
	a.giveUpChallenges()
	a.s.screen = ScreenSignIn
	a.s.signIn.Server, a.s.signIn.User = a.s.server, a.s.user
	a.s.signIn.Problem = Problem{Kind: ProblemSignedOut, Where: a.s.server}
}

// closeVault forgets the client; what it was asked and has not answered fails by itself.
func (a *App) closeVault() {
	if a.s.vault == nil {
		return
	}
	a.hideValues()
	a.setAsideWaits()
	a.leaveFavorites()
	vault, tenant := a.s.vault, a.s.tenant
	a.s.vault, a.s.tenant, a.s.away = nil, nil, Problem{}
	a.s.version, a.s.throttled, a.s.batch.busy = "", false, false
	a.async(a.ctx, func(context.Context) func() { // it may wait for a call to end
		vault.Close()
		if tenant != nil {
			tenant.Close()
		}
		return func() { a.after(memoryRest, a.returnMemory) }
	})
}

// memoryRest is how long after the end of a sign-in its connections have ended as well.
const memoryRest = time.Second

// returnMemory gives what is not used any more back to the system, which clears
// it: the tokens of a sign-in that is over were in it (see ssclient.bearerHeader).
func (a *App) returnMemory() {
	a.async(a.ctx, func(context.Context) func() {
		for range 2 { // what lies in a sync.Pool is freed by the second
			runtime.GC()
		}
		debug.FreeOSMemory()
		return nil
	})
}

// failed looks at an error of any call: one that says signed out shows the
// sign-in page, and one that never came that the vault is away.
func (a *App) failed(err error) Problem {
	a.cfg.Log.Info("a call failed", "vault", a.s.server, "error", err)
	p := problemOf(err)
	switch p.Kind {
	case ProblemSignedOut:
		a.signedOut()
	case ProblemUnreachable, ProblemTimeout:
		a.lostTouch(p)
	}
	return p
}

// warn shows a problem of the app itself; the next one comes when this one is dismissed.
func (a *App) warn(p Problem) {
	if !slices.ContainsFunc(a.s.banners, func(q Problem) bool { return q.Kind == p.Kind }) {
		a.s.banners = append(a.s.banners, p)
	}
}

func keyringKey(server, user string) string {
	return normalServer(server) + " " + strings.ToLower(user)
}

// normalServer makes of what the user typed the URL of a vault: https is
// assumed, a trailing slash goes. What cannot be a URL is left for the client to refuse.
func normalServer(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	if s != "" && !strings.Contains(s, "://") {
		s = "https://" + s
	}
	if u, err := url.Parse(s); err == nil {
		u.Host = strings.ToLower(u.Host)
		return u.String()
	}
	return s
}
