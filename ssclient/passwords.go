package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"sallyport/workflow/sealed"
)

// OneTimeCode is one code of a secret with a one-time key.
// GET /v1/one-time-password-code/{id}.
type OneTimeCode struct {
	Code             sealed.Secret `json:"code"`
	DurationSeconds  int           `json:"durationSeconds"`  // how long any code lasts
	RemainingSeconds int           `json:"remainingSeconds"` // how long this one still does
}

// OneTimeCodes reads the code of now and those after it, n in all. The caller
// wipes them. GET /api/v1/one-time-password-code/{id}.
func (c *Client) OneTimeCodes(ctx context.Context, id, n int) ([]OneTimeCode, error) {
	k := call{
		op: fmt.Sprintf("read one-time codes of secret %d", id), ids: []int{id}, path: "/api/v1/one-time-password-code/" + strconv.Itoa(id),
		query: url.Values{"numberOfCodesToGenerate": {strconv.Itoa(max(n, 1))}},
	}
	return array(ctx, c, k, func(o OneTimeCode) string {
		if o.Code.Empty() {
			return "a row has no code"
		}
		return ""
	})
}

// Heartbeat has the server check the password against its machine; the result
// comes later, in LastHeartBeatStatus. POST /api/v1/secrets/{id}/heartbeat.
func (c *Client) Heartbeat(ctx context.Context, id int) (SecretSummary, error) {
	return c.act(ctx, call{op: fmt.Sprintf("check the password of secret %d", id)}, id, "/heartbeat")
}

// ChangePassword has the server give the machine a new random password; the
// state says passwordChangePending until it is done. It checks nothing out.
// POST /api/v1/secrets/{id}/change-password.
func (c *Client) ChangePassword(ctx context.Context, id int) (SecretSummary, error) {
	k := call{op: fmt.Sprintf("change the password of secret %d", id), body: Access{}.args()}
	return c.act(ctx, k, id, "/change-password")
}

// act is a write that answers the summary.
func (c *Client) act(ctx context.Context, k call, id int, tail string) (SecretSummary, error) {
	var s SecretSummary
	k.method, k.into, k.check = http.MethodPost, &s, about("secret", &s.ID, id)
	if err := c.onSecret(ctx, k, id, tail); err != nil {
		return SecretSummary{}, err
	}
	return s, nil
}
