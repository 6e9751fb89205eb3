package ssclient

import (
	"context"
	"net/http"

	"sallyport/workflow/sealed"
)

// SetQuantumLockPassword sets this user's own QuantumLock password, which the
// server calls DoubleLock. The caller wipes it. PUT /api/v1/users/doublelock-password.
func (c *Client) SetQuantumLockPassword(ctx context.Context, password sealed.Secret) error {
	var accepted bool
	k := call{
		op: "set QuantumLock password", method: http.MethodPut, path: "/api/v1/users/doublelock-password",
		hide: []sealed.Secret{password}, want: "tf", into: &accepted,
	}
	if password.Empty() {
		return k.fail(ErrRefused, "the password is empty")
	}
	k.body = jsonObject([]field{{"password", password}})
	defer k.body.clear()
	if err := c.do(ctx, k); err != nil {
		return err
	}
	if !accepted {
		return k.fail(ErrRefused, "the password was not accepted")
	}
	return nil
}
