package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

type rowState struct{ selected, cursor, hovered bool }

// row draws one RowItem. It is not focusable: the Rows is.
type row struct {
	base
	list   *Rows
	item   RowItem
	state  rowState
	ground *canvas.Rectangle
	dot    *canvas.Circle
	branch *Icon
	icon   *Icon
	mark   *Icon
	name   *Text
	note   *Text
	right  *Text
	lift   lift
}

func newRow(list *Rows) *row {
	w := &row{list: list, ground: box(Radius), dot: &canvas.Circle{}}
	w.branch, w.icon, w.mark = NewIcon(nil, Quiet, 12), NewIcon(nil, Quiet, 16), NewIcon(nil, Quiet, 14)
	w.name = NewText("", Style{Cut: true})
	w.note = NewText("", Style{Size: Small, Tone: Quiet, Cut: true})
	w.right = NewText("", Style{Size: Small, Tone: Quiet, Cut: true})
	w.ExtendBaseWidget(w)
	return w
}

// set draws what differs. A tick changes only Right, and then only its text is drawn.
func (w *row) set(it RowItem, s rowState) {
	s.hovered = w.state.hovered && it.ID == w.item.ID
	if w.item == it && w.state == s {
		return
	}
	was, ticked := w.item, w.state == s
	w.item, w.state = it, s
	w.name.Set(it.Name)
	w.note.Set(it.Note)
	w.name.SetMarks(it.Marks)
	w.note.SetMarks(it.Noted)
	w.right.Set(it.Right)
	if ticked && len(was.Right) == len(it.Right) {
		if was.Right = it.Right; was == it {
			return
		}
	}
	w.Refresh()
	w.place(w.Size())
}

func (w *row) tone() {
	it, s := w.item, w.state
	ground, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	switch {
	case s.selected || it.Marked:
		ground = Selected
	case s.hovered && !it.Inert:
		ground = Hover
	}
	if s.cursor {
		line = Accent
	}
	fill(w.ground, ground, line, 2) // a line of 1 lies on half points, and is too pale to be found
	if show(w.ground, ground != "" || line != "") {
		w.name.drawn.Refresh() // Fyne paints again for what it has painted before, and the ground may never have been seen
	}
	right, quiet := it.Tone, Quiet
	if right == "" {
		right = Quiet
	}
	if s.selected || it.Marked { // quiet letters do not stand out from the selection enough
		quiet = Ink
		switch right {
		case Quiet:
			right = Ink
		case Red:
			right = OnRed
		}
	}
	name := Ink
	if it.Inert {
		name = Quiet
	}
	w.name.SetTone(name)
	w.name.SetBold(it.Bold || s.selected)
	w.note.SetTone(quiet)
	w.right.SetTone(right)
	w.right.SetBold(it.Tone != "" && it.Tone != Quiet)
	w.icon.Set(it.Icon, quiet)
	w.mark.Set(it.Mark, right)
	w.branch.Set(w.twig(), quiet)
	w.dot.FillColor = tint(it.Dot)
	show(w.dot, it.Dot != "")
}

func (w *row) twig() fyne.Resource {
	switch w.item.Branch {
	case Shut:
		return w.list.glass.Shut
	case Open:
		return w.list.glass.Open
	}
	return nil
}

// rightLeast has room for a time or one word.
const rightLeast = 100

func (w *row) place(s fyne.Size) {
	const edge = 8
	put(w.ground, edge, 0, s.Width-2*edge, s.Height)
	second := s.Height - RowH // a second line for the note, or none
	s.Height -= second
	if second > 0 {
		s.Height += 4
	}
	x := edge + 8 + float32(w.item.Depth)*16
	if w.item.Branch != Leaf {
		put(w.branch, x-2, 0, 12, s.Height)
	}
	if w.item.Branch != Leaf || w.list.glass.Shut != nil { // in a tree icons stand below each other
		x += 16
	}
	if w.item.Icon != nil {
		put(w.icon, x, 0, 16, s.Height)
		x += 24
	}
	end := s.Width - edge - 8
	if w.item.Dot != "" {
		put(w.dot, end-9, (s.Height-9)/2, 9, 9)
		end -= 17
	}
	if w.item.Right != "" {
		n := min(w.right.Natural(), max(rightLeast, end-x-w.name.Natural()-30)) // it may say a name; that of the row goes first
		put(w.right, end-n, 0, n, s.Height)
		end -= n + 4
		if w.item.Mark != nil {
			put(w.mark, end-14, 0, 14, s.Height)
			end -= 18
		}
		end -= 8
	}
	n := min(w.name.Natural(), max(0, end-x))
	put(w.name, x, 0, n, s.Height)
	if second > 0 {
		put(w.note, x, s.Height-6, max(0, w.Size().Width-edge-8-x), second)
	} else {
		put(w.note, x+n+8, 0, max(0, end-x-n-8), s.Height)
	}
	show(w.note, w.item.Note != "")
}

// CreateRenderer draws the row.
func (w *row) CreateRenderer() fyne.WidgetRenderer {
	w.tone()
	return &paint{
		parts: []fyne.CanvasObject{w.ground, w.branch, w.icon, w.name, w.note, w.mark, w.right, w.dot},
		place: w.place,
		least: func() fyne.Size { return fyne.NewSize(100, RowH) },
		tone:  w.tone,
	}
}

// Tapped opens or shuts a branch at its mark, and chooses anything else.
func (w *row) Tapped(e *fyne.PointEvent) {
	if w.item.Inert {
		return
	}
	if w.item.Branch != Leaf && w.item.Icon != nil && e != nil && e.Position.X < w.icon.Position().X-2 && w.list.OnToggle != nil {
		w.list.SetCursor(w.item.ID)
		w.list.OnToggle(w.item.ID, w.item.Branch == Shut)
		return
	}
	if w.list.tapMarks(w.item.ID) {
		return
	}
	w.list.SetCursor(w.item.ID)
	if !w.list.again(w.item.ID) && w.list.OnChoose != nil {
		w.list.OnChoose(w.item.ID)
	}
}

// TappedSecondary opens the row's menu where it was tapped.
func (w *row) TappedSecondary(e *fyne.PointEvent) { w.list.menu(w.item.ID, e.AbsolutePosition) }

// MouseDown remembers the keys that are held: a tap does not tell.
func (w *row) MouseDown(e *desktop.MouseEvent) {
	w.list.held, w.list.stretch.under = e.Modifier, false
}

// MouseUp is MouseDown's sister, which Fyne asks for.
func (w *row) MouseUp(*desktop.MouseEvent) {}

// Dragged takes the row out of the list.
func (w *row) Dragged(e *fyne.DragEvent) { w.lift.dragged(w.list.Drags, w.item.ID, e) }

// DragEnd lets it go. A pointer that slipped a little had tapped.
func (w *row) DragEnd() {
	if w.lift.end(w.list.Drags) {
		w.Tapped(nil)
	}
}

func (w *row) MouseIn(e *desktop.MouseEvent)    { w.hover(true); w.list.keys.over(e) }
func (w *row) MouseMoved(e *desktop.MouseEvent) { w.list.keys.over(e) }
func (w *row) MouseOut()                        { w.hover(false); w.list.keys.left() }

func (w *row) hover(on bool) {
	if w.state.hovered != on {
		w.state.hovered = on
		w.Refresh()
	}
}
