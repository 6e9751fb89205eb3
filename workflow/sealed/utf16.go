package sealed

import (
	"unicode/utf16"
	"unicode/utf8"
)

// UTF16 is text as Windows keeps it, the low byte first. It does not grow while
// it is made, and has room for the 0 at the end of a string: no copy is left behind.
func UTF16(text []byte) []byte {
	out := make([]byte, 0, 2*UTF16Units(text)+2)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out = append(out, byte(high), byte(high>>8), byte(low), byte(low>>8))
		} else {
			out = append(out, byte(r), byte(r>>8))
		}
	}
	return out
}

// UTF16Units is how many units of 16 bits UTF16 takes for a text, counted without a copy.
func UTF16Units(text []byte) (n int) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		n += max(1, utf16.RuneLen(r))
		text = text[size:]
	}
	return n
}
