package demovault_test

import (
	"path/filepath"
	"testing"

	"sallyport/ssclient/demovault"
)

// makeFolder posts the stub back, as clients of the real server must.
func (p *person) makeFolder(name string, parent int) string {
	p.t.Helper()
	stub := p.object("GET", "v1/folders/stub", nil)
	stub["folderName"], stub["parentFolderId"] = name, parent
	return number(p.object("POST", "v1/folders", stub)["id"])
}

func TestAFolderIsMadeFromItsStub(t *testing.T) {
	r := newRig(t)
	root, alice := r.signIn("root"), r.signIn("alice")
	id := root.makeFolder("Racks", 1)
	made := alice.object("GET", "v1/folders/"+id, nil)
	diff(t, `\Linux\Racks`, made["folderPath"])
	diff(t, true, made["inheritPermissions"])
	diff(t, "API_AccessDenied", root.refused("POST", "v1/folders", map[string]any{"folderName": "by hand", "parentFolderId": 1}))
	stub := root.object("GET", "v1/folders/stub", nil)
	diff(t, "", root.refused("POST", "v1/folders", stub))
	stub["folderName"], stub["parentFolderId"] = "racks", 1
	diff(t, "API_FolderNameExists", root.refused("POST", "v1/folders", stub))
	stub["parentFolderId"] = 999
	diff(t, "API_AccessDenied", root.refused("POST", "v1/folders", stub))
	stub["parentFolderId"] = 1
	diff(t, "API_AccessDenied", alice.refused("POST", "v1/folders", stub))
	stub["parentFolderId"] = -1
	diff(t, "API_AccessDenied", alice.refused("POST", "v1/folders", stub))
	stub["inheritPermissions"], stub["parentFolderId"] = false, 1
	stub["folderName"] = "Closed"
	closed := number(root.object("POST", "v1/folders", stub)["id"])
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/folders/"+closed, nil))
}

func TestAFolderMovesWithAllThatIsInIt(t *testing.T) {
	r := newRig(t)
	root, alice := r.signIn("root"), r.signIn("alice")
	f := root.object("GET", "v1/folders/1", nil)
	f["folderName"], f["parentFolderId"] = "Unix", 2
	diff(t, `\Network\Unix`, root.object("PUT", "v1/folders/1", f)["folderPath"])
	diff(t, 101.0, alice.object("GET", "v1/secrets/0/summary?secretPath=/Network/Unix/web-01", nil)["id"])
	diff(t, "web-01", names(alice.object("GET", "v2/secrets?filter.searchText=network%5Cunix%5C&filter.secretIds=101", nil), "name")+names(alice.object("GET", "v2/secrets?filter.searchText=network%5Cunix&filter.secretIds=101", nil), "name"))
	inside := root.object("GET", "v1/folders/2", nil)
	inside["parentFolderId"] = 1
	diff(t, "", root.refused("PUT", "v1/folders/2", inside))
	f["id"] = 3
	diff(t, "", root.refused("PUT", "v1/folders/1", f))
	diff(t, "API_AccessDenied", alice.refused("PUT", "v1/folders/1", inside))
}

func TestOnlyAnEmptyFolderGoes(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	diff(t, "API_FolderNotEmpty", root.refused("DELETE", "v1/folders/1", nil))
	id := root.makeFolder("Short", 1)
	diff(t, "API_AccessDenied", r.signIn("alice").refused("DELETE", "v1/folders/"+id, nil))
	diff(t, "Folder", root.object("DELETE", "v1/folders/"+id, nil)["objectType"])
	diff(t, "API_AccessDenied", root.refused("GET", "v1/folders/"+id, nil))
	if again := root.makeFolder("Short", 1); again == id {
		t.Errorf("the id %s is used twice", id)
	}
}

func TestFoldersArePinnedForOneUser(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	pins := func(p *person) []any { return p.object("GET", "v1/folders/pinned", nil)["records"].([]any) }
	for range 2 { // a second time changes nothing
		diff(t, true, alice.object("PATCH", "v1/folder/1/pinned", nil)["success"])
	}
	diff(t, 1, len(pins(alice)))
	pin := pins(alice)[0].(map[string]any)
	diff(t, []any{1.0, "Linux"}, []any{pin["folderId"], pin["displayName"]})
	diff(t, 0, len(pins(bob)))
	for range 2 { // the vendor's description says so
		diff(t, true, alice.object("DELETE", "v1/folder/1/pinned", nil)["success"])
	}
	diff(t, 0, len(pins(alice)))
	diff(t, "API_AccessDenied", alice.refused("PATCH", "v1/folder/999/pinned", nil))
}

func TestFoldersLaunchersAndSessionsSurviveARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	kept := func(c *demovault.Config) { c.StateDir = dir }
	first := newRig(t, kept)
	root := first.signIn("root")
	id := root.makeFolder("Racks", 1)
	gone := root.makeFolder("Gone", 1)
	root.object("DELETE", "v1/folders/"+gone, nil)
	root.call("PATCH", "v1/folder/"+id+"/pinned", nil)
	f := root.object("GET", "v1/folders/2", nil)
	f["folderName"] = "Switches"
	root.object("PUT", "v1/folders/2", f)
	root.object("PATCH", "v1/launchers/types/21", map[string]any{"data": map[string]any{"active": map[string]any{"dirty": true, "value": true}}})
	root.object("POST", "v1/launchers/secret", map[string]any{"launcherId": 2, "secretId": 101})
	first.vault.SetSettings(func(s *demovault.Settings) { s.PasswordChangeTime = 1e9 })
	root.object("POST", "v1/secrets/103/change-password", map[string]any{"newPassword": "chosen"})
	if err := first.vault.Close(); err != nil {
		t.Fatal(err)
	}

	second := newRig(t, kept)
	root = second.signIn("root")
	diff(t, `\Linux\Racks`, root.object("GET", "v1/folders/"+id, nil)["folderPath"])
	diff(t, "API_AccessDenied", root.refused("GET", "v1/folders/"+gone, nil))
	diff(t, 1.0, root.object("GET", "v1/folders/pinned", nil)["total"])
	diff(t, 106.0, root.object("GET", "v1/secrets/0/summary?secretPath=/Switches/core-sw", nil)["id"])
	diff(t, "Old Terminal", names(root.object("GET", "v1/launchers?filter.searchText=old", nil), "name"))
	diff(t, 1, len(root.object("GET", "v1/secrets/launcher-sessions?filter.secretId=101", nil)["records"].([]any)))
	diff(t, true, root.state("103")["passwordChangePending"])
	second.clock.add(2e9)
	password, _, _ := second.vault.Account("svc-db-01")
	diff(t, "chosen", string(password))
	if next := root.makeFolder("Next", 1); next == gone {
		t.Errorf("the id %s is used twice", gone)
	}
}
