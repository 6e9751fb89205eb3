package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
	OnChoose func(id string)             // Enter, or a double tap
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
	scroll  *container.Scroll
	inner   *fyne.Container
	live    map[string]*tableRow
	free    []*tableRow
}

// NewTable is a table below its head, which says how wide the columns are.
func NewTable(keys *Keys, head *TableHead) *Table {
	t := &Table{keys: keys, head: head, source: noRows{}, live: map[string]*tableRow{}}
	t.inner = &fyne.Container{Layout: &listLayout{func() float32 { return float32(t.source.Len()) * RowH }}}
	t.scroll = container.NewVScroll(t.inner)
	t.scroll.OnScrolled = func(fyne.Position) { t.sync() }
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
		t.scroll.Refresh()
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
	t.cursor, t.anchor, t.near = "", "", 0
	t.scroll.ScrollToOffset(fyne.Position{})
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
	t.reveal(i)
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

func (t *Table) reveal(i int) {
	y, view := float32(i)*RowH, t.scroll.Size().Height
	switch {
	case y < t.scroll.Offset.Y:
		t.scroll.ScrollToOffset(fyne.NewPos(0, y))
	case y+RowH > t.scroll.Offset.Y+view:
		t.scroll.ScrollToOffset(fyne.NewPos(0, y+RowH-view))
	}
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
func (t *Table) FocusLost() { t.focused = false; t.sync() }

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
	page := max(1, int(t.scroll.Size().Height/RowH)-1)
	switch e.Name {
	case fyne.KeyDown:
		t.step(1)
	case fyne.KeyUp:
		t.step(-1)
	case fyne.KeyPageDown:
		t.step(page)
	case fyne.KeyPageUp:
		t.step(-page)
	case fyne.KeyHome:
		t.step(-t.source.Len())
	case fyne.KeyEnd:
		t.step(t.source.Len())
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
		t.reveal(at)
		t.sync()
	}
	if w := t.live[t.cursor]; w != nil && t.OnMenu != nil {
		t.OnMenu(t.cursor, fyne.CurrentApp().Driver().AbsolutePositionForObject(w).AddXY(32, RowH))
	}
}

func (t *Table) flipMark() {
	at := t.at()
	if at < 0 || t.OnMark == nil {
		return
	}
	t.anchor = t.cursor
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

// sync makes the objects of the visible rows, reusing those that left.
func (t *Table) sync() {
	width, view := t.scroll.Size().Width, t.scroll.Size().Height
	if width <= 0 || view <= 0 {
		return
	}
	first := min(max(0, int(t.scroll.Offset.Y/RowH)), t.source.Len())
	last := min(t.source.Len(), first+int(view/RowH)+2)
	ids := make([]string, 0, last-first)
	for i := first; i < last; i++ {
		ids = append(ids, t.source.ID(i))
	}
	for id, w := range t.live {
		if !slices.Contains(ids, id) {
			delete(t.live, id)
			t.free = append(t.free, w)
		}
	}
	objs := make([]fyne.CanvasObject, 0, len(ids))
	for n, id := range ids {
		w := t.live[id]
		if w == nil {
			w = t.take()
			t.live[id] = w
		}
		put(w, 0, float32(first+n)*RowH, width, RowH)
		w.set(id, t.source.Row(first+n), rowState{cursor: id == t.cursor && t.focused, selected: id == t.cursor})
		objs = append(objs, w)
	}
	if !slices.Equal(objs, t.inner.Objects) {
		t.inner.Objects = objs
		t.inner.Refresh()
	}
}

func (t *Table) take() *tableRow {
	if n := len(t.free); n > 0 {
		w := t.free[n-1]
		t.free = t.free[:n-1]
		return w
	}
	return newTableRow(t)
}

// CreateRenderer is the scroll.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	return &paint{
		parts: []fyne.CanvasObject{t.scroll},
		place: func(s fyne.Size) { t.scroll.Resize(s); t.sync() },
		least: func() fyne.Size { return fyne.NewSize(240, RowH*2) },
		tone:  func() {},
	}
}

// Object is a row as it is drawn, nil where it is out of sight; for tests.
func (t *Table) Object(id string) fyne.CanvasObject {
	if w := t.live[id]; w != nil {
		return w
	}
	return nil
}

// Drawn is how many rows are objects; for tests.
func (t *Table) Drawn() int { return len(t.inner.Objects) }
