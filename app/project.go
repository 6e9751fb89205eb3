package app

import (
	"slices"
	"strconv"
	"time"

	"sallyport/workflow"
)

// view is the state as it may be shown now. It costs what is on the screen,
// not what the vault holds: the tree and the results are shared snapshots.
func (a *App) view() View {
	s, now := &a.s, a.now()
	v := View{
		Screen: s.screen, Demo: a.cfg.Demo != nil, Server: s.server, User: s.user, SignIn: s.signIn,
		Vaults: []VaultView{a.viewVault()}, Vault: a.seat.key,
		Search: SearchView{Text: s.search.text, Busy: s.search.busy, Version: s.search.version, Rows: s.search.rows, Total: s.search.total, Offline: s.vault == nil, Problem: s.search.problem},
		InTree: s.revealed, Tickets: s.tickets, Notice: s.notice, Quiet: s.quiet, QuietKind: s.quietKind, Closing: s.closed, KnowsMine: s.knowsMine,
	}
	v.SignIn.Left = a.viewLeft()
	for _, sec := range s.secrets {
		if sec.hold != nil {
			v.CheckOuts = append(v.CheckOuts, a.viewCheckOut(sec, now))
		}
	}
	slices.SortFunc(v.CheckOuts, func(x, y CheckOutView) int {
		if c := x.EndsAt.Compare(y.EndsAt); c != 0 {
			return c
		}
		return x.SecretID - y.SecretID
	})
	for _, x := range s.sessions {
		v.Sessions = append(v.Sessions, a.viewSession(x, now))
	}
	v.Beside = a.viewSessions()
	v.Inbox = InboxView{Open: s.inbox.open, Busy: s.inbox.busy, Version: s.inbox.version, Rows: s.inbox.rows, Problem: s.inbox.problem}
	v.MFA, v.History = a.viewMFA(now), a.viewHistory()
	v.Held, v.Batch = a.viewHeld(), a.viewBatch(now)
	v.Sections, v.Folder = a.viewSections(), a.viewFolder()
	if len(s.banners) > 0 {
		v.Banner = s.banners[0]
	}
	if len(s.prompts) > 0 {
		p := s.prompts[0].view
		v.Prompt = &p
	}
	if sec := s.secrets[s.selected]; sec != nil {
		v.Pane = a.viewPane(sec, now)
	}
	return v
}

// viewLeft counts what is left of this vault's users. A session counts once its
// client was found again.
func (a *App) viewLeft() Behind {
	left := Behind{CheckOuts: len(a.s.waiting.CheckOuts)}
	for _, x := range a.s.sessions {
		if x.recovered && x.alive() {
			left.Sessions++
		}
	}
	return left
}

func (a *App) viewCheckOut(sec *secret, now time.Time) CheckOutView {
	h := sec.hold
	l := h.lease.At(now)
	return CheckOutView{
		Vault: a.seat.key, SecretID: sec.id, Name: sec.name(),
		Remaining: l.Remaining().Truncate(time.Second), Total: l.Total, Marker: l.Marker,
		Red: l.Red() && l.Total > 0, EndsAt: l.Ends(),
		CanExtend: h.mayExtend, MaxExtend: h.maxExtend(a.s.rules),
		Keep: a.keeps(h), Ours: sec.claimed, Busy: shown(h.busy, now, h.since), Problem: h.problem, Retrying: h.tries > 0,
	}
}

func (a *App) viewSession(x *session, now time.Time) SessionView {
	v := SessionView{
		Vault: a.seat.key, ID: x.id, Started: x.started, SecretID: x.secretID, Name: x.name, Kind: string(x.kind),
		State: x.state, Recovered: x.recovered, Problem: x.problem,
	}
	if x.way != nil {
		v.Tunnels = x.way.tunnels
	}
	v.Again = !x.alive() && !x.recovered && !x.retried
	if x.alive() {
		v.Elapsed = now.Sub(x.started).Truncate(time.Second)
		sec := a.s.secrets[x.secretID]
		v.Lapsed = sec != nil && sec.ended.Taken()
	}
	return v
}

func (a *App) viewPane(sec *secret, now time.Time) PaneView {
	s := sec.summary
	v := PaneView{
		Vault: a.seat.key, ID: sec.id, Name: sec.name(), Path: s.FolderPath, Template: s.TemplateName,
		Loading: !sec.known && sec.loading, Problem: sec.problem,
		Turns: sec.turns, Kind: string(sec.kind()), Host: sec.host, Port: sec.port, User: sec.user,
	}
	if v.Host == "" {
		v.Host = s.Extended("machine")
	}
	if v.Port == 0 {
		v.Port, _ = strconv.Atoi(s.Extended("port")) // not a number: not shown
	}
	if v.User == "" {
		v.User = s.Extended("username")
	}
	v.Launchers = sec.choice.views
	if l, ok := sec.launcher(); ok {
		v.Launcher = l.ID
	}
	if sec.hold != nil {
		v.CheckOut = a.viewCheckOut(sec, now)
	}
	v.Password, v.Code = a.viewPassword(sec), a.viewCode(sec, now)
	v.Health = a.viewHealth(sec)
	v.Files, v.Reading = a.viewFiles(sec, now)
	v.Fields = a.viewFields(sec)
	v.Favorite = a.favorite(sec.id)
	v.Browser = a.cfg.OpenURL != nil && a.s.server != ""
	v.Facts = CheckOutFacts{
		Needed: sec.facts.ListsCheckOut, Minutes: sec.facts.Minutes, FreeInMin: sec.facts.MinutesLeft,
		Ended: sec.ended, EndedAt: sec.endedAt, Watched: sec.watched, MayForce: sec.facts.MayForce,
		Failed: sec.facts.ChangeFailed,
	}
	if sec.facts.CheckedOut && !sec.facts.ByMe {
		v.Facts.Holder = sec.facts.Holder
	}
	v.RDP, v.SSH, v.Choices = a.viewRDP(sec), a.viewSSH(sec, v.Port), sec.choices
	v.Port = a.goesTo(sec, v.Port)
	a.viewWay(sec, &v, now)
	return v
}

