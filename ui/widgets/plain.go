package widgets

import (
	"strings"
	"unicode"
)

// What stands for a character that is not drawn as itself.
const odd = '�'

// Legible is a text in one line as it may be drawn: a menu's item, a window's title.
func Legible(s string) string { return plain(s, false) }

// plain is text as it may be drawn: names come from the vault, and whoever
// chose them may have meant to mislead. Characters that turn the direction of
// what follows, that are invisible or that are no text at all are shown as one
// that strikes the eye; every kind of white space is a space, but for a new
// line where lines are kept. Nothing is ever read as markup here.
func plain(s string, lines bool) string {
	if !strings.ContainsFunc(s, misleads) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' && lines || !misleads(r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(odd)
		}
	}
	return b.String()
}

// misleads reports whether a character is not drawn as itself. The joiners are:
// emoji and whole scripts are written with them.
func misleads(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	switch {
	case r == nonJoiner || r == joiner:
		return false
	case unicode.In(r, unicode.Cf, unicode.Cc, unicode.Co, unicode.Cs):
		return true
	}
	return unicode.IsSpace(r) && r != ' ' && r != '\u00a0'
}
