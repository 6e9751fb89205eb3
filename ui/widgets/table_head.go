package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

const (
	cellGap   float32 = 12  // after a cell
	edge      float32 = 8   // before the first
	leastName float32 = 160 // of the first column
	leastCell float32 = 40
	handle    float32 = 6 // to both sides of a border: there it can be dragged
	byKey     float32 = 16
)

// TableColumn is one column. The first takes what the others leave; where they
// leave too little they give way, down to Least.
type TableColumn struct {
	ID    string
	Title string
	Width float32
	Least float32
}

// span is where a column lies.
type span struct{ x, w float32 }

// TableHead names the columns of a Table. One can be chosen by key, and
// ordered by it; the borders between them can be dragged, and all but the first
// to another place.
type TableHead struct {
	base
	OnSort   func(id string)
	OnWidths func(widths []float32) // of all columns, after a border was moved
	OnOrder  func(ids []string)     // of all columns, after one was moved
	OnMenu   func(at fyne.Position) // the Menu key, F10, or a tap with the other button

	keys    *Keys
	glass   Glass // Open is drawn below a falling order, Shut below a rising one
	columns []TableColumn
	by      string
	down    bool
	at      int // the column under the cursor
	focused bool
	near    bool // a border can be dragged where the pointer is
	moving  int  // the border that is dragged: before that column; 0: none
	started bool
	before  []TableColumn // as they were then
	carried carried
	resized func()
	ring    *canvas.Rectangle
	line    *canvas.Rectangle
	mark    *canvas.Rectangle // where a column that is dragged would come to stand
	titles  []*Text
	arrow   *Icon
}

// NewTableHead is a head without columns.
func NewTableHead(keys *Keys, g Glass) *TableHead {
	h := &TableHead{keys: keys, glass: g, ring: box(Radius), line: box(0), mark: box(1), arrow: NewIcon(nil, Accent, 12), resized: func() {}}
	h.ExtendBaseWidget(h)
	return h
}

// Set shows other columns, or another order.
func (h *TableHead) Set(columns []TableColumn, by string, down bool) {
	if h.moving > 0 || h.carried.from > 0 || slices.Equal(columns, h.columns) && by == h.by && down == h.down {
		return // what is under way is not taken away
	}
	h.columns, h.by, h.down = slices.Clone(columns), by, down
	h.at = min(h.at, len(columns)-1)
	for len(h.titles) < len(columns) {
		h.titles = append(h.titles, NewText("", Style{Size: Small, Tone: Quiet, Cut: true}))
	}
	h.Refresh()
	h.resized()
}

// Columns are those that are shown, as wide as they are.
func (h *TableHead) Columns() []TableColumn { return h.columns }

// spans lays the columns out.
func (h *TableHead) spans(width float32) []span {
	width -= 2 * edge
	all := make([]span, len(h.columns))
	wide, spare := float32(0), float32(0) // of all but the first
	for i, c := range h.columns {
		if i > 0 {
			all[i].w = c.Width
			wide += c.Width
			spare += max(0, c.Width-c.Least)
		}
	}
	if over := wide - (width - leastName); over > 0 && wide > 0 {
		give := min(over, spare)
		scale := max(0, width-leastName) / (wide - give) // where even that is not enough
		for i, c := range h.columns {
			if i > 0 && spare > 0 {
				all[i].w -= give * max(0, c.Width-c.Least) / spare
			}
			all[i].w *= min(1, scale)
		}
		wide = min(wide-give, max(0, width-leastName))
	}
	x := edge
	for i := range all {
		if i == 0 {
			all[i].w = max(leastName, width-wide)
		}
		all[i].x = x
		x += all[i].w
	}
	return all
}

// column is the one at that place, -1: none is.
func (h *TableHead) column(x float32) int {
	for i, s := range h.spans(h.Size().Width) {
		if x >= s.x && x < s.x+s.w {
			return i
		}
	}
	return -1
}

// border is the column that begins where the pointer is, 0: none does.
func (h *TableHead) border(x float32) int {
	for i, s := range h.spans(h.Size().Width) {
		if i > 0 && abs(x-s.x+cellGap/2) <= handle {
			return i
		}
	}
	return 0
}

// Tapped orders by a column.
func (h *TableHead) Tapped(e *fyne.PointEvent) {
	if i := h.column(e.Position.X); i >= 0 && h.border(e.Position.X) == 0 {
		h.at = i
		h.sort()
	}
}

func (h *TableHead) sort() {
	if h.at >= 0 && h.at < len(h.columns) && h.OnSort != nil {
		h.OnSort(h.columns[h.at].ID)
	}
}

// TappedSecondary opens the choice of columns.
func (h *TableHead) TappedSecondary(e *fyne.PointEvent) {
	if h.OnMenu != nil {
		h.OnMenu(e.AbsolutePosition)
	}
}

// Dragged moves the border that the drag began at, or the column.
func (h *TableHead) Dragged(e *fyne.DragEvent) {
	if from := e.Position.X - e.Dragged.DX; !h.started {
		h.started, h.moving, h.before = true, h.border(from), slices.Clone(h.columns)
		if h.moving == 0 {
			h.carried.from = max(0, h.column(from))
		}
	}
	switch {
	case h.moving > 0:
		h.move(h.moving, e.Dragged.DX)
	case h.carried.from > 0:
		h.carry(e)
	}
}

// DragEnd tells how wide the columns are now, or where one is to stand.
func (h *TableHead) DragEnd() {
	if h.moving > 0 {
		h.told()
	}
	h.started, h.moving = false, 0
	h.letGo()
}

