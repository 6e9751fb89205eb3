package settings

import (
	"path/filepath"
	"testing"
)

func TestSettingsAreKept(t *testing.T) {
	store := Store{Path: filepath.Join(t.TempDir(), "new", "settings.json")}
	if first, err := store.Load(); err != nil || first != (Settings{}) {
		t.Fatalf("a first start: %+v, %v", first, err)
	}
	want := Settings{Server: "https://v", User: "alice", Remember: true, Terminal: "xterm", KeepOpen: true}
	if err := store.Save(want); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAStoreWithoutAPathKeepsNothing(t *testing.T) {
	if err := (Store{}).Save(Settings{User: "alice"}); err != nil {
		t.Fatal(err)
	}
	if got, err := (Store{}).Load(); err != nil || got != (Settings{}) {
		t.Errorf("got %+v, %v", got, err)
	}
}
