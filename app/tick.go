package app

import "time"

// schedule sets the one timer: to the next second something on the screen
// counts, or to the next thing that is due. With nothing running there is none.
func (a *App) schedule() {
	a.settleBatch()
	a.settleLeaving()
	if a.s.tick != nil || a.s.closed {
		return
	}
	d, needed := a.untilNext()
	if !needed {
		return
	}
	a.s.tick = a.after(d, func() {
		a.s.tick = nil
		a.due()
	})
}

func (a *App) stopTick() {
	if a.s.tick != nil {
		a.s.tick()
		a.s.tick = nil
	}
}

// untilNext is how long nothing on the screen changes.
func (a *App) untilNext() (d time.Duration, needed bool) {
	now := a.now()
	d = time.Second
	for _, sec := range a.s.secrets {
		if sec.hold == nil {
			continue
		}
		needed = true
		if l := sec.hold.lease.At(now); !l.Over() {
			d = min(d, l.UntilNextSecond())
		}
	}
	if len(a.s.challenges) > 0 && a.s.challenges[0].step.Until.After(now) {
		needed = true
		d = min(d, a.s.challenges[0].step.Until.Sub(now)%time.Second+time.Millisecond)
	}
	if left := a.untilCode(now); left > 0 {
		needed = true
		d = min(d, left)
	}
	for _, x := range a.s.sessions {
		if x.alive() && !needed {
			needed = true
			d = time.Second - now.Sub(x.started)%time.Second
		}
	}
	return max(d, time.Millisecond), needed
}

// due moves every check-out to now and does what that brings.
func (a *App) due() {
	now := a.now()
	a.beat(now)
	for _, sec := range a.s.secrets {
		h := sec.hold
		if h == nil {
			continue
		}
		h.lease = h.lease.At(now)
		a.warnOnce(sec, h)
		switch {
		case h.giveBack != NotEnded && h.busy == NotBusy && !now.Before(h.retryAt):
			if a.s.vault != nil {
				a.checkIn(sec, h.giveBack)
			}
		case h.busy == BusyCheckIn:
		case h.lease.Over() && h.readAt.Sub(now) > rereadOver:
			h.readAt = now // it should be over: ask at once, then every few seconds
			fallthrough
		case !now.Before(h.readAt):
			a.reread(sec)
			h.readAt = now.Add(rereadEvery)
			if h.lease.Over() {
				h.readAt = now.Add(rereadOver)
			}
		}
	}
}

// lastWarnings come while sessions run that the vault may end with the check-out.
var lastWarnings = []time.Duration{2 * time.Minute, 30 * time.Second}

// warnOnce tells the desktop when a check-out passes the vault's threshold,
// and with sessions running twice more before the end.
func (a *App) warnOnce(sec *secret, h *holding) {
	left := h.lease.Remaining()
	if h.lease.Over() || h.lease.Total == 0 {
		return
	}
	marks := []time.Duration{h.lease.Marker}
	if a.s.liveSessions(sec.id) > 0 {
		marks = append(marks, lastWarnings...)
	}
	for _, mark := range marks {
		if left <= mark && (h.warned == 0 || h.warned > mark) {
			h.warned = left
			a.notify(NoticeRunningOut, sec, left.Truncate(time.Second))
			return
		}
	}
}
