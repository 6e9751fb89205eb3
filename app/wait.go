package app

import (
	"errors"
	"slices"
	"time"

	"sallyport/app/journal"
	"sallyport/ssclient"
	"sallyport/workflow"
)

// How often the vault is asked whether somebody else has acted.
const (
	lookAtRequest = 30 * time.Second // people take minutes
	lookAtChange  = 5 * time.Second  // a password change takes seconds
)

// await looks again in a while, as long as the way in is still waiting then.
func (a *App) await(sec *secret, w *way, row workflow.RequirementID) {
	a.setBusy(w, NotBusy)
	if w.waiting.IsZero() {
		w.waiting = a.now()
		a.record()
	}
	every := lookAtRequest
	if row == workflow.PendingChange {
		every = lookAtChange
	}
	turn := a.nextID()
	w.turn = turn
	a.after(every, func() {
		if sec.way == w && w.turn == turn && w.flow.Step.Kind == workflow.Wait {
			a.readFacts(sec, w)
		}
	})
}

// passing reports whether an answer that did not come may come the next time. A
// certificate that is not trusted is for the user to look at.
func passing(err error) bool {
	if errors.Is(err, ssclient.ErrCertificate) {
		return false
	}
	kinds := []error{ssclient.ErrTransport, ssclient.ErrTimeout, ssclient.ErrServer, ssclient.ErrThrottled}
	return slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) })
}

// tellWait notifies the user when what a way in waited for has been decided.
func (a *App) tellWait(sec *secret, w *way) {
	if w.waiting.IsZero() {
		return
	}
	was, f := w.flow.Step.Row, sec.facts
	if next := workflow.Next(f, w.flow.Answers); next.Kind == workflow.Wait && next.Row == was {
		return
	}
	w.waiting = time.Time{}
	switch {
	case was != workflow.Approval:
	case f.State != workflow.StateApproval:
		a.notify(NoticeGranted, sec, 0)
	case f.Request == workflow.RequestDenied:
		a.notify(NoticeDenied, sec, 0)
	default:
		a.notify(NoticeLapsed, sec, 0)
	}
}

// waitOf is what the journal keeps of a way in that waits for an approval. Only
// a program that takes up what others left, the window, goes on with it.
func (a *App) waitOf(sec *secret) (w journal.Wait, ok bool) {
	if !a.seat.lasting || sec.way == nil || sec.way.waiting.IsZero() || sec.way.flow.Step.Row != workflow.Approval || sec.way.flow.Over() {
		return w, false
	}
	return journal.Wait{
		Server: a.s.server, User: a.s.user, SecretID: sec.id, Name: sec.name(),
		Since: sec.way.waiting, Launch: sec.way.flow.Launch,
	}, true
}

// takeUpWaits goes on waiting where an earlier run of this user did. What has
// been granted meanwhile goes on at once.
func (a *App) takeUpWaits() {
	var rest []journal.Wait
	for _, e := range a.s.waiting.Waits {
		if !a.mine(e.Server, e.User) {
			rest = append(rest, e)
			continue
		}
		sec := a.s.secret(e.SecretID)
		if sec.summary.Name == "" {
			sec.summary.Name = e.Name
		}
		if sec.way == nil {
			a.resumeWait(sec, e)
		}
	}
	a.s.waiting.Waits = rest
}

// resumeWait needs to know what the secret is before its way can be gone.
func (a *App) resumeWait(sec *secret, e journal.Wait) {
	w := &way{flow: workflow.Session{Phase: workflow.Idle}, waiting: e.Since}
	w.flow.Step = workflow.Step{Kind: workflow.Wait, Row: workflow.Approval}
	sec.way = w
	a.read(sec) // its launchers, for when it is granted
	a.apply(sec, w, workflow.Event{Kind: workflow.Begin, Launch: e.Launch})
}

// setAsideWaits keeps what waits for an approval for the next sign-in.
func (a *App) setAsideWaits() {
	for _, sec := range a.s.secrets {
		if w, ok := a.waitOf(sec); ok {
			a.s.waiting.Waits = append(a.s.waiting.Waits, w)
			sec.way.waiting = time.Time{}
		}
	}
}
