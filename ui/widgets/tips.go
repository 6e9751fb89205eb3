package widgets

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Tips says in words what the pointer rests on: what a picture means, and the
// whole of a name that is cut. One for each window; what it says lies in a
// layer of the window or of the modal, since an overlay of the canvas would
// take the pointer away from what it speaks of. It looks for something to say
// only when the pointer has come to rest: moving it, and an idle window, cost nothing.
type Tips struct {
	on    fyne.Canvas
	layer *fyne.Container // of the window
	shown *tip            // nil: nothing is said
	in    *fyne.Container // where
	wait  func()          // stops the clock; nil: none runs
}

// rest is how long the pointer, or the focus, must stay for something to be said.
const rest = 600 * time.Millisecond

// NewTips are those of a canvas.
func NewTips(on fyne.Canvas) *Tips { return &Tips{on: on, layer: container.NewWithoutLayout()} }

// Over is the content of a window with room for tips over it.
func (t *Tips) Over(content ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(append(append([]fyne.CanvasObject{newRestful(t)}, content...), t.layer)...)
}

// Hide takes away what is said, and what was about to be.
func (t *Tips) Hide() {
	if t == nil {
		return
	}
	if t.wait != nil {
		t.wait()
		t.wait = nil
	}
	if t.shown != nil {
		t.shown = nil
		t.in.RemoveAll()
		t.in.Refresh()
	}
}

// moved is the pointer at a place of the window.
func (t *Tips) moved(at fyne.Position) {
	t.after(func() {
		root, layer := t.top()
		if o, words := told(root, fyne.Position{}, at); words != "" {
			t.say(layer, words, fyne.NewPos(at.X, positionOf(o).Y), o.Size().Height)
		}
	})
}

// focused is the focus on a button that is a picture.
func (t *Tips) focused(b *Button) {
	t.after(func() {
		if _, layer := t.top(); b.focused && b.Visible() {
			t.say(layer, b.tip, positionOf(b), b.Size().Height)
		}
	})
}

func positionOf(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
}

func (t *Tips) after(do func()) {
	if t == nil {
		return
	}
	t.Hide()
	t.wait = (*Keys)(nil).later(rest, do)
}

// top is what the pointer can reach, and its layer for tips.
func (t *Tips) top() (root fyne.CanvasObject, layer *fyne.Container) {
	switch top := t.on.Overlays().Top().(type) {
	case nil:
		return t.on.Content(), t.layer
	case *Modal:
		return top, top.tips
	}
	return container.NewWithoutLayout(), t.layer // a menu says all that it has to say
}

// say puts words below a thing, or above it where there is no room, and within the window.
func (t *Tips) say(layer *fyne.Container, words string, at fyne.Position, high float32) {
	const most, gap = 400, 6
	room := t.on.Size()
	t.shown, t.in = newTip(words), layer
	size := t.shown.sized(min(most, room.Width-2*gap))
	x := max(gap, min(at.X, room.Width-size.Width-gap))
	y := at.Y + high + gap
	if y+size.Height > room.Height {
		y = max(0, at.Y-gap-size.Height)
	}
	put(t.shown, x, y, size.Width, min(size.Height, room.Height))
	layer.Add(t.shown)
	layer.Refresh()
}

// Said is what is said now, "" if nothing; for tests.
func (t *Tips) Said() string {
	if t.shown == nil {
		return ""
	}
	return t.shown.words.Text()
}

// teller has something to say when the pointer rests on it; "" is nothing.
type teller interface{ told() string }

// holder is a widget with others in it that may have something to say.
type holder interface{ inside() []fyne.CanvasObject }

// told finds the innermost teller at a place.
func told(o fyne.CanvasObject, from, at fyne.Position) (who fyne.CanvasObject, words string) {
	if !o.Visible() {
		return nil, ""
	}
	from = from.Add(o.Position())
	if at.X < from.X || at.Y < from.Y || at.X >= from.X+o.Size().Width || at.Y >= from.Y+o.Size().Height {
		return nil, ""
	}
	var in []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		in = c.Objects
	case *container.Scroll:
		in = []fyne.CanvasObject{c.Content} // whose position says how far it is scrolled
	case holder:
		in = c.inside()
	}
	for _, x := range slices.Backward(in) { // what is drawn last is on top
		if who, words := told(x, from, at); words != "" {
			return who, words
		}
	}
	if t, ok := o.(teller); ok {
		return o, t.told()
	}
	return nil, ""
}

// restful lies below everything in a window: it hears of the pointer where
// nothing else does, over plain text.
type restful struct {
	base
	tips *Tips
}

func newRestful(t *Tips) *restful {
	r := &restful{tips: t}
	r.ExtendBaseWidget(r)
	return r
}

func (r *restful) MouseIn(e *desktop.MouseEvent)    { r.tips.moved(e.AbsolutePosition) }
func (r *restful) MouseMoved(e *desktop.MouseEvent) { r.tips.moved(e.AbsolutePosition) }
func (r *restful) MouseOut()                        { r.tips.Hide() }

// CreateRenderer draws nothing.
func (r *restful) CreateRenderer() fyne.WidgetRenderer {
	return &paint{place: func(fyne.Size) {}, least: func() fyne.Size { return fyne.Size{} }, tone: func() {}}
}

// tip is a small panel with words.
type tip struct {
	base
	words *Paragraph
}

const tipPad float32 = 8

func newTip(words string) *tip {
	t := &tip{words: NewParagraph(words, Style{Size: Small})}
	t.ExtendBaseWidget(t)
	return t
}

// sized is how large it wants to be.
func (t *tip) sized(most float32) fyne.Size {
	one := fyne.MeasureText(Legible(t.words.Text()), Small, fyne.TextStyle{}).Width + 2*tipPad + 1
	w := min(most, one)
	return fyne.NewSize(w, t.words.HeightFor(w-2*tipPad)+tipPad)
}

// CreateRenderer draws ground and words.
func (t *tip) CreateRenderer() fyne.WidgetRenderer {
	ground := box(Radius)
	p := &paint{parts: []fyne.CanvasObject{ground, t.words}}
	p.tone = func() { fill(ground, Panel, Quiet, 1) }
	p.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(t.words, tipPad, tipPad/2, s.Width-2*tipPad, s.Height-tipPad)
	}
	p.least = func() fyne.Size { return fyne.NewSize(24, 20) }
	p.tone()
	return p
}

func (t *Text) told() string {
	if t.cells != nil || t.drawn.Text == Legible(t.text) || len([]rune(t.text)) < 2 {
		return "" // of one letter nothing is left out
	}
	return t.text
}

func (b *Button) told() string { return b.tip }

func (b *Button) inside() []fyne.CanvasObject   { return []fyne.CanvasObject{b.label} }
func (o *Option) inside() []fyne.CanvasObject   { return []fyne.CanvasObject{o.name, o.note} }
func (c *Chip) inside() []fyne.CanvasObject     { return []fyne.CanvasObject{c.name} }
func (c *Card) inside() []fyne.CanvasObject     { return []fyne.CanvasObject{c.heading, c.content} }
func (b *Bar) inside() []fyne.CanvasObject      { return []fyne.CanvasObject{b.content} }
func (l *stepLine) inside() []fyne.CanvasObject { return []fyne.CanvasObject{l.name, l.detail} }
func (w *row) inside() []fyne.CanvasObject      { return []fyne.CanvasObject{w.name, w.note, w.right} }
func (r *Rows) inside() []fyne.CanvasObject     { return []fyne.CanvasObject{r.sight.scroll} }
func (m *Modal) inside() []fyne.CanvasObject    { return []fyne.CanvasObject{m.scroll} }
