package app

import (
	"context"
	"time"

	"sallyport/ssclient"
)

// limits are what a vault demands of the whole program while somebody is signed
// in to it: for every vault the strictest hold.
type limits struct {
	noSaving bool          // no sign-in is saved
	names    time.Duration // how long names may be kept without their vault; 0: it does not say; below: not at all
}

// with are the stricter ones of both.
func (l limits) with(o limits) limits {
	l.noSaving = l.noSaving || o.noSaving
	if o.names != 0 && (l.names == 0 || o.names < l.names) {
		l.names = o.names
	}
	return l
}

func limitsOf(s ssclient.Settings) limits {
	l := limits{noSaving: !s.AllowSavingCredentials}
	if m := s.MaxOfflineMinutes; m != nil {
		l.names = time.Duration(*m) * time.Minute
		if l.names <= 0 {
			l.names = -1
		}
	}
	return l
}

// limits are this vault's, and those of the others.
func (a *App) limits() limits { return limitsOf(a.s.rules).with(a.s.others) }

// obey is told what the other vaults that are signed in to demand.
func (a *App) obey(others limits) {
	before := a.limits()
	a.s.others = others
	a.obeyNew(before)
}

// readRules asks the vault anew what it lets this program do. While it does not
// say, what it said before holds.
func (a *App) readRules() {
	vault := a.s.vault
	if vault == nil {
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		rules, err := vault.Settings(ctx)
		return func() {
			switch {
			case a.s.vault != vault:
			case err != nil:
				a.failed(err)
			default:
				before := a.limits()
				a.s.rules = rules
				a.obeyNew(before)
			}
		}
	})
}

// obeyNew takes away what may not be kept any more. Where nothing is, there is
// nothing to do.
func (a *App) obeyNew(before limits) {
	now := a.limits()
	if now == before || !a.s.remember {
		return
	}
	if now.noSaving {
		a.s.remember = false
		a.forgetToken()
		a.keepVault()
	}
	a.keepKnown()
	if a.s.known.kept { // its file says for how long
		a.knowsMore()
	}
}
