package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sallyport/ssclient"
)

// mark marks secrets, or takes their marks away.
func (a *App) mark(ids []int, on bool) {
	b := &a.s.batch
	marks := slices.Clone(b.marks)
	if on {
		marks = appendNew(marks, ids)
	} else {
		off := setOf(ids)
		marks = slices.DeleteFunc(marks, func(id int) bool { return off[id] })
	}
	if !slices.Equal(marks, b.marks) {
		b.marks, b.shown = marks, make([]Marked, 0, len(marks))
		for _, id := range marks {
			b.shown = append(b.shown, Marked{a.seat.key, id})
		}
		b.version++
	}
}

// appendNew appends the ids that are not there yet: a folder may hold thousands.
func appendNew(all, ids []int) []int {
	if len(ids) == 1 && !slices.Contains(all, ids[0]) && ids[0] > 0 { // one by one no set is made
		return append(all, ids[0])
	}
	if len(ids) < 2 {
		return all
	}
	there := setOf(all)
	for _, id := range ids {
		if id > 0 && !there[id] {
			there[id] = true
			all = append(all, id)
		}
	}
	return all
}

func setOf(ids []int) map[int]bool {
	set := make(map[int]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// markAll marks what is right in a folder, after listing it where the tree has not.
func (a *App) markAll(folder int) {
	if f, listed := a.s.tree.Children[folder]; listed && !f.Loading && f.Problem.None() && f.More == 0 {
		var ids []int
		for _, r := range f.Rows {
			if !r.Folder {
				ids = append(ids, r.ID)
			}
		}
		a.mark(ids, true)
		return
	}
	if f := &a.s.folder; f.open && f.id == folder && f.all != nil { // its table lists more than the tree
		a.mark(f.all, true)
		return
	}
	vault := a.s.vault
	if vault == nil || folder <= 0 {
		return
	}
	a.s.batch.busy = true
	a.async(a.ctx, func(ctx context.Context) func() {
		list, err := secretsIn(ctx, vault, folder)
		return func() { a.markListed(vault, list.Records, err) }
	})
}

// markFolder is markAll for a command line, which knows paths.
func (a *App) markFolder(path string) {
	vault := a.s.vault
	if vault == nil {
		return
	}
	a.s.batch.busy = true
	a.async(a.ctx, func(ctx context.Context) func() {
		folder, err := folderAt(ctx, vault, path)
		var list ssclient.SecretList
		if err == nil {
			list, err = secretsIn(ctx, vault, folder)
		}
		return func() { a.markListed(vault, list.Records, err) }
	})
}

// folderAt finds a folder by its path, from the top, in any case.
func folderAt(ctx context.Context, vault Vault, path string) (id int, err error) {
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '\\' || r == '/' }) {
		below, err := vault.Folders(ctx, id)
		if err != nil {
			return 0, err
		}
		at := slices.IndexFunc(below, func(f ssclient.Folder) bool { return strings.EqualFold(f.Name, strings.TrimSpace(name)) })
		if at < 0 {
			return 0, fmt.Errorf("find folder %s: %w", path, ssclient.ErrAccessDenied)
		}
		id = below[at].ID
	}
	if id == 0 {
		return 0, fmt.Errorf("find folder: %w", ssclient.ErrAccessDenied) // the vault itself is none
	}
	return id, nil
}

func (a *App) markListed(of Vault, rows []ssclient.SecretSummary, err error) {
	if !a.toldMany(of, rows, err) {
		return
	}
	ids := make([]int, 0, len(rows))
	for _, s := range rows {
		ids = append(ids, s.ID)
	}
	a.mark(ids, true)
	if a.s.batch.open {
		a.readMarked()
	}
}
