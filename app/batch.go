package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// atOnce is how many secrets of a run are begun at a time where the user has
// not chosen: enough that a slow machine does not hold up the rest, few enough
// that a person can answer what they ask.
const atOnce = 3

// batch is what is marked, and the run that connects it.
type batch struct {
	open    bool
	busy    bool
	problem Problem
	version int
	marks   []int
	shown   []Marked // the same for views; never changed in place
	formID  int
	formAt  time.Time
	run     []*batched // the last one, over or not
}

// batched is one secret of a run. Its way in is gone as if it were alone.
type batched struct {
	sec     *secret
	given   Given
	state   BatchState
	problem Problem
	begun   bool
	way     *way // nil: not begun, or refused before it was
}

// settled reports whether it needs no turn any more.
func (b *batched) settled() bool { return b.state == BatchConnected || b.over() }

func (b *batched) over() bool {
	return b.state == BatchEnded || b.state == BatchRefused || b.state == BatchCancelled
}

// busy reports whether it takes up one of the turns: what waits for a person does not.
func (b *batched) busy() bool { return b.state == BatchReading || b.state == BatchStarting }

func (b *batched) end(s BatchState, p Problem) { b.state, b.problem = s, p }

func (b *batch) running() bool {
	return slices.ContainsFunc(b.run, func(it *batched) bool { return !it.settled() })
}

// showBatch opens what is marked, in the place of the pane.
func (a *App) showBatch(open bool) {
	b := &a.s.batch
	a.uncover()
	b.open, b.problem = open, Problem{}
	if !open {
		return
	}
	b.formID, b.formAt = a.nextID(), a.now()
	a.readMarked()
}

// readMarked learns what the shared form must ask: the flags of what was named
// without having been listed, all in one call, and the ticket systems.
func (a *App) readMarked() {
	b, vault := &a.s.batch, a.s.vault
	var unknown []int
	speaks := false
	for _, id := range b.marks {
		s := a.s.secret(id).summary
		if s.ID == 0 {
			unknown = append(unknown, id)
		}
		speaks = speaks || s.RequiresComment || s.RequiresApproval
	}
	known := a.s.tickets != nil
	if vault == nil || b.busy || len(unknown) == 0 && (known || !speaks) {
		return
	}
	b.busy = true
	a.async(a.ctx, func(ctx context.Context) func() {
		rows, err := vault.SecretsByID(ctx, unknown)
		for _, s := range rows {
			speaks = speaks || s.RequiresComment || s.RequiresApproval
		}
		var systems []TicketSystemView
		if err == nil && speaks && !known {
			if systems, err = ticketSystems(ctx, vault); unanswered(err) {
				err = nil
			}
		}
		return func() { a.markedRead(vault, unknown, rows, systems, err) }
	})
}

// toldMany takes in what the vault says of many secrets, and reports whether it did.
func (a *App) toldMany(of Vault, rows []ssclient.SecretSummary, err error) bool {
	if a.s.vault != of {
		return false
	}
	a.s.batch.busy = false
	if err != nil {
		a.s.batch.problem = a.failed(err)
		return false
	}
	for _, s := range rows {
		a.learn(s)
	}
	return true
}

func (a *App) markedRead(of Vault, asked []int, rows []ssclient.SecretSummary, systems []TicketSystemView, err error) {
	if !a.toldMany(of, rows, err) {
		return
	}
	if systems != nil {
		a.s.tickets = systems
	}
	for _, id := range asked { // what is not there cannot be asked about again
		if sec := a.s.secret(id); sec.summary.ID == 0 {
			sec.problem = Problem{Kind: ProblemGone, Unchanged: true}
		}
	}
}

