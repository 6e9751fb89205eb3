package app

import (
	"cmp"
	"slices"
	"strings"

	"sallyport/app/settings"
)

// Between these a column's width is kept, as a file may hold anything.
const leastColumn, mostColumn = 40, 2000

// usualColumns are shown until the user has chosen others.
var usualColumns = []Column{ColumnName, ColumnHost, ColumnUser, ColumnWorkflow, ColumnBeat, ColumnAccessed}

// tableOf is what the settings say of tables, without what is not known here.
func tableOf(s settings.Table) FolderTable {
	t := FolderTable{By: Column(s.Sort), Down: s.Down}
	if !slices.Contains(Columns, t.By) {
		t.By = ColumnName
	}
	chosen := s.Columns
	if len(chosen) == 0 {
		for _, c := range usualColumns {
			chosen = append(chosen, settings.TableColumn{Name: string(c)})
		}
	}
	t.Columns = []FolderColumn{{Column: ColumnName}}
	for _, c := range chosen {
		t.show(Column(c.Name), c.Width)
	}
	return t
}

// show appends a column, but for the name, which stands there.
func (t *FolderTable) show(c Column, width int) {
	if width != 0 {
		width = min(max(width, leastColumn), mostColumn)
	}
	at := slices.IndexFunc(t.Columns, func(x FolderColumn) bool { return x.Column == c })
	switch {
	case at >= 0:
		t.Columns[at].Width = width
	case slices.Contains(Columns, c):
		t.Columns = append(t.Columns, FolderColumn{c, width})
	}
}

// sortFolder orders all tables by a column. What was used last is what somebody
// looks for by time, so that begins with the newest.
func (x *Accounts) sortFolder(by Column) {
	now := tableOf(x.live.Now().Table)
	down := by == ColumnAccessed
	if now.By == by {
		down = !now.Down
	}
	x.setTable(func(t *settings.Table) { t.Sort, t.Down = string(by), down })
}

func (x *Accounts) setColumns(to []FolderColumn) {
	chosen := make([]settings.TableColumn, 0, len(to))
	for _, c := range to {
		chosen = append(chosen, settings.TableColumn{Name: string(c.Column), Width: c.Width})
	}
	x.setTable(func(t *settings.Table) { t.Columns = chosen })
}

// setTable changes how tables look, and orders anew what is shown.
func (x *Accounts) setTable(change func(*settings.Table)) {
	was := tableOf(x.live.Now().Table)
	if err := x.live.Change(func(s *settings.Settings) { change(&s.Table) }); err != nil {
		x.cfg.Log.Warn("keep the columns", "error", err)
	}
	now := tableOf(x.live.Now().Table)
	for _, m := range x.all {
		m.app.box.put(func() {
			f := &m.app.s.folder
			f.unsorted = f.unsorted || was.By != now.By || was.Down != now.Down
		})
	}
}

// sortKey is what a row is compared by, made once.
type sortKey struct {
	folder, none bool // none: not known, and below what is
	text         string
	number       int64
	name         string
	id, row      int
}

// sorted are rows in order: folders first, then secrets.
func (t FolderTable) sorted(rows []FolderRow) []FolderRow {
	keys := make([]sortKey, len(rows))
	for i := range rows {
		keys[i] = t.key(&rows[i], i)
	}
	slices.SortFunc(keys, t.compare)
	sorted := make([]FolderRow, len(rows))
	for i, k := range keys {
		sorted[i] = rows[k.row]
	}
	return sorted
}

func (t FolderTable) compare(a, b sortKey) int {
	if a.folder != b.folder {
		return -noFirst(a.folder, b.folder)
	}
	if a.none != b.none {
		return noFirst(a.none, b.none)
	}
	way := 1
	if t.Down {
		way = -1
	}
	if c := cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.number, b.number)); c != 0 {
		return c * way
	}
	return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
}

// noFirst is no before yes.
func noFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (t FolderTable) key(r *FolderRow, i int) sortKey {
	k := sortKey{folder: r.Folder, name: strings.ToLower(r.Name), id: r.ID, row: i}
	switch {
	case t.By == ColumnName:
		k.text = k.name
		return k
	case r.Folder: // has nothing but its name
		return k
	case t.By == ColumnHost:
		k.text = strings.ToLower(r.Host)
	case t.By == ColumnUser:
		k.text = strings.ToLower(r.User)
	case t.By == ColumnTemplate:
		k.text = strings.ToLower(r.Template)
	case t.By == ColumnWorkflow:
		k.number = r.Demands.rank()
		return k
	case t.By == ColumnBeat:
		k.number = int64(slices.Index(Beats, r.Beat))
	case !r.Accessed.IsZero():
		k.number = r.Accessed.Unix()
	}
	k.none = k.text == "" && k.number == 0
	return k
}

// rank orders by the hardest thing that is asked.
func (d Demands) rank() (n int64) {
	for i, asked := range []bool{d.Comment, d.CheckOut, d.MFA, d.Lock, d.Approval} {
		if asked {
			n |= 1 << i
		}
	}
	return n
}
