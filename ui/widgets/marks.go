package widgets

import "fyne.io/fyne/v2"

// tapMarks marks rows by a tap with Ctrl held, or those from the last marked
// one on with Shift, and reports whether it did.
func (r *Rows) tapMarks(id string) bool {
	held := r.held
	r.held = 0
	if r.OnMark == nil {
		return false
	}
	switch {
	case held&fyne.KeyModifierShift != 0:
		r.SetCursor(id)
		r.markRange(id)
	case held&fyne.KeyModifierShortcutDefault != 0:
		r.SetCursor(id)
		r.flipMark()
	default:
		return false
	}
	return true
}

// flipMark marks the row under the cursor, or no longer.
func (r *Rows) flipMark() {
	it, ok := r.Item(r.cursor)
	if !ok || it.Inert || r.OnMark == nil {
		return
	}
	r.anchor, r.stretch.under = it.ID, false
	r.OnMark([]string{it.ID}, !it.Marked)
}

func (r *Rows) markRange(to string) {
	from, ok := r.index[r.anchor]
	if !ok {
		from = r.index[to]
	}
	end := r.index[to]
	r.anchor = to
	var ids []string
	for _, it := range r.items[min(from, end) : max(from, end)+1] {
		if !it.Inert {
			ids = append(ids, it.ID)
		}
	}
	r.OnMark(ids, true)
}
