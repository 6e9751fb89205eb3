package demovault

import (
	"fmt"
	"strings"
	"time"
)

// decision is what somebody makes of a request. Zero times leave the window as it is.
type decision struct {
	status     requestState
	comment    string
	start, end time.Time
}

// decide changes a request and says what was done.
func (v *Vault) decide(r *accessRequest, by *user, d decision, now time.Time) (string, error) {
	mine := r.User == by.id
	switch d.status {
	case requestApproved, requestDenied:
		if !v.mayReview(r, by) {
			return "", refuse(codeNotReviewer, "This user may not review the request.")
		}
	case requestCanceled:
		if !mine && !by.admin() {
			return "", refuse(codeNotReviewer, "Only who made a request may cancel it.")
		}
	case requestPending, "":
		if !mine || r.Status != requestPending {
			return "", refuse(codeNotReviewer, "Only who made a request may change it, and only while it is pending.")
		}
	default:
		return "", invalid("status", "Must be Pending, Approved, Denied or Canceled.")
	}
	if !r.open() {
		return "", refuse(codeRequestClosed, "The request is "+strings.ToLower(string(r.Status))+" and cannot be changed.")
	}
	switch d.status {
	case requestApproved:
		return v.approve(r, by, d, now)
	case requestDenied, requestCanceled:
		return v.endRequest(r, by, d, now), nil
	}
	return v.reschedule(r, by, d, now)
}

// window is the request's time with what d says instead. Reviewers may only
// make it shorter; an earlier start than asked for changes nothing.
func (r *accessRequest) window(d decision, shorten bool, now time.Time) (start, end time.Time, err error) {
	start, end = r.Start, r.End
	if !d.start.IsZero() {
		start = d.start.Truncate(time.Millisecond)
	}
	if !d.end.IsZero() {
		end = d.end.Truncate(time.Millisecond)
	}
	if shorten && start.Before(r.Start) {
		start = r.Start
	}
	switch {
	case shorten && end.After(r.End):
		err = invalid("expirationDate", "A reviewer may only shorten the time that was asked for.")
	case !end.After(start):
		err = invalid("expirationDate", "Must be after the start.")
	case !end.After(now):
		err = invalid("expirationDate", "Must be in the future.")
	}
	return start, end, err
}

// approve answers the present step; after the last one the request is granted.
// A granted request may be approved again, to shorten it.
func (v *Vault) approve(r *accessRequest, by *user, d decision, now time.Time) (string, error) {
	start, end, err := r.window(d, true, now)
	if err != nil {
		return "", err
	}
	r.Start, r.End = start, end
	r.Answers = append(r.Answers, requestAnswer{By: by.id, Step: r.Step, At: now, Comment: d.comment})
	v.record(now, by.Name, "request-approve", r.Secret, d.comment)
	v.auditRequest(r, by, now, "APPROVE ACCESS REQUEST", "Approve Access Request", d.comment)
	if steps := v.stepsOf(r); r.Status == requestPending && r.Step+1 < steps {
		r.Step++
		v.noteRequest(r, by, now, "Step Approved", d.comment)
		return fmt.Sprintf("Step %d of %d is approved.", r.Step, steps), nil
	}
	r.Status = requestApproved
	v.noteRequest(r, by, now, "Approved", d.comment)
	v.enforce(r, by, now)
	return "The request is approved.", nil
}

// endRequest denies or cancels, even what has been granted.
func (v *Vault) endRequest(r *accessRequest, by *user, d decision, now time.Time) string {
	r.Status = d.status
	op, action, shown, said := "request-deny", "DENY ACCESS REQUEST", "Deny Access Request", "The request is denied."
	if d.status == requestCanceled {
		op, action, shown, said = "request-cancel", "CANCEL ACCESS REQUEST", "Cancel Access Request", "The request is canceled."
	} else {
		r.Answers = append(r.Answers, requestAnswer{By: by.id, Step: r.Step, At: now, Comment: d.comment})
	}
	v.record(now, by.Name, op, r.Secret, d.comment)
	v.auditRequest(r, by, now, action, shown, d.comment)
	v.noteRequest(r, by, now, string(d.status), d.comment)
	v.enforce(r, by, now)
	return said
}

// reschedule changes the dates of a request that nobody has answered for good.
func (v *Vault) reschedule(r *accessRequest, by *user, d decision, now time.Time) (string, error) {
	start, end, err := r.window(d, false, now)
	if err != nil {
		return "", err
	}
	r.Start, r.End = start, end
	v.record(now, by.Name, "request-change", r.Secret, "")
	v.noteRequest(r, by, now, "Changed", d.comment)
	return "The request is changed.", nil
}
