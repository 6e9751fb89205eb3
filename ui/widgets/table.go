package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Source is what a Table shows, asked for row by row as they come into sight.
type Source interface {
	Len() int
	ID(i int) string
	Find(id string) int // -1: it is not there
	Row(i int) TableRow
}

// TableRow is one row, as it is drawn.
type TableRow struct {
	Icon   fyne.Resource
	Cells  []Cell // one for each column
	Marked bool   // to do something with many
}

// Cell is what a row says in one column.
type Cell struct {
	Text string
	Icon fyne.Resource
	Tone fyne.ThemeColorName // "": ink
}

// Table is a list of rows of 28 px in columns, of which only the visible are
// objects and only the visible are asked for: a hundred thousand cost what
// twenty cost. It has one cursor, moved by keys and by a press.
type Table struct {
	base
	OnChoose func(id string)             // Enter
	OnDouble func(id string)             // a double tap
	OnMark   func(ids []string, on bool) // Space, or a press with Ctrl or Shift held
	OnMenu   func(id string, at fyne.Position)
	OnUp     func()     // Backspace
	OnRune   func(rune) // typing in the list: the search box wants it
	OnPress  func()     // a row was pressed: the keys are meant for the table
	OnMoved  func()     // the cursor is elsewhere
	Drags    Drags      // nil: rows stay where they are

	keys    *Keys
	head    *TableHead
	source  Source
	cursor  string
	near    int // where the cursor was last
	anchor  string
	focused bool
	stretch stretch
	held    [2]fyne.KeyModifier // while the last two presses began
	sight   *sight[*tableRow]
}

// NewTable is a table below its head, which says how wide the columns are.
func NewTable(keys *Keys, head *TableHead) *Table {
	t := &Table{keys: keys, head: head, source: noRows{}}
	t.sight = newSight(func() int { return t.source.Len() }, func() *tableRow { return newTableRow(t) }, t.sync)
	t.ExtendBaseWidget(t)
	head.resized = func() { t.sync() }
	return t
}

type noRows struct{}

func (noRows) Len() int         { return 0 }
func (noRows) ID(int) string    { return "" }
func (noRows) Find(string) int  { return -1 }
func (noRows) Row(int) TableRow { return TableRow{} }

// Fill shows other rows. The cursor keeps its row, if that is still there.
func (t *Table) Fill(s Source) {
	sized := s.Len() != t.source.Len()
	t.source = s
	if sized {
		t.sight.scroll.Refresh()
	}
	if t.focused && t.at() < 0 {
		t.step(0)
	}
	t.sync()
}

// Renew asks anew for the rows in sight.
func (t *Table) Renew() { t.sync() }

// Top begins anew: at the first row, with the cursor nowhere.
func (t *Table) Top() {
	t.cursor, t.anchor, t.near, t.stretch.under = "", "", 0, false
	t.sight.scroll.ScrollToOffset(fyne.Position{})
	if t.focused {
		t.step(0)
	}
	t.sync()
}

// Cursor is the row the keys are at.
func (t *Table) Cursor() string { return t.cursor }

// at is where the cursor is, -1 if its row is gone.
func (t *Table) at() int {
	if t.cursor == "" {
		return -1
	}
	if t.near >= t.source.Len() || t.source.ID(t.near) != t.cursor {
		i := t.source.Find(t.cursor)
		if i < 0 {
			return -1
		}
		t.near = i
	}
	return t.near
}

// SetCursor moves it, and its row into sight.
func (t *Table) SetCursor(i int) {
	if i < 0 || i >= t.source.Len() {
		return
	}
	t.cursor, t.near = t.source.ID(i), i
	t.sight.reveal(i)
	t.sync()
	if t.OnMoved != nil {
		t.OnMoved()
	}
}

func (t *Table) step(n int) {
	at := t.at()
	if at < 0 {
		at, n = 0, 0
	}
	t.SetCursor(min(max(at+n, 0), t.source.Len()-1))
}

