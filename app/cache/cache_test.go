package cache

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/workflow/sealed"
)

var alice = Account{"https://vault.example.com", "alice"}

func key(t testing.TB) sealed.Secret {
	t.Helper()
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func kept() Kept {
	at := time.Date(2026, 11, 22, 9, 12, 0, 0, time.UTC)
	return Kept{Saved: at, Until: at.Add(24 * time.Hour), Recent: []int{103, 101}, Body: []byte("db-01.example.com")}
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	s, k := Store{filepath.Join(t.TempDir(), "new", "vaults")}, key(t)
	for range 2 { // a second time over the first
		if err := s.Save(alice, k, kept()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Load(alice, k)
	if diff := cmp.Diff(kept(), got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if err := s.Forget(alice); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(alice, k); !errors.Is(err, ErrNothing) {
		t.Errorf("after forgetting: %v", err)
	}
	if err := s.Forget(alice); err != nil {
		t.Errorf("forgetting twice: %v", err)
	}
}

func TestTheFileIsPrivateAndSaysNothing(t *testing.T) {
	s, k := Store{t.TempDir()}, key(t)
	path := s.path(alice)
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(alice, k, kept()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"db-01", "alice", "vault.example"} {
		if bytes.Contains(raw, []byte(word)) || strings.Contains(path, word) {
			t.Errorf("%q can be read", word)
		}
	}
	entries, err := os.ReadDir(s.Dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the file lies something else: %v, %v", entries, err)
	}
}

func TestAFileThatCannotBeUsedIsForgotten(t *testing.T) {
	k := key(t)
	for name, spoil := range map[string]func(t *testing.T, s Store){
		"cut off":        func(t *testing.T, s Store) { change(t, s, func(b []byte) []byte { return b[:len(b)-3] }) },
		"a bit turned":   func(t *testing.T, s Store) { change(t, s, func(b []byte) []byte { b[len(b)-20] ^= 1; return b }) },
		"empty":          func(t *testing.T, s Store) { change(t, s, func([]byte) []byte { return nil }) },
		"something else": func(t *testing.T, s Store) { change(t, s, func([]byte) []byte { return []byte("{}") }) },
		"another's key": func(t *testing.T, s Store) {
			if err := s.Save(alice, key(t), kept()); err != nil {
				t.Fatal(err)
			}
		},
		"another account": func(t *testing.T, s Store) {
			if err := s.Save(Account{alice.Server, "bob"}, k, kept()); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(s.path(Account{alice.Server, "bob"}), s.path(alice)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Store{t.TempDir()}
			if err := s.Save(alice, k, kept()); err != nil {
				t.Fatal(err)
			}
			spoil(t, s)
			if _, err := s.Load(alice, k); !errors.Is(err, ErrNothing) {
				t.Errorf("loaded with %v", err)
			}
			if _, err := os.Stat(s.path(alice)); !os.IsNotExist(err) {
				t.Errorf("the file is still there: %v", err)
			}
		})
	}
}

func change(t *testing.T, s Store, edit func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(s.path(alice))
	if err == nil {
		err = os.WriteFile(s.path(alice), edit(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWithoutAFolderOrAKeyNothingIsRemembered(t *testing.T) {
	if err := (Store{}).Save(alice, key(t), kept()); err != nil {
		t.Error(err)
	}
	if _, err := (Store{}).Load(alice, key(t)); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	s := Store{t.TempDir()}
	bad := sealed.New([]byte("AGE-SECRET-KEY-1NOT-ONE"))
	err := s.Save(alice, bad, kept())
	if err == nil || strings.Contains(err.Error(), "AGE-SECRET") {
		t.Errorf("with a key that is none: %v", err)
	}
	if _, err := s.Load(alice, sealed.Secret{}); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	file := filepath.Join(s.Dir, "in the way")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (Store{file}).Save(alice, key(t), kept()); err == nil {
		t.Error("saved where nothing can be")
	}
}

// What lies in the file is ours only if its tag says so, but a later version's may be odd.
func FuzzParse(f *testing.F) {
	f.Add([]byte(magic + "\x02\x00\x00\x00{}body"))
	f.Add([]byte(magic + "\xff\xff\xff\xff"))
	f.Add([]byte(magic + "\x4a\x00\x00\x00" + `{"server":"https://vault.example.com","user":"alice","recent":[1],"x":null}rest`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if k, err := parse(alice, raw); err == nil && len(k.Body) > len(raw) {
			t.Errorf("%d bytes of %d", len(k.Body), len(raw))
		}
	})
}

// A start loads what 100,000 secrets take: 8 MB.
func BenchmarkLoad(b *testing.B) {
	s, k, keep := Store{b.TempDir()}, key(b), kept()
	keep.Body = bytes.Repeat([]byte("0123456789abcdef"), 8<<20/16)
	if err := s.Save(alice, k, keep); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(keep.Body)))
	for b.Loop() {
		if _, err := s.Load(alice, k); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSave(b *testing.B) {
	s, k, keep := Store{b.TempDir()}, key(b), kept()
	keep.Body = bytes.Repeat([]byte("0123456789abcdef"), 8<<20/16)
	b.SetBytes(int64(len(keep.Body)))
	for b.Loop() {
		if err := s.Save(alice, k, keep); err != nil {
			b.Fatal(err)
		}
	}
}
