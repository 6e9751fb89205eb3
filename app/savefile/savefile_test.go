package savefile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"sallyport/workflow/sealed"
)

func secret() sealed.Secret { return sealed.New([]byte("-----BEGIN")) }

// only checks that the folder holds these files and nothing that was begun.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(names) {
		t.Errorf("the folder holds %v, want %q", all, names)
	}
	for i := range min(len(all), len(names)) {
		if all[i].Name() != names[i] {
			t.Errorf("the folder holds %s, want %s", all[i].Name(), names[i])
		}
	}
}

func TestAFileIsWrittenForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "id_rsa")
	if err := Write(path, secret(), false); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	info, _ := os.Stat(path)
	if err != nil || string(got) != "-----BEGIN" || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("%q, %v, %v", got, err, info.Mode())
	}
	only(t, dir, "id_rsa")
}

func TestAnotherFileKeepsItsPlaceUnlessItIsToBeReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "id_rsa")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, secret(), false); !errors.Is(err, ErrExists) {
		t.Errorf("%v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("it was touched: %q", got)
	}
	if err := Write(path, secret(), true); err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(path)
	if got, _ := os.ReadFile(path); string(got) != "-----BEGIN" || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("replaced: %q, %v; others could read the old one, and must not the new one", got, info.Mode())
	}
	only(t, dir, "id_rsa")
}

func TestALinkIsReplacedAndNotFollowed(t *testing.T) {
	dir := t.TempDir()
	aim, path := filepath.Join(dir, "aim"), filepath.Join(dir, "link")
	if err := os.WriteFile(aim, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(aim, path); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, secret(), false); !errors.Is(err, ErrExists) {
		t.Errorf("%v", err)
	}
	if err := Write(path, secret(), true); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(aim); string(got) != "old" {
		t.Errorf("what the link led to holds %q", got)
	}
}

func TestWhatCannotBeWrittenLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{
		"no folder":   filepath.Join(dir, "none", "x"),
		"a folder":    dir,
		"no path":     "id_rsa",
		"nothing":     "",
		"dots":        dir + "/../x",
		"a long name": filepath.Join(dir, string(make([]byte, 300))),
	} {
		if err := Write(path, secret(), true); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	only(t, dir)
}

// A file system on which a file has one name alone.
func TestANameIsClaimedWhereThereAreNoLinks(t *testing.T) {
	dir := t.TempDir()
	taken, free := filepath.Join(dir, "taken"), filepath.Join(dir, "free")
	if err := os.WriteFile(taken, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := appear(filepath.Join(dir, "none"), taken); !errors.Is(err, ErrExists) {
		t.Errorf("%v", err)
	}
	if err := appear(filepath.Join(dir, "none"), free); err == nil || errors.Is(err, ErrExists) {
		t.Errorf("%v", err)
	}
	only(t, dir, "taken")
}
