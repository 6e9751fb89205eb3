package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// fontOf is the font for a text that Fyne need not look for: bold or of one
// width, and in letters which that font surely has. Where it is left to Fyne
// (nil), each style keeps in memory, beside its own font, one of emojis and one
// for the language of the system: 8 MB for each style, and 30 ms of a start. Ordinary
// text is left to it: the toolkit's own fields do the same, and share that.
func fontOf(s string, style fyne.TextStyle) fyne.Resource {
	if !style.Bold && !style.Monospace || strings.ContainsFunc(s, unusual) {
		return nil
	}
	bundled := theme.DefaultTextBoldFont()
	if style.Monospace {
		bundled = theme.DefaultTextMonospaceFont()
	}
	if theme.Font(style) != bundled {
		return nil // the user has chosen one, in which letters may be missing
	}
	return bundled
}

// unusual reports what is beyond the alphabets of Europe and their punctuation.
func unusual(r rune) bool {
	switch {
	case r >= ' ' && r <= '~', r >= 0xA1 && r <= 0x17F && r != 0xAD: // Latin, but for the hyphen that is not seen
	case r >= 0x391 && r <= 0x3C9 && r != 0x3A2, r >= 0x400 && r <= 0x45F: // Greek, Cyrillic
	case r == '–', r == '—', r == '‘', r == '’', r == '“', r == '”', r == '„', r == '•', r == '…':
	default:
		return true
	}
	return false
}

// measure is how large a text is drawn.
func measure(s string, size float32, style fyne.TextStyle) fyne.Size {
	wanted, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, size, style, fontOf(s, style))
	return wanted
}

// write gives a text its words and the font they are drawn in.
func write(t *canvas.Text, s string, style fyne.TextStyle) {
	t.Text, t.TextStyle, t.FontSource = s, style, fontOf(s, style)
}
