package widgets

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Letters shows a secret value, each letter a text of its own: no string holds
// the whole of it, neither ours nor one that Fyne keeps to draw it again.
type Letters struct {
	Box   *fyne.Container
	Lines bool // line ends are seen as such
}

// NewLetters shows nothing yet.
func NewLetters() *Letters {
	l := &Letters{Box: &fyne.Container{Layout: lettersLayout{}}}
	l.Box.Hide()
	return l
}

// Set shows a value. What cannot be seen stands as a replacement character.
func (l *Letters) Set(value []byte) {
	l.Clear()
	for len(value) > 0 {
		r, n := utf8.DecodeRune(value)
		value = value[n:]
		if l.Lines && r == '\n' {
			l.Box.Add(&lineEnd{})
			continue
		}
		if l.Lines && r == '\r' {
			continue
		}
		if l.Lines && r == '\t' {
			r = ' '
		}
		if !unicode.IsPrint(r) {
			r = utf8.RuneError
		}
		t := canvas.NewText("", tint(Ink))
		write(t, string(r), fyne.TextStyle{Monospace: true})
		t.TextSize, t.Alignment = Strong, fyne.TextAlignCenter
		l.Box.Add(t)
	}
	l.Box.Show()
}

// Clear shows nothing any more, and reports whether it did.
func (l *Letters) Clear() bool {
	had := len(l.Box.Objects) > 0
	for _, o := range l.Box.Objects {
		if t, ok := o.(*canvas.Text); ok {
			t.Text = ""
		}
	}
	l.Box.RemoveAll()
	l.Box.Hide()
	return had
}

// Len is how many letters are shown.
func (l *Letters) Len() int { return len(l.Box.Objects) }

// lineEnd stands among the letters where another line begins, and is not seen.
type lineEnd struct{ canvas.Rectangle }

// lettersLayout sets letters of one width, in as many lines as it takes.
type lettersLayout struct{}

const letterH = 24

func letterW() float32 {
	return measure("0", Strong, fyne.TextStyle{Monospace: true}).Width + 1
}

// set goes through the places of all letters, and tells how many lines they take.
func (lettersLayout) set(o []fyne.CanvasObject, width float32, at func(x fyne.CanvasObject, column, line int)) (lines int) {
	columns := max(1, int(width/letterW()))
	column, line := 0, 0
	for _, x := range o {
		if _, ends := x.(*lineEnd); ends {
			column, line = 0, line+1
			continue
		}
		if column == columns {
			column, line = 0, line+1
		}
		at(x, column, line)
		column++
	}
	if column > 0 {
		line++
	}
	return line
}

func (l lettersLayout) HeightFor(o []fyne.CanvasObject, w float32) float32 {
	return float32(l.set(o, w, func(fyne.CanvasObject, int, int) {})) * letterH
}

// Layout implements fyne.Layout.
func (l lettersLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := letterW()
	l.set(o, s.Width, func(x fyne.CanvasObject, column, line int) {
		put(x, float32(column)*w, float32(line)*letterH, w, letterH)
	})
}

// MinSize implements fyne.Layout.
func (lettersLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(letterW(), letterH) }
