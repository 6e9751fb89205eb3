package app

import (
	"cmp"
	"slices"
	"time"
)

// A locked window shows nothing of any vault until its user has signed in anew
// to the vault that was in front. What runs goes on: clients stay open,
// check-outs keep counting and are given back after their last session, with
// the sign-ins that there are; a vault where nothing runs is signed out of.

// intendLock takes the intents of a locked window.
func (x *Accounts) intendLock(i Intent) {
	m := x.locked
	switch i := i.(type) {
	case SignIn:
		i.Server, i.User = m.view.SignIn.Server, m.view.SignIn.User
		m.app.Do(i)
	case SignInDemo:
		m.app.Do(i)
	case SignInToken:
		i.Server = m.view.SignIn.Server
		m.app.Do(i)
	case CancelSignIn:
		m.app.Do(i)
	case OpenTokenPage:
		m.app.Do(OpenTokenPage{Server: m.view.SignIn.Server})
	case ChooseMFA, AnswerMFA, BrowserMFA, RetryMFA, CancelMFA:
		m.app.Do(i)
	case Woke:
		x.everyone(i)
	case Quit:
		x.askLeave()
	case QuitNow:
		x.answerLeave(i)
	case Dismiss:
		if x.prompt != nil && x.prompt.ID == i.PromptID {
			x.prompt = nil
		}
	default:
		wipe(i)
	}
}

// lock hides everything, if anybody is signed in. The vault in front may be
// signing in by itself just then: another one's user opens the window as well.
func (x *Accounts) lock() {
	m := x.front()
	if first := slices.IndexFunc(x.all, (*member).usable); !m.usable() && first >= 0 {
		m = x.all[first]
	}
	if x.locked != nil || !m.usable() {
		return
	}
	x.locked, x.page = m, nil
	for _, o := range x.all {
		o.app.box.put(o.app.covered)
	}
}

// covered readies an App for a locked window: no challenge may stand before
// the one that opens it.
func (a *App) covered() {
	a.hideValues()
	a.forgetCopied()
	a.s.covered = true
	a.giveUpChallenges()
	a.s.signIn = SignInView{
		Server: cmp.Or(a.s.server, a.s.signIn.Server), User: cmp.Or(a.s.user, a.s.signIn.User), Domain: a.s.signIn.Domain, Remember: a.s.remember, DemoUsers: a.s.signIn.DemoUsers,
	}
}

// lockedView is what may be seen by whoever passes by: numbers.
func (x *Accounts) lockedView() View {
	m := x.locked
	v := View{
		Screen: ScreenLocked, Demo: m.view.Demo, Vault: m.key(), Server: m.view.SignIn.Server, User: m.view.SignIn.User,
		SignIn: m.view.SignIn, MFA: m.view.MFA, Notice: x.notice, Closing: x.closed,
		Behind: Behind{CheckOuts: len(x.checkOuts()), Sessions: len(x.sessions())},
	}
	v.SignIn.Key = m.key()
	v.SignIn.DemoUsers = slices.DeleteFunc(slices.Clone(v.SignIn.DemoUsers), func(u DemoUser) bool { return u.Name != v.SignIn.User })
	v.Notice.Secret, v.Notice.SecretID = "", 0
	if x.prompt != nil {
		p := *x.prompt
		p.Quit.CheckOuts = make([]string, len(p.Quit.CheckOuts))
		v.Prompt = &p
	}
	return v
}

// SessionEvent tells of the user's session on this machine.
type SessionEvent string

// The events that concern a window.
const (
	SessionLocked   SessionEvent = "locked" // the screen is
	SessionSleeping SessionEvent = "sleeping"
)

// sessionEvent locks the window with the screen, unless the user wants otherwise.
func (x *Accounts) sessionEvent(SessionEvent) {
	if !x.live.Now().Security.NoLockWithScreen {
		x.lock()
	}
}

// idleLock is after how long without a key or a movement the window locks by itself.
const idleLock = 15 * time.Minute

// idleEvery is how long nobody looks at most: a timer stands still while the
// machine sleeps.
const idleEvery = 5 * time.Minute

// watchIdle locks the window when nobody has used this machine for as long as
// the user wants. It looks when that could have come about, not before, or
// when the user wants otherwise, and beside the loop: as long as somebody is
// there, nothing changes.
func (x *Accounts) watchIdle() {
	for next, ok := x.lookIdle(); ok; next, ok = x.lookIdle() {
		due := make(chan struct{})
		stop := x.cfg.Clock.AfterFunc(next, func() { close(due) })
		select {
		case <-x.ctx.Done():
			stop()
			return
		case <-x.idleChosen:
			stop()
		case <-due:
		}
	}
}

// idleChanged lets watchIdle look at once.
func (x *Accounts) idleChanged() {
	select {
	case x.idleChosen <- struct{}{}:
	default: // it is told already
	}
}

// lookIdle locks if it is time, and says when to look again; not ok: nobody can tell.
func (x *Accounts) lookIdle() (next time.Duration, ok bool) {
	limit := idleLock
	switch n := x.live.Now().Security.IdleMinutes; {
	case n < 0:
		return idleEvery, true
	case n > 0:
		limit = time.Duration(n) * time.Minute
	}
	idle, err := x.cfg.Idle()
	if err != nil {
		x.cfg.Log.Warn("watch for idleness", "error", err)
		return 0, false
	}
	if idle >= limit {
		x.Do(Lock{})
		idle = 0
	}
	return min(idleEvery, limit-idle), true
}
