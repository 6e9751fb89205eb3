package ssclient

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Folders lists the folders right below parentID, below one the roots.
// GET /api/v1/folders.
func (c *Client) Folders(ctx context.Context, parentID int) ([]Folder, error) {
	q := url.Values{"sortBy[0].name": {"FolderName"}, "sortBy[0].direction": {"asc"}}
	if parentID <= 0 {
		q.Set("filter.onlyIncludeRootFolders", "true")
	} else {
		q.Set("filter.parentFolderId", strconv.Itoa(parentID))
		q.Set("filter.limitToDirectDescendents", "true")
	}
	rows, err := all(ctx, c, listing[Folder]{
		op: "list folders", path: "/api/v1/folders", query: q, take: pageSize,
		key: func(f Folder) any { return byID(f.ID) },
	})
	if err != nil {
		return nil, err
	}
	below := rows[:0] // servers before 11.7 send all descendants
	for _, f := range rows {
		if f.ParentID == parentID || parentID <= 0 && f.ParentID <= 0 {
			below = append(below, f)
		}
	}
	return below, nil
}

// AllFolders goes through every folder that the user may see, by name: a whole
// tree for a few calls, where Folders takes one for each branch. An error is
// the last thing it yields. GET /api/v1/folders.
func (c *Client) AllFolders(ctx context.Context) iter.Seq2[Folder, error] {
	return each(ctx, c, listing[Folder]{
		op: "list folders", path: "/api/v1/folders", take: pageSize,
		query: url.Values{"sortBy[0].name": {"FolderName"}, "sortBy[0].direction": {"asc"}},
		key:   func(f Folder) any { return byID(f.ID) },
	})
}

// Folder reads one folder. GET /api/v1/folders/{id}.
func (c *Client) Folder(ctx context.Context, id int) (Folder, error) {
	var f Folder
	k := call{
		op: fmt.Sprintf("read folder %d", id), ids: []int{id}, method: http.MethodGet,
		path: "/api/v1/folders/" + strconv.Itoa(id), into: &f, check: about("folder", &f.ID, id),
	}
	if err := c.do(ctx, k); err != nil {
		return Folder{}, err
	}
	return f, nil
}