// connectMarked begins with what is marked, beside what a run before still does.
func (a *App) connectMarked(g Given) {
	g.Lock.Wipe() // each secret asks for its own
	g.Lock = sealed.Secret{}
	b := &a.s.batch
	if a.s.vault == nil || len(b.marks) == 0 {
		return
	}
	if !b.running() {
		b.run = nil
	}
	marked, runs := setOf(b.marks), map[int]bool{}
	b.run = slices.DeleteFunc(b.run, func(it *batched) bool { return marked[it.sec.id] && it.settled() })
	for _, it := range b.run {
		runs[it.sec.id] = true
	}
	for _, id := range b.marks {
		if !runs[id] {
			b.run = append(b.run, &batched{sec: a.s.secret(id), given: g, state: BatchWaiting})
		}
	}
	a.mark(b.marks, false)
}

// settleBatch looks where every secret of the run stands, and begins with the next.
func (a *App) settleBatch() {
	b := &a.s.batch
	if len(b.run) == 0 {
		return
	}
	free := a.atOnce()
	for _, it := range b.run {
		a.follow(it)
		if it.busy() {
			free--
		}
	}
	for _, it := range b.run {
		if free <= 0 || a.s.vault == nil || a.s.leaving != nil || b.busy {
			return
		}
		if it.state == BatchWaiting && (!a.isShort(it.sec) || !a.asks(PromptShort)) {
			a.beginBatched(it)
			free--
		}
	}
}

func (a *App) atOnce() int { return max(1, cmp.Or(a.seat.live.Now().AtOnce, atOnce)) }

// beginBatched starts a way in. Beyond what its table asks of the vault, only
// the launchers are wanted: the state is read by the way in itself.
func (a *App) beginBatched(it *batched) {
	sec, vault := it.sec, a.s.vault
	it.state = BatchReading
	switch {
	case sec.summary.ID == 0:
		it.end(BatchRefused, Problem{Kind: ProblemGone, Secret: sec.name(), Unchanged: true})
		return
	case sec.launchers != nil:
		a.goBatched(it)
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		all, err := a.launchersOf(ctx, vault, sec.id)
		return func() {
			if err == nil {
				a.launchersRead(sec, all)
			}
			switch {
			case it.over(): // cancelled meanwhile
			case err != nil:
				it.end(BatchRefused, a.failed(err))
			default:
				a.goBatched(it)
			}
		}
	})
}

// goBatched begins, unless the launcher asks for a machine that it was never
// told: the secret's own form asks then, and whoever answers it begins.
func (a *App) goBatched(it *batched) {
	if f := it.sec.choice.form; f != nil {
		if it.given.Target = f.Last; f.Last == "" {
			it.state = BatchAsking
			return
		}
	}
	it.begun = true
	a.begin(it.sec.id, it.given, true)
	it.way = it.sec.way
	a.follow(it)
}

// launchersOf asks the vault for a secret's launchers, outside the loop: a
// client is asked for its version the first time, which takes a while.
func (a *App) launchersOf(ctx context.Context, vault Access, id int) ([]ssclient.Launcher, error) {
	all, err := vault.Launchers(ctx, id)
	if launcherOf(all, launcher.RDP) != 0 {
		_ = a.cfg.Launcher.Check(probe(launcher.RDP)) // told when it is opened
	}
	return all, err
}

// follow looks where a secret of a run stands now.
func (a *App) follow(it *batched) {
	sec := it.sec
	it.begun = it.begun || it.state == BatchAsking && sec.way != nil
	if it.over() || !it.begun {
		return
	}
	if it.way == nil {
		it.way = sec.way // begun after the question whether so little time is enough
	}
	switch w := it.way; {
	case w == nil && a.asksShort(sec.id):
		it.state = BatchAsking
	case w == nil && sec.problem.None():
		it.end(BatchCancelled, Problem{})
	case w == nil:
		it.end(BatchRefused, sec.problem)
	case w.session != nil:
		a.followSession(it, w.session)
	case w.flow.Over() && w.flow.Cancelled:
		it.end(BatchCancelled, Problem{})
	case w.flow.Over():
		it.end(BatchRefused, sec.problem)
	case w.flow.Waiting() || a.unanswered(w.question):
		it.state = BatchAsking
	case w.flow.Step.Kind == workflow.Wait && !w.waiting.IsZero():
		it.state = BatchPending
	case w.flow.Phase == workflow.Launching:
		it.state = BatchStarting
	default:
		it.state = BatchReading
	}
}

