package sealed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestNoFormatShowsTheValue(t *testing.T) {
	s := New([]byte("hunter2"))
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "s", s, "in", struct{ S Secret }{s})
	marshalled, err := json.Marshal(map[string]any{"s": s, "p": &s})
	if err != nil {
		t.Fatal(err)
	}
	all := []string{logged.String(), string(marshalled), fmt.Errorf("x %v", s).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		all = append(all, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, struct{ S Secret }{s}))
	}
	for _, got := range all {
		if strings.Contains(got, "hunter2") || strings.Contains(got, "68756e74") || strings.Contains(got, "104 117") {
			t.Errorf("printed the secret: %s", got)
		}
	}
}

func TestWipeClearsTheBytesInPlace(t *testing.T) {
	b := []byte("hunter2")
	s := New(b)
	same := s
	s.Wipe()
	if !bytes.Equal(b, make([]byte, 7)) || !same.Empty() {
		t.Errorf("after Wipe: bytes %q, copy empty %v", b, same.Empty())
	}
}

func TestCloneOutlivesTheOriginal(t *testing.T) {
	s := New([]byte("hunter2"))
	c := s.Clone()
	s.Wipe()
	if !c.Equal(New([]byte("hunter2"))) {
		t.Error("the clone lost its value with the original")
	}
}

func TestReadRefusesMoreThanTheLimit(t *testing.T) {
	if _, err := Read(strings.NewReader("12345"), 4); err == nil {
		t.Error("five bytes passed a limit of four")
	}
	s, err := Read(strings.NewReader("1234"), 4)
	if err != nil || !s.Equal(New([]byte("1234"))) {
		t.Errorf("four bytes within a limit of four: %v", err)
	}
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, seed := range []string{`"a"`, `"\u00e4\ud83d\ude00\n\\\""`, `null`, `"\ud800"`, `12`, `"\ud800\u0041"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var want *string
		var got Secret
		wantErr := json.Unmarshal(raw, &want)
		gotErr := json.Unmarshal(raw, &got)
		if (wantErr == nil) != (gotErr == nil) {
			t.Fatalf("%q: encoding/json says %v, Secret says %v", raw, wantErr, gotErr)
		}
		if gotErr != nil {
			return
		}
		expect := ""
		if want != nil {
			expect = *want
		}
		got.Reveal(func(b []byte) {
			// encoding/json replaces invalid UTF-8; a password is kept byte for byte.
			if strings.ToValidUTF8(string(b), "\ufffd") != strings.ToValidUTF8(expect, "\ufffd") && !strings.Contains(expect, "\ufffd") {
				t.Errorf("%q: got %q, want %q", raw, b, expect)
			}
		})
	})
}
