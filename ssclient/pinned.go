package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// PinnedFolder is a folder that this user pinned. GET /v1/folders/pinned.
type PinnedFolder struct {
	ID   int    `json:"folderId"`
	Name string `json:"displayName"` // the folder's, or the user's own for the pin
}

// PinnedFolders lists what this user pinned. GET /api/v1/folders/pinned.
func (c *Client) PinnedFolders(ctx context.Context) ([]PinnedFolder, error) {
	return all(ctx, c, listing[PinnedFolder]{
		op: "list pinned folders", path: "/api/v1/folders/pinned", take: pageSize,
		key: func(f PinnedFolder) any { return byID(f.ID) },
	})
}

// PinFolder pins a folder for this user, or takes the pin away; to do it again
// changes nothing. PATCH and DELETE /api/v1/folder/{id}/pinned.
func (c *Client) PinFolder(ctx context.Context, id int, pinned bool) error {
	var got struct {
		Success *bool `json:"success"`
	}
	k := call{
		op: fmt.Sprintf("pin folder %d", id), ids: []int{id}, method: http.MethodDelete,
		path: "/api/v1/folder/" + strconv.Itoa(id) + "/pinned", into: &got,
	}
	k.check = func() string {
		if got.Success == nil {
			return "answer says nothing of success"
		}
		return ""
	}
	if pinned {
		k.method, k.body = http.MethodPatch, jsonBody(struct {
			Data struct{} `json:"data"` // what else can be set about a pin stays as it is
		}{})
	}
	if err := c.do(ctx, k); err != nil {
		return err
	}
	if !*got.Success {
		return k.fail(ErrRefused, "the pin stayed as it was")
	}
	return nil
}
