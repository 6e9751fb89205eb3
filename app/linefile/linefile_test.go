package linefile

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const most = 1000

func TestTwoFilesAreAllThereEverIs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	f := New(filepath.Join(dir, "log"), most)
	line := []byte(strings.Repeat("x", 99) + "\n")
	for range 500 {
		if n, err := f.Write(line); n != len(line) || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
	}
	if _, err := f.Write([]byte("the last\n")); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadDir(dir)
	if err != nil || len(all) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	for _, path := range f.Paths() {
		info, err := os.Stat(path)
		if err != nil || info.Size() > most+int64(len(line)) || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	if now, err := os.ReadFile(f.Paths()[1]); err != nil || !bytes.HasSuffix(now, []byte("\nthe last\n")) {
		t.Errorf("%q, %v", now, err)
	}
}

func TestLinesOfManyAreWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	var all sync.WaitGroup
	for range 4 { // as four programs
		f := New(path, 1<<20)
		for range 4 {
			all.Go(func() {
				for range 50 {
					_, _ = f.Write([]byte("one whole line\n")) // counted below
				}
			})
		}
	}
	all.Wait()
	got, err := os.ReadFile(path)
	if want := strings.Repeat("one whole line\n", 800); err != nil || string(got) != want {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	at := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(at, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(filepath.Join(at, "log"), most).Write([]byte("x\n")); err == nil {
		t.Error("below a file there is no folder")
	}
}
