package ssclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// StartSecretChallenge begins the challenge of a secret whose state is
// RequiresMfaChallenge. Once the Exchange is Done, read the state again.
//
// How a real server is asked is not public: this is a route of the demo vault,
// and the one place that knows it. ErrNoChallenge: the server has no such
// route; open SecretPage in the browser, and read the state until it changes.
// POST {base}/demo/secret-mfa/v1/secrets/{id}/StartAuthentication.
func (c *Client) StartSecretChallenge(ctx context.Context, secretID int) (*Exchange, error) {
	at := "/demo/secret-mfa/v1/secrets/" + strconv.Itoa(secretID)
	x := &Exchange{
		c: c, op: fmt.Sprintf("pass the challenge of secret %d", secretID), advance: at + "/AdvanceAuthentication",
		finish: func(*granted, time.Time) string { return "" }, // the server remembers who passed
	}
	if secretID <= 0 {
		return nil, x.call().fail(ErrRefused, "no such id")
	}
	if err := x.begin(ctx, at+"/StartAuthentication", ""); err != nil {
		if unserved(err) {
			return nil, x.call().fail(ErrNoChallenge, "")
		}
		return nil, err
	}
	return x, nil
}

// unserved: the answer of a server that does not know a route.
func unserved(err error) bool {
	var e *APIError
	if !errors.As(err, &e) {
		return false
	}
	return e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed || e.Status >= 300 && e.Status < 400
}

// SecretPage is the server's own page of a secret, where the browser can do
// what has no public call.
func (c *Client) SecretPage(id int) string {
	return c.base + "/app/#/secret/" + strconv.Itoa(id) + "/general"
}
