package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// widths are those of columns that nobody has changed, and what their words
// need where the window is narrow. The name takes the rest.
var widths = map[app.Column]struct{ usual, least float32 }{
	app.ColumnName: {240, 160}, app.ColumnHost: {160, 80}, app.ColumnUser: {110, 64}, app.ColumnTemplate: {150, 72},
	app.ColumnWorkflow: {170, 96}, app.ColumnBeat: {120, 118}, app.ColumnAccessed: {126, 122},
}

func (p *folderPage) columns(shown []app.FolderColumn) []widgets.TableColumn {
	all := make([]widgets.TableColumn, 0, len(shown))
	for _, c := range shown {
		w := widths[c.Column]
		if c.Width > 0 {
			w.usual = float32(c.Width)
		}
		all = append(all, widgets.TableColumn{ID: string(c.Column), Title: ColumnText(c.Column), Width: w.usual, Least: w.least})
	}
	return all
}

// keepWidths keeps what was dragged.
func (p *folderPage) keepWidths(all []float32) {
	to := slices.Clone(p.view.Folder.Table.Columns)
	for i := range to {
		if i < len(all) {
			to[i].Width = int(all[i] + .5)
		}
	}
	p.env.do(app.SetColumns{Columns: to})
}

// columnsKey says which columns there are, and where; how wide the head knows.
func columnsKey(all []app.FolderColumn) (key string) {
	for _, c := range all {
		key += string(c.Column) + " "
	}
	return key
}

// keepOrder keeps where a column was moved to.
func (p *folderPage) keepOrder(ids []string) {
	to := slices.Clone(p.view.Folder.Table.Columns)
	slices.SortStableFunc(to, func(a, b app.FolderColumn) int {
		return slices.Index(ids, string(a.Column)) - slices.Index(ids, string(b.Column))
	})
	p.env.do(app.SetColumns{Columns: to})
}

// columnList chooses which columns there are, and where. The name always is the first.
type columnList struct {
	env   *env
	lines []*columnLine // as they stand
	box   *fyne.Container
}

type columnLine struct {
	column   app.FolderColumn
	check    *widgets.Check
	up, down *widgets.Button
	root     *fyne.Container
}

// newColumnList begins with the columns that are shown, then come the others.
func newColumnList(e *env, shown []app.FolderColumn) *columnList {
	l := &columnList{env: e, box: widgets.NewColumn(4)}
	for _, c := range shown[1:] {
		l.add(c, true)
	}
	for _, c := range app.Columns {
		if !slices.ContainsFunc(shown, func(x app.FolderColumn) bool { return x.Column == c }) {
			l.add(app.FolderColumn{Column: c}, false)
		}
	}
	l.place()
	return l
}

func (l *columnList) add(c app.FolderColumn, on bool) {
	x := &columnLine{column: c}
	name := ColumnText(c.Column)
	x.check = widgets.NewCheck(l.env.keys, name, l.env.icon("check"), func(bool) { l.tell() })
	x.check.Set(on)
	x.up = widgets.NewIconButton(l.env.keys, l.env.icon("up"), tr("Move {column} up", "column", name), func() { l.move(x, -1) })
	x.down = widgets.NewIconButton(l.env.keys, l.env.icon("down"), tr("Move {column} down", "column", name), func() { l.move(x, 1) })
	x.root = widgets.NewLine(8, x.check, x.check, x.up, x.down)
	l.lines = append(l.lines, x)
}

// move changes places with a neighbor. The focus goes along.
func (l *columnList) move(x *columnLine, by int) {
	from := slices.Index(l.lines, x)
	to := from + by
	l.lines[from], l.lines[to] = l.lines[to], l.lines[from]
	l.place()
	l.tell()
	switch { // what can go no further gives the focus to its neighbor
	case to == 0:
		l.env.focus(x.down)
	case to == len(l.lines)-1:
		l.env.focus(x.up)
	}
}

func (l *columnList) place() {
	l.box.Objects = l.box.Objects[:0]
	for i, x := range l.lines {
		able(x.up, i > 0)
		able(x.down, i < len(l.lines)-1)
		l.box.Add(x.root)
	}
	l.box.Refresh()
}

func (l *columnList) tell() {
	to := []app.FolderColumn{{Column: app.ColumnName}}
	for _, x := range l.lines {
		if x.check.On {
			to = append(to, x.column)
		}
	}
	l.env.do(app.SetColumns{Columns: to})
}

// columns lists the columns of the folder that is shown; what is chosen takes effect at once.
func (d *dialogs) columns(now app.FolderTable) {
	if d.open() {
		return
	}
	list := newColumnList(d.env, now.Columns)
	shut := d.env.button(widgets.Plain, tr("Close"), d.close).WithHint(tr("Esc"))
	usual := d.env.button(widgets.Plain, tr("The usual columns"), func() {
		d.env.do(app.SetColumns{})
		d.close()
	})
	d.raise(widgets.NewColumn(12, widgets.NewText(tr("Columns"), heading()),
		widgets.NewParagraph(tr("Ticked columns show in all folders, in this order, after the name. In the table a column’s title can be dragged, or moved with < and >."), widgets.Style{Tone: widgets.Quiet}),
		list.box, widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewWrap(8, shut, usual))), list.lines[0].check)
}
