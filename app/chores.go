package app

import (
	"cmp"
	"context"
	"time"

	"sallyport/ssclient"
)

const (
	// choreMost is how long the vault is asked what came of a chore. The
	// machine may be slow, or a queue of the vault's long.
	choreMost = 3 * time.Minute
	// choreDoubts is how often it is asked whether it has performed a chore
	// whose answer never came.
	choreDoubts = 3
)

type (
	// Heartbeat has the vault try the password on its machine now.
	Heartbeat struct{ SecretID int }
	// AskChange asks whether the vault shall change the password now; Answer answers.
	AskChange struct{ SecretID int }
)

func (Heartbeat) intent() {}
func (AskChange) intent() {}

// HealthView is what the vault knows about a secret's password on its machine,
// and what it may be told to do about it.
type HealthView struct {
	Status  string    // what the last heartbeat found, in the vault's word; "": nothing yet
	Checked time.Time // when that was; zero: not known here
	Drifted bool      // the machine is believed to have another password
	Why     string    // the vault's words about that
	Beat    ChoreView
	Change  ChoreView
}

// ChoreView is one thing the vault can be told to do, and how it went.
type ChoreView struct {
	Bar     ChoreBar // why it cannot be told now
	State   ChoreState
	Said    string // the vault's words about a failure
	Problem Problem
}

// ChoreBar says why the vault cannot be told to do something now.
type ChoreBar string

// The bars.
const (
	BarNone    ChoreBar = ""
	BarRight   ChoreBar = "right"   // the vault does not offer it to this user for this secret
	BarClosed  ChoreBar = "closed"  // the secret's way in comes first
	BarBusy    ChoreBar = "busy"    // one is under way, or the password is being changed
	BarOffline ChoreBar = "offline" // the vault does not answer
)

// ChoreState is how something stands that the vault was told to do.
type ChoreState string

// The states of a chore.
const (
	ChoreNone    ChoreState = ""
	ChoreAsking  ChoreState = "asking"  // the call is on its way
	ChorePending ChoreState = "pending" // the vault is at it
	ChoreDone    ChoreState = "done"
	ChoreFailed  ChoreState = "failed"  // the vault tried, and could not: Said
	ChoreRefused ChoreState = "refused" // it was not begun: Problem
	ChoreLost    ChoreState = "lost"    // no answer came, and the vault has not done it
	ChoreSilent  ChoreState = "silent"  // the vault has not said for long what came of it
)

// chore is one such thing.
type chore struct {
	step     string // of the trail: which one it is
	state    ChoreState
	said     string
	problem  Problem
	began    time.Time
	before   time.Time // when the vault last did it before
	doubtful bool      // the answer never came
	looks    int
}

// under reports whether it is not over.
func (c *chore) under() bool {
	return c != nil && (c.state == ChoreAsking || c.state == ChorePending)
}

func (a *App) viewHealth(sec *secret) HealthView {
	s := sec.summary
	return HealthView{
		Status: string(s.LastHeartBeatStatus), Checked: sec.beatenAt, Drifted: s.IsOutOfSync, Why: s.OutOfSyncReason,
		Beat: sec.beatChore.view(a.barOfBeat(sec)), Change: sec.changeChore.view(a.barOfChange(sec)),
	}
}

func (c *chore) view(bar ChoreBar) ChoreView {
	if c == nil {
		return ChoreView{Bar: bar}
	}
	return ChoreView{Bar: bar, State: c.state, Said: c.said, Problem: c.problem}
}

func (a *App) barOfBeat(sec *secret) ChoreBar {
	switch {
	case a.s.vault == nil:
		return BarOffline
	case sec.beatChore.under() || sec.changeChore.under() || sec.facts.ChangePending:
		return BarBusy
	case !sec.may.beat:
		return BarRight
	}
	return BarNone
}

func (a *App) barOfChange(sec *secret) ChoreBar {
	bar := a.barOfBeat(sec)
	switch {
	case bar == BarOffline, bar == BarBusy:
		return bar
	case !sec.may.change:
		return BarRight
	case !sec.open():
		return BarClosed
	}
	return BarNone
}

// heartbeat tells the vault to try the password, once, and looks what comes of it.
func (a *App) heartbeat(id int) {
	sec := a.s.secrets[id]
	if sec == nil || a.barOfBeat(sec) != BarNone {
		return
	}
	c := &chore{step: stepBeat, state: ChoreAsking, began: a.now()}
	sec.beatChore = c
	vault := a.s.vault
	a.async(a.ctx, func(ctx context.Context) func() {
		before, err := vault.SecretDetail(ctx, id)
		if err != nil {
			return func() { a.choreRefused(sec, c, err) }
		}
		c.before = before.LastHeartBeatCheck.Time
		_, err = vault.Heartbeat(ctx, id)
		return func() { a.choreTold(sec, c, err) }
	})
}

// askChange names what changing the password does before it is done.
func (a *App) askChange(id int) {
	sec := a.s.secrets[id]
	if sec == nil || a.barOfChange(sec) != BarNone || a.asks(PromptChange) {
		return
	}
	a.ask(PromptView{
		Kind: PromptChange, Secret: sec.name(),
		Change: ChangePrompt{SecretID: id, Host: cmp.Or(sec.host, sec.summary.Extended("machine")), User: cmp.Or(sec.user, sec.summary.Extended("username")), Sessions: a.s.liveSessions(id)},
	}, func(yes bool) {
		if yes {
			a.changePassword(sec)
		}
	})
}

