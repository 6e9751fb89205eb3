package demovault_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

func TestTheStateSurvivesARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	kept := func(c *demovault.Config) { c.StateDir, c.Secrets = dir, 20 }
	first := newRig(t, kept)
	alice := first.signIn("alice")
	alice.call("POST", "v1/secrets/103/check-out", nil)
	alice.call("POST", "v1/secret-access-requests/secrets/102/view-comment", map[string]any{"comment": "x"})
	made := alice.object("POST", "v1/secrets", map[string]any{
		"name": "mine", "secretTemplateId": 9, "folderId": 1,
		"items": []any{map[string]any{"slug": "url", "itemValue": "https://x.example"}, map[string]any{"slug": "username", "itemValue": "u"}, map[string]any{"slug": "password", "itemValue": "p"}},
	})
	first.vault.RemoveSecret(101)
	password, _, _ := first.vault.Account("svc-pay-01")
	_, keys, _ := first.vault.Account("svc-key-01")
	before := first.vault.Ledger()
	if err := first.vault.Close(); err != nil {
		t.Fatal(err)
	}

	second := newRig(t, kept, func(c *demovault.Config) { c.SSHHost = "127.0.0.1:4444" })
	again := second.signIn("alice")
	diff(t, true, again.state("103")["isCheckedOutByCurrentUser"])
	diff(t, "None", again.state("102")["secretState"])
	diff(t, "API_AccessDenied", again.refused("GET", "v1/secrets/101", nil))
	diff(t, before, second.vault.Ledger()[:len(before)])
	same, _, _ := second.vault.Account("svc-pay-01")
	diff(t, string(password), string(same))
	_, sameKeys, _ := second.vault.Account("svc-key-01")
	diff(t, keys, sameKeys)
	diff(t, "4444", again.call("GET", "v1/secrets/103/fields/port", nil))
	diff(t, made["id"], again.object("GET", "v1/secrets/0?secretPath=/Linux/mine", nil)["id"])
	second.clock.add(time.Hour)
	if last := second.vault.Ledger(); last[len(last)-1].Note != "expired" {
		t.Errorf("the check-out of before the restart did not expire: %+v", last[len(last)-1])
	}
	info, err := os.Stat(filepath.Join(dir, "demo.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("the state may be read by others: %v", info.Mode())
	}
}
