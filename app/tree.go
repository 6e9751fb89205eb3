package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"sallyport/ssclient"
)

// pageOfFolder is how many secrets of one folder the tree shows; more are counted and found by search.
const pageOfFolder = 500

// expand lists a folder, once.
func (a *App) expand(folderID int) {
	rows, ok := a.s.tree.Children[folderID]
	if ok && rows.Problem.None() {
		return
	}
	a.recallFolder(folderID)
	a.listFolder(folderID)
}

// refresh lists everything that is open again, and re-reads the vault's rules
// and the selected secret.
func (a *App) refresh() {
	a.readRules()
	a.listShown()
	a.listSections()
	if sec := a.s.secrets[a.s.selected]; sec != nil {
		a.read(sec)
	}
	if a.s.search.text != "" {
		a.searchFor(a.s.search.text)
	}
}

// listShown lists what the tree shows: after a sign-in it may be remembered, or another time's.
func (a *App) listShown() {
	a.listFolder(0)
	for id := range a.s.tree.Children {
		if id != 0 {
			a.listFolder(id)
		}
	}
}

// listFolder asks for what a folder holds; 0 is the vault itself.
func (a *App) listFolder(id int) {
	vault := a.s.vault
	a.editFolder(id, func(f *FolderRows) { f.Loading, f.Problem = true, Problem{} })
	if vault == nil {
		return // listed after the sign-in, see listShown
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		folders, err := vault.Folders(ctx, id)
		var list ssclient.SecretList
		if err == nil && id > 0 {
			list, err = vault.Secrets(ctx, ssclient.SecretFilter{FolderID: id, PerCall: pageOfFolder}, pageOfFolder)
		}
		return func() {
			if a.s.vault != vault {
				return
			}
			if err != nil {
				p := a.failed(err)
				a.editFolder(id, func(f *FolderRows) { f.Loading, f.Problem = false, p })
				return
			}
			more := list.Total - len(list.Records)
			a.editFolder(id, func(f *FolderRows) { *f = FolderRows{Rows: a.rows(folders, list.Records), More: more} })
			a.knowsFolder(id, folders, list.Records, more > 0 || id == 0)
			a.folderListed(id)
			a.inTouch()
		}
	})
}

// editFolder makes a new tree with one folder changed: views hold the old one.
func (a *App) editFolder(id int, edit func(*FolderRows)) {
	t := &TreeView{Version: a.s.tree.Version + 1, Root: a.s.tree.Root, Children: maps.Clone(a.s.tree.Children)}
	if t.Children == nil {
		t.Children = map[int]FolderRows{}
	}
	f := t.Children[id]
	edit(&f)
	if id == 0 {
		t.Root = f.Rows
	}
	t.Children[id] = f
	a.s.tree = t
	a.s.folder.changed(id)
}

// rows are folders, then secrets, each by name; what is learned about the secrets is kept.
func (a *App) rows(folders []ssclient.Folder, secrets []ssclient.SecretSummary) []Row {
	rows := make([]Row, 0, len(folders)+len(secrets))
	for _, f := range folders {
		rows = append(rows, Row{ID: f.ID, Folder: true, Name: f.Name, Path: f.Path})
	}
	for _, s := range secrets {
		rows = append(rows, a.learn(s))
	}
	slices.SortStableFunc(rows, func(x, y Row) int {
		if x.Folder != y.Folder {
			if x.Folder {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
	})
	return rows
}

// learn keeps a summary and makes its row.
func (a *App) learn(s ssclient.SecretSummary) Row {
	sec := a.s.secret(s.ID)
	if len(s.ExtendedFields) == 0 { // read for itself: only lists tell them
		s.ExtendedFields = sec.summary.ExtendedFields
	}
	sec.summary = s
	a.s.folder.changed(s.FolderID)
	a.touch(s.ID)
	a.knows(s)
	return rowOf(s, a.wantsMFA(s.ID))
}

// relearn keeps a summary that was read for itself, and shows it in the rows that there are.
func (a *App) relearn(s ssclient.SecretSummary) {
	a.learn(s)
	a.rebadge(s.ID)
}

// rebadge shows in the rows that there are what is known of a secret now.
func (a *App) rebadge(id int) {
	sec := a.s.secrets[id]
	if sec == nil || sec.summary.ID == 0 {
		return
	}
	r := rowOf(sec.summary, a.wantsMFA(id))
	edit := func(rows []Row) []Row {
		i := slices.IndexFunc(rows, func(x Row) bool { return x.ID == id && !x.Folder })
		if i < 0 || rows[i].Badge == r.Badge && rows[i].Holder == r.Holder {
			return nil
		}
		rows = slices.Clone(rows) // views hold the old ones
		rows[i].Badge, rows[i].Holder = r.Badge, r.Holder
		return rows
	}
	for folder, f := range a.s.tree.Children {
		if rows := edit(f.Rows); rows != nil {
			a.editFolder(folder, func(f *FolderRows) { f.Rows = rows })
			break
		}
	}
	if rows := edit(a.s.search.rows); rows != nil {
		a.s.search.rows = rows
		a.s.search.version++
	}
	a.touch(id)
	a.s.folder.changed(sec.summary.FolderID)
}

// rowOf is a summary as a row. mfa: its state has told of a challenge, which no list does.
func rowOf(s ssclient.SecretSummary, mfa bool) Row {
	return Row{
		ID: s.ID, Name: s.Name, Path: s.FolderPath, Template: s.TemplateName,
		Kind: kindOf(s), Badge: badgeOf(s, mfa), Holder: s.CheckOutUserName, CheckOut: s.CheckOutEnabled,
		Host: s.Extended("machine"), User: s.Extended("username"),
	}
}

// kindOf guesses the protocol from the template's name, for the icon only.
func kindOf(s ssclient.SecretSummary) string {
	name := strings.ToLower(s.TemplateName)
	switch {
	case strings.Contains(name, "ssh"), strings.Contains(name, "unix"), strings.Contains(name, "cisco"):
		return "ssh"
	case strings.Contains(name, "windows"), strings.Contains(name, "active directory"):
		return "rdp"
	}
	return ""
}

// badgeOf is the one thing a row says: who holds it, that
// its password is none any more, or the hardest thing it demands.
func badgeOf(s ssclient.SecretSummary, mfa bool) Badge {
	switch {
	case s.CheckedOut:
		return BadgeHeld
	case s.IsOutOfSync:
		return BadgeSync
	case s.LastHeartBeatStatus == ssclient.HeartbeatFailed:
		return BadgeBeat
	case s.RequiresApproval:
		return BadgeApproval
	case s.DoubleLockEnabled:
		return BadgeLock
	case mfa:
		return BadgeMFA
	case s.CheckOutEnabled:
		return BadgeCheckOut
	case s.RequiresComment:
		return BadgeComment
	}
	return BadgeNone
}
