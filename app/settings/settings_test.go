package settings

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSettingsAreKept(t *testing.T) {
	store := Store{Path: filepath.Join(t.TempDir(), "new", "settings.json")}
	if first, err := store.Load(); err != nil || !cmp.Equal(first, Settings{}) {
		t.Fatalf("a first start: %+v, %v", first, err)
	}
	want := Settings{Vaults: []Vault{{Server: "https://v", User: "alice", Remember: true}}, Terminal: "xterm", KeepOpen: true}
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
	if err := (Store{}).Save(Settings{KeepOpen: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := (Store{}).Load(); err != nil || !cmp.Equal(got, Settings{}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTheOneVaultOfAnEarlierFileIsTheFirstOfSeveral(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	was := `{"server": "https://v", "user": "alice", "remember": true, "platform": true, "terminal": "xterm"}`
	if err := os.WriteFile(path, []byte(was), 0o600); err != nil {
		t.Fatal(err)
	}
	live, err := Open(Store{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	first := Vault{Server: "https://v", User: "alice", Remember: true, Platform: true}
	if d := cmp.Diff(Settings{Vaults: []Vault{first}, Terminal: "xterm"}, live.Now()); d != "" {
		t.Fatalf("(-want +got) %s", d)
	}
	second := Vault{Server: "https://w", User: "alice"}
	if err := live.Change(func(s *Settings) { s.Keep(second); s.Keep(Vault{Server: "https://v", User: "ALICE"}) }); err != nil {
		t.Fatal(err)
	}
	again, err := Store{Path: path}.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := []Vault{{Server: "https://v", User: "ALICE"}, second}
	if d := cmp.Diff(want, again.Vaults); d != "" {
		t.Errorf("(-want +got) %s", d)
	}
	if err := live.Change(func(s *Settings) { s.Forget("https://v", "alice"); s.Forget("https://w", "alice") }); err != nil {
		t.Fatal(err)
	}
	if again, err = (Store{Path: path}).Load(); err != nil || len(again.Vaults) != 0 {
		t.Errorf("forgotten, and still there: %+v, %v", again.Vaults, err)
	}
}
