package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"sallyport/ssclient"
)

// pageOfFolder is how many secrets of one folder the tree shows; more are counted and found by search.
const pageOfFolder = 500

// searchRows is how many results a search shows of all it counts.
const searchRows = 50

// searchDelay lets a word be typed before the server is asked.
const searchDelay = 150 * time.Millisecond

// expand lists a folder, once.
func (a *App) expand(folderID int) {
	rows, ok := a.s.tree.Children[folderID]
	if ok && rows.Problem.None() {
		return
	}
	a.listFolder(folderID)
}

// refresh lists everything that is open again and re-reads the selected secret.
func (a *App) refresh() {
	a.listFolder(0)
	for id := range a.s.tree.Children {
		a.listFolder(id)
	}
	if sec := a.s.secrets[a.s.selected]; sec != nil {
		a.read(sec)
	}
	if a.s.search.text != "" {
		a.searchFor(a.s.search.text)
	}
}

// listFolder asks for what a folder holds; 0 is the vault itself.
func (a *App) listFolder(id int) {
	vault := a.s.vault
	if vault == nil {
		return
	}
	a.editFolder(id, func(f *FolderRows) { f.Loading, f.Problem = true, Problem{} })
	a.async(a.ctx, func(ctx context.Context) func() {
		folders, err := vault.Folders(ctx, id)
		var list ssclient.SecretList
		if err == nil && id > 0 {
			list, err = vault.Secrets(ctx, ssclient.SecretFilter{FolderID: id}, pageOfFolder)
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
			a.editFolder(id, func(f *FolderRows) {
				*f = FolderRows{Rows: a.rows(folders, list.Records), More: list.Total - len(list.Records)}
			})
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
	a.s.secret(s.ID).summary = s
	return Row{
		ID: s.ID, Name: s.Name, Path: s.FolderPath, Template: s.TemplateName,
		Kind: kindOf(s), Badge: badgeOf(s), Holder: s.CheckOutUserName,
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

// badgeOf is the one thing a row says: who holds it, or the hardest thing it demands.
func badgeOf(s ssclient.SecretSummary) Badge {
	switch {
	case s.CheckedOut:
		return BadgeHeld
	case s.RequiresApproval:
		return BadgeApproval
	case s.DoubleLockEnabled:
		return BadgeLock
	case s.CheckOutEnabled:
		return BadgeCheckOut
	case s.RequiresComment:
		return BadgeComment
	}
	return BadgeNone
}

// searchFor asks the server a moment after the last key.
func (a *App) searchFor(text string) {
	q := &a.s.search
	if q.cancel != nil {
		q.cancel()
	}
	if q.stop != nil {
		q.stop()
	}
	q.seq++
	q.text, q.problem = text, Problem{}
	if strings.TrimSpace(text) == "" {
		q.text, q.busy, q.rows, q.total = "", false, nil, 0
		q.version++
		return
	}
	q.busy = true
	seq := q.seq
	q.stop = a.after(searchDelay, func() {
		if a.s.search.seq == seq {
			a.askSearch(seq, strings.TrimSpace(text))
		}
	})
}

func (a *App) askSearch(seq int, text string) {
	vault := a.s.vault
	if vault == nil {
		return
	}
	ctx, cancel := context.WithCancel(a.ctx)
	a.s.search.cancel = cancel
	a.async(ctx, func(ctx context.Context) func() {
		defer cancel()
		list, err := vault.Secrets(ctx, ssclient.SecretFilter{Text: text, SubFolders: true}, searchRows)
		return func() {
			q := &a.s.search
			if q.seq != seq {
				return // a newer search runs
			}
			q.busy = false
			q.version++
			if err != nil {
				q.problem = a.failed(err)
				return
			}
			q.rows, q.total = a.rows(nil, list.Records), max(list.Total, len(list.Records))
		}
	})
}
