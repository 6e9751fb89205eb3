package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Entry is Fyne's entry, except that it lets through the keys and shortcuts
// it has no use for: Fyne's swallows them.
type Entry struct {
	widget.Entry
	keys    *Keys
	outline *canvas.Rectangle
	focused bool
	// OnKey sees a key first; true means it was used. The search box moves in its results with it.
	OnKey   func(*fyne.KeyEvent) bool
	OnFocus func(bool)
}

// NewEntry is a single-line entry.
func NewEntry(keys *Keys, placeholder string) *Entry {
	e := &Entry{keys: keys}
	e.ExtendBaseWidget(e)
	e.PlaceHolder = placeholder
	e.Scroll = fyne.ScrollHorizontalOnly
	return e
}

// NewPassword is an entry that shows dots, and has nothing to show more.
func NewPassword(keys *Keys, placeholder string) *Entry {
	e := NewEntry(keys, placeholder)
	e.Password = true
	// A spacer instead of Fyne's eye: a password is not shown here.
	e.ActionItem = NewFixed(4, 4, NewText("", Style{Size: 2}))
	return e
}

// MinSize is as high as a button: an entry beside one must line up.
func (e *Entry) MinSize() fyne.Size {
	return fyne.NewSize(e.Entry.MinSize().Width, Tall)
}

// TypedShortcut asks the window first.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if !e.keys.shortcut(s) {
		e.Entry.TypedShortcut(s)
	}
}

// TypedKey sends on what an entry does not know.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(k) {
		return
	}
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF5:
		e.keys.key(k)
	default:
		e.Entry.TypedKey(k)
	}
}

// CreateRenderer puts an outline under Fyne's drawing. Fyne's own border lies
// on half pixels, which blurs it; the theme leaves it out.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	e.outline = box(Radius + 1)
	return &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), entry: e}
}

type entryRenderer struct {
	fyne.WidgetRenderer
	entry *Entry
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.entry.outline}, r.WidgetRenderer.Objects()...)
}

func (r *entryRenderer) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	r.entry.frame(s)
}

func (r *entryRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	if r.entry.Disabled() {
		r.unframe()
	}
	r.entry.frame(r.entry.Size())
	r.entry.outline.Refresh()
}

// unframe takes away the border that Fyne draws around an entry that cannot be
// changed: darker than that of one that can.
func (r *entryRenderer) unframe() {
	for _, o := range r.WidgetRenderer.Objects() {
		if b, ok := o.(*canvas.Rectangle); ok && b.StrokeWidth > 0 {
			b.StrokeColor = color.Transparent
			b.Refresh()
		}
	}
}

// frame shows the focus by a wider, coloured outline.
func (e *Entry) frame(s fyne.Size) {
	tone, grow := Line, float32(0)
	if e.focused {
		tone, grow = Accent, 1
	}
	fill(e.outline, tone, "", 0)
	put(e.outline, -grow, -grow, s.Width+2*grow, s.Height+2*grow)
}

// FocusGained tells OnFocus, too.
func (e *Entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	e.keys.gained()
	if e.OnFocus != nil {
		e.OnFocus(true)
	}
}

// FocusLost tells OnFocus, too.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	if e.OnFocus != nil {
		e.OnFocus(false)
	}
}
