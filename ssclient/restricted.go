package ssclient

import (
	"context"
	"fmt"
	"net/http"

	"sallyport/workflow/sealed"
)

// Access is what a user brings to a secret that does not open by itself. The
// zero Access asks for nothing but the read.
type Access struct {
	Comment        string // the reason
	TicketNumber   string
	TicketSystemID int
	QuantumLock    sealed.Secret // the user's QuantumLock password; the caller wipes it

	// CheckOut lets the read check the secret out for this user. Not set, the
	// read is refused where that would be needed: nothing is taken from others by looking.
	CheckOut bool
	// ForceCheckIn ends the check-out of another user first. Needs "Force Check In".
	ForceCheckIn bool
	// Inactive opens a deleted secret. Needs "View Inactive Secrets".
	Inactive bool
}

// args is the body of a restricted call, with extra members.
func (a Access) args() *body {
	open := struct {
		Comment        string `json:"comment,omitempty"`
		TicketNumber   string `json:"ticketNumber,omitempty"`
		TicketSystemID int    `json:"ticketSystemId,omitempty"`
		ForceCheckIn   bool   `json:"forceCheckIn,omitempty"`
		Inactive       bool   `json:"includeInactive,omitempty"`
		NoAutoCheckOut bool   `json:"noAutoCheckout"` // always said: the server's own default checks out
	}{a.Comment, a.TicketNumber, a.TicketSystemID, a.ForceCheckIn, a.Inactive, !a.CheckOut}
	if a.QuantumLock.Empty() {
		return jsonBody(open)
	}
	return sealedBody(open, "doubleLockPassword", a.QuantumLock)
}

// SecretRestricted is Secret with what a restricted secret asks for. It counts
// as a view and may leave a comment, so it is a write: see Doubtful.
// POST /api/v1/secrets/{id}/restricted.
func (c *Client) SecretRestricted(ctx context.Context, id int, a Access) (Secret, error) {
	var s Secret
	k := call{
		op: fmt.Sprintf("read restricted secret %d", id), method: http.MethodPost,
		body: a.args(), hide: []sealed.Secret{a.QuantumLock}, into: &s, check: about("secret", &s.ID, id),
	}
	defer k.body.clear()
	if err := c.onSecret(ctx, k, id, "/restricted"); err != nil {
		s.Wipe()
		return Secret{}, err
	}
	return s, nil
}

// SecretFieldRestricted is SecretField with what a restricted secret asks for.
// It is a write, as SecretRestricted is.
// POST /api/v1/secrets/{id}/restricted/fields/{slug}.
func (c *Client) SecretFieldRestricted(ctx context.Context, id int, slug string, a Access) (sealed.Secret, error) {
	k := call{
		op: fmt.Sprintf("read a field of restricted secret %d", id), method: http.MethodPost,
		body: a.args(), hide: []sealed.Secret{a.QuantumLock},
	}
	defer k.body.clear()
	return c.readField(ctx, k, id, "/restricted/fields/", slug)
}
