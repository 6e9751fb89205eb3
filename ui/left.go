package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// left is the column at the left: the tree, or the results of a search in its place.
type left struct {
	env     *env
	root    *widgets.Bar
	box     *fyne.Container
	tree    *tree
	results *results
	choose  func(ref)
	onRune  func(rune)
	forward func() bool   // to what is shown already, where this hides it
	typed   func() string // what is in the search box
	found   func()        // waits for the answer to what was typed
	marks   *marksBar
	search  app.SearchView
	now     bool // results show
	shown   ref  // in the pane
}

func newLeft(e *env, choose func(ref)) *left {
	l := &left{env: e, choose: choose}
	l.tree = newTree(e, l.chosen)
	l.results = newResults(e, l.chosen)
	l.results.root.Hide()
	l.tree.rows.OnRune = func(r rune) { l.onRune(r) }
	l.results.rows.OnRune = l.tree.rows.OnRune
	l.tree.rows.OnMark, l.results.rows.OnMark = l.mark, l.mark
	l.marks = newMarksBar(e)
	l.box = &fyne.Container{Layout: &marksLayout{l.marks.root}, Objects: []fyne.CanvasObject{container.NewStack(l.tree.root, l.results.root), l.marks.root}}
	l.root = widgets.NewBar(widgets.Panel, widgets.Right, l.box)
	return l
}

// list is what shows.
func (l *left) list() *widgets.Rows {
	if l.now {
		return l.results.rows
	}
	return l.tree.rows
}

func (l *left) focusList() { l.env.focus(l.list()) }

func (l *left) reset() { l.tree.reset() }

// chosen acts on a row: secrets are selected, folders open or shut.
func (l *left) chosen(id string) {
	if n, ok := secretID(id); ok {
		l.choose(n)
		return
	}
	if id == sessionsID {
		l.env.do(app.ShowSessions{Open: true})
		return
	}
	if vault, ok := vaultOf(id, nextID); ok {
		l.env.do(app.OpenSignIn{Vault: vault})
		return
	}
	if vault, ok := vaultOf(id, rootID); ok && l.tree.last.VaultPage != (app.VaultPageView{Open: true, Vault: vault}) {
		l.showVault(vault, id)
		return
	}
	folder, ok := folderID(id)
	if ok && !l.tree.shows(folder) {
		l.showFolder(folder, id)
		return
	}
	if _, root := vaultOf(id, rootID); (ok || root) && l.forward() {
		return
	}
	l.tree.toggle(id)
}

// showVault shows the page of a vault at the right, and its folders here.
func (l *left) showVault(k app.VaultKey, id string) {
	if !l.tree.isOpen(id) {
		l.tree.toggle(id)
	}
	l.env.to(k, app.ShowVault{Open: true})
	l.focusList()
}

// showFolder shows what a folder holds at the right, and open in the tree. The
// keys stay here.
func (l *left) showFolder(n ref, id string) {
	if !l.tree.isOpen(id) {
		l.tree.toggle(id)
	}
	l.env.to(n.vault, app.ShowFolder{Open: true, FolderID: n.id})
	l.focusList()
}

// mark marks rows: secrets, and of a folder all that is right in it.
func (l *left) mark(ids []string, on bool) {
	var vaults []app.VaultKey
	secrets := map[app.VaultKey][]int{}
	for _, id := range ids {
		if n, ok := secretID(id); ok {
			if secrets[n.vault] == nil {
				vaults = append(vaults, n.vault)
			}
			secrets[n.vault] = append(secrets[n.vault], n.id)
		} else if n, ok := folderID(id); ok && on && len(ids) == 1 {
			l.env.to(n.vault, app.MarkAll{FolderID: n.id})
		}
	}
	for _, k := range vaults {
		l.env.to(k, app.Mark{SecretIDs: secrets[k], On: on})
	}
}

// other is the secret under the cursor, if keys move it and it is not the one shown.
func (l *left) other(shown ref) (ref, bool) {
	f := l.env.canvas.Focused()
	if l.now && !l.list().Focused() || !l.now && f != fyne.Focusable(l.tree.rows) {
		return ref{}, false
	}
	n, ok := secretID(l.list().Cursor())
	return n, ok && n != shown
}

// whenFound acts at once if the results are those of the text in the search
// box, else as soon as they are: whoever types fast means what they typed, not
// what was found for the word before. A guess waits for what the vault says.
func (l *left) whenFound(do func()) {
	s := &l.search
	sure := len(s.Rows) > 0 && !s.Rows[0].Guess
	if l.typed() != "" && (s.Text != l.typed() || s.Busy && !sure) {
		l.found = do
		return
	}
	l.found = nil
	if l.typed() == "" || len(s.Rows) > 0 {
		do()
	}
}

