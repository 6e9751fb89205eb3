package trail

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func entry(n int, step string) Entry {
	return Entry{
		At: time.Date(2026, 1, 1, 10, 0, n, 0, time.UTC), Server: "https://vault.example.com", User: "alice",
		SecretID: 101, Name: "web-01", Step: step, Outcome: "done",
	}
}

func TestWhatIsAppendedIsReadNewestFirst(t *testing.T) {
	tr := New(filepath.Join(t.TempDir(), "state", "trail.jsonl"))
	for i, step := range []string{"check-out", "session-started", "check-in"} {
		if err := tr.Append(entry(i, step)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := tr.Read(func(e Entry) bool { return e.Step != "session-started" }, 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Entry{entry(2, "check-in"), entry(0, "check-out")}, got); diff != "" {
		t.Error(diff)
	}
	if got, _ = tr.Read(nil, 1); len(got) != 1 || got[0].Step != "check-in" {
		t.Errorf("limited: %+v", got)
	}
	info, err := os.Stat(tr.file.Paths()[1])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestHalfALineHidesNothingElse(t *testing.T) {
	tr := New(filepath.Join(t.TempDir(), "trail.jsonl"))
	if err := tr.Append(entry(0, "check-out")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tr.file.Paths()[1], append(must(t, tr.file.Paths()[1]), []byte("{\"at\":\"20\nnot json\n\n")...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tr.Append(entry(1, "check-in")); err != nil {
		t.Fatal(err)
	}
	if got, err := tr.Read(nil, 0); err != nil || len(got) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTheFileHasABound(t *testing.T) {
	tr := New(filepath.Join(t.TempDir(), "trail.jsonl"))
	old := strings.Repeat(string(line(t, entry(0, "old")))+"\n", 1+maxSize/len(line(t, entry(0, "old"))))
	if err := os.WriteFile(tr.file.Paths()[1], []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tr.Append(entry(1, "new")); err != nil {
		t.Fatal(err)
	}
	got, err := tr.Read(nil, 2)
	if err != nil || len(got) != 2 || got[0].Step != "new" || got[1].Step != "old" {
		t.Errorf("%+v, %v", got, err)
	}
	if info, err := os.Stat(tr.file.Paths()[1]); err != nil || info.Size() > 1<<10 {
		t.Errorf("the present file was not begun anew: %v %v", info.Size(), err)
	}
}

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	at := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(at, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := New(filepath.Join(at, "trail.jsonl")).Append(entry(0, "check-out")); err == nil {
		t.Error("no error for a folder that is a file")
	}
	if err := (*Trail)(nil).Append(entry(0, "x")); err != nil {
		t.Errorf("a nil trail: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"at":"2026-01-01T10:00:00Z","step":"check-out"}` + "\n{"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tr := New(filepath.Join(t.TempDir(), "trail.jsonl"))
		if err := os.WriteFile(tr.file.Paths()[1], raw, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = tr.Read(nil, 0) // an error for a line without end is fine, a panic is not
	})
}

func must(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func line(t *testing.T, e Entry) []byte {
	t.Helper()
	tr := New(filepath.Join(t.TempDir(), "one.jsonl"))
	if err := tr.Append(e); err != nil {
		t.Fatal(err)
	}
	return []byte(strings.TrimSpace(string(must(t, tr.file.Paths()[1]))))
}
