package app

import (
	"context"
	"slices"

	"sallyport/ssclient"
)

// listPinned asks the vault which folders this user pinned, here or elsewhere.
// A vault that does not know of pins has none: nothing else hangs on them.
func (a *App) listPinned() {
	vault, s := a.s.vault, &a.s.sections.pinned
	if vault == nil {
		return
	}
	seq := s.load()
	a.async(a.ctx, func(ctx context.Context) func() {
		pins, err := vault.PinnedFolders(ctx)
		return func() {
			if s.seq != seq || a.s.vault != vault {
				return
			}
			if err != nil {
				a.failed(err) // it may be that the vault is away, or has signed us out
				s.set(s.view.Rows, len(s.view.Rows))
				return
			}
			a.showPinned(pins)
		}
	})
}

// showPinned makes the rows, by the names that the user knows the pins by.
func (a *App) showPinned(pins []ssclient.PinnedFolder) {
	rows := make([]Row, 0, len(pins))
	for _, p := range pins {
		r := Row{Vault: a.seat.key, ID: p.ID, Folder: true, Name: p.Name}
		if f, ok := a.s.known.index.Folder(p.ID); ok {
			r.Path = f.Path
			if r.Name == "" {
				r.Name = f.Name
			}
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, byName)
	a.s.sections.pinned.set(rows, len(rows))
}

// pinFolder pins a folder, or takes the pin away, once. Whatever came of it,
// the vault is asked what holds.
func (a *App) pinFolder(id int, on bool) {
	vault, s := a.s.vault, &a.s.sections
	if vault == nil || s.pinning || id <= 0 || s.pinned.view.Has(a.seat.key, id) == on {
		return
	}
	s.pinning = true
	s.pinned.seq++ // a list that is on its way tells of the time before
	a.async(a.ctx, func(ctx context.Context) func() {
		err := vault.PinFolder(ctx, id, on)
		return func() {
			s.pinning = false
			if a.s.vault != vault {
				return
			}
			if err != nil {
				p := a.failed(err)
				if f, ok := a.s.known.index.Folder(id); ok {
					p.Secret = f.Name
				}
				a.warn(p)
			}
			a.listPinned()
		}
	})
}
