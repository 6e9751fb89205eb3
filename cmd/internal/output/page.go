package output

import (
	"bytes"
	"unicode/utf8"

	"sallyport/workflow/sealed"
)

// page collects what is printed. Where it has to grow it clears what it leaves behind.
type page struct{ b []byte }

// Write implements io.Writer; it cannot fail.
func (p *page) Write(b []byte) (int, error) {
	if need := len(p.b) + len(b); need > cap(p.b) {
		grown := make([]byte, len(p.b), max(need, 2*cap(p.b), 4096))
		copy(grown, p.b)
		clear(p.b[:cap(p.b)])
		p.b = grown
	}
	p.b = append(p.b, b...)
	return len(b), nil
}

func (p *page) text(s string) {
	for len(s) > 0 { // without a copy of its own on the heap
		var part [256]byte
		n := copy(part[:], s)
		_, _ = p.Write(part[:n])
		s = s[n:]
	}
}

func (p *page) value(s sealed.Secret) { s.Reveal(func(b []byte) { _, _ = p.Write(b) }) }

// quote writes b as a JSON string, byte for byte as encoding/json does without
// its escapes for HTML: what is no UTF-8 becomes U+FFFD.
func (p *page) quote(b []byte) {
	const hex = "0123456789abcdef"
	p.text(`"`)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		short := bytes.IndexByte([]byte("\"\\\b\f\n\r\t"), b[0])
		switch {
		case short >= 0:
			_, _ = p.Write([]byte{'\\', `"\bfnrt`[short]})
		case b[0] < ' ':
			_, _ = p.Write([]byte{'\\', 'u', '0', '0', hex[b[0]>>4], hex[b[0]&15]})
		case r == utf8.RuneError && n == 1:
			p.text(`\ufffd`)
		case r == '\u2028' || r == '\u2029': // line ends to JavaScript
			_, _ = p.Write([]byte{'\\', 'u', '2', '0', '2', hex[r&15]})
		default:
			_, _ = p.Write(b[:n])
		}
		b = b[n:]
	}
	p.text(`"`)
}

func (p *page) wipe() {
	clear(p.b[:cap(p.b)])
	p.b = p.b[:0]
}
