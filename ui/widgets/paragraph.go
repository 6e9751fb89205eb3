package widgets

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Paragraph is text broken into lines at the width it is given. Column asks
// it for its height at a width, so nothing is laid out twice.
type Paragraph struct {
	base
	style Style
	text  string
	width float32
	lines []string
	drawn []fyne.CanvasObject
}

// NewParagraph is wrapped text.
func NewParagraph(s string, style Style) *Paragraph {
	style.Size = style.points()
	if style.Tone == "" {
		style.Tone = Ink
	}
	p := &Paragraph{style: style, text: s}
	p.ExtendBaseWidget(p)
	return p
}

// Text is what it says.
func (p *Paragraph) Text() string { return p.text }

// Lines is what it says as it is broken into lines.
func (p *Paragraph) Lines() []string { return p.lines }

// Set changes the words. The caller lays out again: the height may differ.
func (p *Paragraph) Set(s string) {
	if s == p.text {
		return
	}
	p.text = s
	p.wrap(p.width)
	p.Refresh()
}

// SetTone changes the colour.
func (p *Paragraph) SetTone(n fyne.ThemeColorName) {
	if p.style.Tone != n {
		p.style.Tone = n
		p.Refresh()
	}
}

// HeightFor is the height at a width.
func (p *Paragraph) HeightFor(w float32) float32 {
	if w != p.width || p.lines == nil {
		p.wrap(w)
	}
	return float32(len(p.lines)) * p.step()
}

func (p *Paragraph) step() float32 { return p.style.Size + 6 }

func (p *Paragraph) fits(s string, w float32) bool {
	return w <= 0 || measure(s, p.style.Size, p.style.face()).Width <= w
}

func (p *Paragraph) wrap(w float32) {
	p.width, p.lines = w, []string{}
	for _, para := range strings.Split(plain(p.text, true), "\n") {
		line := ""
		for _, word := range strings.Fields(para) {
			if next := strings.TrimSpace(line + " " + word); p.fits(next, w) {
				line = next
				continue
			}
			if line != "" {
				p.lines = append(p.lines, line)
			}
			line = p.chop(word, w)
		}
		p.lines = append(p.lines, line)
	}
	if p.text == "" {
		p.lines = []string{}
	}
}

// chop breaks a word that is wider than a line (a path, a fingerprint) and returns what is left of it.
func (p *Paragraph) chop(word string, w float32) string {
	r := []rune(word)
	for !p.fits(string(r), w) && len(r) > 1 {
		n := max(1, sort.Search(len(r), func(i int) bool { return !p.fits(string(r[:i+1]), w) }))
		p.lines = append(p.lines, string(r[:n]))
		r = r[n:]
	}
	return string(r)
}

// CreateRenderer draws one canvas.Text a line.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer { return &paragraphRenderer{p} }

type paragraphRenderer struct{ p *Paragraph }

func (r *paragraphRenderer) sync() {
	p := r.p
	p.drawn = p.drawn[:min(len(p.drawn), len(p.lines))]
	for len(p.drawn) < len(p.lines) {
		p.drawn = append(p.drawn, canvas.NewText("", nil))
	}
	for i, l := range p.lines {
		t := p.drawn[i].(*canvas.Text)
		write(t, l, p.style.face())
		t.TextSize, t.Alignment = p.style.Size, p.style.Align
		t.Color = tint(p.style.Tone)
		put(t, 0, float32(i)*p.step(), p.width, p.step())
	}
}

func (r *paragraphRenderer) Layout(s fyne.Size) {
	if s.Width != r.p.width || r.p.lines == nil {
		r.p.wrap(s.Width)
	}
	r.sync()
}

func (r *paragraphRenderer) MinSize() fyne.Size {
	return fyne.NewSize(40, r.p.HeightFor(r.p.width))
}

func (r *paragraphRenderer) Refresh() {
	r.sync()
	for _, o := range r.p.drawn {
		o.Refresh()
	}
}

func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.p.drawn }
func (r *paragraphRenderer) Destroy()                     {}