// Choose acts as Enter does.
func (t *Table) Choose() {
	if t.at() >= 0 && t.OnChoose != nil {
		t.OnChoose(t.cursor)
	}
}

// FocusGained shows the cursor.
func (t *Table) FocusGained() {
	t.focused = true
	if t.at() < 0 {
		t.step(0)
	}
	t.sync()
}

// FocusLost hides it.
func (t *Table) FocusLost() { t.focused, t.stretch.under = false, false; t.sync() }

// Focused reports whether keys come here.
func (t *Table) Focused() bool { return t.focused }

// TypedRune passes letters to the search box.
func (t *Table) TypedRune(c rune) {
	if t.OnRune != nil && c != ' ' {
		t.OnRune(c)
	}
}

// TypedKey moves, chooses and marks.
func (t *Table) TypedKey(e *fyne.KeyEvent) {
	if n, ok := t.sight.motion(e.Name, t.source.Len()); ok {
		t.move(n)
		return
	}
	switch e.Name {
	case fyne.KeySpace:
		t.flipMark()
	case fyne.KeyReturn, fyne.KeyEnter:
		t.Choose()
	case fyne.KeyBackspace:
		if t.OnUp != nil {
			t.OnUp()
		}
	case desktop.KeyMenu, fyne.KeyF10: // Shift+F10 comes as this, too
		t.keyMenu()
	default:
		t.keys.key(e)
	}
}

// keyMenu opens the menu of the row under the cursor, below its name.
func (t *Table) keyMenu() {
	if at := t.at(); at >= 0 {
		t.sight.reveal(at)
		t.sync()
	}
	if w := t.sight.live[t.cursor]; w != nil && t.OnMenu != nil {
		t.OnMenu(t.cursor, fyne.CurrentApp().Driver().AbsolutePositionForObject(w).AddXY(32, RowH))
	}
}

func (t *Table) flipMark() {
	at := t.at()
	if at < 0 || t.OnMark == nil {
		return
	}
	t.anchor, t.stretch.under = t.cursor, false
	t.OnMark([]string{t.cursor}, !t.source.Row(at).Marked)
}

// markTo marks from the row marked last up to the cursor.
func (t *Table) markTo() {
	to := t.at()
	from := t.source.Find(t.anchor)
	if from < 0 {
		from = to
	}
	t.anchor = t.cursor
	if to < 0 || t.OnMark == nil {
		return
	}
	var ids []string
	for i := min(from, to); i <= max(from, to); i++ {
		ids = append(ids, t.source.ID(i))
	}
	t.OnMark(ids, true)
}

// press is a button that goes down on a row.
func (t *Table) press(id string, e *desktop.MouseEvent) {
	t.held, t.stretch.under = [2]fyne.KeyModifier{t.held[1], e.Modifier}, false
	if t.OnPress != nil {
		t.OnPress()
	}
	t.SetCursor(t.source.Find(id))
	switch {
	case e.Button != desktop.MouseButtonPrimary:
	case e.Modifier&fyne.KeyModifierShift != 0:
		t.markTo()
	case e.Modifier&fyne.KeyModifierShortcutDefault != 0:
		t.flipMark()
	}
}

func (t *Table) sync() {
	t.sight.draw(t.source.Len(), t.source.ID, func(w *tableRow, i int) {
		id := t.source.ID(i)
		w.set(id, t.source.Row(i), rowState{cursor: id == t.cursor && t.focused, selected: id == t.cursor})
	})
}

// CreateRenderer is the scroll.
func (t *Table) CreateRenderer() fyne.WidgetRenderer { return t.sight.renderer(240, t.sync) }

// Object is a row as it is drawn, nil where it is out of sight; for tests.
func (t *Table) Object(id string) fyne.CanvasObject { return t.sight.object(id) }

// Drawn is how many rows are objects; for tests.
func (t *Table) Drawn() int { return len(t.sight.inner.Objects) }
