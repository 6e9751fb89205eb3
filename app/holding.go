package app

import (
	"context"
	"time"

	"sallyport/app/journal"
	"sallyport/ssclient"
	"sallyport/workflow"
)

const (
	// rereadEvery is how often the vault is asked about a running check-out:
	// with twenty of them a fifth of the 100 calls a minute that a vault may grant.
	rereadEvery = time.Minute
	// rereadOver is how soon it is asked again when the time should be over.
	rereadOver = 5 * time.Second
	// retryFirst and retryMost bound the wait before a failed check-in is tried again.
	retryFirst = 5 * time.Second
	retryMost  = 5 * time.Minute
	// redFallback is the part of the interval at which the timer turns red
	// when neither the state nor the vault's rules name a threshold.
	redFallback = 5
)

// doubtDelays is when a check-out that was never answered is looked for.
var doubtDelays = []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute}

// holds takes in an answer that shows the secret checked out by this user.
func (a *App) holds(sec *secret, st ssclient.SecretState) {
	h := sec.hold
	if h == nil {
		h = a.newHolding(sec)
	}
	h.mayExtend = st.AvailableActions.ExtendCheckOut
	h.lease.Total = max(h.lease.Total, time.Duration(sec.facts.Minutes)*time.Minute)
	h.lease.Marker = a.redFrom(h.lease.Total)
	if m := st.RemainingTimeWarningMinuteMarker; m != nil {
		h.lease.Marker = time.Duration(*m) * time.Minute
	}
	if sec.facts.MinutesLeft >= 0 {
		h.lease = h.lease.Observe(workflow.Reading{
			Sent: st.Sent, Received: st.Received,
			Left: time.Duration(sec.facts.MinutesLeft) * time.Minute, Slack: time.Minute,
		})
	}
	h.readAt = a.now().Add(rereadEvery)
	if sec.doubts > 0 && sec.way == nil {
		sec.doubts = 0
		sec.problem = Problem{}
		a.checkIn(sec, EndedLast) // nobody wants it any more
	}
}

// redFrom is what is left of a check-out when its timer turns red, where its
// state does not tell: the rules of the vault say which part is spent by then.
func (a *App) redFrom(total time.Duration) time.Duration {
	if spent := a.s.rules.NotifyAtPercent; spent > 0 && spent < 100 {
		return total * time.Duration(100-spent) / 100
	}
	return total / redFallback
}

func (a *App) newHolding(sec *secret) *holding {
	sec.ended = NotEnded
	sec.hold = &holding{}
	a.record()
	return sec.hold
}

// checkedOut takes in the vault's yes to a check-out: it grants the whole
// interval from the moment it was asked, which the state would round down. An
// approval that ends sooner cuts it short, by the vault's clock: not exact here.
func (a *App) checkedOut(sec *secret, sent, received time.Time) {
	h := sec.hold
	if h == nil {
		h = a.newHolding(sec)
	}
	h.lease.Total = time.Duration(sec.facts.Minutes) * time.Minute
	r := workflow.Reading{Sent: sent, Received: received, Left: h.lease.Total}
	if end := sec.facts.ApprovalEnd; !end.IsZero() && end.Sub(sent) < r.Left {
		r.Left, r.Slack = max(0, end.Sub(sent)).Truncate(time.Minute), time.Minute
	}
	h.lease = h.lease.Observe(r)
}

// lost takes in an answer that shows the secret no longer checked out by this user.
func (a *App) lost(sec *secret) {
	h := sec.hold
	why := h.giveBack
	if why == NotEnded {
		why = EndedForced
		if h.lease.At(a.now()).Over() {
			why = EndedExpiry
		}
		a.wrote(sec.id, sec.name(), stepLost, string(why))
		a.notify(map[EndKind]NoticeKind{EndedForced: NoticeForced, EndedExpiry: NoticeExpired}[why], sec, 0)
		if a.s.rules.CloseOnCheckIn {
			a.closeByVault(sec.id)
		}
	}
	a.released(sec, why)
}

