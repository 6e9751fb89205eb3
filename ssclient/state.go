package ssclient

import (
	"context"
	"fmt"
	"net/http"
)

// SecretState reads what blocks a secret now; it changes and audits nothing.
// GET /api/v1/secrets/{id}/state.
func (c *Client) SecretState(ctx context.Context, id int) (SecretState, error) {
	var s SecretState
	k := call{op: fmt.Sprintf("read state of secret %d", id), method: http.MethodGet, into: &s}
	k.check = func() string {
		if s.State == "" {
			return "answer has no state"
		}
		return about("secret", &s.ID, id)()
	}
	k.take = func(a answer) { s.Sent, s.Received = a.sent, a.received }
	if err := c.onSecret(ctx, k, id, "/state"); err != nil {
		return SecretState{}, err
	}
	return s, nil
}
