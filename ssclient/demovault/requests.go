package demovault

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// requestState is how far an access request has come.
type requestState string

const (
	// requestWaiting can be filtered for. The record does not say what it
	// holds; here nothing ever does.
	requestWaiting  requestState = "WaitingForRequest"
	requestPending  requestState = "Pending"
	requestApproved requestState = "Approved"
	requestDenied   requestState = "Denied"
	requestCanceled requestState = "Canceled"
	requestExpired  requestState = "Expired"
)

// requestStateNamed finds a state in any case; "" where there is none such.
func requestStateNamed(name string) requestState {
	for _, s := range []requestState{requestWaiting, requestPending, requestApproved, requestDenied, requestCanceled, requestExpired} {
		if strings.EqualFold(name, string(s)) {
			return s
		}
	}
	return ""
}

// accessRequest is one user's request for one secret. Approval is in force
// from Start until before End, as long as Status is requestApproved. Exported
// members are what the store keeps.
type accessRequest struct {
	ID, Secret, User int
	Comment          string
	Ticket           string
	TicketSystem     int // 0: none
	Made, Start, End time.Time
	Status           requestState
	Workflow         int // 0: a single step, whose reviewers are all approvers
	Step             int // of the workflow, from 0
	Answers          []requestAnswer
	History          []requestEvent
}

// requestAnswer is what a reviewer has said.
type requestAnswer struct {
	By, Step int
	At       time.Time
	Comment  string
}

type requestEvent struct {
	At              time.Time
	Action, Details string
	Name            string
}

func (r *accessRequest) lastAnswer() (requestAnswer, bool) {
	if len(r.Answers) == 0 {
		return requestAnswer{}, false
	}
	return r.Answers[len(r.Answers)-1], true
}

// open says whether the request can still change.
func (r *accessRequest) open() bool {
	return r.Status == requestPending || r.Status == requestApproved
}

func (v *Vault) restoreRequest(raw []byte) error {
	r := &accessRequest{}
	if err := json.Unmarshal(raw, r); err != nil {
		return err
	}
	v.fileRequest(r)
	return nil
}

func (v *Vault) fileRequest(r *accessRequest) {
	v.requests[r.ID] = r
	v.lastID.request = max(v.lastID.request, r.ID)
	v.touchRequest(r)
}

// touchRequest marks a request as changed.
func (v *Vault) touchRequest(r *accessRequest) {
	if r.open() {
		v.live[r.ID] = r
	} else {
		delete(v.live, r.ID)
	}
	v.keep(kindRequest, r.ID, r)
}

// settleRequests ends what the clock ends, with the exact time of it.
func (v *Vault) settleRequests(now time.Time) {
	for _, id := range slices.Sorted(maps.Keys(v.live)) {
		r := v.live[id]
		if now.Before(r.End) {
			continue
		}
		r.Status = requestExpired
		v.noteRequest(r, nil, r.End, "Expired", "")
		v.record(r.End, v.userName(r.User), "request-expire", r.Secret, "")
	}
}

// needsApproval says whether the secret's rule is for this user: those who may
// only view it always, who may edit it and who owns it or approves requests
// where the secret says so.
func (v *Vault) needsApproval(s *secret, u *user) bool {
	o := s.Options
	switch {
	case !o.RequiresApproval:
		return false
	case o.OwnersNeedApproval:
		return true
	case u.approver() || v.rightOn(s, u) >= rightOwner:
		return false
	}
	return o.EditorsNeedApproval || v.rightOn(s, u) < rightEdit
}

// approval is the granted request that is in force now and lasts longest; nil: none.
func (v *Vault) approval(s *secret, u *user, now time.Time) *accessRequest {
	var best *accessRequest
	for _, r := range v.live {
		if r.Secret != s.ID || r.User != u.id || r.Status != requestApproved || now.Before(r.Start) || !now.Before(r.End) {
			continue
		}
		if best == nil || r.End.After(best.End) {
			best = r
		}
	}
	return best
}

// capped is the end of a check-out that u makes now: not after the approval's.
func (v *Vault) capped(s *secret, u *user, now, end time.Time) time.Time {
	if !v.needsApproval(s, u) {
		return end
	}
	if r := v.approval(s, u, now); r != nil && r.End.Before(end) {
		return r.End
	}
	return end
}

// enforce takes the secret back from a user whose approval has gone, or sooner
// from one whose approval has become shorter.
func (v *Vault) enforce(r *accessRequest, by *user, now time.Time) {
	s, u := v.secrets[r.Secret], v.userByID(r.User)
	if s == nil || u == nil || !s.heldBy(u) || !v.needsApproval(s, u) {
		return
	}
	if v.approval(s, u, now) == nil {
		note := "forced"
		if by == u {
			note = ""
		}
		v.endCheckOut(s, by, now, note)
		return
	}
	s.CheckOut.End = v.capped(s, u, now, s.CheckOut.End)
	v.touch(s)
}

// reviews says whether u is asked in the request's present step.
func (v *Vault) reviews(r *accessRequest, u *user) bool {
	if w := v.workflows[r.Workflow]; w != nil {
		return w.Steps[r.Step].has(u.Name)
	}
	s := v.secrets[r.Secret]
	if s == nil {
		return false
	}
	if len(s.Options.Approvers) > 0 {
		return slices.ContainsFunc(s.Options.Approvers, func(id int) bool { return u.id == id || v.inGroup(id, u) })
	}
	return u.approver() && v.rightOn(s, u) >= rightList
}