// released ends a holding: it is not this user's any more.
func (a *App) released(sec *secret, why EndKind) {
	h := sec.hold
	sec.hold, sec.claimed = nil, false
	sec.ended, sec.endedAt = why, a.now()
	sec.facts.ByMe, sec.facts.CheckedOut = false, false
	switch why {
	case EndedLast:
		a.s.quiet, a.s.quietKind = sec.name(), QuietCheckedIn
	case EndedRecover:
		a.s.quiet, a.s.quietKind = sec.name(), QuietRecoveredIn
	}
	a.record()
	for _, w := range h.waiters {
		a.apply(sec, w, workflow.Event{Kind: workflow.GivenBack})
	}
	if sec.id == a.s.selected {
		a.read(sec)
	}
}

// watch looks a few times more for a check-out that was asked for and never answered.
func (a *App) watch(sec *secret) {
	sec.doubts = len(doubtDelays)
	a.lookAgain(sec)
}

func (a *App) lookAgain(sec *secret) {
	if sec.doubts == 0 || sec.way != nil || sec.hold != nil {
		return
	}
	a.after(doubtDelays[len(doubtDelays)-sec.doubts], func() {
		if sec.doubts == 0 {
			return
		}
		vault := a.access()
		a.async(a.ctx, func(ctx context.Context) func() {
			st, err := vault.SecretState(ctx, sec.id)
			return func() {
				if sec.way != nil || sec.hold != nil || sec.doubts == 0 {
					return
				}
				if err == nil {
					if sec.factsOf(st).ByMe {
						a.stateRead(sec, st)
						return
					}
					sec.doubts--
				}
				if sec.doubts == 0 {
					sec.claimed = false
					a.record()
				}
				a.lookAgain(sec)
			}
		})
	})
}

// giveBack is the end of a way in: check in, unless something still needs the check-out.
func (a *App) giveBack(sec *secret, w *way) {
	given := workflow.Event{Kind: workflow.GivenBack}
	h := sec.hold
	ranAndKeeps := w.session != nil && !a.s.rules.CheckInOnLastClose
	switch {
	case h == nil || !sec.claimed || a.s.liveSessions(sec.id) > 0 || sec.way != nil && sec.way != w:
		a.apply(sec, w, given)
	case a.keeps(h) || ranAndKeeps:
		a.s.quiet, a.s.quietKind = sec.name(), QuietKept
		a.apply(sec, w, given)
	default:
		h.waiters = append(h.waiters, w)
		a.checkIn(sec, EndedLast)
	}
}

// checkInNow is the button.
func (a *App) checkInNow(id int) {
	if sec := a.s.secrets[id]; sec != nil && sec.hold != nil {
		a.checkIn(sec, EndedByUser)
	}
}

// checkIn gives a secret back, and goes on trying until it is back.
func (a *App) checkIn(sec *secret, why EndKind) {
	h := sec.hold
	if h == nil || h.busy == BusyCheckIn {
		return
	}
	a.setHoldBusy(h, BusyCheckIn)
	h.problem = Problem{}
	if h.giveBack == NotEnded {
		h.giveBack = why
		a.record()
	}
	vault := a.access()
	sec.epoch++
	a.async(a.ctx, func(ctx context.Context) func() {
		err := vault.CheckIn(ctx, sec.id)
		var st ssclient.SecretState
		if err != nil { // whatever it was, only the state tells whether it is back
			if now, readErr := vault.SecretState(ctx, sec.id); readErr == nil {
				st = now
				if !is(st.CheckedOutByCurrentUser) {
					err = nil
				}
			}
		}
		return func() { a.checkedIn(sec, h, err) }
	})
}

