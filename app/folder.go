package app

import (
	"context"
	"slices"

	"sallyport/ssclient"
)

const (
	folderMost    = 20_000 // secrets of a folder that its table lists; more are counted and found by search
	folderPerCall = 1000   // of them in one answer
	sortedAtOnce  = 2000   // rows that are put in order at once: more would hold up the loop
)

// folder is what the table shows.
type folder struct {
	open    bool
	id      int
	seq     int // of the opening
	at      FolderAt
	above   []Crumb
	all     []int // its secrets, where they are more than the tree lists; nil: those of the tree
	total   int   // of all
	listing bool  // that is under way
	problem Problem
	cancel  context.CancelFunc // of listing; nil: none is under way

	stale    bool        // more is known than found tells
	found    []FolderRow // what it holds, in no order; never changed in place
	unsorted bool        // rows are not in the order that was chosen, or not of found
	order    int         // of the last sorting that began
	sorting  bool        // it is under way
	version  int
	rows     []FolderRow
	folders  int // of rows
}

// showFolder shows what a folder holds. It lists it if it was not.
func (a *App) showFolder(id int, at FolderAt) {
	a.hideField()
	a.uncover()
	a.shutFolder()
	f := &a.s.folder
	*f = folder{open: true, id: max(0, id), seq: a.nextID(), at: at, version: f.version + 1, stale: true}
	a.expand(f.id)
	if listed := a.s.tree.Children[f.id]; !listed.Loading {
		a.folderListed(f.id)
	}
	a.expandAbove(f.id, f.seq)
}

// expandAbove lists what leads to a folder, as the tree shows it open. What no
// listing has told, the vault is asked, one call a folder.
func (a *App) expandAbove(id, seq int) {
	switch chain := a.chain(id); {
	case id == 0:
	case a.rooted(chain[0]):
		for _, x := range chain {
			a.expand(x)
		}
	case a.s.vault != nil:
		a.learnAbove(chain[0], func(err error) { // the folder's own listing says what is wrong
			if f := &a.s.folder; err == nil && f.seq == seq && a.rooted(a.chain(id)[0]) {
				f.stale = true
				a.expandAbove(id, seq)
			}
		})
	}
}

// shutFolder shows the pane again.
func (a *App) shutFolder() {
	f := &a.s.folder
	if f.cancel != nil {
		f.cancel()
	}
	*f = folder{version: f.version + 1}
}

// showParent goes one folder up, to the row it came from.
func (a *App) showParent() {
	f := &a.s.folder
	switch {
	case f.open && f.id == 0:
	case f.open:
		above, _ := a.s.known.index.Folder(f.id)
		a.showFolder(above.Parent, FolderAt{Folder: true, ID: f.id})
	case a.s.selected != 0:
		if at := a.folderOf(a.s.selected); at > 0 {
			a.showFolder(at, FolderAt{ID: a.s.selected})
		}
	}
}

// folderOf is the folder of a secret, 0 if that is not known.
func (a *App) folderOf(id int) int {
	if e, ok := a.s.known.index.Secret(id); ok {
		return e.Folder
	}
	return max(0, a.s.secret(id).summary.FolderID)
}

// changed says that rows of a folder are not what they were.
func (f *folder) changed(id int) { f.stale = f.stale || f.open && f.id == id }

// folderListed is called when the tree knows what a folder holds: what goes
// beyond its rows is listed for the table alone.
func (a *App) folderListed(id int) {
	f, vault := &a.s.folder, a.s.vault
	if !f.open || f.id != id || f.id == 0 || vault == nil {
		return
	}
	if f.cancel != nil {
		f.cancel()
	}
	f.problem = Problem{}
	if listed := a.s.tree.Children[id]; listed.More == 0 || !listed.Problem.None() {
		f.all, f.listing, f.cancel = nil, false, nil
		return
	}
	ctx, cancel := context.WithCancel(a.ctx)
	f.listing, f.cancel = true, cancel
	a.async(ctx, func(ctx context.Context) func() {
		list, err := secretsIn(ctx, vault, id)
		return func() {
			late := ctx.Err() != nil
			cancel()
			if late || a.s.vault != vault {
				return
			}
			f.listing, f.cancel, f.stale = false, nil, true
			if err != nil {
				f.problem = a.failed(err)
				return
			}
			f.all, f.total = make([]int, 0, len(list.Records)), list.Total
			for _, s := range list.Records {
				a.learn(s)
				f.all = append(f.all, s.ID)
			}
			a.inTouch()
		}
	})
}

// secretsIn lists what is right in a folder, as much as its table shows.
func secretsIn(ctx context.Context, vault Vault, folder int) (ssclient.SecretList, error) {
	return vault.Secrets(ctx, ssclient.SecretFilter{FolderID: folder, PerCall: folderPerCall}, folderMost)
}

