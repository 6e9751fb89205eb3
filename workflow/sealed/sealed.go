package sealed

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// Mask is what every printed form of a Secret shows.
const Mask = "[sealed]"

// Secret is a value that prints as Mask in every format. Copies share one
// buffer: wiping one wipes all. The zero Secret is empty and ready to use.
type Secret struct{ box *box }

// box is the shared buffer; the mutex keeps a Wipe from racing a Reveal.
type box struct {
	mu sync.RWMutex
	b  []byte
}

// New seals b and takes ownership of it: the caller must not use b again.
func New(b []byte) Secret { return Secret{box: &box{b: b}} }

// Copy seals a copy of b; b stays the caller's to clear.
func Copy(b []byte) Secret { return New(bytes.Clone(b)) }

// Read seals all of r up to limit bytes. It reports an error, and keeps
// nothing, if r holds more.
func Read(r io.Reader, limit int) (Secret, error) {
	buf := make([]byte, limit+1)
	n, err := io.ReadFull(r, buf)
	if err == nil {
		clear(buf)
		return Secret{}, fmt.Errorf("read secret: longer than %d bytes", limit)
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		clear(buf)
		return Secret{}, fmt.Errorf("read secret: %w", err)
	}
	return New(buf[:n:n]), nil
}

// Reveal calls f with the bytes themselves. They are valid only during the
// call; f must neither keep nor change them, nor call Wipe on this Secret.
func (s Secret) Reveal(f func([]byte)) {
	if s.box == nil {
		f(nil)
		return
	}
	s.box.mu.RLock()
	defer s.box.mu.RUnlock()
	f(s.box.b)
}

// Wipe overwrites the bytes with zeros; this Secret and its copies are empty after.
func (s Secret) Wipe() {
	if s.box == nil {
		return
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	clear(s.box.b)
	s.box.b = nil
}

// Clone returns a Secret with a buffer of its own, for an owner that wipes on its own schedule.
func (s Secret) Clone() (c Secret) {
	s.Reveal(func(b []byte) { c = Copy(b) })
	return c
}

// Len is the number of bytes held.
func (s Secret) Len() (n int) {
	s.Reveal(func(b []byte) { n = len(b) })
	return n
}

// Empty reports whether there is nothing inside.
func (s Secret) Empty() bool { return s.Len() == 0 }

// Equal compares in constant time.
func (s Secret) Equal(t Secret) (same bool) {
	s.Reveal(func(a []byte) {
		if t.box == s.box {
			same = true
			return
		}
		t.Reveal(func(b []byte) { same = subtle.ConstantTimeCompare(a, b) == 1 })
	})
	return same
}

// String shows Mask, as every other printed form does, whatever the verb.
func (s Secret) String() string { return Mask }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return Mask }

// Format implements fmt.Formatter.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Mask) }

// MarshalJSON implements json.Marshaler.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + Mask + `"`), nil }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Mask), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(Mask) }

// UnmarshalJSON seals a JSON string without ever making a Go string of it.
// null gives the empty Secret; anything else that is not a string is an error.
func (s *Secret) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	if bytes.Equal(raw, []byte("null")) {
		*s = Secret{}
		return nil
	}
	b, ok := unquote(raw)
	if !ok {
		return &json.UnmarshalTypeError{Value: "value that is not a string", Field: "sealed"}
	}
	*s = New(b)
	return nil
}

// unquote decodes one JSON string literal into fresh bytes. The caller
// (encoding/json) has checked the syntax already; the checks here keep it safe alone.
func unquote(raw []byte) ([]byte, bool) {
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return nil, false
	}
	raw = raw[1 : len(raw)-1]
	out := make([]byte, 0, len(raw)+utf8.UTFMax) // never grows: no copy is left behind
	for i := 0; i < len(raw); {
		c := raw[i]
		if c == '"' || c < ' ' {
			clear(out)
			return nil, false
		}
		if c != '\\' {
			out = append(out, c)
			i++
			continue
		}
		n, next, ok := unescape(out, raw, i)
		if !ok {
			clear(out)
			return nil, false
		}
		out, i = n, next
	}
	return out, true
}

// unescape appends the character that the escape at raw[i] stands for.
func unescape(out, raw []byte, i int) ([]byte, int, bool) {
	if i+1 >= len(raw) {
		return nil, 0, false
	}
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if k := bytes.IndexByte([]byte(from), raw[i+1]); k >= 0 {
		return append(out, to[k]), i + 2, true
	}
	r, ok := hex4(raw, i)
	if !ok {
		return nil, 0, false
	}
	i += 6
	if utf16.IsSurrogate(r) {
		if low, ok := hex4(raw, i); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
			r = utf16.DecodeRune(r, low)
			i += 6
		} else {
			r = utf8.RuneError
		}
	}
	return utf8.AppendRune(out, r), i, true
}

// hex4 reads the \uXXXX at raw[i].
func hex4(raw []byte, i int) (rune, bool) {
	if i+6 > len(raw) || raw[i] != '\\' || raw[i+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range raw[i+2 : i+6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
