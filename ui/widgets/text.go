package widgets

import (
	"math"
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

func (s Style) face() fyne.TextStyle { return fyne.TextStyle{Bold: s.Bold, Monospace: s.Mono} }

// points is the size, said or usual.
func (s Style) points() float32 {
	switch {
	case s.Size != 0:
		return s.Size
	case s.Mono:
		return Mono
	}
	return Normal
}

// Text is one line. Setting the same text again costs nothing, and a time
// (04:12) is drawn a digit a cell: a tick draws the digits that changed, from
// pictures Fyne keeps, and nothing moves. That is what keeps a tick cheap.
type Text struct {
	base
	style Style
	text  string
	drawn *canvas.Text
	cells []*canvas.Text // of a time; nil: drawn is used
	width float32        // natural, of text; <0: not measured
	last  fyne.Size      // laid out last
	marks string         // of the text's letters, see SetMarks
	lines []*canvas.Rectangle
}

// NewText is a line of text.
func NewText(s string, style Style) *Text {
	style.Size = style.points()
	if style.Tone == "" {
		style.Tone = Ink
	}
	t := &Text{style: style, text: s, width: -1}
	t.drawn = canvas.NewText("", nil)
	t.drawn.TextSize, t.drawn.Alignment = style.Size, style.Align
	write(t.drawn, Legible(s), style.face())
	t.drawn.Color = tint(style.Tone)
	t.ExtendBaseWidget(t)
	return t
}

// Text is what it says, uncut.
func (t *Text) Text() string { return t.text }

// Shown is what fits in: Text, or its beginning.
func (t *Text) Shown() string {
	if t.cells != nil {
		return t.text
	}
	return t.drawn.Text
}

// Cuttable reports whether it may be cut.
func (t *Text) Cuttable() bool { return t.style.Cut }

// Set changes the words only.
func (t *Text) Set(s string) {
	if s == t.text {
		return
	}
	old := t.text
	t.text = s
	if t.cells != nil && isTime(s) && len(s) == len(old) {
		for i, c := range t.cells {
			if c.Text != s[i:i+1] {
				write(c, s[i:i+1], t.style.face())
				c.Refresh()
			}
		}
		return
	}
	t.width, t.cells = -1, nil
	t.fit(t.last.Width)
	if isTime(s) || isTime(old) {
		t.Refresh()
		return
	}
	t.drawn.Refresh()
}

// isTime says that a text is digits and colons, as clock and elapsed write it.
func isTime(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != ':' {
			return false
		}
	}
	return len(s) >= 5 && s[len(s)-3] == ':'
}

// SetTone changes the colour only.
func (t *Text) SetTone(n fyne.ThemeColorName) {
	if n == t.style.Tone {
		return
	}
	t.style.Tone = n
	t.Refresh()
}

// SetBold changes the weight only.
func (t *Text) SetBold(b bool) {
	if b == t.style.Bold {
		return
	}
	t.style.Bold, t.width, t.cells = b, -1, nil
	t.fit(t.last.Width)
	t.Refresh()
}

// Natural is the width the whole text wants.
func (t *Text) Natural() float32 {
	if t.width >= 0 {
		return t.width
	}
	if t.width = t.measure(Legible(t.text)); isTime(t.text) {
		t.width = 0
		for i := range len(t.text) {
			t.width += t.cell(t.text[i])
		}
	}
	return t.width
}

// cell is the width a character of a time takes: all digits the same, and
// whole points, as a letter that begins between two pixels leans on the next.
func (t *Text) cell(c byte) float32 {
	if c != ':' {
		c = '0'
	}
	return float32(math.Ceil(float64(t.measure(string(c)))))
}

func (t *Text) measure(s string) float32 {
	return measure(s, t.style.Size, t.style.face()).Width
}

func (t *Text) high() float32 {
	return measure("Ag", t.style.Size, t.style.face()).Height
}

