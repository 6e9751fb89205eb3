package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"sallyport/app/journal"
	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
)

// reattachLimit bounds the wait for a session that an earlier run left.
const reattachLimit = 10 * time.Second

// recover takes over what programs that died left behind of this vault.
// Sessions are found again at once; check-outs when their user signs in.
func (a *App) recover() {
	a.s.journalBad = a.cfg.JournalError != nil // and it has been said, see Accounts
	a.s.waiting = a.seat.left
	for _, e := range a.seat.left.Sessions {
		a.reattach(e)
	}
}

// reattach looks for a client that may still run.
func (a *App) reattach(e journal.Session) {
	x := &session{
		id: e.ID, secretID: e.SecretID, name: e.Name, kind: launcher.Kind(e.Kind),
		server: e.Server, user: e.User, state: SessionConnected, started: e.Started, recovered: true,
	}
	x.way = &way{session: x, connected: true, flow: workflow.Session{Phase: workflow.Running, CheckedOut: true, Launch: true}}
	tunnels := func(all []launcher.Tunnel) { a.box.put(func() { x.way.tunnels = tunnelled(all) }) }
	on := launcher.Handler{Tunnels: tunnels, Ended: func(o launcher.Outcome) {
		a.box.put(func() {
			x.way.outcome = &o
			if x.client != nil {
				a.recoveredEnded(x, o)
			}
		})
	}}
	a.async(a.ctx, func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, reattachLimit)
		defer cancel()
		client, err := a.cfg.Launcher.Reattach(ctx, e.ID, on)
		return func() {
			if err != nil {
				if !errors.Is(err, launcher.ErrSessionOver) {
					a.cfg.Log.Warn("session not found again", "id", e.ID, "error", err)
				}
				a.sessionGone(e.ID)
				return
			}
			x.client = client
			a.s.sessions = append(a.s.sessions, x)
			a.foundAgain()
			if x.way.outcome != nil {
				a.recoveredEnded(x, *x.way.outcome)
			}
		}
	})
}

// foundAgain says how many sessions of earlier runs there are.
func (a *App) foundAgain() {
	n := 0
	for _, x := range a.s.sessions {
		if x.recovered {
			n++
		}
	}
	a.s.banners = slices.DeleteFunc(slices.Clone(a.s.banners), func(p Problem) bool { return p.Kind == ProblemRecovered })
	a.warn(Problem{Kind: ProblemRecovered, Minutes: n})
}

// sessionGone strikes a session of an earlier run; its check-out may be waiting for that.
func (a *App) sessionGone(id string) {
	a.s.waiting.Sessions = slices.DeleteFunc(a.s.waiting.Sessions, func(s journal.Session) bool { return s.ID == id })
	a.record()
	a.settleRecovered()
}

// recoveredEnded is sessionEnded for a client of an earlier run: it may end
// before its user has signed in again.
func (a *App) recoveredEnded(x *session, o launcher.Outcome) {
	if x.client == nil {
		return
	}
	x.client = nil
	a.removeSession(x)
	a.passed(x, o)
	x.way.flow, _ = workflow.Apply(x.way.flow, workflow.Event{Kind: workflow.Ended})
	a.sessionGone(x.id)
}

// mine reports whether an entry of the journal belongs to who is signed in.
func (a *App) mine(server, user string) bool {
	return a.s.vault != nil && server == a.s.server && strings.EqualFold(user, a.s.user)
}

// takeUpWaiting makes the waiting check-outs of this user its own again.
func (a *App) takeUpWaiting() {
	var rest []journal.CheckOut
	for _, e := range a.s.waiting.CheckOuts {
		if !a.mine(e.Server, e.User) {
			rest = append(rest, e)
			continue
		}
		sec := a.s.secret(e.SecretID)
		sec.claimed, sec.claimedAt, sec.recovered = true, e.At, &e
		if sec.summary.Name == "" {
			sec.summary.Name = e.Name
		}
		a.recoverCheckOut(sec)
	}
	a.s.waiting.CheckOuts = rest
	a.takeUpWaits()
	for _, sec := range a.s.secrets {
		if sec.hold != nil && sec.hold.giveBack != NotEnded {
			a.checkIn(sec, sec.hold.giveBack)
		}
	}
	a.record()
}

// recoverCheckOut asks whether a check-out of an earlier run is still held.
func (a *App) recoverCheckOut(sec *secret) {
	vault, fresh := a.access(), sec.reading()
	a.async(a.ctx, func(ctx context.Context) func() {
		st, err := vault.SecretState(ctx, sec.id)
		return func() {
			if errors.Is(err, ssclient.ErrAccessDenied) {
				st, err = ssclient.SecretState{}, nil // gone: nothing is held
			}
			if err != nil {
				a.failed(err)
				a.after(retryFirst, func() { a.recoverAgain(sec) })
				return
			}
			if !fresh() {
				a.recoverCheckOut(sec)
				return
			}
			a.stateRead(sec, st)
			if sec.hold == nil {
				sec.claimed, sec.recovered = false, nil
				a.record()
				return
			}
			sec.hold.keep = sec.recovered.Keep
			a.settleRecovered()
		}
	})
}

func (a *App) recoverAgain(sec *secret) {
	if sec.recovered != nil && sec.hold == nil && a.mine(sec.recovered.Server, sec.recovered.User) {
		a.recoverCheckOut(sec)
	}
}

// settleRecovered checks in every recovered check-out that no session needs any more.
func (a *App) settleRecovered() {
	for _, sec := range a.s.secrets {
		r := sec.recovered
		if r == nil || sec.hold == nil || a.s.liveSessions(sec.id) > 0 || a.mayLive(sec.id) {
			continue
		}
		sec.recovered = nil
		if sec.way != nil || a.keeps(sec.hold) && !r.GiveBack {
			continue
		}
		a.checkIn(sec, EndedRecover)
	}
}

// mayLive reports whether a session of an earlier run on the secret is still being looked for.
func (a *App) mayLive(secretID int) bool {
	return slices.ContainsFunc(a.s.waiting.Sessions, func(s journal.Session) bool {
		return s.SecretID == secretID && a.mine(s.Server, s.User)
	})
}

// findMine shows what else this user has checked out: it is never checked in by itself.
func (a *App) findMine() {
	vault, epochs := a.s.vault, map[int]int{}
	for id, sec := range a.s.secrets {
		epochs[id] = sec.epoch
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		list, err := vault.Secrets(ctx, ssclient.SecretFilter{Mine: true}, pageOfFolder)
		states := make([]ssclient.SecretState, len(list.Records))
		for i := 0; i < len(states) && err == nil; i++ {
			states[i], err = vault.SecretState(ctx, list.Records[i].ID)
		}
		return func() {
			if a.s.vault != vault {
				return
			}
			if err != nil {
				a.warn(a.failed(err))
				return
			}
			for i, s := range list.Records {
				a.learn(s)
				if sec := a.s.secret(s.ID); sec.epoch == epochs[s.ID] {
					a.stateRead(sec, states[i])
				}
			}
			a.s.knowsMine = true
		}
	})
}

// setAsideHoldings puts what the former user holds back into the journal, for when that user signs in again.
func (a *App) setAsideHoldings() {
	for _, sec := range a.s.secrets {
		if sec.claimed {
			a.s.waiting.CheckOuts = append(a.s.waiting.CheckOuts, a.entry(sec))
			sec.claimed, sec.hold = false, nil
		}
	}
	for _, x := range a.s.sessions {
		if x.client != nil && !x.recovered {
			a.s.waiting.Sessions = append(a.s.waiting.Sessions, x.entry())
			x.recovered = true
		}
	}
}
