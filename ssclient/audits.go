package ssclient

import (
	"context"
	"fmt"
	"iter"
	"strconv"
)

// Audit is one thing that somebody did with a secret. GET /v1/secrets/{id}/audits.
type Audit struct {
	ID                  int    `json:"id"`
	Action              string `json:"action"` // VIEW, EDIT, …: the server's word
	ActionForDisplay    string `json:"actionForDisplay"`
	Application         string `json:"application"`
	UserName            string `json:"username"`
	ByUserDisplayName   string `json:"byUserDisplayName"`
	DateRecorded        Time   `json:"dateRecorded"`
	Notes               string `json:"notes"` // the reason that was given, among others
	TicketNumber        string `json:"ticketNumber"`
	Status              string `json:"status"`
	DatabaseName        string `json:"databaseName"`
	HasProxySessionData bool   `json:"hasProxySessionData"`
	RecordingMessage    string `json:"recordingMessage"`
	RecordingSessionID  string `json:"recordingSessionId"`
	RecordingStatus     int    `json:"recordingStatus"`
}

// Audits goes through what was done with a secret, in the server's order, page
// by page as the loop asks for more. An error is the last thing it yields.
// GET /api/v1/secrets/{id}/audits.
func (c *Client) Audits(ctx context.Context, id int) iter.Seq2[Audit, error] {
	return each(ctx, c, listing[Audit]{
		op: fmt.Sprintf("list audits of secret %d", id), ids: []int{id},
		path: "/api/v1/secrets/" + strconv.Itoa(id) + "/audits", take: pageSize,
		key: func(a Audit) any { return byID(a.ID) },
	})
}
