package demovault_test

import (
	"bytes"
	"database/sql"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sallyport/assets"
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
	for _, name := range []string{"demo.sqlite", "demo.key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			t.Errorf("%s may be read by others: %v", name, info.Mode())
		}
	}
}

func TestUsersAndSettingsSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	kept := func(c *demovault.Config) { c.StateDir = dir }
	first := newRig(t, kept)
	first.vault.SetUser("bob", func(u *demovault.User) { u.RequiresOTP = true })
	first.vault.SetSettings(func(s *demovault.Settings) { s.HideVersion, s.TokenLife = true, time.Minute })
	for range 4 {
		first.grant(url.Values{"grant_type": {"password"}, "username": {"ann"}, "password": {"no"}}, "")
	}
	before, service := first.vault.Users(), first.vault.Service()
	if err := first.vault.Close(); err != nil {
		t.Fatal(err)
	}
	second := newRig(t, kept)
	for i, u := range second.vault.Users() {
		u.QuantumLockPassword, before[i].QuantumLockPassword = "", "" // known to nobody but its user
		diff(t, before[i], u)
	}
	diff(t, service, second.vault.Service())
	second.vault.SetSettings(func(s *demovault.Settings) {
		if !s.HideVersion || s.TokenLife != time.Minute {
			t.Errorf("the settings are not those of before: %+v", *s)
		}
	})
	second.grant(url.Values{"grant_type": {"password"}, "username": {"ann"}, "password": {"no"}}, "") // the fifth
	status, _ := second.grant(url.Values{"grant_type": {"password"}, "username": {"ann"}, "password": {second.user("ann").Password}}, "")
	diff(t, 400, status)
}

// filled is a state folder with one of everything, and the values in it that
// must not be readable.
func filled(t *testing.T) (dir string, values []string) {
	dir = t.TempDir()
	r := newRig(t, func(c *demovault.Config) { c.StateDir, c.Secrets = dir, 10 })
	alice := r.signIn("alice")
	alice.ask(107, map[string]any{"requestComment": "because of the flood"})
	made := alice.object("POST", "v1/secrets", map[string]any{
		"name": "made", "secretTemplateId": 6003, "folderId": 3, "items": []any{field(87, "host.example"), field(89, "svc-made"), field(90, "made-password")},
	})
	alice.call("PUT", "v1/secrets/"+number(made["id"])+"/fields/notes", map[string]any{"value": "made-notes"})
	values = []string{"because of the flood", "made-password", "made-notes", "svc-web-01", alice.token, alice.again}
	for _, id := range []string{"101", "109", "113"} {
		values = append(values, alice.call("GET", "v1/secrets/"+id+"/fields/password", nil).(string))
	}
	values = append(values, alice.call("GET", "v1/secrets/112/fields/private-key-passphrase", nil).(string), file(t, alice, "v1/secrets/112/fields/private-key"))
	values = append(values, r.vault.Service().ClientSecret)
	for _, u := range r.vault.Users() {
		values = append(values, u.Password, u.TOTPSecret)
		if u.QuantumLockPassword != "" {
			values = append(values, u.QuantumLockPassword)
		}
	}
	if err := r.vault.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, values
}

func TestNothingOnDiskCanBeRead(t *testing.T) {
	dir, values := filled(t)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, v := range values {
			if bytes.Contains(raw, []byte(v)) || bytes.Contains(raw, []byte(strings.Trim(jsonText(v), `"`))) {
				t.Errorf("%s holds %q", d.Name(), v)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAStateThatCannotBeReadIsSaidSo(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"the key has gone": {func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "demo.key"))) }, "is missing: without it"},
		"another key": {func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "demo.key"), make([]byte, 32), 0o600))
		}, "another key, or a damaged file"},
		"no key at all": {func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "demo.key"), []byte("key"), 0o600))
		}, "is no key of the demo"},
		"no database at all": {func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "demo.sqlite"), bytes.Repeat([]byte("x"), 4096), 0o600))
		}, "is no database of the demo"},
		"documents swapped": {func(t *testing.T, dir string) {
			run(t, dir, `UPDATE docs SET id = 900 WHERE kind = 'secret' AND id = 101`)
		}, "secret 900 cannot be read"},
		"a document cut": {func(t *testing.T, dir string) {
			run(t, dir, `UPDATE docs SET doc = substr(doc, 1, 9) WHERE kind = 'secret' AND id = 101`)
		}, "secret 101 is cut short"},
		"an earlier version":   {func(t *testing.T, dir string) { run(t, dir, `PRAGMA user_version = 0`) }, "made by an earlier version of the demo"},
		"a version after this": {func(t *testing.T, dir string) { run(t, dir, `PRAGMA user_version = 99`) }, "made by a later version of the demo"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := filled(t)
			tc.spoil(t, dir)
			v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, StateDir: dir})
			if err == nil {
				must(t, v.Close())
				t.Fatal("it was taken")
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q in it", err, tc.want)
			}
		})
	}
}

func run(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "demo.sqlite"))
	must(t, err)
	_, err = db.Exec(statement)
	must(t, err)
	must(t, db.Close())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
