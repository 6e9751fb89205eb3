package widgets

import "fyne.io/fyne/v2"

// flow is what has a height that depends on its width.
type flow interface{ HeightFor(w float32) float32 }

// flowLayout is a layout whose container has such a height.
type flowLayout interface {
	HeightFor(objs []fyne.CanvasObject, w float32) float32
}

// HeightOf is the height an object wants at a width.
func HeightOf(o fyne.CanvasObject, w float32) float32 {
	if f, ok := o.(flow); ok {
		return f.HeightFor(w)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(flowLayout); ok {
			return l.HeightFor(c.Objects, w)
		}
	}
	return o.MinSize().Height
}

// Column stacks what is visible, each as wide as the column.
type Column struct {
	Gap   float32
	width float32
}

// NewColumn is a container with a Column.
func NewColumn(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Column{Gap: gap}, Objects: objs}
}

func (c *Column) HeightFor(objs []fyne.CanvasObject, w float32) float32 {
	c.width = w
	h, n := float32(0), 0
	for _, o := range objs {
		if o.Visible() {
			h += HeightOf(o, w)
			n++
		}
	}
	return h + c.Gap*float32(max(0, n-1))
}

// Layout implements fyne.Layout.
func (c *Column) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	c.width = s.Width
	y := float32(0)
	for _, o := range objs {
		if !o.Visible() {
			continue
		}
		h := HeightOf(o, s.Width)
		put(o, 0, y, s.Width, h)
		y += h + c.Gap
	}
}

// MinSize implements fyne.Layout; the height is that at the last width.
func (c *Column) MinSize(objs []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objs {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	return fyne.NewSize(w, c.HeightFor(objs, max(w, c.width)))
}

// LineUp lays out from the left, each as wide as it wants, in the middle of the
// height. Fill takes the rest.
type LineUp struct {
	Gap    float32
	Fill   fyne.CanvasObject // takes what is left; nil: nobody
	Middle bool              // all of it in the middle of the width
}

// NewLine is a container with a LineUp.
func NewLine(gap float32, fill fyne.CanvasObject, objs ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &LineUp{Gap: gap, Fill: fill}, Objects: objs}
}

// NewMiddle is a line in the middle of the width.
func NewMiddle(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &LineUp{Gap: gap, Middle: true}, Objects: objs}
}

func (l *LineUp) sum(objs []fyne.CanvasObject) (w, h float32) {
	n := 0
	for _, o := range objs {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		n++
		h = max(h, m.Height)
		if o != l.Fill {
			w += wish(o)
		}
	}
	return w + l.Gap*float32(max(0, n-1)), h
}

// wish is the width an object would like: a Text that may be cut likes its whole length.
func wish(o fyne.CanvasObject) float32 {
	if t, ok := o.(*Text); ok {
		return t.Natural()
	}
	return o.MinSize().Width
}

// Layout implements fyne.Layout.
func (l *LineUp) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	used, _ := l.sum(objs)
	x := float32(0)
	if l.Middle {
		x = max(0, (s.Width-used)/2)
	}
	for _, o := range objs {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		w := wish(o)
		if o == l.Fill {
			w = max(0, s.Width-used)
		}
		w = min(w, max(0, s.Width-x)) // a name may be longer than the line
		put(o, x, (s.Height-m.Height)/2, w, m.Height)
		x += w + l.Gap
	}
}

// MinSize implements fyne.Layout.
func (l *LineUp) MinSize(objs []fyne.CanvasObject) fyne.Size {
	w, h := l.sum(objs)
	if l.Fill != nil && l.Fill.Visible() {
		w += l.Fill.MinSize().Width
	}
	return fyne.NewSize(w, h)
}

// Inset puts space around.
type Inset struct{ Top, Right, Bottom, Left float32 }

// NewInset is a container with an Inset.
func NewInset(i Inset, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &i, Objects: []fyne.CanvasObject{o}}
}

func (i *Inset) HeightFor(objs []fyne.CanvasObject, w float32) float32 {
	return HeightOf(objs[0], w-i.Left-i.Right) + i.Top + i.Bottom
}

// Layout implements fyne.Layout.
func (i *Inset) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	put(objs[0], i.Left, i.Top, s.Width-i.Left-i.Right, s.Height-i.Top-i.Bottom)
}

// MinSize implements fyne.Layout.
func (i *Inset) MinSize(objs []fyne.CanvasObject) fyne.Size {
	return objs[0].MinSize().AddWidthHeight(i.Left+i.Right, i.Top+i.Bottom)
}

// Fixed gives a size, whatever the object wants; 0 leaves that side to the object.
type Fixed struct{ W, H float32 }

// NewFixed is a container with a Fixed.
func NewFixed(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Fixed{W: w, H: h}, Objects: []fyne.CanvasObject{o}}
}

// Layout implements fyne.Layout.
func (f *Fixed) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		put(o, 0, 0, s.Width, s.Height)
	}
}

// MinSize implements fyne.Layout.
func (f *Fixed) MinSize(objs []fyne.CanvasObject) fyne.Size {
	m := fyne.NewSize(f.W, f.H)
	if f.W == 0 {
		m.Width = objs[0].MinSize().Width
	}
	if f.H == 0 {
		m.Height = objs[0].MinSize().Height
	}
	return m
}

// Beside puts a second object of a fixed width at the right of the first, each
// as high as it wants. Hidden, the second leaves its place to the first. Where
// the first would be narrower than Least, the second stands below it.
type Beside struct{ Width, Gap, Least float32 }