// changePassword tells the vault to change the password, once, and looks what comes of it.
func (a *App) changePassword(sec *secret) {
	if a.barOfChange(sec) != BarNone {
		return
	}
	c := &chore{step: stepChange, state: ChoreAsking, began: a.now()}
	sec.changeChore = c
	sec.epoch++
	vault := a.s.vault
	a.async(a.ctx, func(ctx context.Context) func() {
		before, err := vault.SecretSummary(ctx, sec.id)
		if err == nil {
			c.before = before.LastPasswordChangeAttempt.Time
			_, err = vault.ChangePassword(ctx, sec.id)
		} else {
			return func() { sec.epoch++; a.choreRefused(sec, c, err) }
		}
		return func() { sec.epoch++; a.choreTold(sec, c, err) }
	})
}

// choreRefused: nothing was begun.
func (a *App) choreRefused(sec *secret, c *chore, err error) {
	c.state, c.problem = ChoreRefused, a.failed(err)
	c.problem.Secret, c.problem.Unchanged = sec.name(), true
	a.read(sec) // what it may be told now
}

// choreTold takes in the vault's answer. Where none came only its state tells
// whether it has begun.
func (a *App) choreTold(sec *secret, c *chore, err error) {
	a.wrote(sec.id, sec.name(), c.step, outcomeOf(err))
	if err != nil && !ssclient.Doubtful(err) {
		a.choreRefused(sec, c, err)
		return
	}
	if err != nil {
		a.failed(err)
	}
	c.state, c.doubtful = ChorePending, err != nil
	a.lookAtChore(sec, c)
}

// lookAtChore asks the vault what has come of it.
func (a *App) lookAtChore(sec *secret, c *chore) {
	look := a.lookForChange
	if c.step == stepBeat {
		look = a.lookForBeat
	}
	vault := a.s.vault
	if vault == nil { // signed out meanwhile: asked again once somebody is
		a.choreAgain(sec, c, false)
		return
	}
	fresh := sec.reading()
	a.async(a.ctx, func(ctx context.Context) func() {
		then, err := look(ctx, vault, sec, c)
		return func() {
			if err != nil {
				a.failed(err)
				a.choreAgain(sec, c, false)
				return
			}
			then(fresh())
		}
	})
}

// lookForBeat: it has been done when the vault names another time, and is not at it again.
func (a *App) lookForBeat(ctx context.Context, vault Vault, sec *secret, c *chore) (func(bool), error) {
	d, err := vault.SecretDetail(ctx, sec.id)
	return func(bool) {
		at := d.LastHeartBeatCheck.Time
		busy := d.LastHeartBeatStatus == ssclient.HeartbeatPending || d.LastHeartBeatStatus == ssclient.HeartbeatProcessing
		if busy || at.Equal(c.before) {
			a.choreAgain(sec, c, busy)
			return
		}
		sec.beatenAt = at
		s := sec.summary
		s.LastHeartBeatStatus, s.IsOutOfSync, s.OutOfSyncReason = d.LastHeartBeatStatus, d.IsOutOfSync, d.OutOfSyncReason
		a.relearn(s)
		a.choreOver(c, d.LastHeartBeatStatus == ssclient.HeartbeatSuccess, string(d.LastHeartBeatStatus))
	}, err
}

// lookForChange: it has been done when nothing is pending and the vault names another time.
func (a *App) lookForChange(ctx context.Context, vault Vault, sec *secret, c *chore) (func(bool), error) {
	st, err := vault.SecretState(ctx, sec.id)
	if err != nil {
		return nil, err
	}
	var s ssclient.SecretSummary
	if pending := is(st.PasswordChangePending); !pending {
		s, err = vault.SecretSummary(ctx, sec.id)
	}
	return func(fresh bool) {
		if fresh {
			a.stateRead(sec, st)
		}
		if s.ID == 0 || s.LastPasswordChangeAttempt.Equal(c.before) {
			a.choreAgain(sec, c, s.ID == 0)
			return
		}
		a.relearn(s)
		a.choreOver(c, !is(st.PasswordChangeFailed) && !s.IsOutOfSync, s.OutOfSyncReason)
	}, err
}

func (a *App) choreOver(c *chore, well bool, said string) {
	c.state, c.said = ChoreDone, ""
	if !well {
		c.state, c.said = ChoreFailed, said
	}
}

// choreAgain looks again in a while, or gives up waiting. seen: the vault says it is at it.
func (a *App) choreAgain(sec *secret, c *chore, seen bool) {
	if seen {
		c.doubtful = false
	}
	c.looks++
	switch {
	case c.doubtful && c.looks >= choreDoubts && a.s.vault != nil:
		c.state = ChoreLost
	case a.now().Sub(c.began) >= choreMost:
		c.state = ChoreSilent
	default:
		a.after(lookAtChange, func() {
			if c.under() {
				a.lookAtChore(sec, c)
			}
		})
	}
}
