package app

import (
	"context"

	"sallyport/app/index"
	"sallyport/ssclient"
)

// ShowInTree shows a secret in the tree, with the folders open that lead to it.
type ShowInTree struct{ SecretID int }

func (ShowInTree) intent() {}

// deepest bounds how many folders lie in each other: a circle ends there.
const deepest = 64

// reveal finds out which folders lead to a secret. What no listing has told,
// the vault is asked, one call a folder.
func (a *App) reveal(id int) {
	at := a.s.secret(id).summary.FolderID
	if e, ok := a.s.known.index.Secret(id); ok {
		at = e.Folder
	}
	if at <= 0 {
		return
	}
	chain := a.chain(at)
	if a.rooted(chain[0]) || a.s.vault == nil {
		a.revealed(id, chain)
		return
	}
	a.learnAbove(chain[0], func(err error) {
		if err != nil {
			a.warn(a.failed(err))
			return
		}
		a.revealed(id, a.chain(at))
	})
}

// learnAbove asks for a folder and those above it, and remembers them.
func (a *App) learnAbove(id int, then func(error)) {
	vault := a.s.vault
	a.async(a.ctx, func(ctx context.Context) func() {
		above, err := foldersAbove(ctx, vault, id)
		return func() {
			if a.s.vault != vault {
				return
			}
			for _, f := range above {
				a.s.known.index.PutFolder(index.Folder{ID: f.ID, Parent: max(0, f.ParentID), Name: f.Name, Path: f.Path})
			}
			then(err)
		}
	})
}

// chain are the known folders above and with one, the topmost first.
func (a *App) chain(id int) (chain []int) {
	for range deepest {
		chain = append([]int{id}, chain...)
		f, ok := a.s.known.index.Folder(id)
		if !ok || f.Parent <= 0 {
			return chain
		}
		id = f.Parent
	}
	return chain
}

// rooted reports whether a folder is known to be at the root.
func (a *App) rooted(id int) bool {
	f, ok := a.s.known.index.Folder(id)
	return ok && f.Parent == 0
}

// foldersAbove asks for a folder and those above it.
func foldersAbove(ctx context.Context, vault Vault, id int) (all []ssclient.Folder, err error) {
	for range deepest {
		f, err := vault.Folder(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
		if id = f.ParentID; id <= 0 {
			break
		}
	}
	return all, nil
}

// revealed lists the folders and tells the tree to open them.
func (a *App) revealed(id int, chain []int) {
	for _, f := range chain {
		a.expand(f)
	}
	a.s.revealed = InTreeView{Vault: a.seat.key, Seq: a.nextID(), SecretID: id, Folders: chain}
}
