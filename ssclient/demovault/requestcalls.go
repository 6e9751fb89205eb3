package demovault

import (
	"cmp"
	"strings"
	"time"
)

type requestModel struct {
	extra
	SecretAccessRequestID              int     `json:"secretAccessRequestId"`
	SecretID                           int     `json:"secretId"`
	SecretName                         string  `json:"secretName"`
	FolderID                           int     `json:"folderId"`
	RequestingUserID                   int     `json:"requestingUserId"`
	RequestUsername                    string  `json:"requestUsername"`
	RequestComment                     string  `json:"requestComment"`
	RequestDate                        string  `json:"requestDate"`
	StartDate                          string  `json:"startDate"`
	ExpirationDate                     string  `json:"expirationDate"`
	Status                             string  `json:"status"`
	StatusDescription                  string  `json:"statusDescription"`
	ApproverDisplayName                *string `json:"approverDisplayName"`
	ResponseComment                    *string `json:"responseComment"`
	ResponseDate                       *string `json:"responseDate"`
	ReviewStatusMessage                *string `json:"reviewStatusMessage"`
	Completed                          bool    `json:"completed"`
	CurrentUserRestrictedFromReviewing bool    `json:"currentUserRestrictedFromReviewing"`
	HasWorkflow                        bool    `json:"hasWorkflow"`
	AccessRequestWorkflowMapID         int     `json:"accessRequestWorkflowMapId"` // -1: none, as in a secret
	TicketNumber                       *string `json:"ticketNumber"`
	TicketSystemID                     *int    `json:"ticketSystemId"`
}

// requestModel is the request as u sees it.
func (v *Vault) requestModel(r *accessRequest, u *user) requestModel {
	m := requestModel{
		SecretAccessRequestID: r.ID, SecretID: r.Secret, FolderID: -1, RequestingUserID: r.User, RequestUsername: v.userName(r.User),
		RequestComment: r.Comment, RequestDate: date(r.Made), StartDate: date(r.Start), ExpirationDate: date(r.End),
		Status: string(r.Status), StatusDescription: string(r.Status), Completed: r.Status != requestPending,
		CurrentUserRestrictedFromReviewing: !v.mayReview(r, u), HasWorkflow: r.Workflow != 0,
		AccessRequestWorkflowMapID: cmp.Or(r.Workflow, -1),
	}
	if s := v.secrets[r.Secret]; s != nil {
		m.SecretName, m.FolderID = s.Name, s.FolderID
	}
	if a, ok := r.lastAnswer(); ok {
		at := date(a.At)
		m.ResponseComment, m.ResponseDate = &a.Comment, &at
		if by := v.userByID(a.By); by != nil {
			m.ApproverDisplayName = &by.DisplayName
		}
	}
	if r.Status == requestPending {
		names := []string{}
		for _, g := range v.stepReviewers(r) {
			names = append(names, g.DisplayName)
		}
		text := "Waiting for " + strings.Join(names, ", ") + "."
		m.ReviewStatusMessage = &text
	}
	if r.Ticket != "" {
		m.TicketNumber = &r.Ticket
	}
	if r.TicketSystem != 0 {
		m.TicketSystemID = &r.TicketSystem
	}
	return m
}

type reviewerModel struct {
	extra
	DisplayName string `json:"displayName"`
	GroupID     int    `json:"groupId"`
	IsUser      bool   `json:"isUser"`
}

// stepReviewers are those who are asked now: a group, or each approver.
func (v *Vault) stepReviewers(r *accessRequest) []reviewerModel {
	if w := v.workflows[r.Workflow]; w != nil {
		g := w.Steps[r.Step]
		return []reviewerModel{{DisplayName: g.Name, GroupID: g.ID}}
	}
	out := []reviewerModel{}
	for _, u := range v.users {
		if r.User != u.id && v.reviews(r, u) {
			out = append(out, reviewerModel{DisplayName: u.DisplayName, GroupID: u.id, IsUser: true})
		}
	}
	return out
}

