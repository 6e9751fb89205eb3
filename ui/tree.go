package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// tree is the sections, and the vaults with their folders. Which are open is the one thing no View says.
type tree struct {
	env     *env
	root    *fyne.Container
	rows    *widgets.Rows
	flipped map[string]bool // against how they are at first: vaults open, folders shut
	last    app.View        // drawn last, to draw again when a folder opens
	key     treeKey

	revealed int    // Seq of the last InTreeView
	followed [2]int // Seq of the last FolderView, and how many folders led to it
	sought   string // the row that gets the cursor as soon as it is there
	opened   []app.Section
}

// treeKey is what the rows depend on; their times do not count.
type treeKey struct {
	vaults   []vaultRow
	sections [4]int // versions
	live     int    // sessions
	failed   int    // of them
	held     string
	marks    int // version
}

func (k *treeKey) same(o *treeKey) bool {
	return k.sections == o.sections && k.live == o.live && k.failed == o.failed && k.held == o.held && k.marks == o.marks &&
		slices.Equal(k.vaults, o.vaults)
}

type vaultRow struct {
	vault   app.VaultView
	version int
}

func newTree(e *env, chosen func(string)) *tree {
	t := &tree{env: e}
	t.reset()
	t.rows = widgets.NewRows(e.keys, widgets.Glass{Shut: e.icon("right"), Open: e.icon("down")})
	t.rows.OnChoose = chosen
	t.rows.OnToggle = func(id string, _ bool) { t.toggle(id) }
	t.root = widgets.NewInset(widgets.Inset{Top: 8, Bottom: 8, Right: 1}, t.rows)
	return t
}

func (t *tree) reset() {
	t.flipped = map[string]bool{}
	t.key, t.opened = treeKey{}, nil
}

// toggle opens or shuts a folder, and asks for its content the first time.
// Vaults are open until they are shut, sections shut until they are opened.
func (t *tree) toggle(id string) {
	t.flipped[id] = !t.flipped[id]
	t.draw()
	if k, ok := sectionOf(id); ok && t.isOpen(id) {
		t.env.do(app.OpenSection{Section: k})
	}
	if n, ok := folderID(id); ok && t.isOpen(id) {
		t.env.to(n.vault, app.Expand{FolderID: n.id})
	}
}

func (t *tree) isOpen(id string) bool {
	_, root := vaultOf(id, rootID)
	return t.flipped[id] != root
}

// shows reports whether the folder is the one at the right.
func (t *tree) shows(n ref) bool {
	f := &t.last.Folder
	return f.Open && !listed(&t.last) && f.Vault == n.vault && f.ID == n.id
}

// follow opens what leads to the folder that is shown, once.
func (t *tree) follow(f *app.FolderView) (changed bool) {
	now := [2]int{f.Seq, len(f.Above)}
	if !f.Open || now == t.followed {
		return false
	}
	t.followed = now
	t.flipped[at(rootID, f.Vault)] = false
	for _, c := range f.Above[:max(0, len(f.Above)-1)] {
		if c.ID != 0 {
			t.flipped[rowID(app.Row{ID: c.ID, Folder: true}, f.Vault)] = true
		}
	}
	return true
}

func (t *tree) render(v *app.View) {
	key := treeKeyOf(v)
	t.last = *v
	if !t.follow(&v.Folder) && t.key.same(&key) {
		t.env.tick(t.rows, v, t.opened...)
		return
	}
	t.key = key
	t.draw()
}

func treeKeyOf(v *app.View) treeKey {
	key := treeKey{held: heldKey(v), marks: v.Batch.Version}
	for i, k := range app.Sections {
		key.sections[i] = v.Sections.Of(k).Version
	}
	key.live, key.failed = len(v.Sessions), failures(v)
	for _, x := range v.Vaults {
		k := vaultRow{x, 0}
		if x.Tree != nil {
			k.version = x.Tree.Version
		}
		key.vaults = append(key.vaults, k)
	}
	return key
}

func (t *tree) draw() {
	items := make([]widgets.RowItem, 0, len(t.rows.Items()))
	items = t.addSections(items)
	for i := range t.last.Vaults {
		items = t.addVault(items, &t.last.Vaults[i])
	}
	t.rows.SetItems(items)
	if _, there := t.rows.Item(t.sought); there {
		t.rows.SetCursor(t.sought)
		t.sought = ""
	}
}

// reveal opens the folders that lead to a secret, once.
func (t *tree) reveal(r *app.InTreeView) {
	if r.Seq == t.revealed {
		return
	}
	t.revealed = r.Seq
	t.flipped[at(rootID, r.Vault)] = false
	for _, f := range r.Folders {
		t.flipped[rowID(app.Row{ID: f, Folder: true}, r.Vault)] = true
	}
	t.sought = rowID(app.Row{ID: r.SecretID}, r.Vault)
	t.draw()
	t.env.focus(t.rows)
}

