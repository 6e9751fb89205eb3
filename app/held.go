package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"sallyport/ssclient"
)

const (
	heldRows   = 100         // listed at most
	heldLooked = 20          // of them are asked for their minutes: as many as fit on a screen
	heldEvery  = time.Minute // while the view is open
)

// held is who has what checked out.
type held struct {
	open    bool
	folder  int // that it is about; 0: the vault
	busy    bool
	seq     int
	version int
	rows    []HeldRow
	total   int
	problem Problem
}

// showHeld opens or closes the list of all check-outs that this user may see,
// or of those in a folder and below.
func (a *App) showHeld(open bool, folder int) {
	h := &a.s.held
	a.uncover()
	*h = held{open: open, folder: folder, seq: h.seq + 1, version: h.version + 1}
	if open {
		h.busy = true
		a.readHeld(h.seq)
	}
}

// readHeld lists the check-outs, and asks for the minutes of those on the screen.
func (a *App) readHeld(seq int) {
	vault, user, folder := a.s.vault, a.s.userID, a.s.held.folder
	if vault == nil {
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		list, err := vault.Secrets(ctx, ssclient.SecretFilter{CheckedOut: true, FolderID: folder, SubFolders: folder > 0}, heldRows)
		rows := make([]HeldRow, 0, len(list.Records))
		for _, s := range list.Records {
			if s.CheckedOut { // a server that does not know the filter lists all
				rows = append(rows, HeldRow{
					Vault: a.seat.key, SecretID: s.ID, Name: s.Name, Path: s.FolderPath, Holder: s.CheckOutUserName,
					Mine: s.CheckOutUserID == user, Minutes: -1,
				})
			}
		}
		slices.SortFunc(rows, func(x, y HeldRow) int {
			if x.Mine != y.Mine {
				return map[bool]int{true: -1, false: 1}[x.Mine]
			}
			return cmp.Or(strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), cmp.Compare(x.SecretID, y.SecretID))
		})
		for i := range rows[:min(len(rows), heldLooked)] {
			st, stateErr := vault.SecretState(ctx, rows[i].SecretID)
			if stateErr != nil {
				err = stateErr
				break
			}
			lookedAt(&rows[i], st)
		}
		return func() { a.heldRead(seq, rows, max(list.Total, len(rows)), err) }
	})
}

// lookedAt takes what the state knows better than the list.
func lookedAt(r *HeldRow, st ssclient.SecretState) {
	if st.CheckedOutUserDisplayName != nil {
		r.Holder = *st.CheckedOutUserDisplayName
	}
	if st.CheckedOutByCurrentUser != nil {
		r.Mine = *st.CheckedOutByCurrentUser
	}
	if st.CheckOutMinutesRemaining != nil {
		r.Minutes = max(0, *st.CheckOutMinutesRemaining)
	}
	r.MayForce = st.May("ForceCheckin")
}

func (a *App) heldRead(seq int, rows []HeldRow, total int, err error) {
	h := &a.s.held
	if h.seq != seq {
		return
	}
	h.busy, h.problem = false, Problem{}
	h.version++
	if err != nil {
		h.problem = a.failed(err)
	}
	h.rows, h.total = rows, total
	a.after(heldEvery, func() {
		if a.s.held.seq == seq && a.s.held.open {
			a.readHeld(seq)
		}
	})
}

func (a *App) viewHeld() HeldView {
	h := &a.s.held
	folder, _ := a.s.known.index.Folder(h.folder)
	return HeldView{Folder: folder.Path, Open: h.open, Busy: h.busy, Version: h.version, Rows: h.rows, Total: h.total, Problem: h.problem}
}