// searchKey is a key in the search box.
func (l *left) searchKey(e *fyne.KeyEvent) bool {
	if l.typed() != "" && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) {
		l.whenFound(func() { l.list().Choose() })
		return true
	}
	if !l.now {
		if e.Name == fyne.KeyDown {
			l.focusList()
			return true
		}
		return false
	}
	switch e.Name {
	case fyne.KeyDown:
		l.list().Step(1)
	case fyne.KeyUp:
		l.list().Step(-1)
	default:
		return false
	}
	return true
}

// showCursor marks where Enter in the search box goes.
func (l *left) showCursor(on bool) { l.results.rows.ShowCursor(on) }

func (l *left) render(prev, v *app.View) {
	l.tree.render(v)
	l.results.render(v)
	if l.marks.render(v) {
		l.box.Refresh()
	}
	if now := v.Search.Text != ""; now != l.now {
		l.now = now
		visible(l.tree.root, !now)
		visible(l.results.root, now)
		if f := l.env.canvas.Focused(); !now && prev.Screen == app.ScreenMain && (f == nil || f == fyne.Focusable(l.results.rows)) {
			l.env.focus(l.tree.rows)
		}
	}
	l.tree.reveal(&v.InTree)
	l.search = v.Search
	if do := l.found; do != nil {
		l.whenFound(do)
	}
	l.selectShown(v)
}

// selectShown marks the rows of what is shown at the right.
func (l *left) selectShown(v *app.View) {
	if n := v.VaultPage; n.Open {
		l.shown = ref{id: -1}
		l.tree.rows.Select(at(rootID, n.Vault))
		l.results.rows.Select()
		return
	}
	if n := &v.Folder; n.Open {
		id := rowID(app.Row{ID: n.ID, Folder: true}, n.Vault)
		if n.ID == 0 {
			id = at(rootID, n.Vault)
		}
		l.shown = ref{id: -1}
		l.tree.rows.Select(id)
		l.results.rows.Select()
		return
	}
	if shown := paneRef(&v.Pane); shown != l.shown {
		l.shown = shown
		ids := copies(app.Row{ID: shown.id}, shown.vault)
		l.tree.rows.Select(ids...)
		l.results.rows.Select(ids[0])
	}
}

// secretRow is a secret as a row: its badge, or its time if we hold it.
func (e *env) secretRow(r app.Row, vault app.VaultKey, depth int, v *app.View) widgets.RowItem {
	it := widgets.RowItem{ID: rowID(r, vault), Depth: depth, Icon: e.kindIcon(r.Kind), Name: r.Name, Right: BadgeText(r.Badge, r.Holder)}
	it.Mark, it.Tone = e.badgeIcon(r.Badge)
	if c, ok := checkOutOf(v, ref{vault, r.ID}); ok {
		e.held(&it, c)
	}
	if e.marks.has(app.Marked{Vault: vault, SecretID: r.ID}) {
		it.Marked, it.Icon = true, e.icon("check")
	}
	return it
}

// held shows a running check-out of ours in a row.
func (e *env) held(it *widgets.RowItem, c app.CheckOutView) {
	it.Right, it.Mark, it.Tone = clock(c.Remaining), e.icon("clock"), widgets.Accent
	if c.Red {
		it.Tone = widgets.Red
	}
}

// tick moves the times of the rows we hold, and nothing else.
func (e *env) tick(rows *widgets.Rows, v *app.View, sections ...app.Section) {
	for _, c := range v.CheckOuts {
		id := rowID(app.Row{ID: c.SecretID}, c.Vault)
		e.tickRow(rows, id, c)
		for _, k := range sections {
			e.tickRow(rows, inSection(id, k), c)
		}
	}
}

func (e *env) tickRow(rows *widgets.Rows, id string, c app.CheckOutView) {
	if it, ok := rows.Item(id); ok {
		e.held(&it, c)
		rows.Update(it)
	}
}

// heldKey says which secrets are held: while it is the same, a tick is enough.
func heldKey(v *app.View) string {
	var b strings.Builder
	for _, c := range v.CheckOuts {
		b.WriteString(rowID(app.Row{ID: c.SecretID}, c.Vault))
		b.WriteByte(' ')
	}
	return b.String()
}