// reviewsAny is reviews for any step: who may look at the request.
func (v *Vault) reviewsAny(r *accessRequest, u *user) bool {
	if w := v.workflows[r.Workflow]; w != nil {
		return slices.ContainsFunc(w.Steps, func(g *group) bool { return g.has(u.Name) })
	}
	return v.reviews(r, u)
}

// mayReview is reviews, but nobody answers his own request, and nobody answers
// for two steps of one.
func (v *Vault) mayReview(r *accessRequest, u *user) bool {
	twice := slices.ContainsFunc(r.Answers, func(a requestAnswer) bool { return a.By == u.id && a.Step < r.Step })
	return r.User != u.id && !twice && v.reviews(r, u)
}

// noteRequest writes into the history; by nil is nobody but the clock.
func (v *Vault) noteRequest(r *accessRequest, by *user, at time.Time, action, details string) {
	e := requestEvent{At: at, Action: action, Details: details}
	if by != nil {
		e.Name = by.DisplayName
	}
	r.History = append(r.History, e)
	v.touchRequest(r)
}

func (v *Vault) auditRequest(r *accessRequest, by *user, at time.Time, action, shown, notes string) {
	if s := v.secrets[r.Secret]; s != nil {
		v.audit(s, by, at, action, shown, notes, r.Ticket)
	}
}

func (v *Vault) stepsOf(r *accessRequest) int {
	if w := v.workflows[r.Workflow]; w != nil {
		return len(w.Steps)
	}
	return 1
}

// Request is an access request as a console shows it.
type Request struct {
	ID            int
	SecretID      int
	SecretPath    string
	User          string // the name of who asks
	DisplayName   string
	Comment       string
	Ticket        string // "": none
	TicketSystem  string // its name; "": none
	Made          time.Time
	Start, End    time.Time // the window asked for; a reviewer may shorten it
	Step, Steps   int       // Step counts from 1
	Reviewers     []string  // names of the users who may answer now
	ReviewerNames []string  // their display names, in the same order
}

// PendingRequests lists the access requests that wait for an answer, oldest first.
func (v *Vault) PendingRequests() []Request {
	v.enter()
	defer v.leave()
	out := []Request{}
	for _, id := range slices.Sorted(maps.Keys(v.live)) {
		if r := v.live[id]; r.Status == requestPending {
			out = append(out, v.requestView(r))
		}
	}
	return out
}

func (v *Vault) requestView(r *accessRequest) Request {
	q := Request{
		ID: r.ID, SecretID: r.Secret, User: v.userName(r.User), Comment: r.Comment, Ticket: r.Ticket,
		TicketSystem: v.ticketSystemName(r.TicketSystem), Made: r.Made, Start: r.Start, End: r.End, Step: r.Step + 1, Steps: v.stepsOf(r),
	}
	if s := v.secrets[r.Secret]; s != nil {
		q.SecretPath = v.pathOf(s)
	}
	if u := v.userByID(r.User); u != nil {
		q.DisplayName = u.DisplayName
	}
	for _, u := range v.users {
		if v.mayReview(r, u) {
			q.Reviewers, q.ReviewerNames = append(q.Reviewers, u.Name), append(q.ReviewerNames, u.DisplayName)
		}
	}
	return q
}

// Approve answers a pending request as the user named by, who must be one of
// its reviewers. Zero times grant the window that was asked for; others may
// only shorten it.
func (v *Vault) Approve(requestID int, by, comment string, start, end time.Time) error {
	return v.review(requestID, by, decision{requestApproved, comment, start, end})
}

// Deny refuses a request as the user named by, who must be one of its
// reviewers. One that was approved ends, and with it its check-out.
func (v *Vault) Deny(requestID int, by, comment string) error {
	return v.review(requestID, by, decision{status: requestDenied, comment: comment})
}

func (v *Vault) review(requestID int, by string, d decision) error {
	now := v.enter()
	defer v.leave()
	r, u := v.requests[requestID], v.userNamed(by)
	if r == nil || u == nil {
		return fmt.Errorf("review request %d as %q: no such request or user", requestID, by)
	}
	_, err := v.decide(r, u, d, now)
	if no := (*refusal)(nil); errors.As(err, &no) {
		return fmt.Errorf("review request %d as %q: %s", requestID, by, no.text())
	}
	return err
}

func (v *Vault) userName(id int) string {
	if u := v.userByID(id); u != nil {
		return u.Name
	}
	return ""
}

// sortRequests orders a list as asked; by the time of the request by default.
func (v *Vault) sortRequests(all []*accessRequest, by sortBy) {
	name := func(r *accessRequest) string {
		if s := v.secrets[r.Secret]; s != nil {
			return s.lower
		}
		return ""
	}
	var key func(a, b *accessRequest) int
	switch strings.ToLower(by.Name) {
	case "startdate":
		key = func(a, b *accessRequest) int { return a.Start.Compare(b.Start) }
	case "expirationdate":
		key = func(a, b *accessRequest) int { return a.End.Compare(b.End) }
	case "secretname":
		key = func(a, b *accessRequest) int { return cmp.Compare(name(a), name(b)) }
	case "requestusername":
		key = func(a, b *accessRequest) int { return cmp.Compare(v.userName(a.User), v.userName(b.User)) }
	case "status":
		key = func(a, b *accessRequest) int { return cmp.Compare(a.Status, b.Status) }
	default:
		key = func(a, b *accessRequest) int { return 0 }
	}
	slices.SortFunc(all, func(a, b *accessRequest) int { return cmp.Or(key(a, b), cmp.Compare(a.ID, b.ID)) })
	if by.Direction == "Desc" {
		slices.Reverse(all)
	}
}
