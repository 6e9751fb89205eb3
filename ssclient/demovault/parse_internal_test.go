package demovault

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPasswordsAreUnfriendlyButFit(t *testing.T) {
	seen := map[rune]bool{}
	for range 500 {
		p := newPassword()
		if len(p) != 24 || p != strings.TrimSpace(p) {
			t.Fatalf("password %q: not 24 characters, or a space at an end", p)
		}
		for _, r := range p {
			if r < ' ' || r > '~' {
				t.Fatalf("password %q: not printable", p)
			}
			seen[r] = true
		}
	}
	if len(seen) != 95 {
		t.Errorf("500 passwords use %d of 95 characters", len(seen))
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"", "&&a=b&&", "paging.filter.searchText=x&PAGING.TAKE=3", "a[0]=1&a[1]=2", "%zz=%", "sortBy[0].name=Name", "take=99999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q := parseQuery(raw)
		for k := range q.values {
			if k != strings.ToLower(k) && utf8.ValidString(k) {
				t.Errorf("key %q is not in lower case", k)
			}
		}
		readSearch(q)
		wantedFields(q)
		if p, err := paged(q, []int{1, 2, 3}, func(n int) int { return n }); err == nil && (len(p.Records) > 3 || len(p.Records) > p.Take) {
			t.Errorf("%d records for take %d", len(p.Records), p.Take)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{}`, ``, `null`, `{"ID":"5","Items":[{"FieldID":1}]}`, `{"data":{"minutesToAdd":1e3}}`, `{"fileAttachment":[1,2]}`, `{"value":7}`, `"2026-03-02T09:00:00+01:00"`, `"/Date(1772452800000)/"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var w writeArgs
		if err := decode(raw, &w); err == nil {
			w.apply(&SecretOptions{})
		}
		var a fieldArgs
		_ = decode(raw, &a)
		for _, dst := range []any{&generalArgs{}, &folderArgs{}, &launchArgs{}, &launcherForm{}, &proxyArgs{}, &changeArgs{}} {
			_ = decode(raw, dst)
		}
		var change changeArgs
		if err := decode(raw, &change); err == nil {
			_ = change.SSHKeyArgs.check()
		}
		if m := (moment{}); json.Unmarshal(raw, &m) == nil && !m.Set && !m.At.IsZero() {
			t.Errorf("%q is no time and %v", raw, m.At)
		}
		form := readForm(raw)
		_ = form("grant_type")
		if n := (number{}); json.Unmarshal(raw, &n) == nil && n.N != int(int32(n.N)) {
			t.Errorf("%q is no 32-bit number", raw)
		}
	})
}
