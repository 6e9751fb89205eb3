package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// tableRow draws one TableRow. It is not focusable: the Table is.
type tableRow struct {
	base
	table  *Table
	id     string
	row    TableRow
	state  rowState
	spans  []span // as it was laid out last
	ground *canvas.Rectangle
	icon   *Icon
	cells  []*tableCell
	lift   lift
}

// tableCell is a picture and a text.
type tableCell struct {
	icon *Icon
	text *Text
}

func newTableRow(t *Table) *tableRow {
	w := &tableRow{table: t, ground: box(Radius), icon: NewIcon(nil, Quiet, 16)}
	w.ExtendBaseWidget(w)
	return w
}

// set draws what differs.
func (w *tableRow) set(id string, row TableRow, s rowState) {
	s.hovered = w.state.hovered && id == w.id
	spans := w.table.head.spans(w.Size().Width)
	same := w.id == id && w.state == s && w.row.Icon == row.Icon && w.row.Marked == row.Marked && slices.Equal(w.row.Cells, row.Cells)
	if same && slices.Equal(w.spans, spans) {
		return
	}
	w.id, w.row, w.state, w.spans = id, row, s, spans
	for len(w.cells) < len(row.Cells) {
		w.cells = append(w.cells, &tableCell{NewIcon(nil, Quiet, 14), NewText("", Style{Cut: true, Size: w.size()})})
	}
	for i, c := range w.cells {
		visible := i < len(row.Cells) && i < len(spans)
		show(c.text, visible)
		show(c.icon, visible && row.Cells[i].Icon != nil)
		if visible {
			c.text.Set(row.Cells[i].Text)
		}
	}
	w.Refresh()
	w.place(w.Size())
}

// size is that of the name for the first cell, and a smaller one beside it.
func (w *tableRow) size() float32 {
	if len(w.cells) == 0 {
		return Normal
	}
	return Small
}

func (w *tableRow) tone() {
	ground, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	marked := w.row.Marked || w.state.selected
	switch {
	case marked:
		ground = Selected
	case w.state.hovered:
		ground = Hover
	}
	if w.state.cursor {
		line = Accent
	}
	fill(w.ground, ground, line, 2)
	if show(w.ground, ground != "" || line != "") && len(w.cells) > 0 {
		w.cells[0].text.drawn.Refresh() // see row.tone
	}
	quiet := Quiet
	if marked { // quiet letters do not stand out from the selection enough
		quiet = Ink
	}
	w.icon.Set(w.row.Icon, quiet)
	for i, c := range w.cells {
		if i >= len(w.row.Cells) {
			continue
		}
		tone := w.row.Cells[i].Tone
		switch {
		case tone == "":
			tone = Ink
		case marked && tone == Quiet:
			tone = Ink
		case marked && tone == Red:
			tone = OnRed
		}
		c.text.SetTone(tone)
		mark := tone
		if mark == Ink {
			mark = quiet
		}
		c.icon.Set(w.row.Cells[i].Icon, mark)
	}
}

func (w *tableRow) place(s fyne.Size) {
	put(w.ground, 2, 0, s.Width-4, s.Height)
	for i, c := range w.cells {
		if i >= len(w.spans) || i >= len(w.row.Cells) {
			continue
		}
		x, end := w.spans[i].x, w.spans[i].x+w.spans[i].w-cellGap
		if i == 0 {
			put(w.icon, x, 0, 16, s.Height)
			x += 24
		}
		if w.row.Cells[i].Icon != nil {
			put(c.icon, x, 0, 14, s.Height)
			x += 18
		}
		put(c.text, x, 0, max(0, end-x), s.Height)
	}
}

// CreateRenderer draws the row.
func (w *tableRow) CreateRenderer() fyne.WidgetRenderer { return &tableRowRenderer{w} }

// tableRowRenderer draws as many cells as there are columns just now.
type tableRowRenderer struct{ w *tableRow }

func (r *tableRowRenderer) Layout(s fyne.Size) { r.w.place(s) }
func (r *tableRowRenderer) MinSize() fyne.Size { return fyne.NewSize(240, RowH) }
func (r *tableRowRenderer) Destroy()           {}

func (r *tableRowRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.w.ground, r.w.icon}
	for _, c := range r.w.cells {
		all = append(all, c.icon, c.text)
	}
	return all
}

func (r *tableRowRenderer) Refresh() {
	r.w.tone()
	r.w.ground.Refresh()
}

// DoubleTapped acts on the row, unless one of the taps was to mark it.
func (w *tableRow) DoubleTapped(*fyne.PointEvent) {
	if w.table.OnDouble != nil && w.table.held == [2]fyne.KeyModifier{} {
		w.table.OnDouble(w.id)
	}
}

// TappedSecondary opens the row's menu where it was tapped.
func (w *tableRow) TappedSecondary(e *fyne.PointEvent) {
	if w.table.OnMenu != nil {
		w.table.OnMenu(w.id, e.AbsolutePosition)
	}
}

// MouseDown moves the cursor at once: a tap would wait for a second one.
func (w *tableRow) MouseDown(e *desktop.MouseEvent) { w.table.press(w.id, e) }

// MouseUp is MouseDown's sister, which Fyne asks for.
func (w *tableRow) MouseUp(*desktop.MouseEvent) {}

// Dragged takes the row out of the table.
func (w *tableRow) Dragged(e *fyne.DragEvent) { w.lift.dragged(w.table.Drags, w.id, e) }

// DragEnd lets it go.
func (w *tableRow) DragEnd() { w.lift.end(w.table.Drags) }

func (w *tableRow) MouseIn(e *desktop.MouseEvent)    { w.hover(true); w.table.keys.over(e) }
func (w *tableRow) MouseMoved(e *desktop.MouseEvent) { w.table.keys.over(e) }
func (w *tableRow) MouseOut()                        { w.hover(false); w.table.keys.left() }

// inside are the texts that may be cut, see Tips.
func (w *tableRow) inside() (all []fyne.CanvasObject) {
	for _, c := range w.cells {
		all = append(all, c.text)
	}
	return all
}

func (t *Table) inside() []fyne.CanvasObject { return []fyne.CanvasObject{t.sight.scroll} }

func (w *tableRow) hover(on bool) {
	if w.state.hovered != on {
		w.state.hovered = on
		w.Refresh()
	}
}
