package sealed_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"sallyport/workflow/sealed"
)

func FuzzUTF16(f *testing.F) {
	for _, s := range []string{"", "hunter2", "pä$$", "😀", "\xff\xfe", "\xed\xa0\x80"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got := sealed.UTF16(text)
		var want []byte
		for _, u := range utf16.Encode([]rune(string(text))) {
			want = binary.LittleEndian.AppendUint16(want, u)
		}
		if string(got) != string(want) || len(got) != 2*sealed.UTF16Units(text) {
			t.Errorf("%q: %x, %d units, want %x", text, got, sealed.UTF16Units(text), want)
		}
		if cap(got) < len(got)+2 {
			t.Errorf("%q: no room for the 0 at its end", text)
		}
	})
}
