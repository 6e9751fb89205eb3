package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// tree is the vault's folders. Which are open is the one thing no View says.
type tree struct {
	env  *env
	root *fyne.Container
	rows *widgets.Rows
	open map[string]bool
	last app.View // drawn last, to draw again when a folder opens
	key  treeKey
}

// treeKey is what the rows depend on; their times do not count.
type treeKey struct {
	tree    *app.TreeView
	version int
	server  string
	banner  app.ProblemKind
	held    string
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
	t.open = map[string]bool{rootID: true}
	t.key = treeKey{}
}

// toggle opens or shuts a folder, and asks for its content the first time.
func (t *tree) toggle(id string) {
	t.open[id] = !t.open[id]
	t.draw()
	if n, ok := folderID(id); ok && t.open[id] {
		t.env.do(app.Expand{FolderID: n})
	}
}

func (t *tree) render(v *app.View) {
	key := treeKey{tree: v.Tree, server: v.Server, banner: v.Banner.Kind, held: heldKey(v)}
	if v.Tree != nil {
		key.version = v.Tree.Version
	}
	t.last = *v
	if key == t.key {
		t.env.tick(t.rows, v)
		return
	}
	t.key = key
	t.draw()
}

func (t *tree) draw() {
	v := &t.last
	dot := widgets.Green
	if v.Banner.Kind == app.ProblemUnreachable {
		dot = widgets.Amber
	}
	items := []widgets.RowItem{{
		ID: rootID, Name: host(v.Server), Bold: true, Branch: branch(t.open[rootID]), Icon: t.env.icon("vault"), Dot: dot,
	}}
	switch {
	case !t.open[rootID]:
	case v.Tree == nil:
		items = append(items, note(rootID, 1, tr("Loading…")))
	default:
		items = t.add(items, v.Tree.Root, 1)
		if len(v.Tree.Root) == 0 {
			items = append(items, note(rootID, 1, tr("No folder here is open to you")))
		}
	}
	t.rows.SetItems(items)
}

// add appends rows and what is open below them.
func (t *tree) add(items []widgets.RowItem, rows []app.Row, depth int) []widgets.RowItem {
	for _, r := range rows {
		if !r.Folder {
			items = append(items, t.env.secretRow(r, depth, &t.last))
			continue
		}
		id := rowID(r)
		items = append(items, widgets.RowItem{ID: id, Depth: depth, Name: r.Name, Branch: branch(t.open[id]), Icon: t.env.icon("folder")})
		if t.open[id] {
			items = t.addFolder(items, id, r.ID, depth+1)
		}
	}
	return items
}

func (t *tree) addFolder(items []widgets.RowItem, id string, folder, depth int) []widgets.RowItem {
	f, listed := t.last.Tree.Children[folder]
	items = t.add(items, f.Rows, depth)
	switch {
	case !f.Problem.None():
		n := note(id, depth, Sentence(f.Problem).Title)
		n.Icon = t.env.icon("warning")
		return append(items, n)
	case f.Loading || !listed:
		return append(items, note(id, depth, tr("Loading…")))
	case f.More > 0:
		return append(items, note(id, depth, trn(f.More, "{n} more: search finds it", "{n} more: search finds them")))
	case len(f.Rows) == 0:
		return append(items, note(id, depth, tr("Empty folder")))
	}
	return items
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