// listRequests answers GET /v1/secret-access-requests. isMyRequest true are
// the user's own, false those that he reviews, absent both.
func (v *Vault) listRequests(c *call) (any, error) {
	mine, name := c.query.flag("filter.ismyrequest"), c.query.str("filter.status")
	state := requestStateNamed(name)
	if name != "" && state == "" {
		return nil, invalid("filter.status", "There is no such status.")
	}
	return v.pageRequests(c, func(r *accessRequest) bool {
		own := r.User == c.user.id
		return (mine == nil || *mine == own) && (state == "" || r.Status == state)
	})
}

// listSecretRequests answers GET /v1/secret-access-requests/secrets/{id}.
func (v *Vault) listSecretRequests(c *call) (any, error) {
	s, err := v.listable(c)
	if err != nil {
		return nil, err
	}
	return v.pageRequests(c, func(r *accessRequest) bool { return r.Secret == s.ID })
}

// pageRequests is a page of what passes want and the user may see.
func (v *Vault) pageRequests(c *call, want func(*accessRequest) bool) (any, error) {
	all := []*accessRequest{}
	for _, r := range v.requests {
		if (r.User == c.user.id || v.reviewsAny(r, c.user)) && want(r) {
			all = append(all, r)
		}
	}
	v.sortRequests(all, sorting(c.query))
	return paged(c.query, all, func(r *accessRequest) requestModel { return v.requestModel(r, c.user) })
}

// requestAt finds a request for who made it and for its reviewers.
func (v *Vault) requestAt(id int, u *user) (*accessRequest, error) {
	r := v.requests[id]
	if r == nil || (r.User != u.id && !v.reviewsAny(r, u)) {
		return nil, v.denied()
	}
	return r, nil
}

// getRequest answers GET /v1/secret-access-requests/{id}.
func (v *Vault) getRequest(c *call) (any, error) {
	r, err := v.requestAt(c.id, c.user)
	if err != nil {
		return nil, err
	}
	return v.requestModel(r, c.user), nil
}

// getPendingRequest answers GET /v1/secret-access-requests/{id}/pending: who is asked now.
func (v *Vault) getPendingRequest(c *call) (any, error) {
	r, err := v.requestAt(c.id, c.user)
	if err != nil {
		return nil, err
	}
	out := struct {
		requestModel
		CurrentStepApprovers []string        `json:"currentStepApprovers"`
		CurrentStepReviewers []reviewerModel `json:"currentStepReviewers"`
	}{requestModel: v.requestModel(r, c.user), CurrentStepApprovers: []string{}, CurrentStepReviewers: v.stepReviewers(r)}
	for _, a := range r.Answers {
		if u := v.userByID(a.By); u != nil && a.Step == r.Step {
			out.CurrentStepApprovers = append(out.CurrentStepApprovers, u.DisplayName)
		}
	}
	return out, nil
}

// getRequestHistory answers GET /v1/secret-access-requests/{id}/history, oldest first.
func (v *Vault) getRequestHistory(c *call) (any, error) {
	r, err := v.requestAt(c.id, c.user)
	if err != nil {
		return nil, err
	}
	type event struct {
		extra
		Action       string `json:"action"`
		DateRecorded string `json:"dateRecorded"`
		Details      string `json:"details"`
		FullName     string `json:"fullName"`
	}
	return paged(c.query, r.History, func(e requestEvent) event {
		return event{Action: e.Action, DateRecorded: date(e.At), Details: e.Details, FullName: e.Name}
	})
}

// defaultWindow is how long access is asked for where no end is given. [Invented.]
const defaultWindow = time.Hour