// viewWay is the way in, at rest or under way, and what the main button does.
func (a *App) viewWay(sec *secret, v *PaneView, now time.Time) {
	if !sec.known {
		return
	}
	var answers workflow.Answers
	if sec.way != nil {
		answers = sec.way.flow.Answers
	}
	v.Steps = workflow.Plan(sec.facts, answers)
	v.ApprovalEnd = sec.facts.ApprovalEnd
	if sec.way != nil {
		a.viewProgress(sec.way, v, now)
	}
	next := workflow.Next(sec.facts, workflow.Answers{})
	if sec.way != nil && sec.way.flow.Waiting() {
		next = sec.way.flow.Step
	}
	a.viewForm(sec, answers, v)
	a.viewWait(sec, v)
	var why Problem
	v.Primary, why = a.primary(sec, next)
	if v.Problem.None() && sec.way == nil {
		v.Problem = why
	}
}

// viewForm is what is asked together now.
func (a *App) viewForm(sec *secret, said workflow.Answers, v *PaneView) {
	for _, row := range workflow.Form(sec.facts, said) {
		if row == workflow.MFA {
			continue // its own window asks
		}
		v.Ask.ID, v.Ask.Start = sec.formID, sec.formAt
		switch row {
		case workflow.Approval:
			v.Ask.Access = true
			fallthrough
		case workflow.Comment:
			v.Ask.Reason, v.Ask.Tickets = true, sec.facts.Tickets && len(a.s.tickets) > 0
			v.Ask.Insists = v.Ask.Tickets && sec.insists
		case workflow.QuantumLock:
			v.Ask.Lock = LockEnter
		case workflow.CreateLock:
			v.Ask.Lock = LockCreate
		}
	}
	w := sec.way
	if sec.choice.form != nil && sec.cannot.None() && (w == nil || w.flow.Waiting() && w.flow.Launch && w.order.asked.what == "") {
		v.Ask.ID, v.Ask.Start, v.Ask.Target = sec.formID, sec.formAt, sec.choice.form
	}
}

// viewWait is what the secret waits for when it is up to somebody else, and
// what was last decided on it.
func (a *App) viewWait(sec *secret, v *PaneView) {
	if sec.request != nil {
		v.Wait.Request = a.viewRequest(*sec.request)
	}
	var said workflow.Answers
	if sec.way != nil {
		said = sec.way.flow.Answers
	}
	step := workflow.Next(sec.facts, said)
	if step.Kind != workflow.Wait {
		return
	}
	v.Wait.Row = step.Row
	if sec.way != nil {
		v.Wait.Since = sec.way.waiting
	}
}

// viewProgress shows how far a way in is that is being gone.
func (a *App) viewProgress(w *way, v *PaneView, now time.Time) {
	v.Busy = shown(w.busy, now, w.since)
	v.Cancel = !w.flow.Waiting()
	v.Ask.Error = w.formErr
	if v.Busy == NotBusy {
		return
	}
	if a.s.throttled {
		v.Busy = BusyThrottled
	}
	row := w.flow.Step.Row
	if w.flow.Phase == workflow.Launching {
		row = workflow.Connect
	}
	for i := range v.Steps {
		if v.Steps[i].ID == row {
			v.Steps[i].Progress = workflow.Busy
		}
	}
}

// primary is what the main button does, and why it does nothing where that is
// not on the check-out card already.
func (a *App) primary(sec *secret, next workflow.Step) (Primary, Problem) {
	switch {
	case next.Kind == workflow.Refuse && next.Refusal == workflow.HeldByOther:
		return PrimaryUnavailable, Problem{}
	case next.Kind == workflow.Refuse:
		return PrimaryUnavailable, refusalProblem(sec.facts, next.Refusal, next.Row)
	case !sec.cannot.None():
		return PrimaryUnavailable, sec.cannot
	case a.s.vault == nil:
		return PrimaryUnavailable, Problem{}
	case next.Row == workflow.MFA:
		return PrimaryChallenge, Problem{}
	case next.Kind == workflow.Wait:
		return PrimaryWait, Problem{}
	case next.Row == workflow.Approval:
		return PrimaryRequest, Problem{}
	case sec.facts.ListsCheckOut && !sec.facts.ByMe && sec.kind() == WebPage:
		return PrimaryCheckOutAndOpen, Problem{}
	case sec.kind() == WebPage:
		return PrimaryOpen, Problem{}
	case sec.facts.ListsCheckOut && !sec.facts.ByMe:
		return PrimaryCheckOutAndConnect, Problem{}
	}
	return PrimaryConnect, Problem{}
}

// shown hides a wait until it has lasted a moment.
func shown(b BusyKind, now, since time.Time) BusyKind {
	if b == NotBusy || now.Sub(since) < busyDelay {
		return NotBusy
	}
	return b
}
