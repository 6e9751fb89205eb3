package settings

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSettingsAreKept(t *testing.T) {
	store := Store{Path: filepath.Join(t.TempDir(), "new", "settings.json")}
	if first, err := store.Load(); err != nil || !cmp.Equal(first, Settings{}) {
		t.Fatalf("a first start: %+v, %v", first, err)
	}
	want := Settings{Server: "https://v", User: "alice", Remember: true, Terminal: "xterm", KeepOpen: true}
	want.SSH = SSH{Client: "plink", KeepAlive: 30, Charset: "de_DE.UTF-8", OwnConfig: true}
	want.Connections = map[string]Connection{ConnectionKey("https://v", 7): {Launcher: "PuTTY", Host: "db-01", SSH: SSHConnection{
		Jump: &Jump{"jump.example.com", 2222, "bob"}, Tunnels: []Tunnel{{0, "db", 5432}}, Port: 2022,
	}}}
	if err := store.Save(want); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(); err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(want, got))
	}
}

func TestAStoreWithoutAPathKeepsNothing(t *testing.T) {
	if err := (Store{}).Save(Settings{User: "alice"}); err != nil {
		t.Fatal(err)
	}
	if got, err := (Store{}).Load(); err != nil || !cmp.Equal(got, Settings{}) {
		t.Errorf("got %+v, %v", got, err)
	}
}
