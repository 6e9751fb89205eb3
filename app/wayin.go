package app

import (
	"cmp"
	"context"
	"time"

	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// extendFirst is with how few minutes left connecting offers to extend first.
const extendFirst = 5

// busyDelay is how long a wait stays unshown: most are shorter.
const busyDelay = 150 * time.Millisecond

// begin starts the way in to a secret, or answers the form of the one that waits.
func (a *App) begin(id int, g Given, launch bool) {
	sec := a.s.secret(id)
	answers := g.answers(a.now())
	if w := sec.way; w != nil {
		if !w.flow.Waiting() {
			g.Lock.Wipe()
			return // a second click while the first is under way
		}
		w.formErr = ""
		w.keepLock(g.Lock)
		if w.flow.Launch && w.order.asked.what == "" {
			if w.order.asked, sec.problem = sec.choice.form.answer(sec, g.Target); !sec.problem.None() {
				return
			}
		}
		a.apply(sec, w, workflow.Event{Kind: workflow.Answered, Answers: answers})
		return
	}
	if a.s.vault == nil {
		g.Lock.Wipe()
		return
	}
	if launch && sec.launchers == nil && sec.loading {
		a.beginWhenRead(sec, g)
		return
	}
	sec.problem, sec.ended = Problem{}, NotEnded
	a.opened(id)
	a.s.quiet, a.s.quietKind = "", QuietNone // it spoke of what was before
	var given asked
	if launch {
		p := a.canLaunch(sec)
		if p.None() {
			given, p = sec.choice.form.answer(sec, g.Target)
		}
		if !p.None() {
			g.Lock.Wipe()
			sec.problem = p
			return
		}
		if a.isShort(sec) && !g.Sure {
			a.askShort(sec, g)
			return
		}
	}
	with, _ := sec.launcher()
	if launch && custom(with) {
		c, allowed, err := a.commandFor(with)
		if err == nil && !allowed {
			a.askRun(sec, g, with, c.path, c.args)
			return
		}
	}
	sec.way = &way{flow: workflow.Session{Phase: workflow.Idle}, order: order{with: with, kind: sec.kind(), asked: given}}
	sec.way.keepLock(g.Lock)
	a.apply(sec, sec.way, workflow.Event{Kind: workflow.Begin, Answers: answers, Launch: launch})
}

// isShort reports whether a session now would soon be cut off, and more time could be had.
func (a *App) isShort(sec *secret) bool {
	return sec.hold != nil && sec.hold.mayExtend && a.soon(sec.hold)
}

// beginWhenRead begins as soon as it is known what the secret is opened with. A
// second click takes the place of the first.
func (a *App) beginWhenRead(sec *secret, g Given) {
	if sec.eager != nil {
		sec.eager.Lock.Wipe()
	}
	sec.eager = &g
}

func (a *App) beginEager(sec *secret) {
	if g := sec.eager; g != nil && !sec.loading {
		sec.eager = nil
		a.begin(sec.id, *g, true)
	}
}

// askShort offers more time before a session that would be cut off.
func (a *App) askShort(sec *secret, g Given) {
	if a.asks(PromptShort) {
		g.Lock.Wipe()
		return
	}
	a.ask(PromptView{
		Kind: PromptShort, Secret: sec.name(),
		Short: ShortPrompt{SecretID: sec.id, Left: sec.hold.lease.At(a.now()).Remaining().Truncate(time.Second)},
	}, func(yes bool) {
		if g.Sure = yes; !yes {
			g.Lock.Wipe()
			return
		}
		a.begin(sec.id, g, true)
	})
}

// cancelWay stops a way in; a write in flight is first answered or looked up.
func (a *App) cancelWay(id int) {
	if sec := a.s.secrets[id]; sec != nil && sec.way != nil {
		a.apply(sec, sec.way, workflow.Event{Kind: workflow.Cancel})
	}
}

// apply moves a way in on, and does what that asks for.
func (a *App) apply(sec *secret, w *way, e workflow.Event) {
	var todo []workflow.Effect
	w.flow, todo = workflow.Apply(w.flow, e)
	for _, eff := range todo {
		a.perform(sec, w, eff)
	}
	if w.flow.Over() || w.flow.Phase == workflow.Running {
		sec.turns++
		if sec.way == w {
			sec.way = nil // the next click starts another
		}
	}
	if w.flow.Over() {
		w.lock.Wipe()
		if w.challenge != nil {
			a.drop(w.challenge)
		}
		a.wayOver(sec, w)
	}
}

// keepLock takes a QuantumLock password for this way in, and forgets the one before.
func (w *way) keepLock(lock sealed.Secret) {
	if lock.Empty() {
		return
	}
	w.lock.Wipe()
	w.lock = lock
}

// wayOver says how a way in ended that did not reach a client.
func (a *App) wayOver(sec *secret, w *way) {
	f := w.flow
	switch {
	case f.Doubtful:
		sec.problem = w.problem
		a.watch(sec)
	case f.Cancelled:
	case f.Refusal != workflow.NotRefused:
		sec.problem = refusalProblem(f.Facts, f.Refusal, f.Step.Row)
	case f.Stuck && w.problem.None():
		sec.problem = Problem{Kind: ProblemNoProgress, Detail: string(f.Facts.State)}
	case !w.problem.None():
		sec.problem = w.problem
	}
	if sec.claimed && !f.Doubtful && sec.hold == nil {
		sec.claimed = false
	}
	a.record()
}

// perform is the one switch from what the table asks for to what is called.
func (a *App) perform(sec *secret, w *way, eff workflow.Effect) {
	switch eff.Kind {
	case workflow.ReadFacts:
		a.readFacts(sec, w)
	case workflow.AskUser:
		a.askUser(sec, w, eff.Row)
	case workflow.Await:
		a.await(sec, w, eff.Row)
	case workflow.Perform:
		a.call(sec, w, eff.Call)
	case workflow.Start:
		a.startClient(sec, w)
	case workflow.Abort:
		if w.cancel != nil {
			w.cancel()
		}
		if w.session != nil {
			a.endSession(w.session.id)
		}
	case workflow.GiveBack:
		a.setBusy(w, BusyCheckIn)
		a.giveBack(sec, w)
	}
}

// askUser shows the form of the way in, with the vault's own words about the last try.
func (a *App) askUser(sec *secret, w *way, row workflow.RequirementID) {
	a.setBusy(w, NotBusy)
	sec.turns++
	if w.problem.None() {
		a.newForm(sec)
	} else { // what was typed stays, to be corrected
		w.formErr, w.problem, w.said = cmp.Or(w.said, w.problem.Detail), Problem{}, ""
	}
	if row == workflow.MFA {
		a.challenge(sec, w)
	}
}

// newForm empties the form of a secret.
func (a *App) newForm(sec *secret) { sec.formID, sec.formAt = a.nextID(), a.now() }

// setBusy names the wait; it is shown when it has lasted a moment.
func (a *App) setBusy(w *way, b BusyKind) {
	w.busy, w.since = b, a.now()
	if b != NotBusy {
		a.after(busyDelay, func() {}) // publishes
	}
}

// run performs one effect of a way in that Cancel can cut short.
func (a *App) run(w *way, b BusyKind, work func(context.Context) func()) {
	ctx, cancel := context.WithCancel(a.ctx)
	w.cancel = cancel
	a.setBusy(w, b)
	a.async(ctx, func(ctx context.Context) func() {
		defer cancel()
		return work(ctx)
	})
}

// access is the vault for an effect: signed out, every call says so.
func (a *App) access() Access {
	if a.s.vault != nil {
		return a.s.vault
	}
	return signedOut{}
}

func (a *App) readFacts(sec *secret, w *way) {
	vault, fresh, want := a.access(), sec.reading(), a.wants(sec)
	turn := a.nextID()
	w.turn = turn // of two looks at once the later one counts
	a.run(w, BusyReading, func(ctx context.Context) func() {
		l, err := look(ctx, vault, sec.id, want)
		return func() {
			if w.turn != turn {
				return
			}
			a.setBusy(w, NotBusy)
			if !w.waiting.IsZero() {
				sec.problem = Problem{} // it was the last look's
			}
			if !w.waiting.IsZero() && passing(err) && !w.flow.Cancelled {
				sec.problem = a.failed(err) // shown, and tried again
				a.await(sec, w, w.flow.Step.Row)
				return
			}
			if err != nil {
				if p := a.failed(err); w.problem.None() && !cancelled(err) {
					w.problem = p
				}
				a.apply(sec, w, workflow.Event{Kind: workflow.FactsFailed})
				return
			}
			if !fresh() {
				a.readFacts(sec, w)
				return
			}
			if w.flow.Doubtful && sec.factsOf(l.state).ByMe {
				w.problem = Problem{} // it was made after all
			}
			a.looked(sec, l)
			a.tellWait(sec, w)
			a.apply(sec, w, workflow.Event{Kind: workflow.FactsRead, Facts: sec.facts})
		}
	})
}

// call performs one write, once.
func (a *App) call(sec *secret, w *way, k workflow.CallKind) {
	busy, do := a.callOf(sec, w, k)
	if k == workflow.CallCheckOut {
		sec.claimed, sec.claimedAt = true, a.now()
		a.record() // before the vault is asked: a crash in between must not leave it behind
	}
	sec.epoch++
	a.run(w, busy, func(ctx context.Context) func() {
		sent := a.now()
		err := do(ctx)
		received := a.now()
		return func() { a.called(sec, w, k, err, sent, received) }
	})
}

// callOf is the one switch from a call of the table to the vault's.
func (a *App) callOf(sec *secret, w *way, k workflow.CallKind) (BusyKind, func(context.Context) error) {
	vault, id, g := a.access(), sec.id, w.flow.Answers
	system := g.System
	if g.Ticket != "" && system == 0 && len(a.s.tickets) > 0 {
		system = a.s.tickets[0].ID
	}
	switch k {
	case workflow.CallRequest:
		draft := ssclient.AccessRequestDraft{
			SecretID: id, Comment: g.Reason, Start: g.From, End: g.Until, TicketNumber: g.Ticket, TicketSystemID: system,
		}
		return BusyRequest, func(ctx context.Context) error { _, err := vault.RequestAccess(ctx, draft); return err }
	case workflow.CallComment:
		comment := ssclient.Comment{Comment: g.Reason, TicketNumber: g.Ticket, TicketSystemID: system}
		return BusyComment, func(ctx context.Context) error { return vault.ViewComment(ctx, id, comment) }
	case workflow.CallSetLock:
		lock := w.lock.Clone()
		return BusyLock, func(ctx context.Context) error {
			defer lock.Wipe()
			return vault.SetQuantumLockPassword(ctx, lock)
		}
	}
	return BusyCheckOut, func(ctx context.Context) error { return vault.CheckOut(ctx, id) }
}

func (a *App) called(sec *secret, w *way, k workflow.CallKind, err error, sent, received time.Time) {
	a.setBusy(w, NotBusy)
	a.wrote(sec.id, sec.name(), string(k), outcomeOf(err))
	sec.epoch++
	if err == nil {
		w.problem = Problem{}
		if k == workflow.CallCheckOut {
			a.checkedOut(sec, sent, received)
		}
		a.apply(sec, w, workflow.Event{Kind: workflow.CallDone})
		return
	}
	if p := a.failed(err); !cancelled(err) {
		w.problem, w.said = p, said(err)
	}
	kind := workflow.CallRefused
	if ssclient.Retryable(err) {
		kind = workflow.CallStale
	} else if ssclient.Doubtful(err) || cancelled(err) {
		kind = workflow.CallDoubtful
	}
	if kind != workflow.CallDoubtful && k == workflow.CallCheckOut {
		sec.claimed = false
		a.record()
	}
	if kind == workflow.CallRefused && (k == workflow.CallComment || k == workflow.CallRequest) && w.flow.Answers.Ticket == "" {
		sec.insists = true // perhaps: the form then follows the ticket system's rule
	}
	a.apply(sec, w, workflow.Event{Kind: kind})
}

// problemOf is for effects: it posts a sign-out instead of changing the state itself.
func (a *App) problemOf(err error) Problem {
	p := problemOf(err)
	if p.Kind == ProblemSignedOut {
		a.box.put(a.signedOut)
	}
	return p
}
