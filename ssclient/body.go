package ssclient

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"

	"sallyport/workflow/sealed"
)

// body is a request body that can be cleared although the transport may still
// be reading it. resty copies every body it is given into pooled buffers that
// it does not clear, so it is never given this one: attachBody hands it to
// net/http at the last moment.
type body struct {
	mu sync.Mutex
	b  []byte
}

type bodyKey struct{}

var errBodyCleared = errors.New("request body is cleared")

// jsonBody marshals v, which is one of this package's own types.
func jsonBody(v any) *body {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only a type that cannot be marshalled can do this
	}
	return &body{b: b}
}

// sealedBody is jsonBody of an object that is not empty, with one more member, whose value is
// written byte by byte so that it is in no other place. The caller clears the body.
func sealedBody(open any, name string, value sealed.Secret) *body {
	rest := jsonBody(open).b
	b := make([]byte, 0, len(rest)+len(name)+6*value.Len()+6)
	b = append(append(b, rest[:len(rest)-1]...), `,"`...)
	b = append(append(b, name...), `":"`...)
	value.Reveal(func(v []byte) { b = quoted(b, v) })
	return &body{b: append(b, `"}`...)}
}

// jsonObject writes an object of strings byte by byte into a buffer of its
// final size, so that the secrets in it are in no other place. encoding/json
// would make strings of them.
func jsonObject(fields []field) *body {
	size := 2
	for _, f := range fields {
		size += len(f.name) + 6*f.value.Len() + 6
	}
	b := append(make([]byte, 0, size), '{')
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), f.name...), `":"`...)
		f.value.Reveal(func(v []byte) { b = quoted(b, v) })
		b = append(b, '"')
	}
	return &body{b: append(b, '}')}
}

// quoted escapes what a JSON string must not hold as it is. Bytes that are no
// UTF-8 cannot be in JSON at all.
func quoted(to, v []byte) []byte {
	const hex = "0123456789abcdef"
	for len(v) > 0 {
		r, n := utf8.DecodeRune(v)
		switch {
		case r == utf8.RuneError && n == 1:
			to = append(to, `\ufffd`...)
		case r == '"' || r == '\\':
			to = append(to, '\\', v[0])
		case r < ' ':
			to = append(to, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			to = append(to, v[:n]...)
		}
		v = v[n:]
	}
	return to
}

func (b *body) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.b)
	b.b = nil
}

// attachBody is resty's hook right before the request goes out.
func attachBody(_ *resty.Client, r *http.Request) error {
	b, ok := r.Context().Value(bodyKey{}).(*body)
	if !ok {
		// resty has put an empty reader here, which would go out in chunks:
		// say that there is nothing.
		r.Body, r.GetBody, r.ContentLength = http.NoBody, nil, 0
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r.ContentLength = int64(len(b.b))
	r.Body = &bodyReader{from: b}
	// net/http uses it only where nothing of the request was written yet.
	r.GetBody = func() (io.ReadCloser, error) { return &bodyReader{from: b}, nil }
	return nil
}

type bodyReader struct {
	from *body
	off  int
}

func (r *bodyReader) Read(p []byte) (int, error) {
	r.from.mu.Lock()
	defer r.from.mu.Unlock()
	switch {
	case r.from.b == nil:
		return 0, errBodyCleared
	case r.off >= len(r.from.b):
		return 0, io.EOF
	}
	n := copy(p, r.from.b[r.off:])
	r.off += n
	return n, nil
}

func (r *bodyReader) Close() error { return nil }
