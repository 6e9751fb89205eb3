package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keys is where a focused widget sends what it does not want itself. Fyne
// gives keys to the focused widget only, so without it F1, Esc and every
// shortcut would die in whatever has the focus.
type Keys struct {
	Key      func(*fyne.KeyEvent)
	Shortcut func(fyne.Shortcut) (handled bool)
	// Focused hears that a widget got the focus: what scrolls brings it into sight.
	Focused func()
	Tips    *Tips // nil: nothing is said
	// Held are the keys that are held; nil: the driver knows.
	Held func() fyne.KeyModifier
	// Later is the clock of double taps; nil: Fyne's.
	Later func(d time.Duration, do func()) (stop func())
}

func (k *Keys) gained() {
	if k != nil && k.Focused != nil {
		k.Focused()
	}
}

// over is the pointer on something that can be pressed.
func (k *Keys) over(e *desktop.MouseEvent) {
	if k != nil {
		k.Tips.moved(e.AbsolutePosition)
	}
}

// left is that it is there no more, or that it was pressed.
func (k *Keys) left() {
	if k != nil {
		k.Tips.Hide()
	}
}

func (k *Keys) key(e *fyne.KeyEvent) {
	if k != nil && k.Key != nil {
		k.Key(e)
	}
}

func (k *Keys) shortcut(s fyne.Shortcut) bool {
	return k != nil && k.Shortcut != nil && k.Shortcut(s)
}

// press is what can be pressed by pointer or key. Widgets embed it and call
// their own ExtendBaseWidget.
type press struct {
	base
	keys     *Keys
	OnTapped func()
	hovered  bool
	focused  bool
	disabled bool
	changed  func() // repaints the embedding widget
}

func (p *press) Tapped(*fyne.PointEvent) {
	p.keys.left()
	if !p.disabled && p.OnTapped != nil {
		p.OnTapped()
	}
}

func (p *press) TypedRune(rune) {}

func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.Tapped(nil)
	default:
		p.keys.key(e)
	}
}

func (p *press) FocusGained() { p.focused = true; p.repaint(); p.keys.gained() }
func (p *press) FocusLost()   { p.focused = false; p.repaint() }

func (p *press) MouseIn(e *desktop.MouseEvent)    { p.hovered = true; p.repaint(); p.keys.over(e) }
func (p *press) MouseMoved(e *desktop.MouseEvent) { p.keys.over(e) }
func (p *press) MouseOut()                        { p.hovered = false; p.repaint(); p.keys.left() }

func (p *press) Disabled() bool { return p.disabled }
func (p *press) Disable()       { p.setDisabled(true) }
func (p *press) Enable()        { p.setDisabled(false) }

func (p *press) setDisabled(d bool) {
	if p.disabled != d {
		p.disabled = d
		p.repaint()
	}
}

func (p *press) repaint() {
	if p.changed != nil {
		p.changed()
	}
}
