package app

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"sallyport/app/cache"
	"sallyport/app/index"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// saveDelay gathers what a vault lists in a while into one file.
const saveDelay = 10 * time.Second

// recentMost is how many opened secrets are remembered.
const recentMost = 50

// known is what the vault has listed, in this run and the ones before: what
// a search looks through, and the tree before the vault has answered.
type known struct {
	account cache.Account // whose it is
	index   *index.Index
	recent  []int     // secrets that were opened, the last one first
	from    time.Time // when what was loaded was listed; zero: nothing was loaded
	kept    bool      // it may be written down
	key     sealed.Secret
	changed bool // since it was written
	saving  bool
	loading bool
	due     func() bool // stops the timer of the next save; nil: none runs
	failed  string      // why the last save did; "": it did not
}

func newKnown() known { return known{index: index.New()} }

// What a row needs to know of a secret, in the flags of the index. The values
// are in files: new ones go to the end.
const (
	flagComment uint32 = 1 << iota
	flagCheckOut
	flagApproval
	flagLock
	flagRestricted
	flagLauncher
	flagOutOfSync
	flagMFA // no list tells: the state did
)

// flagged ties each flag to its member.
func flagged(s *ssclient.SecretSummary) []struct {
	flag uint32
	on   *bool
} {
	return []struct {
		flag uint32
		on   *bool
	}{
		{flagComment, &s.RequiresComment},
		{flagCheckOut, &s.CheckOutEnabled},
		{flagApproval, &s.RequiresApproval},
		{flagLock, &s.DoubleLockEnabled},
		{flagRestricted, &s.IsRestricted},
		{flagLauncher, &s.HasLauncher},
		{flagOutOfSync, &s.IsOutOfSync},
	}
}

// entryOf is what is remembered of a listed secret. Who holds it is not: that passes.
func (a *App) entryOf(s ssclient.SecretSummary) index.Secret {
	e := index.Secret{
		ID: s.ID, Folder: max(0, s.FolderID), Path: s.FolderPath, Name: s.Name, Template: s.TemplateName,
		Host: s.Extended("machine"), User: s.Extended("username"),
	}
	if old, ok := a.s.known.index.Secret(s.ID); ok { // a list may leave out what a read has told
		if e.Host == "" {
			e.Host = old.Host
		}
		if e.User == "" {
			e.User = old.User
		}
		e.Flags = old.Flags & flagMFA
	}
	for _, f := range flagged(&s) {
		if *f.on {
			e.Flags |= f.flag
		}
	}
	return e
}

// summaryOf is a remembered secret as a list would show it. Its ID stays 0
// where a summary is kept: the vault has not listed it in this run.
func summaryOf(e index.Secret) ssclient.SecretSummary {
	s := ssclient.SecretSummary{Name: e.Name, FolderID: e.Folder, FolderPath: e.Path, TemplateName: e.Template}
	for _, f := range flagged(&s) {
		*f.on = e.Flags&f.flag != 0
	}
	return s
}

// rowOf is a remembered secret as a row: with what this run knows of it, if it does.
func (a *App) rowOf(e index.Secret) Row {
	s := summaryOf(e)
	if sec := a.s.secrets[e.ID]; sec != nil && sec.summary.ID != 0 {
		s = sec.summary
	}
	r := rowOf(s, e.Flags&flagMFA != 0)
	r.ID, r.Path, r.Folder, r.Host, r.User = e.ID, e.Path, false, e.Host, e.User
	return r
}

// wantsMFA reports whether a secret is known to pose a challenge.
func (a *App) wantsMFA(id int) bool {
	e, ok := a.s.known.index.Secret(id)
	return ok && e.Flags&flagMFA != 0
}

// knowsMFA takes in what the state tells of a challenge: it costs no call for
// a row, and is remembered for the next time.
func (a *App) knowsMFA(id int, on bool) {
	e, ok := a.s.known.index.Secret(id)
	if !ok || on == (e.Flags&flagMFA != 0) {
		return
	}
	e.Flags ^= flagMFA
	a.s.known.put(e, a)
	a.rebadge(id)
}

// knows takes in a listed secret.
func (a *App) knows(s ssclient.SecretSummary) {
	a.s.known.put(a.entryOf(s), a)
}

func (k *known) put(e index.Secret, a *App) {
	if k.index.PutSecret(e) {
		a.touch(e.ID)
		a.knowsMore()
	}
}

// knowsFolder takes in the whole answer to what a folder holds.
func (a *App) knowsFolder(id int, folders []ssclient.Folder, secrets []ssclient.SecretSummary, more bool) {
	fs, es := make([]index.Folder, len(folders)), make([]index.Secret, len(secrets))
	for i, f := range folders {
		fs[i] = index.Folder{ID: f.ID, Parent: max(0, f.ParentID), Name: f.Name, Path: f.Path}
	}
	for i, s := range secrets {
		es[i] = a.entryOf(s)
	}
	x := a.s.known.index
	renamed, had, added := false, x.Len(), 0
	for _, f := range fs {
		old, ok := x.Folder(f.ID)
		renamed = renamed || ok && old.Path != f.Path
	}
	for _, e := range es {
		if _, ok := x.Secret(e.ID); !ok {
			added++
		}
		a.touch(e.ID)
	}
	if x.Listed(id, fs, es, more) {
		// What was dropped, or has its folder renamed, is not among these.
		a.s.sections.stale = a.s.sections.stale || renamed || x.Len() != had+added
		a.knowsMore()
	}
}

