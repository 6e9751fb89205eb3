package jsonfile

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

type value struct{ A int }

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "v.json")
	if err := Write(path, value{7}); err != nil {
		t.Fatal(err)
	}
	var v value
	if err := Read(path, &v); err != nil || v.A != 7 {
		t.Errorf("read %+v, %v", v, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestAMissingFileKeepsTheDefaults(t *testing.T) {
	v := value{3}
	if err := Read(filepath.Join(t.TempDir(), "none"), &v); err != nil || v.A != 3 {
		t.Errorf("got %+v, %v", v, err)
	}
}

func TestADamagedFileIsSetAsideEachTimeUnderANewName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.json")
	seen := map[string]bool{}
	for range 3 {
		if err := os.WriteFile(path, []byte(`{"A": 1`), 0o600); err != nil {
			t.Fatal(err)
		}
		v := value{3}
		var damaged *DamagedError
		if err := Read(path, &v); !errors.As(err, &damaged) || v.A != 3 {
			t.Fatalf("got %+v, %v", v, err)
		}
		if kept, err := os.ReadFile(damaged.SetAside); err != nil || string(kept) != `{"A": 1` || seen[damaged.SetAside] {
			t.Errorf("set aside as %s: %q, %v", damaged.SetAside, kept, err)
		}
		seen[damaged.SetAside] = true
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"A":1}`))
	f.Add([]byte(``))
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), "v.json")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		var v, want value
		err := Read(path, &v)
		if (err == nil) != (json.Unmarshal(raw, &want) == nil) {
			t.Errorf("%q: %v", raw, err)
		}
	})
}