// fit cuts the drawn text to a width. The search is by halves: names can be long.
func (t *Text) fit(w float32) {
	if !t.style.Cut || w <= 0 || t.Natural() <= w+.5 {
		write(t.drawn, Legible(t.text), t.style.face())
		return
	}
	runes := []rune(Legible(t.text))
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if t.measure(cutAt(runes, mid)) <= w {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	write(t.drawn, cutAt(runes, lo), t.style.face())
}

func cutAt(r []rune, n int) string { return strings.TrimRight(string(r[:n]), " ") + "…" }

// Marked is the byte of SetMarks for a letter that is marked.
const Marked = 'x'

// SetMarks underlines letters: one byte for each of the text, Marked or
// another; "" underlines none. A line is seen on any ground and by anybody.
func (t *Text) SetMarks(marks string) {
	if marks == t.marks {
		return
	}
	t.marks = marks
	t.Refresh()
}

// underline places a line below each run of marked letters that is shown.
func (t *Text) underline(s fyne.Size) {
	t.lines = t.lines[:0]
	if t.marks == "" || t.cells != nil {
		return
	}
	shown := []rune(t.drawn.Text)
	if t.drawn.Text != t.text {
		shown = shown[:max(0, len(shown)-1)] // the ellipsis is not of the text
	}
	n := min(len(shown), len(t.marks))
	y := (s.Height+t.high())/2 - 2
	for i := 0; i < n; i++ {
		if t.marks[i] != Marked {
			continue
		}
		from := i
		for i < n && t.marks[i] == Marked {
			i++
		}
		x := t.measure(string(shown[:from]))
		line := canvas.NewRectangle(tint(Accent))
		put(line, x, y, t.measure(string(shown[:i]))-x, 2)
		t.lines = append(t.lines, line)
	}
}

// CreateRenderer draws the line in the middle of the height it is given.
func (t *Text) CreateRenderer() fyne.WidgetRenderer { return &textRenderer{t} }

type textRenderer struct{ t *Text }

// Layout places the line, or the cells of a time.
func (r *textRenderer) Layout(s fyne.Size) {
	t := r.t
	t.last = s
	if isTime(t.text) {
		t.setCells(s)
		return
	}
	before := t.drawn.Text
	t.fit(s.Width)
	h := t.high()
	put(t.drawn, 0, (s.Height-h)/2, s.Width, h)
	t.underline(s)
	if t.drawn.Text != before {
		t.drawn.Refresh()
	}
}

// setCells makes a cell for each character, and places them by the alignment.
func (t *Text) setCells(s fyne.Size) {
	if len(t.cells) != len(t.text) {
		t.cells = make([]*canvas.Text, len(t.text))
		for i := range t.cells {
			t.cells[i] = canvas.NewText("", t.drawn.Color)
		}
	}
	x, h := float32(0), t.high()
	switch t.style.Align {
	case fyne.TextAlignCenter:
		x = (s.Width - t.Natural()) / 2
	case fyne.TextAlignTrailing:
		x = s.Width - t.Natural()
	}
	for i, c := range t.cells {
		write(c, t.text[i:i+1], t.style.face())
		c.TextSize = t.style.Size
		w := t.cell(t.text[i])
		put(c, x, (s.Height-h)/2, w, h)
		x += w
	}
}

func (r *textRenderer) MinSize() fyne.Size {
	w := r.t.Natural()
	if r.t.style.Cut {
		w = min(w, 24)
	}
	return fyne.NewSize(w, r.t.high())
}

func (r *textRenderer) Objects() []fyne.CanvasObject {
	if r.t.cells == nil {
		objs := []fyne.CanvasObject{r.t.drawn}
		for _, l := range r.t.lines {
			objs = append(objs, l)
		}
		return objs
	}
	objs := make([]fyne.CanvasObject, len(r.t.cells))
	for i, c := range r.t.cells {
		objs[i] = c
	}
	return objs
}

// Refresh takes the colour from the theme again, and places what changed its kind.
func (r *textRenderer) Refresh() {
	r.t.drawn.Color = tint(r.t.style.Tone)
	r.Layout(r.t.last)
	for _, o := range r.Objects() {
		if c, ok := o.(*canvas.Text); ok {
			c.Color = r.t.drawn.Color
		}
		o.Refresh()
	}
}

func (r *textRenderer) Destroy() {}
