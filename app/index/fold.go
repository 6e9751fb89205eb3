package index

import (
	"unicode"
	"unicode/utf8"
)

// fold makes letters small, each rune for itself, so that the n-th letter stays the n-th.
func fold(s string) string { return string(appendFolded(nil, s)) }

func appendFolded(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			for _, r := range s[i:] {
				b = utf8.AppendRune(b, unicode.ToLower(r))
			}
			return b
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		default:
			b = append(b, c)
		}
	}
	return b
}

// inWord says that a byte belongs to a word: a letter, a digit, or a part of any other script.
func inWord(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c >= utf8.RuneSelf
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
