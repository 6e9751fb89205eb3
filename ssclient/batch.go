package ssclient

import (
	"context"
	"errors"
)

// SecretsByID reads the summaries of many secrets in a few calls, in the order
// they are asked for. Those that do not exist, or not for this user, are left
// out. GET /api/v2/secrets with filter.secretIds.
func (c *Client) SecretsByID(ctx context.Context, ids []int) ([]SecretSummary, error) {
	k := call{op: "list secrets by id"}
	found := map[int]*SecretSummary{} // nil: asked for, and not found yet
	var asked []int                   // each once
	for _, id := range ids {
		if id <= 0 {
			return nil, k.fail(ErrRefused, "no such id")
		}
		if _, twice := found[id]; !twice {
			found[id] = nil
			asked = append(asked, id)
		}
	}
	if len(asked) == 0 {
		return nil, nil // without a filter the server would list everything
	}
	for s, err := range c.AllSecrets(ctx, SecretFilter{IDs: asked, NoTotal: true}) {
		if err != nil {
			return nil, k.within(err)
		}
		if _, wanted := found[s.ID]; !wanted {
			return c.oneByOne(ctx, asked) // a server that does not know the filter
		}
		found[s.ID] = &s
	}
	rows := make([]SecretSummary, 0, len(asked))
	for _, id := range asked {
		if s := found[id]; s != nil {
			rows = append(rows, *s)
		}
	}
	return rows, nil
}

// oneByOne is SecretsByID for a server that cannot be asked for many.
func (c *Client) oneByOne(ctx context.Context, ids []int) ([]SecretSummary, error) {
	rows := make([]SecretSummary, 0, len(ids))
	for _, id := range ids {
		s, err := c.SecretSummary(ctx, id)
		if errors.Is(err, ErrAccessDenied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, s)
	}
	return rows, nil
}
