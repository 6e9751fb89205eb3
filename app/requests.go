package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"sallyport/ssclient"
	"sallyport/workflow"
)

// inboxRows is how many requests the inbox lists at most.
const inboxRows = 200

// newestRequest is this user's newest access request for a secret, with its
// reviewers while it is pending; nil if there is none.
func newestRequest(ctx context.Context, vault Access, secretID, userID int) (*ssclient.AccessRequest, error) {
	var newest *ssclient.AccessRequest
	for r, err := range vault.SecretAccessRequests(ctx, secretID) {
		if err != nil {
			return nil, err
		}
		if r.UserID == userID && (newest == nil || r.ID > newest.ID) {
			newest = &r
		}
	}
	if newest == nil || workflow.RequestStatus(newest.Status) != workflow.RequestPending {
		return newest, nil
	}
	full, err := vault.AccessRequest(ctx, newest.ID)
	if err != nil && unanswered(err) {
		return newest, nil
	}
	return &full, err
}

// viewRequest is a request as it may be shown.
func (a *App) viewRequest(r ssclient.AccessRequest) RequestView {
	v := RequestView{
		Vault: a.seat.key, ID: r.ID, SecretID: r.SecretID, Secret: r.SecretName, Requester: r.UserName,
		Status: workflow.RequestStatus(r.Status), Reason: r.Comment, Ticket: r.TicketNumber,
		Asked: r.Requested.Time, From: r.Start.Time, Until: r.End.Time,
		DecidedBy: r.ApproverDisplayName, Response: r.ResponseComment,
		MayDecide: workflow.RequestStatus(r.Status) == workflow.RequestPending && r.UserID != a.s.userID &&
			!r.MayNotReview,
	}
	names := make([]string, 0, len(r.Reviewers))
	for _, p := range r.Reviewers {
		names = append(names, p.DisplayName)
	}
	v.Reviewers = strings.Join(names, ", ")
	return v
}

// cancelRequest takes back this user's pending request for a secret.
func (a *App) cancelRequest(id int) {
	a.changeRequest(id, func(r ssclient.AccessRequest) ssclient.Decision {
		return ssclient.Decision{RequestID: r.ID, Status: ssclient.RequestCanceled}
	})
}

// editRequest asks for other times.
func (a *App) editRequest(i EditRequest) {
	a.changeRequest(i.SecretID, func(r ssclient.AccessRequest) ssclient.Decision {
		return ssclient.Decision{RequestID: r.ID, Status: ssclient.RequestPending, Start: i.From, End: i.Until}
	})
}

// changeRequest sends one change of the pending request of a secret, and looks what came of it.
func (a *App) changeRequest(id int, change func(ssclient.AccessRequest) ssclient.Decision) {
	sec := a.s.secrets[id]
	if sec == nil || sec.request == nil || workflow.RequestStatus(sec.request.Status) != workflow.RequestPending {
		return
	}
	vault, d := a.access(), change(*sec.request)
	sec.epoch++
	a.async(a.ctx, func(ctx context.Context) func() {
		_, err := vault.DecideAccessRequest(ctx, d)
		return func() {
			sec.epoch++
			if err != nil {
				sec.problem = a.failed(err)
			}
			if sec.way != nil && sec.way.flow.Step.Kind == workflow.Wait {
				a.readFacts(sec, sec.way)
				return
			}
			a.read(sec)
		}
	})
}

// inbox is the approvals inbox: what others ask this user to allow.
type inbox struct {
	open    bool
	busy    bool
	version int
	rows    []RequestView
	problem Problem
	seq     int
}

// showInbox opens or closes it; open, it is read anew every now and then.
func (a *App) showInbox(open bool) {
	a.uncover()
	a.s.inbox.open = open
	a.s.inbox.seq++
	if open {
		a.readInbox(a.s.inbox.seq)
	}
}

// readInbox lists the pending requests that are not this user's own.
func (a *App) readInbox(seq int) {
	vault := a.s.vault
	if vault == nil {
		return
	}
	box := &a.s.inbox
	box.busy = box.rows == nil
	a.async(a.ctx, func(ctx context.Context) func() {
		var rows []ssclient.AccessRequest
		var err error
		for r, e := range vault.AccessRequests(ctx, ssclient.AccessRequestFilter{Status: ssclient.RequestPending}) {
			if err = e; err != nil || len(rows) >= inboxRows {
				break
			}
			rows = append(rows, r)
		}
		return func() { a.inboxRead(seq, rows, err) }
	})
}

func (a *App) inboxRead(seq int, rows []ssclient.AccessRequest, err error) {
	box := &a.s.inbox
	if box.seq != seq {
		return
	}
	box.busy, box.problem = false, Problem{}
	box.version++
	if err != nil {
		if !unanswered(err) || errors.Is(err, ssclient.ErrNotAPI) {
			box.problem = a.failed(err)
		}
		rows = nil
	}
	views := []RequestView{}
	for _, r := range rows {
		if v := a.viewRequest(r); v.Status == workflow.RequestPending && r.UserID != a.s.userID {
			views = append(views, a.keepProblem(v))
		}
	}
	slices.SortFunc(views, func(x, y RequestView) int {
		return cmp.Or(x.Asked.Compare(y.Asked), cmp.Compare(x.ID, y.ID))
	})
	box.rows = views
	a.after(lookAtRequest, func() {
		if a.s.inbox.seq == seq && a.s.inbox.open {
			a.readInbox(seq)
		}
	})
}

// keepProblem carries what went wrong with a row over to its next reading.
func (a *App) keepProblem(v RequestView) RequestView {
	for _, old := range a.s.inbox.rows {
		if old.ID == v.ID {
			v.Problem, v.Busy = old.Problem, old.Busy
		}
	}
	return v
}

// decide approves or denies somebody else's request.
func (a *App) decide(i Decide) {
	row := a.inboxRow(i.RequestID)
	if row == nil || row.Busy || !row.MayDecide {
		return
	}
	d := ssclient.Decision{
		RequestID: i.RequestID, Status: ssclient.RequestDenied, Comment: strings.TrimSpace(i.Response), Start: row.From, End: row.Until,
	}
	if i.Approve {
		d.Status = ssclient.RequestApproved
		if !i.Until.IsZero() {
			d.Start, d.End = i.From, i.Until
		}
	}
	a.setRow(i.RequestID, func(r *RequestView) { r.Busy, r.Problem = true, Problem{} })
	vault := a.access()
	a.async(a.ctx, func(ctx context.Context) func() {
		_, err := vault.DecideAccessRequest(ctx, d)
		return func() {
			var p Problem
			if err != nil {
				p = a.failed(err)
			}
			a.setRow(i.RequestID, func(r *RequestView) { r.Busy, r.Problem = false, p })
			a.s.inbox.seq++
			a.readInbox(a.s.inbox.seq) // what the vault has made of it, whatever it said
		}
	})
}

func (a *App) inboxRow(id int) *RequestView {
	for i := range a.s.inbox.rows {
		if a.s.inbox.rows[i].ID == id {
			return &a.s.inbox.rows[i]
		}
	}
	return nil
}

// setRow changes one row in a copy: views share the old one.
func (a *App) setRow(id int, change func(*RequestView)) {
	a.s.inbox.rows = slices.Clone(a.s.inbox.rows)
	a.s.inbox.version++
	if r := a.inboxRow(id); r != nil {
		change(r)
	}
}
