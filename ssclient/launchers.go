package ssclient

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

// Launchers lists the ways to open a secret. GET /api/v2/launchers/secret.
func (c *Client) Launchers(ctx context.Context, secretID int) ([]Launcher, error) {
	op := fmt.Sprintf("list launchers of secret %d", secretID)
	if secretID <= 0 {
		return nil, call{op: op}.fail(ErrRefused, "no such id")
	}
	return all(ctx, c, listing[Launcher]{
		op: op, path: "/api/v2/launchers/secret", take: pageSize,
		query: url.Values{"filter.secretId": {strconv.Itoa(secretID)}},
		id:    func(l Launcher) int { return l.ID },
	})
}
