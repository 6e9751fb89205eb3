package widgets

import "fyne.io/fyne/v2"

// Wrap lays out from the left, each as wide as it wants, and goes on in a
// line below where there is no more room: buttons of a language with long words.
type Wrap struct {
	Gap   float32
	width float32
}

// NewWrap is a container with a Wrap.
func NewWrap(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Wrap{Gap: gap}, Objects: objs}
}

// lines calls f with each line of visible objects and its height.
func (l *Wrap) lines(objs []fyne.CanvasObject, w float32, f func(line []fyne.CanvasObject, h float32)) {
	var line []fyne.CanvasObject
	used, high := float32(0), float32(0)
	for _, o := range objs {
		if !o.Visible() {
			continue
		}
		m := wish(o)
		if len(line) > 0 && used+l.Gap+m > w+0.5 {
			f(line, high)
			line, used, high = nil, 0, 0
		}
		if len(line) > 0 {
			used += l.Gap
		}
		line, used, high = append(line, o), used+m, max(high, o.MinSize().Height)
	}
	if len(line) > 0 {
		f(line, high)
	}
}

func (l *Wrap) HeightFor(objs []fyne.CanvasObject, w float32) float32 {
	l.width = w
	total := float32(0)
	l.lines(objs, w, func(_ []fyne.CanvasObject, h float32) {
		if total > 0 {
			total += l.Gap
		}
		total += h
	})
	return total
}

// Layout implements fyne.Layout.
func (l *Wrap) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	y := float32(0)
	l.lines(objs, s.Width, func(line []fyne.CanvasObject, h float32) {
		x := float32(0)
		for _, o := range line {
			m := o.MinSize()
			put(o, x, y+(h-m.Height)/2, min(wish(o), s.Width), m.Height)
			x += wish(o) + l.Gap
		}
		y += h + l.Gap
	})
}

// MinSize implements fyne.Layout; the height is that at the last width.
func (l *Wrap) MinSize(objs []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objs {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	if l.width == 0 {
		l.width = 1 << 20 // not laid out yet: one line
	}
	return fyne.NewSize(w, l.HeightFor(objs, l.width))
}
