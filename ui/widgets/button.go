package widgets

import (
	"fyne.io/fyne/v2"
)

// Look says how loud a button is.
type Look int

// The looks.
const (
	Plain   Look = iota // panel ground, one line
	Primary             // accent ground: one a screen
	Link                // words only, quiet
	Compact             // Plain, lower, for the dock
	Danger              // Plain with red words
	Ghost               // bold words without ground
	Tab                 // words; with ground and line where it is on
)

// Button is a flat button. Hint is the key that does the same, in quieter letters.
type Button struct {
	press
	look  Look
	label *Text
	hint  *Text
	icon  *Icon
	bare  bool // the picture alone
	tip   string
	on    bool // a Tab that is chosen
}

// NewButton is a button that calls tapped.
func NewButton(keys *Keys, look Look, label string, tapped func()) *Button {
	b := &Button{look: look}
	b.keys, b.OnTapped, b.changed = keys, tapped, b.Refresh
	b.label = NewText(label, Style{Bold: look != Link && look != Tab, Size: b.size(), Cut: true})
	b.hint = NewText("", Style{Size: Small})
	b.hint.Hide()
	b.ExtendBaseWidget(b)
	return b
}

// WithHint shows the key that does the same.
func (b *Button) WithHint(key string) *Button {
	b.hint.Set(key)
	b.hint.Show()
	return b
}

// WithTip is what it says when the pointer rests on it; a picture says it to the focus, too.
func (b *Button) WithTip(words string) *Button {
	b.tip = words
	return b
}

// FocusGained says what a picture means to whoever came by key.
func (b *Button) FocusGained() {
	b.press.FocusGained()
	if b.bare && b.keys != nil {
		b.keys.Tips.focused(b)
	}
}

// FocusLost ends that.
func (b *Button) FocusLost() {
	b.press.FocusLost()
	if b.bare {
		b.keys.left()
	}
}

// WithIcon puts a picture after the words.
func (b *Button) WithIcon(res fyne.Resource) *Button {
	b.icon = NewIcon(res, Ink, 12)
	return b
}

// NewIconButton is a button with a picture and no words, but for its tip.
func NewIconButton(keys *Keys, res fyne.Resource, tip string, tapped func()) *Button {
	b := NewButton(keys, Plain, "", tapped).WithTip(tip)
	b.icon, b.bare = NewIcon(res, Quiet, 16), true
	return b
}

// Tip is what it says when the pointer rests on it; for tests.
func (b *Button) Tip() string { return b.tip }

// Bare reports whether it is a picture without words; for tests.
func (b *Button) Bare() bool { return b.bare }

// SetIcon changes the picture of a button that has one.
func (b *Button) SetIcon(res fyne.Resource) { b.icon.Set(res, b.icon.tone) }

// SetLabel changes the words. The caller lays out again: the width may differ.
func (b *Button) SetLabel(s string) {
	if b.label.Text() != s {
		b.label.Set(s)
		b.Refresh()
	}
}

// SetOn marks the Tab that is chosen.
func (b *Button) SetOn(on bool) {
	if b.on != on {
		b.on = on
		b.Refresh()
	}
}

// Label is what the button says.
func (b *Button) Label() string { return b.label.Text() }

// Look is how loud it is; for tests.
func (b *Button) Look() Look { return b.look }

func (b *Button) size() float32 {
	if b.look == Compact {
		return Small
	}
	return Normal
}

func (b *Button) pad() float32 {
	switch b.look {
	case Link:
		return 4
	case Compact, Tab:
		return 10
	}
	return 14
}

func (b *Button) high() float32 {
	if b.look == Compact || b.look == Link || b.look == Tab {
		return 26
	}
	return Tall
}

func (b *Button) tones() (text, hint, ground, line fyne.ThemeColorName) {
	text, hint, ground, line = Ink, Quiet, Panel, Line
	switch b.look {
	case Primary:
		text, hint, ground, line = OnAccent, OnAccent, Accent, ""
		if b.disabled {
			ground = Off
		}
		return text, hint, ground, line
	case Link:
		text, ground, line = Quiet, "", ""
		if b.hovered || b.focused {
			text = Accent
		}
	case Danger:
		text = Red
	case Ghost:
		ground, line = "", ""
	case Tab:
		if ground, line = "", ""; b.on {
			ground, line = Selected, Accent
		}
	}
	if b.disabled {
		text = Quiet
	} else if b.hovered && b.look != Link {
		ground = Hover
	}
	return text, hint, ground, line
}

// CreateRenderer draws ground, words, hint and picture in one line.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	ground, ring := box(Radius), focusRing()
	parts := []fyne.CanvasObject{ring, ground, b.label, b.hint}
	if b.icon != nil {
		parts = append(parts, b.icon)
	}
	p := &paint{parts: parts}
	p.tone = func() {
		text, hint, g, line := b.tones()
		fill(ground, g, line, 1)
		fill(ring, "", Accent, 2)
		show(ring, b.focused)
		b.label.SetTone(text)
		b.hint.SetTone(hint)
		if b.icon != nil {
			b.icon.Set(b.icon.res, text)
		}
	}
	p.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(ring, -3, -3, s.Width+6, s.Height+6)
		words := max(0, min(b.words(), b.words()+s.Width-b.inner())) // a name that is too long is cut
		x := max(0, (s.Width-b.inner())/2)
		put(b.label, x, 0, words, s.Height)
		x += words + 8
		if b.hint.Visible() {
			put(b.hint, x, 0, b.hint.Natural(), s.Height)
			x += b.hint.Natural() + 8
		}
		switch {
		case b.icon == nil:
		case b.bare:
			put(b.icon, 0, 0, s.Width, s.Height)
		default:
			put(b.icon, x-2, 0, 12, s.Height)
		}
	}
	p.least = func() fyne.Size { return fyne.NewSize(b.inner()+2*b.pad(), b.high()) }
	p.tone()
	return p
}

// mostWords is how wide the words of a button may be: some say a name.
const mostWords float32 = 320

func (b *Button) words() float32 { return min(b.label.Natural(), mostWords) }

func (b *Button) inner() float32 {
	if b.bare {
		return Tall - 2*b.pad() // square
	}
	w := b.words()
	if b.hint.Visible() {
		w += 8 + b.hint.Natural()
	}
	if b.icon != nil {
		w += 18
	}
	return w
}