// NewBeside is a container with a Beside.
func NewBeside(width, gap float32, first, second fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Beside{Width: width, Gap: gap}, Objects: []fyne.CanvasObject{first, second}}
}

func (l *Beside) HeightFor(o []fyne.CanvasObject, w float32) float32 {
	switch {
	case !o[1].Visible():
		return HeightOf(o[0], w)
	case l.stacked(w):
		return HeightOf(o[0], w) + l.Gap/2 + HeightOf(o[1], w)
	}
	return max(HeightOf(o[0], w-l.Width-l.Gap), HeightOf(o[1], l.Width))
}

func (l *Beside) stacked(w float32) bool { return w-l.Width-l.Gap < l.Least }

// Layout implements fyne.Layout.
func (l *Beside) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := s.Width
	switch {
	case !o[1].Visible():
	case l.stacked(w):
		h := HeightOf(o[0], w)
		put(o[1], 0, h+l.Gap/2, w, HeightOf(o[1], w))
	default:
		w -= l.Width + l.Gap
		put(o[1], s.Width-l.Width, 0, l.Width, HeightOf(o[1], l.Width))
	}
	put(o[0], 0, 0, w, HeightOf(o[0], w))
}

// MinSize implements fyne.Layout.
func (l *Beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[0].MinSize()
	if !o[1].Visible() {
		return m
	}
	n := o[1].MinSize()
	return fyne.NewSize(m.Width+l.Gap+l.Width, max(m.Height, n.Height))
}

// Halves share the width evenly between what is visible; where a half is too
// narrow for one of them, they stand one below the other.
type Halves struct {
	Gap   float32
	width float32
}

// NewHalves is a container with Halves.
func NewHalves(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Halves{Gap: gap}, Objects: objs}
}

// part is how wide and high each one is; stacked says that they are below each other.
func (l *Halves) part(o []fyne.CanvasObject, width float32) (m fyne.Size, n int, stacked bool) {
	for _, b := range o {
		if b.Visible() {
			m, n = m.Max(b.MinSize()), n+1
		}
	}
	w := (width - l.Gap*float32(n-1)) / float32(max(1, n))
	if stacked = n > 1 && m.Width > w; stacked {
		w = width
	}
	return fyne.NewSize(w, m.Height), n, stacked
}

func (l *Halves) HeightFor(o []fyne.CanvasObject, w float32) float32 {
	l.width = w
	m, n, stacked := l.part(o, w)
	if stacked {
		return m.Height*float32(n) + l.Gap*float32(n-1)
	}
	return m.Height
}

// Layout implements fyne.Layout.
func (l *Halves) Layout(o []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	m, _, stacked := l.part(o, s.Width)
	x, y := float32(0), float32(0)
	for _, b := range o {
		if !b.Visible() {
			continue
		}
		put(b, x, y, m.Width, m.Height)
		if stacked {
			y += m.Height + l.Gap
		} else {
			x += m.Width + l.Gap
		}
	}
}

// MinSize implements fyne.Layout; the height is that at the last width.
func (l *Halves) MinSize(o []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, b := range o {
		if b.Visible() {
			w = max(w, b.MinSize().Width)
		}
	}
	if l.width == 0 {
		l.width = 1 << 20 // not laid out yet: beside each other
	}
	return fyne.NewSize(w, l.HeightFor(o, l.width))
}

// Labelled puts a label at the left of what it names, on the first line of it.
type Labelled struct {
	Width float32 // of the label; 0: as wide as the names of steps are
	First float32 // height of the first line
}

// NewLabelled is a container with a Labelled, for fields and buttons.
func NewLabelled(width float32, label *Text, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Labelled{Width: width, First: Tall}, Objects: []fyne.CanvasObject{label, o}}
}

// NewLabelledText is the same for small text.
func NewLabelledText(width float32, label *Text, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Labelled{Width: width, First: Small + 6}, Objects: []fyne.CanvasObject{label, o}}
}

func (l *Labelled) at(w float32) float32 {
	if l.Width > 0 {
		return l.Width
	}
	return stepColumn(w+stepNameX) - stepNameX
}

// leastLabelled is how wide what is named must be to stand beside its label.
const leastLabelled float32 = 260

func (l *Labelled) stacked(w float32) bool { return l.First == Tall && w-l.at(w) < leastLabelled }

func (l *Labelled) HeightFor(o []fyne.CanvasObject, w float32) float32 {
	if l.stacked(w) {
		return RowH + HeightOf(o[1], w)
	}
	return HeightOf(o[1], w-l.at(w))
}

// Layout implements fyne.Layout.
func (l *Labelled) Layout(o []fyne.CanvasObject, s fyne.Size) {
	x := l.at(s.Width)
	if l.stacked(s.Width) {
		put(o[0], 0, 0, s.Width, RowH)
		put(o[1], 0, RowH, s.Width, s.Height-RowH)
		return
	}
	put(o[0], 0, 0, x-8, min(s.Height, l.First))
	put(o[1], x, 0, s.Width-x, s.Height)
}

// MinSize implements fyne.Layout.
func (l *Labelled) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[1].MinSize()
	if l.First == Tall { // it can stand below its label
		return fyne.NewSize(max(l.Width, m.Width), m.Height)
	}
	return m.AddWidthHeight(max(l.Width, 100), 0)
}
