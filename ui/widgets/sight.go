package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// sight is the part of a list that is in sight: its rows are objects, the
// others are nothing. Rows that leave serve those that come.
type sight[W fyne.CanvasObject] struct {
	high   float32 // of a row
	scroll *container.Scroll
	inner  *fyne.Container
	live   map[string]W
	free   []W
	fresh  func() W
}

// newSight is for a list of count rows; it calls sync when others come into sight.
func newSight[W fyne.CanvasObject](count func() int, fresh func() W, sync func()) *sight[W] {
	s := &sight[W]{high: RowH, live: map[string]W{}, fresh: fresh}
	s.inner = &fyne.Container{Layout: &listLayout{func() float32 { return float32(count()) * s.high }}}
	s.scroll = container.NewVScroll(s.inner)
	s.scroll.OnScrolled = func(fyne.Position) { sync() }
	return s
}

// motion is by how many rows out of n a key moves the cursor.
func (s *sight[W]) motion(key fyne.KeyName, n int) (rows int, ok bool) {
	page := max(1, int(s.scroll.Size().Height/s.high)-1)
	rows, ok = map[fyne.KeyName]int{
		fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: page, fyne.KeyPageUp: -page, fyne.KeyEnd: n, fyne.KeyHome: -n,
	}[key]
	return rows, ok
}

// reveal scrolls row i into sight, and reports whether it had to.
func (s *sight[W]) reveal(i int) bool {
	y, view := float32(i)*s.high, s.scroll.Size().Height
	switch {
	case y < s.scroll.Offset.Y:
		s.scroll.ScrollToOffset(fyne.NewPos(0, y))
	case y+s.high > s.scroll.Offset.Y+view:
		s.scroll.ScrollToOffset(fyne.NewPos(0, y+s.high-view))
	default:
		return false
	}
	return true
}

// draw makes the objects of the rows in sight out of n, and has each filled.
func (s *sight[W]) draw(n int, id func(i int) string, fill func(w W, i int)) {
	width, view := s.scroll.Size().Width, s.scroll.Size().Height
	if width <= 0 || view <= 0 {
		return
	}
	first := min(max(0, int(s.scroll.Offset.Y/s.high)), n)
	last := min(n, first+int(view/s.high)+2)
	ids := make([]string, 0, last-first)
	for i := first; i < last; i++ {
		ids = append(ids, id(i))
	}
	for id, w := range s.live {
		if !slices.Contains(ids, id) {
			delete(s.live, id)
			s.free = append(s.free, w)
		}
	}
	objs := make([]fyne.CanvasObject, 0, len(ids))
	for k, id := range ids {
		w := s.take(id)
		put(w, 0, float32(first+k)*s.high, width, s.high)
		fill(w, first+k)
		objs = append(objs, w)
	}
	if !slices.Equal(objs, s.inner.Objects) {
		s.inner.Objects = objs
		s.inner.Refresh()
	}
}

// take is the object of a row: the one it has, one that nobody has, or a new one.
func (s *sight[W]) take(id string) W {
	w, ok := s.live[id]
	if ok {
		return w
	}
	if last := len(s.free) - 1; last >= 0 {
		w, s.free = s.free[last], s.free[:last]
	} else {
		w = s.fresh()
	}
	s.live[id] = w
	return w
}

// object is a row as it is drawn, nil where it is out of sight.
func (s *sight[W]) object(id string) fyne.CanvasObject {
	if w, ok := s.live[id]; ok {
		return w
	}
	return nil
}

// renderer is the scroll, at least as wide as that.
func (s *sight[W]) renderer(width float32, sync func()) fyne.WidgetRenderer {
	return &paint{
		parts: []fyne.CanvasObject{s.scroll},
		place: func(size fyne.Size) { s.scroll.Resize(size); sync() },
		least: func() fyne.Size { return fyne.NewSize(width, RowH*2) },
		tone:  func() {},
	}
}

// listLayout gives a scroll the height of a list; whoever draws the rows in sight places them.
type listLayout struct{ high func() float32 }

func (l *listLayout) Layout([]fyne.CanvasObject, fyne.Size) {}

func (l *listLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, l.high()) }