// viewFolder is the table now, made anew where more is known.
func (a *App) viewFolder() FolderView {
	f := &a.s.folder
	if !f.open {
		return FolderView{}
	}
	if f.stale {
		f.stale, f.unsorted = false, true
		f.above, f.found = a.crumbs(f.id), a.folderRows()
	}
	if f.unsorted {
		f.unsorted = false
		a.orderFolder()
	}
	listed, known := a.s.tree.Children[f.id]
	v := FolderView{
		Open: true, Vault: a.seat.key, ID: f.id, Seq: f.seq, Above: f.above, At: f.at, Version: f.version, Rows: f.rows,
		Folders: f.folders, Secrets: len(f.rows) - f.folders,
		Loading: !known || listed.Loading || f.listing, Sorting: f.sorting, From: listed.From, Today: listed.Today, Problem: listed.Problem, Table: tableOf(a.seat.live.Now().Table),
	}
	if v.Total = v.Secrets + listed.More; f.all != nil {
		v.Total = max(f.total, v.Secrets)
	}
	if v.Problem.None() {
		v.Problem = f.problem
	}
	if state, why := a.vaultState(); a.s.vault == nil && state != VaultSigningIn { // nobody is asked just now
		if v.Loading = false; len(v.Rows) == 0 {
			v.Problem = why
		}
	}
	return v
}

// orderFolder puts what was found in order. Much of it outside the loop.
func (a *App) orderFolder() {
	f := &a.s.folder
	f.order = a.nextID()
	order, found, table := f.order, f.found, tableOf(a.seat.live.Now().Table)
	work := func(context.Context) func() {
		rows := table.sorted(found)
		return func() {
			if f.order == order {
				f.rows, f.sorting = rows, false
				f.folders = countFolders(rows)
				f.version++
			}
		}
	}
	if len(found) <= sortedAtOnce {
		work(a.ctx)()
		return
	}
	f.sorting = true
	a.async(a.ctx, work)
}

func countFolders(rows []FolderRow) int {
	if n := slices.IndexFunc(rows, func(r FolderRow) bool { return !r.Folder }); n >= 0 {
		return n
	}
	return len(rows)
}

// crumbs lead from the vault to a folder, as far as is known.
func (a *App) crumbs(id int) []Crumb {
	all := []Crumb{{Name: HostOf(a.s.server)}}
	if id == 0 {
		return all
	}
	for _, x := range a.chain(id) {
		f, _ := a.s.known.index.Folder(x)
		all = append(all, Crumb{ID: x, Name: f.Name})
	}
	return all
}

// folderRows are what the folder holds, in no order.
func (a *App) folderRows() []FolderRow {
	f := &a.s.folder
	listed := a.s.tree.Children[f.id].Rows
	rows := make([]FolderRow, 0, max(len(listed), len(f.all)))
	for _, r := range listed {
		switch {
		case r.Folder:
			rows = append(rows, FolderRow{Row: r})
		case f.all == nil:
			rows = append(rows, a.folderRow(r))
		}
	}
	for _, id := range f.all {
		rows = append(rows, a.folderRow(rowOf(a.s.secret(id).summary, a.wantsMFA(id))))
	}
	return rows
}

// folderRow adds to a secret's row what only a table shows.
func (a *App) folderRow(r Row) FolderRow {
	row := FolderRow{Row: r, Accessed: a.s.sections.openedAt[r.ID]}
	var s ssclient.SecretSummary
	if sec := a.s.secrets[r.ID]; sec != nil {
		s = sec.summary
	}
	if r.Host == "" || r.User == "" || s.ID == 0 {
		if e, ok := a.s.known.index.Secret(r.ID); ok {
			row.Host, row.User = e.Host, e.User
			if s.ID == 0 { // listed by an earlier run
				s = summaryOf(e)
			}
		}
	}
	row.Demands = Demands{s.RequiresComment, s.CheckOutEnabled, a.wantsMFA(r.ID), s.DoubleLockEnabled, s.RequiresApproval}
	row.Beat = beatOf(s.LastHeartBeatStatus)
	if s.LastAccessed.After(row.Accessed) {
		row.Accessed = s.LastAccessed.Time
	}
	return row
}

func beatOf(s ssclient.HeartbeatStatus) Beat {
	switch s {
	case "":
		return BeatUnknown
	case ssclient.HeartbeatSuccess:
		return BeatWorks
	case ssclient.HeartbeatFailed:
		return BeatFailed
	case ssclient.HeartbeatAccountLockedOut:
		return BeatLocked
	case ssclient.HeartbeatUnableToConnect, ssclient.HeartbeatDNSMismatch, ssclient.HeartbeatIncompatibleHost, ssclient.HeartbeatUnableToValidateServerPublicKey:
		return BeatAway
	case ssclient.HeartbeatPending, ssclient.HeartbeatProcessing, ssclient.HeartbeatNeedsImmediateRetry:
		return BeatPending
	case ssclient.HeartbeatDisabled:
		return BeatOff
	}
	return BeatNothing
}
