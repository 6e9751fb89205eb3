package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// folderPage is the table of what a folder holds, in the place of the pane.
type folderPage struct {
	env     *env
	root    *fyne.Container
	above   *crumbs
	top     *fyne.Container // name and choice
	name    *widgets.Text
	said    *widgets.Text
	choice  *widgets.Button // of columns
	problem *problemBox
	fault   *widgets.Text // the problem, where there is no room for more
	head    *widgets.TableHead
	table   *widgets.Table
	keys    *widgets.Text // what can be done with a row
	legend  *widgets.Text
	empty   *emptyState
	choose  func(ref)

	chooseColumns func()

	view   *app.View // drawn last
	key    folderKey
	sought app.FolderAt // gets the cursor as soon as it is there
	seq    int
	wanted bool // the focus, once the folder is there
}

// folderKey is what the page depends on; times do not count.
type folderKey struct {
	seq, version, marks, vaults, above int
	secrets, total                     int
	loading, sorting                   bool
	held                               string
	problem                            app.Problem
	favorites                          int
	columns                            string
}

func newFolderPage(e *env, choose func(ref)) *folderPage {
	p := &folderPage{env: e, choose: choose}
	p.above = newCrumbs(e, p.open)
	p.name = widgets.NewText("", widgets.Style{Size: widgets.Title, Bold: true, Cut: true})
	p.said = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})
	p.choice = e.button(widgets.Plain, tr("Columns…"), func() { p.chooseColumns() })
	p.problem = newProblemBox(e, p.relayout)
	p.head = widgets.NewTableHead(e.keys, widgets.Glass{Shut: e.icon("up"), Open: e.icon("down")})
	p.head.OnSort = func(id string) { e.do(app.SortFolder{By: app.Column(id)}) }
	p.head.OnWidths = p.keepWidths
	p.head.OnOrder = p.keepOrder
	p.head.OnMenu = func(fyne.Position) { p.chooseColumns() }
	p.table = widgets.NewTable(e.keys, p.head)
	p.table.OnChoose = p.chosen
	p.table.OnPress = func() { e.focus(p.table) }
	p.table.OnUp = p.up
	p.keys = widgets.NewText(tr("Enter open · Ctrl+Enter or double click connect · Space mark · Ctrl+A mark all · Backspace folder above"), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	p.legend = widgets.NewText(tr("— not in the vault's list; known once you have connected."), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	p.empty = newEmptyState(e)
	p.top = widgets.NewLine(8, p.name, p.name, p.choice)
	p.fault = widgets.NewText("", widgets.Style{Tone: widgets.Red, Cut: true})
	// The table is what Tab comes to first, then what is about it.
	p.root = &fyne.Container{Layout: &folderLayout{p}, Objects: []fyne.CanvasObject{p.table, p.head, p.above.root, p.top, p.said, p.fault, p.problem.Card, p.keys, p.legend, p.empty.root}}
	p.root.Hide()
	return p
}

func (p *folderPage) relayout() {
	if p.root != nil {
		p.root.Layout.Layout(p.root.Objects, p.root.Size())
	}
}

// open shows another folder, and takes the focus there.
func (p *folderPage) open(folder ref) {
	p.wanted = true
	p.env.to(folder.vault, app.ShowFolder{Open: true, FolderID: folder.id})
}

// up shows the folder above, or that of the secret in the pane.
func (p *folderPage) up() {
	p.wanted = true
	p.env.do(app.ShowParent{})
}

// markAll marks all secrets of the folder. The vault itself holds none.
func (p *folderPage) markAll() {
	if !p.root.Visible() {
		return
	}
	if n := &p.view.Folder; n.ID != 0 {
		p.env.to(n.Vault, app.MarkAll{FolderID: n.ID})
	}
}

// chosen opens a folder and selects a secret.
func (p *folderPage) chosen(id string) {
	if n, ok := folderID(id); ok {
		p.open(n)
	} else if n, ok := secretID(id); ok {
		p.choose(n)
	}
}

// other is the secret under the cursor, if keys move it.
func (p *folderPage) other() (ref, bool) {
	if p.env.canvas.Focused() != fyne.Focusable(p.table) || !p.root.Visible() {
		return ref{}, false
	}
	return secretID(p.table.Cursor())
}

func (p *folderPage) render(v *app.View) {
	n := &v.Folder
	on := n.Open && !listed(v)
	shown := visible(p.root, on)
	if !on {
		return
	}
	p.view = v
	columns := p.columns(n.Table.Columns)
	p.head.Set(columns, string(n.Table.By), n.Table.Down)
	key := folderKey{
		n.Seq, n.Version, v.Batch.Version, len(v.Vaults), len(n.Above), n.Secrets, n.Total, n.Loading, n.Sorting, heldKey(v), n.Problem, v.Sections.Favorites.Version, columnsKey(n.Table.Columns),
	}
	if key == p.key && !shown {
		if len(v.CheckOuts) > 0 {
			p.table.Renew() // their times
		}
		return
	}
	p.key = key
	p.draw(v, n)
	if n.Seq != p.seq {
		p.arrive(n)
	}
	p.seek()
	p.relayout()
	p.root.Refresh()
}

func (p *folderPage) draw(v *app.View, n *app.FolderView) {
	p.above.render(v, n)
	p.name.Set(folderName(n))
	p.said.Set(FolderText(n))
	p.table.Fill(&folderRows{p.env, v, n})
	p.table.Renew()
	some := len(n.Rows) > 0
	visible(p.head, some)
	visible(p.table, some)
	visible(p.choice, some)
	visible(p.empty.root, !some)
	fault := app.Problem{}
	if some {
		fault = n.Problem
	} else {
		p.empty.set(FolderEmpty(n))
	}
	p.problem.set(fault)
	p.fault.Set(Sentence(fault).Title)
}

// arrive begins with another folder: at its top, or where its user comes from.
func (p *folderPage) arrive(n *app.FolderView) {
	inside := false
	if f := p.env.canvas.Focused(); f != nil {
		o, ok := f.(fyne.CanvasObject)
		inside = ok && within(p.root, o)
	}
	p.seq, p.sought = n.Seq, n.At
	p.table.Top()
	if p.wanted || inside {
		p.wanted = false
		p.env.focus(p.table)
	}
}

// seek puts the cursor where the user comes from, as soon as that is there.
func (p *folderPage) seek() {
	n := &p.view.Folder
	if p.sought.ID == 0 || len(n.Rows) == 0 {
		return
	}
	if i := slices.IndexFunc(n.Rows, func(r app.FolderRow) bool { return r.ID == p.sought.ID && r.Folder == p.sought.Folder }); i >= 0 {
		p.table.SetCursor(i)
		p.sought = app.FolderAt{}
	}
}

// folderLayout stacks what names the folder above its table. Where that leaves
// too few rows, what explains them gives way, and a problem is a line.
type folderLayout struct{ p *folderPage }

func (l *folderLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const side, low = 24, 400
	p, w := l.p, s.Width-2*side
	some, high := p.table.Visible(), s.Height >= low
	visible(p.keys, some && high)
	visible(p.legend, some && high)
	visible(p.problem.Card, !p.problem.shown.None() && high)
	visible(p.fault, !p.problem.shown.None() && !high)
	visible(p.said, !p.fault.Visible())
	place(p.above.root, side-4, 12, w+4, 26)
	place(p.top, side, 40, w, 32)
	place(p.said, side, 72, w, 20)
	place(p.fault, side, 72, w, 20)
	y := float32(104)
	if p.problem.Visible() {
		h := widgets.HeightOf(p.problem.Card, w)
		place(p.problem.Card, side, y, w, h)
		y += h + 12
	}
	place(p.head, side-8, y, w+16, widgets.RowH)
	y += widgets.RowH + 2
	end := s.Height - 8
	for _, foot := range []fyne.CanvasObject{p.legend, p.keys} {
		if foot.Visible() {
			end -= 20
			place(foot, side, end, w, 20)
		}
	}
	place(p.table, side-8, y, w+16, max(0, end-4-y))
	wide := min(360, w)
	place(p.empty.root, (s.Width-wide)/2, max(104, (s.Height-widgets.HeightOf(p.empty.root, wide))*0.36), wide, widgets.HeightOf(p.empty.root, wide))
}

func (l *folderLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 200) }
