package ssclient

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

const testBody = 4096 // limit of an answer in these tests

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// flood is an answer of 100 MiB that says how much of it was wanted.
type flood struct{ left, given int }

func (f *flood) Read(p []byte) (int, error) {
	n := min(len(p), f.left)
	if n == 0 {
		return 0, io.EOF
	}
	f.left, f.given = f.left-n, f.given+n
	return n, nil // whatever is in p
}

func TestNoMethodReadsAnAnswerWithoutEnd(t *testing.T) {
	for _, m := range methods() {
		for _, status := range []int{200, 400, 500} {
			t.Run(fmt.Sprint(m.name, "/", status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					body := &flood{left: 100 << 20}
					given := 0
					s := &server{reply: always(func(*http.Request) *http.Response {
						res := jsonOf(status, "")
						res.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":7,"message":"`), body))
						given, body.given = max(given, body.given), 0
						return res
					})}
					c := signedIn(t, s)
					defer c.Close()
					c.maxBody = testBody
					_, err := m.call(context.Background(), c)
					if err == nil && !m.defaults {
						t.Error("accepted")
					}
					if given = max(given, body.given); given > 2*testBody {
						t.Errorf("%d bytes were read", given)
					}
				})
			})
		}
	}
}

// zipped is one member of a gzip stream; a stream may have many.
func zipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.Bytes()
}

func TestNoMethodUnpacksABomb(t *testing.T) {
	bomb := zipped(`{"id":7,"x":"`)
	filling := zipped(strings.Repeat("x", 1<<20))
	for range 100 {
		bomb = append(bomb, filling...)
	}
	srv := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb)
	})
	srv.Start()
	c := dial(t, Config{BaseURL: srv.URL, Throttle: Throttle{Calls: -1}})
	signIn(t, c)
	c.maxBody = testBody
	for _, m := range methods() {
		if _, err := m.call(context.Background(), c); !isKind(err, ErrNotAPI) || Doubtful(err) != m.write() {
			t.Errorf("%s: %v, doubtful %v", m.name, err, Doubtful(err))
		}
	}
}

func TestWrongTypesAreNotAnAnswer(t *testing.T) {
	for _, m := range methods() {
		for _, body := range []string{`{"id":"7","records":{},"healthy":"x","version":1,"allowSavingCredentials":"` + hiddenFields + `","checkOutEndTime":5,"secretState":3}`, `"x"`, `12`, `{"records":[{}]}`} {
			s := &server{reply: ok(body)}
			_, err := m.call(context.Background(), signedIn(t, s))
			if slices.Contains(m.fine, body) {
				continue // just what it asks for
			}
			if !isKind(err, ErrNotAPI) || Doubtful(err) != m.write() || leaks(err) != "" {
				t.Errorf("%s %s: %v, doubtful %v", m.name, body, err, Doubtful(err))
			}
		}
	}
}

// FuzzEveryAnswer decodes arbitrary bytes as the good answer of each method.
func FuzzEveryAnswer(f *testing.F) {
	all := methods()
	for i, m := range all {
		f.Add(i, []byte(m.good))
		for _, other := range m.other {
			f.Add(i, []byte(other))
		}
		f.Add(i, []byte(strings.ReplaceAll(m.good, `null`, `"`+hiddenFields+`"`)))
	}
	f.Fuzz(func(t *testing.T, i int, raw []byte) {
		m := all[max(0, i)%len(all)]
		s := &server{reply: always(func(*http.Request) *http.Response { return jsonOf(200, string(raw)) })}
		c := signedIn(t, s, func(cfg *Config) { cfg.Throttle.Calls = -1 })
		defer c.Close()
		got, err := m.call(context.Background(), c)
		if err == nil {
			_ = fmt.Sprintf("%v", got) // no String method may panic on what came
			return
		}
		if leak := leaks(err); leak != "" || len([]rune(err.Error())) > 4*maxText {
			t.Errorf("%s: %q in %v", m.name, leak, err)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{
		expiredBody, `{"message":null,"errorCode":"API_AccessDenied","modelState":{"a":["b"]}}`, `{"error":"Login failed."}`,
		`{"message":"x` + access1 + `"}`, `[]`, `<html>`, `{"modelState":{"` + access1 + `":["x"]}}`, `{"error":{"a":1},"message":7}`,
	} {
		f.Add(400, []byte(seed))
		f.Add(403, []byte(seed))
	}
	c := &Client{}
	f.Fuzz(func(t *testing.T, status int, raw []byte) {
		if status < 400 || status > 599 {
			return
		}
		k := call{op: "x", method: http.MethodPost}
		e := c.judge(k, answer{status: status, header: http.Header{}, body: raw})
		if e == nil || e.Kind == nil {
			t.Fatalf("%d %q is no error", status, raw)
		}
		e.redact(k, ticket{header: "Bearer " + access1})
		if s := leaks(e); s != "" {
			t.Errorf("%q in %v", s, e)
		}
		if len([]rune(e.Error())) > 4*maxText || strings.ContainsAny(e.Error(), "\n\r\x1b\x00") {
			t.Errorf("unfit text %q", e.Error())
		}
	})
}
