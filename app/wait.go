package app

import (
	"time"

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
	turn := a.s.nextID()
	w.turn = turn
	a.after(every, func() {
		if sec.way == w && w.turn == turn && w.flow.Step.Kind == workflow.Wait {
			a.readFacts(sec, w)
		}
	})
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