// addVault appends a vault: how it stands, what to do about it, what is in it.
func (t *tree) addVault(items []widgets.RowItem, v *app.VaultView) []widgets.RowItem {
	id := at(rootID, v.Key)
	dot, tone := vaultTones(v.State)
	items = append(items, widgets.RowItem{
		ID: id, Name: v.Name, Bold: true, Branch: branch(t.isOpen(id)), Icon: t.env.icon("vault"), Dot: dot, Right: VaultText(v.State), Tone: tone,
	})
	if v.Tree != nil {
		t.env.aged(&items[len(items)-1], v.Tree.Children[0], v.State)
	}
	if !t.isOpen(id) {
		return items
	}
	if !v.Problem.None() {
		n := note(id, 0, VaultWhy(v.Problem)) // further left: it may be long
		n.Icon = t.env.icon("warning")
		items = append(items, n)
	}
	if next := VaultNext(v.State); next != "" {
		items = append(items, widgets.RowItem{ID: at(nextID, v.Key), Depth: 1, Name: next, Icon: t.env.icon("right")})
	}
	listed := false
	if v.Tree != nil {
		items = t.add(items, v, v.Tree.Root, 1)
		_, listed = v.Tree.Children[0]
	}
	switch {
	case v.State != app.VaultSignedIn || !v.Problem.None() || v.Tree != nil && len(v.Tree.Root) > 0:
	case v.Tree == nil || !listed || v.Tree.Children[0].Loading:
		items = append(items, note(id, 1, tr("Loading…")))
	default:
		items = append(items, note(id, 1, tr("No folder here is open to you")))
	}
	return items
}

// nextID is the row of the one thing to do next about a vault.
const nextID = "next"

func vaultTones(s app.VaultState) (dot, word fyne.ThemeColorName) {
	switch s {
	case app.VaultSignedIn:
		return widgets.Green, widgets.Quiet
	case app.VaultOffline, app.VaultLocked:
		return widgets.Amber, widgets.Amber
	case app.VaultFailed:
		return widgets.Red, widgets.Red
	}
	return "", widgets.Quiet
}

// add appends rows and what is open below them.
func (t *tree) add(items []widgets.RowItem, v *app.VaultView, rows []app.Row, depth int) []widgets.RowItem {
	for _, r := range rows {
		if !r.Folder {
			items = append(items, t.env.secretRow(r, v.Key, depth, &t.last))
			continue
		}
		id := rowID(r, v.Key)
		it := widgets.RowItem{ID: id, Depth: depth, Name: r.Name, Branch: branch(t.isOpen(id)), Icon: t.env.icon("folder")}
		t.env.aged(&it, v.Tree.Children[r.ID], v.State)
		items = append(items, it)
		if t.isOpen(id) {
			items = t.addFolder(items, v, id, r.ID, depth+1)
		}
	}
	return items
}

func (t *tree) addFolder(items []widgets.RowItem, v *app.VaultView, id string, folder, depth int) []widgets.RowItem {
	f, listed := v.Tree.Children[folder]
	items = t.add(items, v, f.Rows, depth)
	switch {
	case !f.Problem.None():
		n := note(id, depth, Sentence(f.Problem).Title)
		n.Icon = t.env.icon("warning")
		return append(items, n)
	case (f.Loading || !listed) && len(f.Rows) == 0:
		return append(items, note(id, depth, tr("Loading…")))
	case f.More > 0:
		return append(items, note(id, depth, trn(f.More, "{n} more: search finds it", "{n} more: search finds them")))
	case len(f.Rows) == 0:
		return append(items, note(id, depth, tr("Empty folder")))
	}
	return items
}

// aged says at the right of a row when an earlier run has listed what it
// holds, and that it is being listed again. No row moves when it has been.
func (e *env) aged(it *widgets.RowItem, f app.FolderRows, s app.VaultState) {
	if f.From.IsZero() {
		return
	}
	at := moment(f.From)
	if f.Today {
		at = wall(f.From.Local())
	}
	switch {
	case s == app.VaultSigningIn, s == app.VaultSignedIn && f.Loading:
		it.Right = tr("from {time}, refreshing", "time", at)
	case s == app.VaultSignedIn || it.Right == "":
		it.Right = tr("from {time}", "time", at)
	default:
		it.Right = dotted(it.Right, tr("from {time}", "time", at))
	}
}

// note is a row that says something about its folder.
func note(under string, depth int, text string) widgets.RowItem {
	return widgets.RowItem{ID: under + ".note", Depth: depth, Name: text, Inert: true}
}

func branch(open bool) widgets.Branch {
	if open {
		return widgets.Open
	}
	return widgets.Shut
}
