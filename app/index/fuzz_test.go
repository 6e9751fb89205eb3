package index

import (
	"bytes"
	"slices"
	"testing"
)

// Whatever a file holds, it is an index that works, or none.
func FuzzDecode(f *testing.F) {
	f.Add(New().Encode())
	f.Add(sample().Encode())
	f.Add([]byte("\x01\x00\x00\x00"))
	damaged := sample().Encode()
	damaged[len(damaged)-7] ^= 0x40
	f.Add(damaged)
	f.Fuzz(func(t *testing.T, raw []byte) {
		x, err := Decode(raw)
		if err != nil {
			return
		}
		x.Search("db prodction", 10, nil)
		for id := range 200 {
			x.In(id)
			x.Secret(id)
		}
		x.PutSecret(Secret{ID: 1, Name: "one more", Folder: 1, Path: `\x`})
		if y, err := Decode(x.Encode()); err != nil || y.Len() != x.Len() {
			t.Errorf("%d secrets came back as %v, %v", x.Len(), y, err)
		}
	})
}

func FuzzSearch(f *testing.F) {
	f.Add("db-01", "DB 01")
	f.Add("Zürich", "zürcih")
	f.Add("\xff\x00", "a\x00b")
	f.Add("", "\u202e: -")
	f.Fuzz(func(t *testing.T, name, text string) {
		x := New()
		x.PutSecret(Secret{ID: 7, Folder: 2, Path: name, Name: name, Host: text})
		got, want := x.Search(text, 5, nil), naive{7: {ID: 7, Path: plain(name), Name: plain(name), Host: plain(text)}}.search(text, nil)
		if len(text) < 60 && !slices.Equal(ids(got), want) {
			t.Errorf("%q in %q: %v, want %v", text, name, ids(got), want)
		}
		for _, h := range got.Hits {
			for _, m := range h.Marks {
				if bytes.ContainsFunc([]byte(m), func(r rune) bool { return r != MarkOn && r != MarkOff }) {
					t.Errorf("marks %q", m)
				}
			}
		}
	})
}
