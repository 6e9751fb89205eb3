package ssclient

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// AccessOptions is what a secret demands of who opens it.
// GET /v1/secret-access-requests/secrets/{id}/options.
type AccessOptions struct {
	RequiresApproval bool `json:"enableRequiresApprovalForAccess"`
	EditorsToo       bool `json:"editorsAlsoRequireApproval"`
	OwnersToo        bool `json:"ownersAndApproversAlsoRequireApproval"`
	RequiresCheckOut bool `json:"requireCheckout"`
	RequiresComment  bool `json:"requireCommentTicketNumber"` // a reason, and where there are ticket systems a ticket
	QuantumLock      bool `json:"enableDoubleLock"`
	DefaultInterval  bool `json:"isDefaultCheckoutInterval"` // the three below do not count
	CheckOutDays     int  `json:"customCheckoutIntervalDays"`
	CheckOutHours    int  `json:"customCheckoutIntervalHours"`
	CheckOutMinutes  int  `json:"customCheckoutIntervalMinutes"`
}

// Interval is how long a check-out lasts; 0: as configured.
func (o AccessOptions) Interval() time.Duration {
	if o.DefaultInterval {
		return 0
	}
	return time.Duration(o.CheckOutDays)*24*time.Hour + time.Duration(o.CheckOutHours)*time.Hour + time.Duration(o.CheckOutMinutes)*time.Minute
}

// AccessRequest is a question to approvers. GET /v1/secret-access-requests.
type AccessRequest struct {
	ID                  int                 `json:"secretAccessRequestId"`
	SecretID            int                 `json:"secretId"`
	SecretName          string              `json:"secretName"`
	FolderID            int                 `json:"folderId"`
	UserID              int                 `json:"requestingUserId"`
	UserName            string              `json:"requestUsername"`
	Comment             string              `json:"requestComment"` // why
	Requested           Time                `json:"requestDate"`
	Start               Time                `json:"startDate"` // of the time asked for, or granted
	End                 Time                `json:"expirationDate"`
	TicketNumber        string              `json:"ticketNumber"`
	TicketSystemID      int                 `json:"ticketSystemId"`
	Status              AccessRequestStatus `json:"status"`
	StatusDescription   string              `json:"statusDescription"`
	Completed           bool                `json:"completed"` // nothing more will come
	ApproverDisplayName string              `json:"approverDisplayName"`
	ResponseComment     string              `json:"responseComment"`
	Responded           Time                `json:"responseDate"`
	ReviewMessage       string              `json:"reviewStatusMessage"`
	MayNotReview        bool                `json:"currentUserRestrictedFromReviewing"`
	HasWorkflow         bool                `json:"hasWorkflow"` // approved in steps
	WorkflowMapID       int                 `json:"accessRequestWorkflowMapId"`

	// Read by AccessRequest only.
	Approvers []string   `json:"currentStepApprovers,omitempty"` // who has agreed to this step
	Reviewers []Reviewer `json:"currentStepReviewers,omitempty"` // who may agree
	// ResultMessage is what the server said to a Decision.
	ResultMessage string `json:"actionResultMessage,omitempty"`
}

// Reviewer may answer a request.
type Reviewer struct {
	DisplayName string `json:"displayName"`
	GroupID     int    `json:"groupId"`
	IsUser      bool   `json:"isUser"` // false: a group
}

// AccessRequestEvent is a step in the life of a request.
// GET /v1/secret-access-requests/{id}/history.
type AccessRequestEvent struct {
	Action   string `json:"action"`
	Recorded Time   `json:"dateRecorded"`
	Details  string `json:"details"`
	FullName string `json:"fullName"` // who did it
}

// AccessRequestDraft is a request to be made.
type AccessRequestDraft struct {
	SecretID       int
	Comment        string
	Start, End     time.Time // zero: the server's choice
	TicketNumber   string
	TicketSystemID int
}

// AccessRequestFilter narrows a list of requests.
type AccessRequestFilter struct {
	// Mine: what this user asked for. Otherwise what this user may answer.
	Mine   bool
	Status AccessRequestStatus // "": any
}

// Decision answers a request, or takes back one's own.
type Decision struct {
	RequestID  int
	Status     AccessRequestStatus // Approved, Denied, Canceled or Pending
	Comment    string
	Start, End time.Time // other times than those asked for; zero: those
}

// AccessOptions reads what a secret demands; see SecretState for what blocks it now.
// GET /api/v1/secret-access-requests/secrets/{id}/options.
func (c *Client) AccessOptions(ctx context.Context, secretID int) (AccessOptions, error) {
	var got struct {
		AccessOptions
		Approval member[bool] `json:"enableRequiresApprovalForAccess"`
	}
	k := call{
		op: fmt.Sprintf("read access options of secret %d", secretID), ids: []int{secretID}, method: http.MethodGet,
		path: "/api/v1/secret-access-requests/secrets/" + strconv.Itoa(secretID) + "/options", into: &got,
	}
	k.check = func() string { return got.Approval.missing() }
	if err := c.do(ctx, k); err != nil {
		return AccessOptions{}, err
	}
	got.RequiresApproval = got.Approval.value
	return got.AccessOptions, nil
}

