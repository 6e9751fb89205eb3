package app

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"sallyport/app/jsonfile"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// start fills the sign-in page and picks up what earlier runs left.
func (a *App) start() {
	v, err := a.cfg.Settings.Load()
	if a.cfg.Settings.Path == "" {
		v = a.cfg.Defaults
	}
	a.s.settings = v
	var damaged *jsonfile.DamagedError
	if errors.As(err, &damaged) {
		a.warn(Problem{Kind: ProblemSettings, Where: damaged.SetAside, Detail: damaged.Why.Error()})
	} else if err != nil {
		a.warn(Problem{Kind: ProblemSettingsWrite, Where: "the settings file", Detail: err.Error()})
	}
	a.s.signIn = SignInView{Server: v.Server, User: v.User, Remember: v.Remember}
	if a.cfg.Server != "" {
		a.s.signIn.Server = a.cfg.Server
		if a.cfg.Server != v.Server {
			a.s.signIn.User = ""
		}
	}
	if a.cfg.User != "" {
		a.s.signIn.User = a.cfg.User
	}
	if a.cfg.Demo != nil {
		a.s.signIn.DemoUsers = a.cfg.Demo.Users
	}
	a.recover()
	if a.s.settings.Remember && a.cfg.Demo == nil && a.s.signIn.Server == v.Server && a.s.signIn.User == v.User {
		a.resume()
	}
}

// account is what a sign-in learns.
type account struct {
	server string
	user   ssclient.User
	rules  ssclient.Settings
	vault  Vault
	tenant Tenant // in front of the vault; nil: none
}

func (a *App) signIn(i SignIn) {
	if a.s.signIn.Busy {
		i.Password.Wipe()
		i.OTP.Wipe()
		return
	}
	server := normalServer(i.Server)
	a.s.signIn.Server, a.s.signIn.User, a.s.signIn.Remember = i.Server, i.User, i.Remember
	a.knock(server, i)
}

func (a *App) signInDemo(user string) {
	if a.cfg.Demo == nil {
		return
	}
	a.signIn(SignIn{Server: a.s.signIn.Server, User: user, Password: a.cfg.Demo.Password(user)})
}

// resume signs in with the refresh token of the keyring, silently: when that
// does not work the sign-in page is simply there.
func (a *App) resume() {
	if a.cfg.Keyring == nil {
		return
	}
	server, key := normalServer(a.s.signIn.Server), keyringKey(a.s.signIn.Server, a.s.signIn.User)
	a.recall(accountOf(server, a.s.signIn.User))
	a.enter(server, func() {}, func(ctx context.Context, v Vault) error {
		token, err := a.cfg.Keyring.Get(key)
		if err != nil || token.Empty() {
			return errNothingRemembered
		}
		defer token.Wipe()
		if err := v.Resume(ctx, token); err != nil {
			return errNothingRemembered
		}
		return nil
	})
}

var errNothingRemembered = errors.New("nothing remembered")

// enter makes a client for the server, lets it sign in, and learns who and
// what. wipe clears the credentials, whatever came of them.
func (a *App) enter(server string, wipe func(), signIn func(context.Context, Vault) error) {
	a.s.signIn.Busy, a.s.signIn.Problem = true, Problem{}
	a.async(a.ctx, func(ctx context.Context) func() {
		defer wipe()
		vault, err := a.cfg.Connect(server, a.hooks(server))
		got := account{server: server, vault: vault}
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
			a.s.signIn.Busy = false
			if err != nil && vault != nil {
				vault.Close()
			}
			if err != nil && a.s.vault == nil {
				a.s.screen = ScreenSignIn // a remembered tree may have been shown
			}
			switch {
			case errors.Is(err, errNothingRemembered):
			case err != nil:
				a.signInFailed(server, err)
			default:
				a.signedIn(got)
			}
		}
	})
}

// signedIn shows the vault and looks after what this user holds there.
func (a *App) signedIn(got account) {
	again := a.s.server == got.server && a.s.user == got.user.UserName
	if !again {
		a.setAsideHoldings()
		a.s.batch = batch{version: a.s.batch.version + 1}
		a.s.secrets, a.s.tree, a.s.selected = map[int]*secret{}, &TreeView{Version: a.s.tree.Version + 1}, 0
	}
	a.closeVault()
	a.s.vault, a.s.server, a.s.user, a.s.rules = got.vault, got.server, got.user.UserName, got.rules
	if a.s.tenant = got.tenant; got.tenant != nil {
		a.s.signIn.Remember = false // its refresh token alone is of no use
	}
	a.s.userID, a.s.tickets = got.user.ID, nil
	a.s.inbox, a.s.held = inbox{seq: a.s.inbox.seq + 1}, held{seq: a.s.held.seq + 1}
	a.s.screen = ScreenMain
	a.rememberSignIn()
	a.keepKnown(a.s.settings.Remember)
	a.listShown()
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
		if !errors.Is(err, ssclient.ErrTooOld) {
			return nil
		}
		return func() { a.warn(Problem{Kind: ProblemTooOld, Where: server, Detail: version}) }
	})
}

// rememberSignIn keeps the names in the settings and, where the user and the
// vault both want it, the refresh token in the keyring.
func (a *App) rememberSignIn() {
	a.s.settings.Server, a.s.settings.User, a.s.settings.Platform = a.s.server, a.s.user, a.s.tenant != nil
	a.s.settings.Remember = a.s.signIn.Remember && a.s.rules.AllowSavingCredentials
	a.saveSettings()
	if a.s.settings.Remember {
		a.storeToken(a.s.server, a.s.vault.RefreshToken())
	}
}

func (a *App) saveSettings() {
	if a.cfg.Demo != nil {
		return // the demo leaves no trace
	}
	if err := a.cfg.Settings.Save(a.s.settings); err != nil {
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

func (a *App) hooks(server string) Hooks {
	return Hooks{
		OnWait: func(d time.Duration) { a.box.put(func() { a.s.throttled = d > 0 }) },
		OnRefresh: func(token sealed.Secret) {
			a.box.put(func() {
				if a.s.settings.Remember && a.s.server == server {
					a.storeToken(server, token)
				} else {
					token.Wipe()
				}
			})
		},
	}
}

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
	a.setAsideWaits()
	vault, tenant := a.s.vault, a.s.tenant
	a.s.vault, a.s.tenant = nil, nil
	a.async(a.ctx, func(context.Context) func() { // it may wait for a call to end
		vault.Close()
		if tenant != nil {
			tenant.Close()
		}
		return nil
	})
}

// failed looks at an error of any call: one that says signed out shows the sign-in page.
func (a *App) failed(err error) Problem {
	p := problemOf(err)
	if p.Kind == ProblemSignedOut {
		a.signedOut()
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
