package widgets

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPlainShowsWhatMisleads(t *testing.T) {
	for in, want := range map[string]string{
		"db-01":                       "db-01",
		"a\nb\tc\r\x0bd":              "a b c  d",
		"\u202egnp.exe":               "\ufffdgnp.exe",
		"\u2067x\u2069 \u200f\ufeff":  "\ufffdx\ufffd \ufffd\ufffd",
		"null\x00bell\x07esc\x1b[2J":  "null\ufffdbell\ufffdesc\ufffd[2J",
		"<b>no</b> **markup** [a](b)": "<b>no</b> **markup** [a](b)",
		"خادم قاعدة":                  "خادم قاعدة",
		"👩‍🔧 ok":                      "👩‍🔧 ok",
		"a\u2028b\u2029c\u0085d":      "a b c d",
		"bad\xff":                     "bad\xff",
		"":                            "",
	} {
		if got := plain(in, false); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := plain("a\nb\x00", true); got != "a\nb\ufffd" {
		t.Errorf("%q", got)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a\u202eb\n")
	f.Fuzz(func(t *testing.T, s string) {
		got := plain(s, false)
		if strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsFunc(got, misleads) {
			t.Errorf("%q still misleads: %q", s, got)
		}
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
			t.Errorf("%q has another length: %q", s, got)
		}
	})
}
