package ssclient

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Extension is the server's answer to an extension.
type Extension struct {
	// End is when the check-out ends by this machine's clock, corrected by the
	// skew of the server's Date header towards the earlier; zero where the server did not say.
	End time.Time
}

// CheckOut takes a secret for this user. POST /api/v1/secrets/{id}/check-out.
func (c *Client) CheckOut(ctx context.Context, id int) error {
	var got struct {
		Codes member[json.RawMessage] `json:"responseCodes"` // no source says which there are
	}
	k := call{op: fmt.Sprintf("check out secret %d", id), method: http.MethodPost, into: &got}
	k.check = got.Codes.missing
	return c.onSecret(ctx, k, id, "/check-out")
}

// CheckIn gives a secret back; never another user's check-out (forceCheckIn
// is not sent). POST /api/v1/secrets/{id}/check-in.
func (c *Client) CheckIn(ctx context.Context, id int) error {
	var s struct {
		ID int `json:"id"`
	}
	k := call{
		op: fmt.Sprintf("check in secret %d", id), method: http.MethodPost,
		body: jsonBody(struct{}{}), into: &s, check: about("secret", &s.ID, id),
	}
	return c.onSecret(ctx, k, id, "/check-in")
}

// ForceCheckIn ends a check-out, whoever has it. Allowed where the state has
// the action ForceCheckin. POST /api/v1/secrets/{id}/check-in.
func (c *Client) ForceCheckIn(ctx context.Context, id int) error {
	k := call{op: fmt.Sprintf("force check-in of secret %d", id), body: jsonBody(struct {
		Force bool `json:"forceCheckIn"`
	}{true})}
	_, err := c.act(ctx, k, id, "/check-in")
	return err
}

// ExtendCheckOut asks for more minutes. Sources differ on whether they are
// added or are the new length: only the answered end counts.
// POST /api/v1/secrets/{id}/extend-check-out.
func (c *Client) ExtendCheckOut(ctx context.Context, id, minutes int, notes string) (Extension, error) {
	type extension struct {
		Minutes int    `json:"minutesToAdd"`
		Notes   string `json:"notes"`
	}
	var got struct {
		End member[Time] `json:"checkOutEndTime"`
	}
	var x Extension
	k := call{
		op: fmt.Sprintf("extend check-out of secret %d", id), method: http.MethodPost,
		body: jsonBody(struct {
			Data extension `json:"data"`
		}{extension{minutes, notes}}),
		into: &got,
	}
	k.check = got.End.missing
	k.take = func(a answer) { x.End = localEnd(got.End.value.Time, a) }
	if err := c.onSecret(ctx, k, id, "/extend-check-out"); err != nil {
		return Extension{}, err
	}
	return x, nil
}

// localEnd is the server's moment by this machine's clock, or a little before
// it. The server's clock showed Date, cut to the second, at some moment not
// before the request was sent; so it was at most Date plus one second then.
func localEnd(end time.Time, a answer) time.Time {
	if end.IsZero() {
		return time.Time{}
	}
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil {
		return end
	}
	return a.sent.Round(0).Add(end.Sub(date) - time.Second).UTC()
}

// member is one that must be there, null or not: it tells the answer of a
// Secret Server from an object of some other program.
type member[T any] struct {
	there bool
	value T
}

// UnmarshalJSON is called for null as well.
func (m *member[T]) UnmarshalJSON(raw []byte) error {
	m.there = true
	return json.Unmarshal(raw, &m.value)
}

func (m *member[T]) missing() string {
	if !m.there {
		return "answer is other JSON than expected"
	}
	return ""
}
