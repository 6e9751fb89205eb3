package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// A picture that is taken away must not stay: a row that is checked in showed
// its clock over the next word.
func TestAnIconWithoutAPictureShowsNothing(t *testing.T) {
	test.NewTempApp(t)
	picture := fyne.NewStaticResource("x.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path fill="#000000" d="M0 0h8v8H0z"/></svg>`))
	i := NewIcon(picture, Quiet, 16)
	if !i.img.Visible() {
		t.Error("the picture is not shown")
	}
	i.Set(nil, Quiet)
	if i.img.Visible() {
		t.Error("the picture stayed")
	}
	i.Set(picture, Quiet)
	if !i.img.Visible() {
		t.Error("the picture did not come back")
	}
}

// A glyph is coloured once for each colour, and what it was coloured with is its own.
func TestAGlyphKeepsItsColours(t *testing.T) {
	test.NewTempApp(t)
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path fill="#000000" d="M0 0h8v8H0z"/></svg>`)
	a, b := NewGlyph("x.svg", svg), NewGlyph("x.svg", svg)
	const quiet, red = theme.ColorNameDisabled, theme.ColorNameError // ours are not in the test's theme
	one, again := NewIcon(a, quiet, 16), NewIcon(a, quiet, 24)
	if one.img.Resource != again.img.Resource || one.img.Resource == NewIcon(a, red, 16).img.Resource {
		t.Error("the same colour is another picture, or another colour the same")
	}
	if NewIcon(b, quiet, 16); len(a.inked) != 2 || len(b.inked) != 1 {
		t.Errorf("%d and %d colours", len(a.inked), len(b.inked))
	}
}
