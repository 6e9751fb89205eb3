package journal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// die ends a program without a word: the lock goes, the file stays.
func die(t *testing.T, j *Journal) {
	t.Helper()
	if err := j.lock.Unlock(); err != nil {
		t.Fatal(err)
	}
}

var entries = Entries{
	CheckOuts: []CheckOut{{Server: "https://v", User: "alice", SecretID: 103, Name: "db-01"}},
	Sessions:  []Session{{ID: "ab", Server: "https://v", User: "alice", SecretID: 103}},
}

func TestTheJournalOfADeadProgramIsAdoptedOnce(t *testing.T) {
	dir := t.TempDir()
	dead := open(t, dir)
	if err := dead.Write(entries); err != nil {
		t.Fatal(err)
	}
	die(t, dead)

	next := open(t, dir)
	got, err := next.Adopt(Entries{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(entries, got.Entries); diff != "" {
		t.Errorf("adopted (-want +got):\n%s", diff)
	}
	third := open(t, dir)
	if got, err := third.Adopt(Entries{}); err != nil || !got.Empty() {
		t.Errorf("a third program adopted %+v (%v) while the second lives", got, err)
	}
	die(t, next)
	if got, err := third.Adopt(Entries{}); err != nil || len(got.CheckOuts) != 1 {
		t.Errorf("after the second died too: %+v, %v", got, err)
	}
}

func TestALivingProgramIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	living := open(t, dir)
	if err := living.Write(entries); err != nil {
		t.Fatal(err)
	}
	if got, err := open(t, dir).Adopt(Entries{}); err != nil || !got.Empty() {
		t.Errorf("took %+v (%v) from a program that lives", got, err)
	}
}

func TestWhatCannotBeWrittenIsNotRemoved(t *testing.T) {
	dir := t.TempDir()
	dead := open(t, dir)
	if err := dead.Write(entries); err != nil {
		t.Fatal(err)
	}
	die(t, dead)
	next := open(t, dir)
	if err := os.Mkdir(next.file(".json"), 0o700); err != nil { // a write must fail, as root too
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(next.file(".json"), "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := next.Adopt(Entries{}); err == nil {
		t.Fatal("adopting into a journal that cannot be written must fail")
	}
	if _, err := os.Stat(dead.file(".json")); err != nil {
		t.Errorf("the dead program's journal is gone: %v", err)
	}
}

func TestADamagedJournalIsKeptAndNamed(t *testing.T) {
	dir := t.TempDir()
	dead := open(t, dir)
	if err := os.WriteFile(dead.file(".json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	die(t, dead)
	got, err := open(t, dir).Adopt(Entries{})
	if err != nil || len(got.Damaged) != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if raw, err := os.ReadFile(got.Damaged[0]); err != nil || string(raw) != "{" {
		t.Errorf("set aside: %q, %v", raw, err)
	}
}

func TestAnOrderlyEndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	for _, e := range []Entries{entries, {}} {
		if err := j.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
