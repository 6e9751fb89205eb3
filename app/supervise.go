package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
)

// endedStays is how long a session that ended well is still shown.
const endedStays = 15 * time.Second

// ended is a session that ended well, and what it takes to connect it anew.
type ended struct {
	EndedView
	target string // what its launcher asked for
}

// passed keeps a session that ended well on the screen for a moment.
func (a *App) passed(x *session, o launcher.Outcome) {
	a.s.ended = append(a.s.ended, ended{EndedView{
		Vault: a.seat.key, ID: x.id, SecretID: x.secretID, Name: x.name, Kind: string(x.kind), How: howEnded(x, o),
		Lasted: a.now().Sub(x.started).Truncate(time.Second), Again: !x.recovered,
	}, x.given.value})
	a.after(endedStays, func() { a.forgetEnded(x.id) })
}

func howEnded(x *session, o launcher.Outcome) SessionEnd {
	switch {
	case x.byVault:
		return EndVault
	case x.asked:
		return EndAsked
	case o.Why == launcher.Vanished:
		return EndWindow
	case o.Why == launcher.Dropped:
		return EndBroken
	}
	return EndClosed
}

// forgetEnded takes an ended session off the screen, and tells whether it was there.
func (a *App) forgetEnded(id string) (was ended, there bool) {
	at := slices.IndexFunc(a.s.ended, func(e ended) bool { return e.ID == id })
	if at < 0 {
		return was, false
	}
	was = a.s.ended[at]
	a.s.ended = slices.Delete(a.s.ended, at, at+1)
	return was, true
}

func (a *App) viewSessions() SessionsView {
	v := SessionsView{Open: a.s.listed}
	for _, e := range a.s.ended {
		v.Ended = append(v.Ended, e.EndedView)
	}
	return v
}

// beats reports whether the vault may take the secret away from a session
// although nothing is checked out: only then is it worth asking. A check-out is
// looked after by itself.
func (a *App) beats(sec *secret) bool {
	f := sec.facts
	return sec.hold == nil && sec.way == nil && !sec.beating && !sec.barred &&
		(f.ListsApproval || !f.ApprovalEnd.IsZero()) && a.s.liveSessions(sec.id) > 0
}

// beat asks the vault about secrets with sessions and no check-out, whether
// their approval is still good.
func (a *App) beat(now time.Time) {
	if a.s.vault == nil {
		return
	}
	for _, sec := range a.s.secrets {
		if !a.beats(sec) {
			continue
		}
		if end := sec.facts.ApprovalEnd; sec.beatAt.IsZero() || end.After(now) && end.Before(sec.beatAt) {
			sec.beatAt = now.Add(rereadEvery)
			if end.After(now) && end.Before(sec.beatAt) {
				sec.beatAt = end.Add(time.Second)
			}
		}
		if !now.Before(sec.beatAt) {
			sec.beatAt = now.Add(rereadEvery)
			a.askApproved(sec)
		}
	}
}

func (a *App) askApproved(sec *secret) {
	sec.beating = true
	vault, fresh := a.access(), sec.reading()
	a.async(a.ctx, func(ctx context.Context) func() {
		st, err := vault.SecretState(ctx, sec.id)
		return func() {
			sec.beating = false
			switch {
			case errors.Is(err, ssclient.ErrAccessDenied): // the right to it was taken away
				a.barredFrom(sec)
			case err != nil:
				a.failed(err)
			case fresh() && sec.hold == nil && sec.way == nil:
				a.stateRead(sec, st)
				if sec.facts.State == workflow.StateApproval {
					a.barredFrom(sec)
				}
			}
		}
	})
}

// barredFrom tells that the vault would not open the secret any more, once, and
// ends its sessions where the vault's setting says so.
func (a *App) barredFrom(sec *secret) {
	sec.barred = true
	a.wrote(sec.id, sec.name(), stepLost, "approval-over")
	a.notify(NoticeBarred, sec, 0)
	if a.s.rules.CloseOnCheckIn {
		a.closeByVault(sec.id)
	}
}

// closeByVault ends the sessions of a secret because the vault took it back.
func (a *App) closeByVault(secretID int) {
	for _, x := range a.s.sessions {
		if x.secretID == secretID && x.alive() {
			x.byVault = true
			a.endSession(x.id)
		}
	}
}

// woke reads anew what may have ended while the machine slept.
func (a *App) woke() {
	now := a.now()
	for _, sec := range a.s.secrets {
		if h := sec.hold; h != nil {
			h.lease = h.lease.At(now)
			h.readAt = now
		}
		sec.beatAt = now
	}
	a.stopTick()
	a.due()
}
