package widgets

import "fyne.io/fyne/v2"

// Option is one of several ways to choose from: a picture, a name, and in
// quiet letters what more there is to say. The arrows move between options.
type Option struct {
	press
	OnStep func(int)
	icon   *Icon
	name   *Text
	note   *Text
	then   *Icon
	chosen bool
}

// NewOption is an option that calls tapped when it is chosen; next is the
// picture at its end that says so.
func NewOption(keys *Keys, icon, next fyne.Resource, name, note string, tapped func()) *Option {
	o := &Option{icon: NewIcon(icon, Accent, 20), then: NewIcon(next, Quiet, 12)}
	o.keys, o.OnTapped, o.changed = keys, tapped, o.Refresh
	o.name = NewText(name, Style{Bold: true, Cut: true})
	o.note = NewText(note, Style{Size: Small, Tone: Quiet, Cut: true})
	o.ExtendBaseWidget(o)
	return o
}

// Name is its first line.
func (o *Option) Name() string { return o.name.Text() }

// Note is the second line, "" if there is none.
func (o *Option) Note() string { return o.note.Text() }

// SetChosen marks the one that is in use.
func (o *Option) SetChosen(on bool) {
	if o.chosen != on {
		o.chosen = on
		o.Refresh()
	}
}

// TypedKey moves with the arrows.
func (o *Option) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyUp && o.OnStep != nil:
		o.OnStep(-1)
	case e.Name == fyne.KeyDown && o.OnStep != nil:
		o.OnStep(1)
	default:
		o.press.TypedKey(e)
	}
}

// CreateRenderer draws the row.
func (o *Option) CreateRenderer() fyne.WidgetRenderer {
	ground, ring := box(Radius), focusRing()
	p := &paint{parts: []fyne.CanvasObject{ring, ground, o.icon, o.name, o.note, o.then}}
	p.tone = func() {
		tone, quiet := Panel, Quiet
		switch {
		case o.chosen:
			tone, quiet = Selected, Ink
		case o.hovered:
			tone = Hover
		}
		fill(ground, tone, Line, 1)
		fill(ring, "", Accent, 2)
		show(ring, o.focused)
		o.note.SetTone(quiet)
	}
	p.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(ring, -3, -3, s.Width+6, s.Height+6)
		put(o.icon, 14, 0, 20, s.Height)
		const x = 48
		w := max(0, s.Width-x-34)
		show(o.note, o.note.Text() != "")
		if o.note.Visible() {
			put(o.name, x, s.Height/2-18, w, 18)
			put(o.note, x, s.Height/2, w, 18)
		} else {
			put(o.name, x, 0, w, s.Height)
		}
		put(o.then, s.Width-26, 0, 12, s.Height)
	}
	p.least = func() fyne.Size { return fyne.NewSize(160, 46) }
	p.tone()
	return p
}
