package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// RowItem is one row of a Rows, as a value: equal rows are not drawn again.
type RowItem struct {
	ID     string
	Depth  int
	Branch Branch
	Icon   fyne.Resource
	Name   string
	Bold   bool
	Marks  string // of Name's letters, see Text.SetMarks
	Note   string // a word or a whole row in quiet letters, after the name
	Noted  string // marks of Note's letters
	Right  string
	Tone   fyne.ThemeColorName // of Right; "": Quiet
	Mark   fyne.Resource       // before Right
	Dot    fyne.ThemeColorName // a state dot at the right; "": none
	Marked bool                // to do something with many
	Inert  bool                // cannot be chosen: "loading", "empty"
}

// Branch says whether a row opens.
type Branch int

// The kinds of a row.
const (
	Leaf Branch = iota
	Shut
	Open
)

// Glass are the pictures a Rows draws itself.
type Glass struct{ Shut, Open fyne.Resource }

// Rows is a list of rows of 28 px of which only the visible are objects, so
// that a folder of thousands costs as much as one of twenty. It has one
// cursor, moved by keys, and one selected row.
type Rows struct {
	base
	OnChoose func(id string) // Enter, or a tap
	OnDouble func(id string) // a second tap at once; the first was a tap. nil: it is one more
	OnToggle func(id string, open bool)
	OnMark   func(ids []string, on bool)       // Space, or a tap with Ctrl or Shift held; nil: rows cannot be marked
	OnMenu   func(id string, at fyne.Position) // the Menu key, F10, or a tap with the other button; nil: rows have no menu
	OnRune   func(rune)                        // typing in the list: the search box wants it
	Drags    Drags                             // nil: rows stay where they are

	keys     *Keys
	glass    Glass
	items    []RowItem
	index    map[string]int
	cursor   string
	selected []string
	focused  bool
	stretch  stretch
	held     fyne.KeyModifier // while the last tap began
	anchor   string           // where a range begins: the row marked last
	tapped   string           // a moment ago
	forget   func()           // stops the clock of that; nil: none ran
	sight    *sight[*row]
}

// NewRows is an empty list.
func NewRows(keys *Keys, g Glass) *Rows {
	r := &Rows{keys: keys, glass: g, index: map[string]int{}}
	r.sight = newSight(func() int { return len(r.items) }, func() *row { return newRow(r) }, r.sync)
	r.ExtendBaseWidget(r)
	return r
}

// TwoLines gives each row a second line, for its Note.
func (r *Rows) TwoLines() *Rows {
	r.sight.high = RowH + 18
	return r
}

// SetItems shows other rows. Rows keep their objects by ID, the cursor its row.
func (r *Rows) SetItems(items []RowItem) {
	if slices.Equal(items, r.items) {
		return
	}
	sized := len(items) != len(r.items)
	r.items = slices.Clone(items) // ours to change in Update
	clear(r.index)
	for i, it := range items {
		r.index[it.ID] = i
	}
	if sized {
		r.sight.scroll.Refresh()
	}
	r.sync()
}

// Update changes rows in place, by ID: the way of a tick.
func (r *Rows) Update(it RowItem) {
	i, ok := r.index[it.ID]
	if !ok || r.items[i] == it {
		return
	}
	r.items[i] = it
	if w := r.sight.live[it.ID]; w != nil {
		w.set(it, r.state(it.ID))
	}
}

// Items is what is shown, for tests and for Update.
func (r *Rows) Items() []RowItem { return r.items }

// Item finds a row.
func (r *Rows) Item(id string) (RowItem, bool) {
	i, ok := r.index[id]
	if !ok {
		return RowItem{}, false
	}
	return r.items[i], true
}

// Select marks the rows of what the pane shows: it may stand in several places.
func (r *Rows) Select(ids ...string) {
	if !slices.Equal(r.selected, ids) {
		old := r.selected
		r.selected = slices.Clone(ids)
		r.touch(old...)
		r.touch(ids...)
	}
}

// Selected are those rows, for tests.
func (r *Rows) Selected() []string { return r.selected }

// Cursor is the row the keys are at.
func (r *Rows) Cursor() string { return r.cursor }

// SetCursor moves it, and the row into sight.
func (r *Rows) SetCursor(id string) {
	old := r.cursor
	r.cursor = id
	r.reveal(id)
	r.touch(old, id)
}

// Step moves the cursor over n rows, past what cannot be chosen.
func (r *Rows) Step(n int) {
	if len(r.items) == 0 {
		return
	}
	at, ok := r.index[r.cursor]
	if !ok {
		at = -1
		if n < 0 {
			at = len(r.items)
		}
	}
	step := 1
	if n < 0 {
		step = -1
	}
	to := min(max(at+n, 0), len(r.items)-1)
	for to >= 0 && to < len(r.items) && r.items[to].Inert {
		to += step
	}
	if to >= 0 && to < len(r.items) {
		r.SetCursor(r.items[to].ID)
	}
}

