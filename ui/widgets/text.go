package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Style is how a Text looks. The zero Style is normal text.
type Style struct {
	Size  float32 // 0: Normal
	Bold  bool
	Mono  bool
	Tone  fyne.ThemeColorName // "": Ink
	Align fyne.TextAlign
	Cut   bool // may be narrower than its text: ends in an ellipsis
}

// Text is one line. Setting the same text again costs nothing, which is what
// keeps a tick cheap.
type Text struct {
	base
	style Style
	text  string
	drawn *canvas.Text
	width float32 // natural, of text; <0: not measured
	last  float32 // width laid out last
}

// NewText is a line of text.
func NewText(s string, style Style) *Text {
	if style.Size == 0 {
		style.Size = Normal
	}
	if style.Tone == "" {
		style.Tone = Ink
	}
	t := &Text{style: style, text: s, width: -1}
	t.drawn = canvas.NewText(s, nil)
	t.drawn.TextSize, t.drawn.Alignment = style.Size, style.Align
	t.drawn.TextStyle = fyne.TextStyle{Bold: style.Bold, Monospace: style.Mono}
	t.drawn.Color = tint(style.Tone)
	t.ExtendBaseWidget(t)
	return t
}

// Text is what it says, uncut.
func (t *Text) Text() string { return t.text }

// Set changes the words only.
func (t *Text) Set(s string) {
	if s == t.text {
		return
	}
	t.text, t.width = s, -1
	t.fit(t.last)
	t.drawn.Refresh()
}

// SetTone changes the colour only.
func (t *Text) SetTone(n fyne.ThemeColorName) {
	if n == t.style.Tone {
		return
	}
	t.style.Tone = n
	t.drawn.Color = tint(n)
	t.drawn.Refresh()
}

// SetBold changes the weight only.
func (t *Text) SetBold(b bool) {
	if b == t.style.Bold {
		return
	}
	t.style.Bold, t.drawn.TextStyle.Bold, t.width = b, b, -1
	t.fit(t.last)
	t.drawn.Refresh()
}

// Natural is the width the whole text wants.
func (t *Text) Natural() float32 {
	if t.width < 0 {
		t.width = t.measure(t.text)
	}
	return t.width
}

func (t *Text) measure(s string) float32 {
	return fyne.MeasureText(s, t.style.Size, t.drawn.TextStyle).Width
}

// fit cuts the drawn text to a width. The search is by halves: names can be long.
func (t *Text) fit(w float32) {
	t.last = w
	if !t.style.Cut || w <= 0 || t.Natural() <= w+.5 {
		t.drawn.Text = t.text
		return
	}
	runes := []rune(t.text)
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if t.measure(cutAt(runes, mid)) <= w {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	t.drawn.Text = cutAt(runes, lo)
}

func cutAt(r []rune, n int) string { return strings.TrimRight(string(r[:n]), " ") + "…" }

// CreateRenderer draws the line in the middle of the height it is given.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	high := func() float32 { return fyne.MeasureText("Ag", t.style.Size, t.drawn.TextStyle).Height }
	return &paint{
		parts: []fyne.CanvasObject{t.drawn},
		place: func(s fyne.Size) {
			before := t.drawn.Text
			t.fit(s.Width)
			h := high()
			put(t.drawn, 0, (s.Height-h)/2, s.Width, h)
			if t.drawn.Text != before {
				t.drawn.Refresh()
			}
		},
		least: func() fyne.Size {
			w := t.Natural()
			if t.style.Cut {
				w = min(w, 24)
			}
			return fyne.NewSize(w, high())
		},
		tone: func() { t.drawn.Color = tint(t.style.Tone) },
	}
}