func (a *App) followSession(it *batched, x *session) {
	switch {
	case x.state == SessionFailed:
		it.end(BatchRefused, x.problem)
	case x.client == nil:
		it.end(BatchEnded, Problem{})
	case x.state == SessionConnected:
		it.state = BatchConnected
	case a.unanswered(x.way.question):
		it.state = BatchAsking
	case x.state == SessionStarting:
		it.state = BatchStarting
	}
}

// unanswered reports whether a question is open or waits to be shown.
func (a *App) unanswered(p *prompt) bool { return p != nil && slices.Contains(a.s.prompts, p) }

// asksShort reports whether the user is asked if so little time is enough for the secret.
func (a *App) asksShort(id int) bool {
	return slices.ContainsFunc(a.s.prompts, func(p *prompt) bool {
		return p.view.Kind == PromptShort && p.view.Short.SecretID == id
	})
}

// cancelBatch stops what is not connected yet.
func (a *App) cancelBatch() {
	for _, it := range a.s.batch.run {
		if !it.settled() {
			a.unqueue(it.sec.id)
			a.cancelWay(it.sec.id)
		}
	}
}

// unqueue takes a secret out of a run whose way in has not begun; cancelWay is for the rest.
func (a *App) unqueue(id int) {
	for _, it := range a.s.batch.run {
		if it.sec.id != id || it.settled() || it.sec.way != nil {
			continue
		}
		for _, p := range slices.Clone(a.s.prompts) {
			if p.view.Kind == PromptShort && p.view.Short.SecretID == id {
				a.closePrompt(p)
				p.answer(false)
			}
		}
		if !it.begun {
			it.end(BatchCancelled, Problem{})
		}
	}
}

// viewBatch costs what a run holds while it is looked at, and else only its numbers.
func (a *App) viewBatch(now time.Time) BatchView {
	b := &a.s.batch
	v := BatchView{
		Open: b.open, Busy: b.busy, Problem: b.problem, Version: b.version, Marked: b.shown,
		Running: b.running(), Total: len(b.run), AtOnce: a.atOnce(),
	}
	for _, it := range b.run {
		if it.settled() {
			v.Settled++
		}
		if it.state == BatchRefused {
			v.Failed++
		}
		if b.open {
			row := a.batchRow(it.sec, it.state)
			row.Problem = it.problem
			if w := it.way; w != nil && it.state == BatchReading {
				row.Busy = shown(w.busy, now, w.since)
			}
			v.Rows = append(v.Rows, row)
		}
	}
	if b.open {
		a.viewMarked(&v)
	}
	return v
}

// viewMarked is the form that all share, and what it is for.
func (a *App) viewMarked(v *BatchView) {
	b := &a.s.batch
	for _, id := range b.marks {
		sec := a.s.secret(id)
		v.Rows = append(v.Rows, a.batchRow(sec, BatchMarked))
		s := sec.summary
		v.Ask.Reason = v.Ask.Reason || s.RequiresComment || s.RequiresApproval
		v.Ask.Access = v.Ask.Access || s.RequiresApproval
	}
	if v.Ask.Reason {
		v.Ask.ID, v.Ask.Start, v.Ask.Tickets = b.formID, b.formAt, len(a.s.tickets) > 0
	}
}

func (a *App) batchRow(sec *secret, state BatchState) BatchRow {
	return BatchRow{
		Vault: a.seat.key, SecretID: sec.id, Name: sec.name(), Path: sec.summary.FolderPath, Kind: string(sec.kind()), State: state,
	}
}
