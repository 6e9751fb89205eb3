package app

import (
	"context"
	"slices"
	"time"

	"sallyport/app/trail"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// historyRows is how much of a timeline is shown.
const historyRows = 200

// The steps of the trail that are no call of the table.
const (
	stepCheckIn      = "check-in"
	stepLost         = "check-out-ended"
	stepExtend       = "extend"
	stepForce        = "force-check-in"
	stepChallenge    = "challenge"
	stepSessionStart = "session-started"
	stepSessionEnd   = "session-ended"
	stepWeb          = "web-opened"
	stepCopy         = "copied"
	stepShow         = "shown"
	stepSave         = "file-saved"
	stepBeat         = "heartbeat"
	stepChange       = "change-password"
)

// wrote adds one step to the trail.
func (a *App) wrote(secretID int, name, step, outcome string) {
	a.cfg.Log.Info("step", "of", step, "secret", secretID, "outcome", outcome, "vault", a.s.server)
	err := a.cfg.Trail.Append(trail.Entry{
		At: a.now().UTC(), Server: a.s.server, User: a.s.user, SecretID: secretID, Name: name, Step: step, Outcome: outcome,
	})
	if err != nil && !a.s.trailBad {
		a.s.trailBad = true
		a.warn(Problem{Kind: ProblemTrail, Detail: err.Error()})
	}
}

// outcomeOf names what came of a call.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "done"
	case ssclient.Doubtful(err):
		return "doubtful"
	case ssclient.Retryable(err):
		return "not performed"
	}
	return "refused"
}

// endOf names how a client ended.
func endOf(o launcher.Outcome) string {
	if o.Why == "" {
		return "closed"
	}
	return string(o.Why)
}

// history is the timeline of one secret.
type history struct {
	secretID int // 0: not shown
	seq      int
	busy     bool
	rows     []HistoryRow
	problem  Problem
}

// showHistory opens the timeline of a secret, or closes it with id 0.
func (a *App) showHistory(id int) {
	h := &a.s.history
	h.seq++
	*h = history{secretID: id, seq: h.seq}
	if id == 0 || a.s.vault == nil {
		return
	}
	h.busy = true
	vault, seq, server := a.s.vault, h.seq, a.s.server
	a.async(a.ctx, func(ctx context.Context) func() {
		rows, err := a.readHistory(ctx, vault, server, id)
		return func() {
			if a.s.history.seq != seq {
				return
			}
			a.s.history.busy, a.s.history.rows = false, rows
			if err != nil {
				a.s.history.problem = a.failed(err)
			}
		}
	})
}

// readHistory puts the vault's audit and this program's trail on one line of
// time, the newest first. Where one of them cannot be had the other is shown.
func (a *App) readHistory(ctx context.Context, vault Vault, server string, id int) ([]HistoryRow, error) {
	own, err := a.cfg.Trail.Read(func(e trail.Entry) bool { return e.SecretID == id && e.Server == server }, historyRows)
	if err != nil {
		a.cfg.Log.Warn("read trail", "error", err)
	}
	rows := make([]HistoryRow, 0, len(own))
	for _, e := range own {
		rows = append(rows, HistoryRow{At: e.At, Who: e.User, What: e.Step, Note: e.Outcome, Ours: true})
	}
	n := 0
	for audit, auditErr := range vault.Audits(ctx, id) {
		if auditErr != nil {
			err = auditErr
			break
		}
		if n++; n > historyRows {
			break
		}
		who, what := audit.ByUserDisplayName, audit.ActionForDisplay
		if who == "" {
			who = audit.UserName
		}
		if what == "" {
			what = audit.Action
		}
		rows = append(rows, HistoryRow{At: audit.DateRecorded.Time, Who: who, What: what, Note: audit.Notes, Ticket: audit.TicketNumber})
	}
	year := a.now().Local().Year()
	for i := range rows {
		rows[i].Past = rows[i].At.Local().Year() != year
	}
	slices.SortStableFunc(rows, func(x, y HistoryRow) int { return y.At.Compare(x.At) })
	return rows[:min(len(rows), historyRows)], err
}

// viewHistory is the timeline, if one is shown.
func (a *App) viewHistory() HistoryView {
	h := a.s.history
	return HistoryView{SecretID: h.secretID, Seq: h.seq, Busy: h.busy, Rows: h.rows, Problem: h.problem}
}

// soon reports whether little time is left of a check-out, by the user's measure.
func (a *App) soon(h *holding) bool {
	few := a.seat.live.Now().ExtendFirst
	if few == 0 {
		few = extendFirst
	}
	left := h.lease.At(a.now()).Remaining()
	return few > 0 && left > 0 && left < time.Duration(few)*time.Minute
}