// Choose acts as Enter does.
func (r *Rows) Choose() {
	if it, ok := r.Item(r.cursor); ok && !it.Inert && r.OnChoose != nil {
		r.OnChoose(it.ID)
	}
}

// Focused reports whether keys come here.
func (r *Rows) Focused() bool { return r.focused }

// FocusGained shows the cursor, on the selected row if it was nowhere.
func (r *Rows) FocusGained() {
	r.focused = true
	if _, ok := r.index[r.cursor]; !ok {
		r.cursor = r.start()
	}
	r.touch(r.cursor)
}

// start is where the cursor begins.
func (r *Rows) start() string {
	for _, id := range r.selected {
		if _, ok := r.index[id]; ok {
			return id
		}
	}
	if len(r.items) > 0 {
		return r.items[0].ID
	}
	return ""
}

// FocusLost hides the cursor.
func (r *Rows) FocusLost() { r.focused, r.stretch.under = false, false; r.touch(r.cursor) }

// TypedRune passes letters to the search box.
func (r *Rows) TypedRune(c rune) {
	if r.OnRune != nil && c != ' ' {
		r.OnRune(c)
	}
}

// TypedKey moves, opens, shuts and chooses.
func (r *Rows) TypedKey(e *fyne.KeyEvent) {
	if n, ok := r.sight.motion(e.Name, len(r.items)); ok {
		r.move(n)
		return
	}
	switch e.Name {
	case fyne.KeyRight:
		r.unfold()
	case fyne.KeyLeft:
		r.fold()
	case fyne.KeySpace:
		if r.OnMark != nil {
			r.flipMark()
			return
		}
		r.Choose()
	case fyne.KeyReturn, fyne.KeyEnter:
		r.Choose()
	case desktop.KeyMenu, fyne.KeyF10: // Shift+F10 comes as this, too
		r.keyMenu()
	default:
		r.keys.key(e)
	}
}

// keyMenu opens the menu of the row under the cursor, below its name.
func (r *Rows) keyMenu() {
	r.reveal(r.cursor)
	if w := r.sight.live[r.cursor]; w != nil {
		r.menu(r.cursor, fyne.CurrentApp().Driver().AbsolutePositionForObject(w).AddXY(32, r.sight.high))
	}
}

func (r *Rows) menu(id string, at fyne.Position) {
	if it, ok := r.Item(id); ok && !it.Inert && r.OnMenu != nil {
		r.SetCursor(id)
		r.OnMenu(id, at)
	}
}

func (r *Rows) unfold() {
	if it, ok := r.Item(r.cursor); ok && it.Branch == Shut && r.OnToggle != nil {
		r.OnToggle(it.ID, true)
	} else if ok && it.Branch == Open {
		r.Step(1)
	}
}

func (r *Rows) fold() {
	it, ok := r.Item(r.cursor)
	if !ok {
		return
	}
	if it.Branch == Open && r.OnToggle != nil {
		r.OnToggle(it.ID, false)
		return
	}
	for i := r.index[it.ID] - 1; i >= 0; i-- {
		if r.items[i].Depth < it.Depth {
			r.SetCursor(r.items[i].ID)
			return
		}
	}
}

func (r *Rows) reveal(id string) {
	if i, ok := r.index[id]; ok && r.sight.reveal(i) {
		r.sync()
	}
}

func (r *Rows) state(id string) rowState {
	return rowState{selected: slices.Contains(r.selected, id), cursor: id == r.cursor && r.focused}
}

// touch draws rows again whose state may have changed.
func (r *Rows) touch(ids ...string) {
	for _, id := range ids {
		if w := r.sight.live[id]; w != nil {
			w.set(w.item, r.state(id))
		}
	}
}

// ShowCursor shows the cursor although the focus is in the search box.
func (r *Rows) ShowCursor(on bool) {
	r.focused = on
	r.touch(r.cursor)
}

func (r *Rows) sync() {
	r.sight.draw(len(r.items), func(i int) string { return r.items[i].ID }, func(w *row, i int) { w.set(r.items[i], r.state(r.items[i].ID)) })
}

// CreateRenderer is the scroll.
func (r *Rows) CreateRenderer() fyne.WidgetRenderer { return r.sight.renderer(120, r.sync) }

// Below is how high the rows in sight are that belong to one, deeper than it.
func (r *Rows) Below(id string) float32 {
	head, ok := r.index[id]
	if !ok {
		return 0
	}
	n := head + 1
	for n < len(r.items) && r.items[n].Depth > r.items[head].Depth && r.items[n].Branch == Leaf {
		n++
	}
	end := min(float32(n)*r.sight.high-r.sight.scroll.Offset.Y, r.sight.scroll.Size().Height)
	return max(0, end-r.sight.high)
}

// Object is a row as it is drawn, nil where it is out of sight; for tests.
func (r *Rows) Object(id string) fyne.CanvasObject { return r.sight.object(id) }
