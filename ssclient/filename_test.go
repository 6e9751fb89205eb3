package ssclient

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

func FuzzFileName(f *testing.F) {
	for _, name := range []string{"id_rsa", `..\..\x`, "CON.txt", "a:b", " . ", "\u202e", "nul", "com¹", "x\x00y", strings.Repeat("é", 300), "/", ""} {
		f.Add(name, "private-key")
	}
	f.Fuzz(func(t *testing.T, name, slug string) {
		got := fileName(SecretItem{FileName: name, Slug: slug})
		switch {
		case got == "" || strings.ContainsAny(got, `<>:"/\|?*`), filepath.Base(got) != got, strings.Trim(got, ". ") == "",
			strings.HasSuffix(got, "."), strings.HasSuffix(got, " "), strings.ContainsFunc(got, unicode.IsControl), len(got) > mostName+1:
			t.Errorf("%q, %q becomes %q", name, slug, got)
		}
		if stem, _, _ := strings.Cut(got, "."); devices.MatchString(strings.TrimSpace(stem)) {
			t.Errorf("%q, %q becomes the device %q", name, slug, got)
		}
	})
}