// knowsAddress takes in where a secret leads that was read for a session.
func (a *App) knowsAddress(id int, host, user string) {
	if e, ok := a.s.known.index.Secret(id); ok {
		e.Host, e.User, e.Path = host, user, ""
		a.s.folder.changed(e.Folder)
		a.s.known.put(e, a)
	}
}

// opened puts a secret first among the recent ones.
func (a *App) opened(id int) {
	k := &a.s.known
	k.recent = append([]int{id}, slices.DeleteFunc(slices.Clone(k.recent), func(x int) bool { return x == id })...)
	k.recent = k.recent[:min(len(k.recent), recentMost)]
	if a.s.sections.openedAt == nil {
		a.s.sections.openedAt = map[int]time.Time{}
	}
	a.s.sections.openedAt[id] = a.now()
	a.s.folder.changed(a.folderOf(id))
	a.touch(id)
	a.knowsMore()
}

// goneFrom forgets a secret that the vault does not show this user any more.
func (a *App) goneFrom(err error, id int) {
	if errors.Is(err, ssclient.ErrAccessDenied) && a.s.known.index.DropSecret(id) {
		a.touch(id)
		a.knowsMore()
	}
}

// knowsMore sees to it that what has changed is written down, a moment later.
func (a *App) knowsMore() {
	k := &a.s.known
	k.changed = true
	if k.kept && k.due == nil && !k.saving {
		k.due = a.after(saveDelay, a.saveKnown)
	}
}

// accountOf is one user at one vault, however they were typed.
func accountOf(server, user string) cache.Account {
	return cache.Account{Server: normalServer(server), User: strings.ToLower(user)}
}

func cacheKey(of cache.Account) string { return keyringKey(of.Server, of.User) + " names" }

// canKeep reports whether this program may keep anything at all.
func (a *App) canKeep() bool {
	return a.cfg.Cache.Dir != "" && a.cfg.Keyring != nil && a.cfg.Demo == nil
}

// knownOf begins with another account, or goes on with the same.
func (a *App) knownOf(of cache.Account) {
	if k := &a.s.known; k.account != of {
		k.stop()
		*k = newKnown()
		k.account, a.s.sections.stale = of, true
	}
}

// recall loads what is remembered of an account, and shows its tree.
func (a *App) recall(of cache.Account) {
	a.knownOf(of)
	k := &a.s.known
	if !a.canKeep() || k.loading || !k.key.Empty() {
		return
	}
	k.loading = true
	a.async(a.ctx, func(context.Context) func() {
		key, err := a.cfg.Keyring.Get(cacheKey(of))
		if err != nil || key.Empty() {
			return func() { a.recalled(of, sealed.Secret{}, cache.Kept{}, nil) }
		}
		got, err := a.cfg.Cache.Load(of, key)
		var x *index.Index
		if err == nil {
			x, err = index.Decode(got.Body)
		}
		got.Body = nil
		debug.FreeOSMemory() // the file and its text: needed once
		if err != nil && !errors.Is(err, cache.ErrNothing) {
			a.cfg.Log.Warn("recall vault", "error", err)
		}
		return func() { a.recalled(of, key, got, x) }
	})
}

// recalled takes over what was remembered: below what has been listed meanwhile.
func (a *App) recalled(of cache.Account, key sealed.Secret, got cache.Kept, x *index.Index) {
	k := &a.s.known
	if k.account != of {
		key.Wipe()
		return
	}
	k.loading, k.key = false, key
	if k.changed {
		a.knowsMore() // it waited for this
	}
	if x == nil || !got.Until.IsZero() && !a.now().Before(got.Until) {
		return
	}
	for f := range k.index.Folders() {
		x.PutFolder(f)
	}
	for s := range k.index.Secrets() {
		x.PutSecret(s)
	}
	k.index, k.from = x, got.Saved
	for _, id := range got.Recent {
		if !slices.Contains(k.recent, id) {
			k.recent = append(k.recent, id)
		}
	}
	a.s.sections.stale = true
	a.showRecalled()
	if a.s.search.text != "" {
		a.searchFor(a.s.search.text)
	}
}

// showRecalled fills the tree where the vault has not answered yet.
func (a *App) showRecalled() {
	if a.s.known.from.IsZero() {
		return
	}
	if _, listed := a.s.tree.Children[0]; !listed || len(a.s.tree.Root) == 0 && a.s.tree.Children[0].Loading {
		a.recallFolder(0)
	}
	for id, f := range a.s.tree.Children {
		if id != 0 && f.Loading && len(f.Rows) == 0 {
			a.recallFolder(id)
		}
	}
	if a.s.vault == nil && a.s.signIn.Busy && len(a.s.tree.Root) > 0 { // signing in by itself
		a.s.server, a.s.user = normalServer(a.s.signIn.Server), a.s.signIn.User
		a.s.screen = ScreenMain
	}
}

// recallFolder shows what is remembered of a folder, if anything is.
func (a *App) recallFolder(id int) {
	k := &a.s.known
	if k.from.IsZero() {
		return
	}
	folders, secrets := k.index.In(id)
	if len(folders)+len(secrets) == 0 {
		return
	}
	rows := make([]Row, 0, len(folders)+len(secrets))
	for _, f := range folders {
		rows = append(rows, Row{ID: f.ID, Folder: true, Name: f.Name, Path: f.Path})
	}
	more := max(0, len(secrets)-pageOfFolder)
	for _, s := range secrets[:len(secrets)-more] {
		rows = append(rows, a.rowOf(s))
	}
	today := k.from.Local().Format(time.DateOnly) == a.now().Local().Format(time.DateOnly)
	a.editFolder(id, func(f *FolderRows) {
		if len(f.Rows) == 0 {
			f.Rows, f.More, f.From, f.Today = rows, more, k.from, today
		}
	})
}