// Cancel gives up what is dragged, and reports whether anything was. The
// release that is still to come changes nothing.
func (h *TableHead) Cancel() bool {
	switch {
	case h.moving > 0:
		h.columns = h.before
	case h.carried.far < slip:
		return false
	}
	h.moving, h.carried = 0, carried{}
	h.Refresh()
	h.resized()
	return true
}

// move gives what is left of a border more room, and takes it from what is right of it.
func (h *TableHead) move(border int, dx float32) {
	spans := h.spans(h.Size().Width)
	for i := range h.columns {
		h.columns[i].Width = spans[i].w // as seen: they may have had to give way
	}
	left, right := spans[border-1].w, spans[border].w
	least := leastCell
	if border == 1 {
		least = leastName
	}
	dx = min(max(dx, least-left), right-leastCell)
	h.columns[border-1].Width, h.columns[border].Width = left+dx, right-dx
	h.Refresh()
	h.resized()
}

func (h *TableHead) told() {
	if h.OnWidths == nil {
		return
	}
	widths := make([]float32, len(h.columns))
	for i, c := range h.columns {
		widths[i] = c.Width
	}
	h.OnWidths(widths)
}

// FocusGained shows which column a key means.
func (h *TableHead) FocusGained() { h.focused = true; h.Refresh(); h.keys.gained() }

// FocusLost hides it.
func (h *TableHead) FocusLost() { h.focused = false; h.Refresh() }

// TypedRune makes the column under the cursor wider or narrower, or moves it.
func (h *TableHead) TypedRune(r rune) {
	if way := map[rune]int{'<': -1, '>': 1}[r]; way != 0 {
		h.reorder(h.at, h.at+way)
		return
	}
	by := map[rune]float32{'+': -byKey, '-': byKey}[r]
	if by == 0 || len(h.columns) < 2 {
		return
	}
	if h.at == 0 { // the first takes from its neighbour
		h.move(1, -by)
	} else {
		h.move(h.at, by)
	}
	h.told()
}

// TypedKey moves from column to column and orders by one.
func (h *TableHead) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		h.at = max(0, h.at-1)
		h.Refresh()
	case fyne.KeyRight:
		h.at = min(h.at+1, len(h.columns)-1)
		h.Refresh()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		h.sort()
	case desktop.KeyMenu, fyne.KeyF10:
		if h.OnMenu != nil {
			h.OnMenu(fyne.CurrentApp().Driver().AbsolutePositionForObject(h).AddXY(edge, RowH))
		}
	default:
		h.keys.key(e)
	}
}

// MouseIn looks whether a border can be dragged there.
func (h *TableHead) MouseIn(e *desktop.MouseEvent) { h.near = h.border(e.Position.X) > 0 }

// MouseMoved does, too.
func (h *TableHead) MouseMoved(e *desktop.MouseEvent) { h.near = h.border(e.Position.X) > 0 }

// MouseOut forgets it.
func (h *TableHead) MouseOut() { h.near = false }

// Cursor shows that a border can be dragged.
func (h *TableHead) Cursor() desktop.Cursor {
	switch {
	case h.near || h.moving > 0:
		return desktop.HResizeCursor
	case h.carried.far >= slip:
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer draws the titles.
func (h *TableHead) CreateRenderer() fyne.WidgetRenderer { return &headRenderer{h} }

type headRenderer struct{ h *TableHead }

func (r *headRenderer) MinSize() fyne.Size { return fyne.NewSize(240, RowH) }
func (r *headRenderer) Destroy()           {}

func (r *headRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.h.ring, r.h.line, r.h.mark, r.h.arrow}
	for _, t := range r.h.titles {
		all = append(all, t)
	}
	return all
}

func (r *headRenderer) Refresh() {
	h := r.h
	fill(h.ring, "", Accent, 2)
	fill(h.line, Line, "", 0)
	fill(h.mark, Accent, "", 0)
	show(h.ring, h.focused)
	arrow := h.glass.Shut
	if h.down {
		arrow = h.glass.Open
	}
	h.arrow.Set(arrow, Ink)
	for i, t := range h.titles {
		show(t, i < len(h.columns))
		if i < len(h.columns) {
			sorted := h.columns[i].ID == h.by
			t.Set(h.columns[i].Title)
			t.SetTone(h.titleTone(i, sorted))
			t.SetBold(sorted)
		}
	}
	r.Layout(h.Size())
	h.ring.Refresh()
	h.line.Refresh()
	h.mark.Refresh()
}

func (h *TableHead) titleTone(i int, sorted bool) fyne.ThemeColorName {
	switch {
	case h.carried.far >= slip && i == h.carried.from:
		return Accent
	case sorted:
		return Ink
	}
	return Quiet
}

func (r *headRenderer) Layout(s fyne.Size) {
	h := r.h
	put(h.line, 0, s.Height-1, s.Width, 1)
	spans := h.spans(s.Width)
	gap, moves := h.gap(spans)
	show(h.mark, moves)
	put(h.mark, gap-1, 3, 3, s.Height-6)
	for i, at := range spans {
		room := at.w - cellGap
		if h.columns[i].ID == h.by {
			room = min(h.titles[i].Natural(), max(0, room-16))
			put(h.arrow, at.x+room+4, 0, 12, s.Height-1)
		}
		put(h.titles[i], at.x, 0, max(0, room), s.Height-1)
		if i == h.at {
			put(h.ring, at.x-6, 2, at.w-2, s.Height-6)
		}
	}
}
