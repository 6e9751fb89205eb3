package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// Comment answers "require comment". POST …/view-comment.
type Comment struct {
	Comment        string `json:"comment"`
	TicketNumber   string `json:"ticketNumber,omitempty"`
	TicketSystemID int    `json:"ticketSystemId,omitempty"`
}

// ViewComment gives the reason, and the ticket, that a secret asks for.
// POST /api/v1/secret-access-requests/secrets/{id}/view-comment.
func (c *Client) ViewComment(ctx context.Context, id int, cm Comment) error {
	var accepted bool
	k := call{
		op: fmt.Sprintf("comment on secret %d", id), ids: []int{id}, method: http.MethodPost,
		path: "/api/v1/secret-access-requests/secrets/" + strconv.Itoa(id) + "/view-comment",
		body: jsonBody(cm), want: "tf", into: &accepted,
	}
	if err := c.do(ctx, k); err != nil {
		return err
	}
	if !accepted {
		return k.fail(ErrRefused, "the comment was not accepted")
	}
	return nil
}