// RequestAccess asks the approvers of a secret. POST /api/v1/secret-access-requests.
func (c *Client) RequestAccess(ctx context.Context, d AccessRequestDraft) (AccessRequest, error) {
	var r AccessRequest
	k := call{
		op: fmt.Sprintf("request access to secret %d", d.SecretID), ids: []int{d.SecretID}, method: http.MethodPost,
		path: accessRequests, into: &r,
		body: jsonBody(struct {
			SecretID       int    `json:"secretId"`
			Comment        string `json:"requestComment"`
			Start          string `json:"startDate,omitempty"`
			End            string `json:"expirationDate,omitempty"`
			TicketNumber   string `json:"ticketNumber,omitempty"`
			TicketSystemID int    `json:"ticketSystemId,omitempty"`
		}{d.SecretID, d.Comment, moment(d.Start), moment(d.End), d.TicketNumber, d.TicketSystemID}),
	}
	k.check = func() string {
		if r.ID <= 0 {
			return "answer has no request"
		}
		return about("secret", &r.SecretID, d.SecretID)()
	}
	if !d.End.IsZero() && !d.End.After(d.Start) {
		return AccessRequest{}, k.fail(ErrRefused, "the time asked for ends before it begins")
	}
	if err := c.do(ctx, k); err != nil {
		return AccessRequest{}, err
	}
	return r, nil
}

const accessRequests = "/api/v1/secret-access-requests"

// moment is how a date is sent: ISO 8601 in UTC.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// AccessRequests goes through the requests of a user, the latest first, page
// by page as the loop asks for more. An error is the last thing it yields.
// GET /api/v1/secret-access-requests.
func (c *Client) AccessRequests(ctx context.Context, f AccessRequestFilter) iter.Seq2[AccessRequest, error] {
	l := requestListing("list access requests", accessRequests)
	l.query.Set("filter.isMyRequest", strconv.FormatBool(f.Mine))
	if f.Status != "" {
		l.query.Set("filter.status", string(f.Status))
	}
	return each(ctx, c, l)
}

// SecretAccessRequests goes through the requests for one secret, as AccessRequests.
// GET /api/v1/secret-access-requests/secrets/{id}.
func (c *Client) SecretAccessRequests(ctx context.Context, secretID int) iter.Seq2[AccessRequest, error] {
	l := requestListing(fmt.Sprintf("list access requests for secret %d", secretID), accessRequests+"/secrets/"+strconv.Itoa(secretID))
	l.ids = []int{secretID}
	return each(ctx, c, l)
}

func requestListing(op, path string) listing[AccessRequest] {
	return listing[AccessRequest]{
		op: op, path: path, take: pageSize,
		query: url.Values{"sortBy[0].name": {"startDate"}, "sortBy[0].direction": {"desc"}},
		key:   func(r AccessRequest) any { return byID(r.ID) },
	}
}

// AccessRequest reads one request and, where the server lets this user know,
// who must answer it. GET /api/v1/secret-access-requests/{id}/pending, or
// without it where that is refused.
func (c *Client) AccessRequest(ctx context.Context, id int) (AccessRequest, error) {
	var r AccessRequest
	k := call{
		op: fmt.Sprintf("read access request %d", id), ids: []int{id}, method: http.MethodGet,
		path: accessRequests + "/" + strconv.Itoa(id) + "/pending", into: &r, check: about("request", &r.ID, id),
	}
	err := c.do(ctx, k)
	if unreadable(err) {
		k.path = accessRequests + "/" + strconv.Itoa(id)
		err = c.do(ctx, k)
	}
	if err != nil {
		return AccessRequest{}, err
	}
	return r, nil
}

// AccessRequestHistory lists what became of a request.
// GET /api/v1/secret-access-requests/{id}/history.
func (c *Client) AccessRequestHistory(ctx context.Context, id int) ([]AccessRequestEvent, error) {
	return all(ctx, c, listing[AccessRequestEvent]{
		op: fmt.Sprintf("read history of access request %d", id), ids: []int{id},
		path: accessRequests + "/" + strconv.Itoa(id) + "/history", take: pageSize,
		key: func(e AccessRequestEvent) any { return byValue(e) },
	})
}

// DecideAccessRequest answers a request. PUT /api/v1/secret-access-requests.
func (c *Client) DecideAccessRequest(ctx context.Context, d Decision) (AccessRequest, error) {
	var r AccessRequest
	k := call{
		op: fmt.Sprintf("answer access request %d", d.RequestID), ids: []int{d.RequestID}, method: http.MethodPut,
		path: accessRequests, into: &r,
		body: jsonBody(struct {
			ID      int                 `json:"secretAccessRequestId"`
			Status  AccessRequestStatus `json:"status"`
			Comment string              `json:"responseComment,omitempty"`
			Start   string              `json:"startDate,omitempty"`
			End     string              `json:"expirationDate,omitempty"`
		}{d.RequestID, d.Status, d.Comment, moment(d.Start), moment(d.End)}),
	}
	k.check = about("request", &r.ID, d.RequestID)
	switch d.Status {
	case RequestApproved, RequestDenied, RequestCanceled, RequestPending:
	default:
		return AccessRequest{}, k.fail(ErrRefused, "that is not an answer")
	}
	if err := c.do(ctx, k); err != nil {
		return AccessRequest{}, err
	}
	return r, nil
}
