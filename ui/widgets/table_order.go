package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
)

// carried is a column that is dragged to another place.
type carried struct {
	from int     // 0: none; the first stays where it is
	to   int     // where it would come to stand
	far  float32 // how far the pointer went: a little is a slip
}

// carry moves it to where the pointer is.
func (h *TableHead) carry(e *fyne.DragEvent) {
	c := &h.carried
	c.far += abs(e.Dragged.DX) + abs(e.Dragged.DY)
	if c.far < slip {
		return
	}
	c.to = 1
	for i, s := range h.spans(h.Size().Width) {
		if i > 0 && i != c.from && e.Position.X > s.x+s.w/2 {
			c.to++
		}
	}
	h.Refresh()
}

// letGo puts the column down. A pointer that slipped a little had tapped.
func (h *TableHead) letGo() {
	c := h.carried
	h.carried = carried{}
	h.Refresh()
	if c.from == 0 {
		return
	}
	if c.far < slip {
		h.at = c.from
		h.sort()
		return
	}
	h.reorder(c.from, c.to)
}

// reorder shows the columns in their new order at once, whoever asks for the
// next before the rows have followed.
func (h *TableHead) reorder(from, to int) {
	if from < 1 || to < 1 || to >= len(h.columns) || from == to || h.OnOrder == nil {
		return
	}
	c := h.columns[from]
	h.columns = slices.Insert(slices.Delete(h.columns, from, from+1), to, c)
	h.at = to
	h.Refresh()
	ids := make([]string, len(h.columns))
	for i, c := range h.columns {
		ids[i] = c.ID
	}
	h.OnOrder(ids)
}

// gap is where a column that is dragged would come to stand, false: it stays.
func (h *TableHead) gap(spans []span) (x float32, moves bool) {
	c := h.carried
	switch {
	case c.from == 0 || c.from == c.to || c.far < slip || c.to >= len(spans):
		return 0, false
	case c.to < c.from:
		return spans[c.to].x - cellGap/2, true
	}
	return spans[c.to].x + spans[c.to].w - cellGap/2, true
}
