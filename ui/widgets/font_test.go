package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// A letter that is not unusual is in both fonts: with Fyne's choice, which
// would look for a missing one elsewhere, it is as wide.
func TestTheFontsHaveAllUsualLetters(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.DefaultTheme())
	size := func(s string, style fyne.TextStyle, from fyne.Resource) fyne.Size {
		got, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, 100, style, from)
		return got
	}
	for _, style := range []fyne.TextStyle{{Bold: true}, {Monospace: true}, {Bold: true, Monospace: true}} {
		n := 0
		for r := rune(0); r < 0x3000; r++ {
			if unusual(r) {
				continue
			}
			n++
			from := fontOf(string(r), style)
			if from == nil {
				t.Fatalf("no font for %q", r)
			}
			if got, want := size(string(r), style, from), size(string(r), style, nil); got != want {
				t.Errorf("%q (%U) in %+v is %v, Fyne's %v", r, r, style, got, want)
			}
		}
		if n < 400 {
			t.Errorf("only %d letters are usual", n)
		}
	}
}

// What Fyne has to look for is left to it: emojis, other scripts, what the user has chosen.
func TestUnusualTextIsLeftToFyne(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.DefaultTheme())
	bold := fyne.TextStyle{Bold: true}
	for _, s := range []string{"db-01 🚀", "数据库", "שרת", "→", "a\tb", "\u00ad", "\x7f"} {
		if fontOf(s, bold) != nil {
			t.Errorf("%q is drawn with the bold font alone", s)
		}
	}
	if f := fontOf("db-01: Straße, Ελλάδα, Ёлка — “so”…", bold); f != theme.DefaultTextBoldFont() {
		t.Errorf("usual text is drawn with %v", f)
	}
	if f := fontOf("db-01", fyne.TextStyle{}); f != nil {
		t.Errorf("ordinary text, of which the toolkit draws some itself, is drawn with a second %s", f.Name())
	}
	test.ApplyTheme(t, otherFont{theme.DefaultTheme()})
	if f := fontOf("db-01", bold); f != nil {
		t.Errorf("the user's font is not used, but %s", f.Name())
	}
}

type otherFont struct{ fyne.Theme }

func (otherFont) Font(fyne.TextStyle) fyne.Resource { return theme.DefaultTextItalicFont() }
