package output

import (
	"bytes"
	"io"
	"unicode"
	"unicode/utf8"

	"sallyport/workflow/sealed"
)

// WriteValue writes one value as it is, with a line end if it is a text.
func WriteValue(w io.Writer, value sealed.Secret, isText bool) error {
	var p page
	defer p.wipe()
	p.value(value)
	if isText {
		p.text("\n")
	}
	_, err := w.Write(p.b)
	return err
}

// Masked reports whether the server may have sent a placeholder instead of
// the value: nothing, or words between asterisks. A password that looks like
// one costs a call more and is right all the same.
func Masked(value sealed.Secret) (yes bool) {
	stars := []byte("***")
	value.Reveal(func(b []byte) {
		yes = len(b) == 0 || bytes.HasPrefix(b, stars) && bytes.HasSuffix(b, stars)
	})
	return yes
}

// Harmless reports whether a terminal would only show the value: it is text
// without control characters but line ends and tabs.
func Harmless(value sealed.Secret) (yes bool) {
	value.Reveal(func(b []byte) {
		yes = utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' })
	})
	return yes
}
