package ssclient

import (
	"context"
	"fmt"
	"net/http"
)

// Favorite is a secret that this user marked. GET /v1/secrets/favorite.
type Favorite struct {
	ID         int    `json:"id"`
	Name       string `json:"secretName"`
	FolderID   int    `json:"folderId"`
	FolderPath string `json:"folderPath"`
}

// Favorites lists what this user marked. GET /api/v1/secrets/favorite.
func (c *Client) Favorites(ctx context.Context) ([]Favorite, error) {
	k := call{op: "list favorites", path: "/api/v1/secrets/favorite"}
	return array(ctx, c, k, func(f Favorite) string {
		if f.ID <= 0 || f.Name == "" {
			return "a row has no secret"
		}
		return ""
	})
}

// SetFavorite marks a secret for this user, or takes the mark away.
// POST /api/v1/secrets/{id}/favorite.
func (c *Client) SetFavorite(ctx context.Context, id int, favorite bool) error {
	var now bool // the answer is what holds now
	k := call{
		op: fmt.Sprintf("mark secret %d", id), method: http.MethodPost,
		body: jsonBody(struct {
			Favorite bool `json:"isFavorite"`
		}{favorite}),
		want: "tf", into: &now,
	}
	if err := c.onSecret(ctx, k, id, "/favorite"); err != nil {
		return err
	}
	if now != favorite {
		return k.fail(ErrRefused, "the mark stayed as it was")
	}
	return nil
}
