package ssclient

import (
	"context"
	"net/http"
)

// CurrentUser is who the token belongs to. GET /api/v1/users/current.
func (c *Client) CurrentUser(ctx context.Context) (User, error) {
	var u User
	k := call{op: "read current user", method: http.MethodGet, path: "/api/v1/users/current", into: &u}
	k.check = func() string {
		if u.ID <= 0 {
			return "answer has no user"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return User{}, err
	}
	return u, nil
}