// postRequest answers POST /v1/secret-access-requests. A user has one pending
// request for a secret at a time.
func (v *Vault) postRequest(c *call) (any, error) {
	var args struct {
		SecretID       number `json:"secretId"`
		RequestComment text   `json:"requestComment"`
		StartDate      moment `json:"startDate"`
		ExpirationDate moment `json:"expirationDate"`
		TicketNumber   text   `json:"ticketNumber"`
		TicketSystemID number `json:"ticketSystemId"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.secretFor(args.SecretID.N, c.user, rightView)
	if err != nil {
		return nil, err
	}
	if !v.needsApproval(s, c.user) {
		return nil, refuse(codeRequestNotNeeded, "The Secret does not require approval of this user.")
	}
	for _, r := range v.live {
		if r.Secret == s.ID && r.User == c.user.id && r.Status == requestPending {
			return nil, refuse(codeRequestPending, "A request of this user for the Secret is pending already.")
		}
	}
	because, err := v.motiveFor(s, motive{args.RequestComment.S, args.TicketNumber.S, args.TicketSystemID.N})
	if err != nil {
		return nil, err
	}
	now := c.now.Truncate(time.Millisecond) // as the dates of answers are
	r := &accessRequest{
		ID: v.lastID.request + 1, Secret: s.ID, User: c.user.id, Comment: because.comment, Ticket: because.ticket, TicketSystem: because.system,
		Made: now, Start: now, Status: requestPending, Workflow: s.Options.Workflow,
	}
	if args.StartDate.Set {
		r.Start = args.StartDate.At
	}
	r.End = r.Start.Add(defaultWindow)
	if r.Start, r.End, err = r.window(decision{end: args.ExpirationDate.At}, false, c.now); err != nil {
		return nil, err
	}
	v.fileRequest(r)
	v.record(c.now, c.user.Name, "request", s.ID, because.comment)
	v.auditRequest(r, c.user, c.now, "REQUEST ACCESS", "Request Access", because.comment)
	v.noteRequest(r, c.user, c.now, "Requested", because.comment)
	return v.requestModel(r, c.user), nil
}

// putRequest answers PUT /v1/secret-access-requests: approve, deny, cancel, or
// new dates. Reviewers of an approved request may shorten or deny it.
func (v *Vault) putRequest(c *call) (any, error) {
	var args struct {
		SecretAccessRequestID number `json:"secretAccessRequestId"`
		Status                text   `json:"status"`
		ResponseComment       text   `json:"responseComment"`
		StartDate             moment `json:"startDate"`
		ExpirationDate        moment `json:"expirationDate"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	r, err := v.requestAt(args.SecretAccessRequestID.N, c.user)
	if err != nil {
		return nil, err
	}
	d := decision{requestStateNamed(args.Status.S), args.ResponseComment.S, args.StartDate.At, args.ExpirationDate.At}
	if args.Status.S != "" && d.status == "" {
		return nil, invalid("status", "There is no such status.")
	}
	said, err := v.decide(r, c.user, d, c.now)
	if err != nil {
		return nil, err
	}
	return struct {
		requestModel
		ActionResultMessage string `json:"actionResultMessage"`
	}{v.requestModel(r, c.user), said}, nil
}

// getRequestOptions answers GET /v1/secret-access-requests/secrets/{id}/options:
// what the secret demands.
func (v *Vault) getRequestOptions(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	o := s.Options
	m := struct {
		extra
		EnableRequiresApprovalForAccess       bool `json:"enableRequiresApprovalForAccess"`
		EditorsAlsoRequireApproval            bool `json:"editorsAlsoRequireApproval"`
		OwnersAndApproversAlsoRequireApproval bool `json:"ownersAndApproversAlsoRequireApproval"`
		RequireCheckout                       bool `json:"requireCheckout"`
		RequireCommentTicketNumber            bool `json:"requireCommentTicketNumber"`
		EnableDoubleLock                      bool `json:"enableDoubleLock"`
		IsDefaultCheckoutInterval             bool `json:"isDefaultCheckoutInterval"`
		CustomCheckoutIntervalDays            int  `json:"customCheckoutIntervalDays"`
		CustomCheckoutIntervalHours           int  `json:"customCheckoutIntervalHours"`
		CustomCheckoutIntervalMinutes         int  `json:"customCheckoutIntervalMinutes"`
	}{
		EnableRequiresApprovalForAccess: o.RequiresApproval, EditorsAlsoRequireApproval: o.EditorsNeedApproval || o.OwnersNeedApproval,
		OwnersAndApproversAlsoRequireApproval: o.OwnersNeedApproval, RequireCheckout: o.CheckOutEnabled,
		RequireCommentTicketNumber: o.RequiresComment, EnableDoubleLock: o.QuantumLock, IsDefaultCheckoutInterval: o.Interval == 0,
	}
	d := v.interval(s)
	m.CustomCheckoutIntervalDays = int(d / (24 * time.Hour))
	m.CustomCheckoutIntervalHours = int(d % (24 * time.Hour) / time.Hour)
	m.CustomCheckoutIntervalMinutes = int(d % time.Hour / time.Minute)
	return m, nil
}
