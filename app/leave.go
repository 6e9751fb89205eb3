package app

import (
	"context"
	"sort"
	"time"
)

// leaveLimit bounds how long the app tries to check in before it closes; what
// is not back by then stays in the journal.
const leaveLimit = 10 * time.Second

// leaving is a sign-out or an end of the app that is under way.
type leaving struct {
	signOut bool
	revoke  bool // the token is not to be used again
	late    bool // leaveLimit has passed
	last    bool // the last call is under way
	quit    bool // the app is to close when the user is signed out
}

// askLeave asks what becomes of the check-outs, if there are any, before the
// user signs out or the app closes.
func (a *App) askLeave(signOut bool) {
	for _, p := range a.s.prompts {
		if p.view.Kind == PromptQuit {
			return
		}
	}
	q := QuitPrompt{SignOut: signOut}
	for _, sec := range a.s.secrets {
		if sec.hold != nil && sec.claimed {
			q.CheckOuts = append(q.CheckOuts, sec.name())
		}
	}
	sort.Strings(q.CheckOuts)
	for _, x := range a.s.sessions {
		if x.alive() {
			q.Sessions++
		}
	}
	if len(q.CheckOuts)+q.Sessions == 0 {
		a.leave(signOut, QuitCheckIn)
		return
	}
	a.ask(PromptView{Kind: PromptQuit, Quit: q}, nil)
}

// answerLeave takes the answer of the quit prompt, or of a signal that does not ask.
func (a *App) answerLeave(i QuitNow) {
	if i.PromptID == 0 {
		a.leave(false, i.How)
		return
	}
	if p := a.open(i.PromptID); p != nil && p.view.Kind == PromptQuit && !p.view.Quit.Busy {
		p.view.Quit.Busy = true
		a.leave(p.view.Quit.SignOut, i.How)
	}
}

// leave ends sessions and checks in, or lets both live on, and then signs out or closes.
func (a *App) leave(signOut bool, how QuitHow) {
	a.s.leaving = &leaving{signOut: signOut, revoke: signOut || !a.s.remember}
	a.forgetCopied()
	a.hideValues()
	a.setAsideWaits()
	for _, sec := range a.s.secrets {
		if sec.way != nil {
			a.cancelWay(sec.id)
		}
	}
	if how == QuitKeep && !signOut {
		for _, x := range a.s.sessions {
			if x.client != nil {
				x.client.Release()
			}
		}
		a.s.leaving.late = true // nothing to wait for
		return
	}
	for _, x := range a.s.sessions {
		if x.alive() {
			a.endSession(x.id)
		}
	}
	for _, sec := range a.s.secrets {
		if sec.hold != nil && sec.claimed {
			a.checkIn(sec, EndedQuit)
		}
	}
	l := a.s.leaving
	a.after(leaveLimit, func() { l.late = true })
}

// settleLeaving goes on with leaving when all is back, or time is up.
func (a *App) settleLeaving() {
	l := a.s.leaving
	if l == nil || l.last || !l.late && a.somethingLeft() {
		return
	}
	l.last = true
	vault := a.s.vault
	if vault == nil || !l.revoke {
		a.left(l)
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, leaveLimit)
		defer cancel()
		if err := vault.SignOut(ctx); err != nil {
			a.cfg.Log.Warn("sign out", "error", err)
		}
		return func() { a.left(l) }
	})
	if l.signOut {
		a.forgetToken()
	}
}

// somethingLeft reports whether a way in, a session or a check-out of ours still has to end.
func (a *App) somethingLeft() bool {
	for _, sec := range a.s.secrets {
		if sec.way != nil || sec.hold != nil && sec.hold.giveBack != NotEnded {
			return true
		}
	}
	for _, x := range a.s.sessions {
		if x.client != nil {
			return true
		}
	}
	return false
}

// left is the end: of the app, or of this user's stay.
func (a *App) left(l *leaving) {
	if !l.signOut {
		a.s.closed = true
		return
	}
	a.setAsideHoldings()
	a.forgetKnown()
	a.s.remember = false
	a.keepVault()
	a.closeVault()
	fresh := newState()
	fresh.waiting, fresh.notice, fresh.others, fresh.banners = a.s.waiting, a.s.notice, a.s.others, a.s.banners
	fresh.tree.Version = a.s.tree.Version + 1
	fresh.signIn = SignInView{Server: a.s.server, User: a.s.user, DemoUsers: a.s.signIn.DemoUsers}
	a.stopTick()
	a.s = fresh
	a.record()
	a.s.closed = l.quit
}