func (a *App) checkedIn(sec *secret, h *holding, err error) {
	sec.epoch++
	a.wrote(sec.id, sec.name(), stepCheckIn, outcomeOf(err))
	if sec.hold != h {
		return // it ended otherwise meanwhile
	}
	h.busy = NotBusy
	if err == nil {
		a.released(sec, h.giveBack)
		return
	}
	p := a.failed(err)
	h.problem = Problem{Kind: ProblemCheckInFailed, Secret: sec.name(), Detail: p.Detail}
	h.retryAt = a.now().Add(min(retryMost, retryFirst<<min(h.tries, 10)))
	h.tries++
	if h.tries == 1 {
		a.notify(NoticeCheckInFailed, sec, 0)
	}
}

// reread asks the vault how a running check-out stands.
func (a *App) reread(sec *secret) {
	h, vault := sec.hold, a.s.vault
	if vault == nil || h.reading {
		return
	}
	h.reading = true
	fresh := sec.reading()
	a.async(a.ctx, func(ctx context.Context) func() {
		st, err := vault.SecretState(ctx, sec.id)
		return func() {
			h.reading = false
			h.readAt = a.now().Add(rereadEvery)
			if err != nil {
				a.failed(err)
				return
			}
			if sec.hold == h && fresh() {
				a.stateRead(sec, st)
			}
		}
	})
}

func (a *App) setHoldBusy(h *holding, b BusyKind) {
	h.busy, h.since = b, a.now()
	a.after(busyDelay, func() {}) // publishes
}

// keep is the user's choice for one check-out.
func (a *App) keep(id int, keep bool) {
	if sec := a.s.secrets[id]; sec != nil && sec.hold != nil {
		sec.hold.keep = &keep
		a.record()
	}
}

// keeps reports whether a check-out outlives its last session: as was chosen
// for it, else as the settings say now.
func (a *App) keeps(h *holding) bool {
	if h.keep != nil {
		return *h.keep
	}
	return a.seat.live.Now().KeepOpen
}

// notify sends a desktop notification, once.
func (a *App) notify(k NoticeKind, sec *secret, left time.Duration) {
	a.s.notice = Notice{Vault: a.seat.key, Seq: a.s.notice.Seq + 1, Kind: k, SecretID: sec.id, Secret: sec.name(), Left: left}
}

// record writes to the journal what a crash would leave behind now.
func (a *App) record() {
	e := journal.Entries{
		CheckOuts: append([]journal.CheckOut{}, a.s.waiting.CheckOuts...),
		Sessions:  append([]journal.Session{}, a.s.waiting.Sessions...),
		Waits:     append([]journal.Wait{}, a.s.waiting.Waits...),
	}
	for _, sec := range a.s.secrets {
		if sec.claimed {
			e.CheckOuts = append(e.CheckOuts, a.entry(sec))
		}
		if sec.way != nil && sec.way.starting != nil {
			e.Sessions = append(e.Sessions, *sec.way.starting)
		}
		if w, ok := a.waitOf(sec); ok {
			e.Waits = append(e.Waits, w)
		}
	}
	for _, x := range a.s.sessions {
		if x.client != nil && !x.recovered { // those are among the waiting
			e.Sessions = append(e.Sessions, x.entry())
		}
	}
	err := a.cfg.JournalError
	where := "its folder"
	if a.seat.page != nil {
		err = a.seat.page.Write(e)
	}
	if err == nil {
		a.s.journalBad = false
		return
	}
	if !a.s.journalBad && !e.Empty() {
		a.s.journalBad = true
		a.warn(Problem{Kind: ProblemJournal, Where: where, Detail: err.Error()})
	}
}

func (s *session) entry() journal.Session {
	return journal.Session{
		ID: s.id, Server: s.server, User: s.user, SecretID: s.secretID, Name: s.name,
		Kind: string(s.kind), Started: s.started,
	}
}

func (a *App) entry(sec *secret) journal.CheckOut {
	c := journal.CheckOut{Server: a.s.server, User: a.s.user, SecretID: sec.id, Name: sec.name(), At: sec.claimedAt}
	if sec.hold != nil {
		c.Keep, c.GiveBack = sec.hold.keep, sec.hold.giveBack != NotEnded
	}
	return c
}
