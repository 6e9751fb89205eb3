package demovault_test

import (
	"path/filepath"
	"testing"

	"sallyport/ssclient/demovault"
)

const (
	lockWrong    = "API_ValidateSecretAccessDoubleLockPasswordInvalid"
	lockRequired = "API_ValidateSecretAccessDoubleLockPasswordRequired"
	lockNoAccess = "API_ValidateSecretAccessDoubleLockNoAccess"
)

func with(password string) map[string]any { return map[string]any{"doubleLockPassword": password} }

// openLock reads the password of a locked secret.
func (p *person) openLock(id, password string) string {
	p.t.Helper()
	return p.call("POST", "v1/secrets/"+id+"/restricted/fields/password", with(password)).(string)
}

func TestALockedSecretIsReadWithThePasswordOfItsUserOnly(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	mine, his := r.user("alice").QuantumLockPassword, r.user("bob").QuantumLockPassword
	password := alice.openLock("110", mine)
	diff(t, 24, len(password))
	diff(t, password, bob.openLock("110", his))
	diff(t, lockWrong, alice.refused("POST", "v1/secrets/110/restricted", with(his)))
	diff(t, lockRequired, alice.refused("POST", "v1/secrets/110/restricted", nil))
	diff(t, lockRequired, alice.refused("GET", "v1/secrets/110/fields/password", nil))
	diff(t, "RequiresDoubleLockPassword", alice.state("110")["secretState"]) // asked for every time
	whole := alice.object("POST", "v1/secrets/110/restricted", with(mine))
	shown := map[string]any{}
	for _, i := range whole["items"].([]any) {
		shown[i.(map[string]any)["slug"].(string)] = i.(map[string]any)["itemValue"]
	}
	diff(t, any(password), shown["password"])
	diff(t, any("QuantumLock."), shown["notes"])
	diff(t, any("svc-hsm-01"), shown["username"])
}

func TestWhoHasNoAccessIsTold(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, "DoubleLockNoAccess", alice.state("119")["secretState"])
	diff(t, lockNoAccess, alice.refused("POST", "v1/secrets/119/restricted", with(r.user("alice").QuantumLockPassword)))
	diff(t, "RequiresDoubleLockPassword", r.signIn("root").state("119")["secretState"])
}

func TestAFirstPasswordCountsOnceAMemberHasOpenedTheSecret(t *testing.T) {
	r := newRig(t)
	ann, alice := r.signIn("ann"), r.signIn("alice")
	diff(t, "CreateDoubleLockPassword", ann.state("110")["secretState"])
	diff(t, lockRequired, ann.refused("POST", "v1/secrets/110/restricted", with("x")))
	diff(t, "", ann.refused("PUT", "v1/users/doublelock-password", map[string]any{"password": " "}))
	diff(t, true, ann.call("PUT", "v1/users/doublelock-password", map[string]any{"password": "of ann's own"}))
	diff(t, "DoubleLockNoAccess", ann.state("110")["secretState"])
	password := alice.openLock("110", r.user("alice").QuantumLockPassword)
	diff(t, "RequiresDoubleLockPassword", ann.state("110")["secretState"])
	diff(t, password, ann.openLock("110", "of ann's own"))
}

func TestAChangedPasswordKeepsTheAccess(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	old := r.user("alice").QuantumLockPassword
	password := alice.openLock("110", old)
	change := func(body map[string]any) any { return alice.call("PUT", "v1/users/doublelock-password", body) }
	diff(t, any(true), change(map[string]any{"password": "second"})) // the demo still knows the first
	diff(t, "", r.user("alice").QuantumLockPassword)
	diff(t, lockWrong, alice.refused("POST", "v1/secrets/110/restricted", with(old)))
	diff(t, password, alice.openLock("110", "second"))
	for _, body := range []map[string]any{{"password": "third"}, {"password": "third", "currentPassword": old}} {
		diff(t, lockWrong, alice.refused("PUT", "v1/users/doublelock-password", body))
	}
	diff(t, any(true), change(map[string]any{"password": "third", "currentPassword": "second"}))
	diff(t, password, alice.openLock("110", "third"))
}

func TestALockedSecretIsChangedWithItsPassword(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	mine := r.user("root").QuantumLockPassword
	diff(t, lockRequired, root.refused("PUT", "v1/secrets/110/fields/password", map[string]any{"value": "x"}))
	root.call("PUT", "v1/secrets/110/fields/password", map[string]any{"value": "another", "doubleLockPassword": mine})
	diff(t, "another", r.signIn("alice").openLock("110", r.user("alice").QuantumLockPassword))
	if !r.vault.Opens("svc-hsm-01", []byte("another")) || r.vault.Opens("svc-hsm-01", []byte("x")) || r.vault.Opens("svc-hsm-01", nil) {
		t.Error("the target does not take the password, or takes others")
	}
	if known, _, ok := r.vault.Account("svc-hsm-01"); known != nil || !ok {
		t.Errorf("the vault knows the password: %q", known)
	}
	whole := root.object("POST", "v1/secrets/110/restricted", with(mine))
	whole["name"], whole["doubleLockPassword"] = "hsm-00", mine
	diff(t, "hsm-00", root.object("PUT", "v1/secrets/110", whole)["name"])
	diff(t, "another", root.openLock("110", mine))
	whole["checkOutEnabled"] = true
	diff(t, "API_SecretDoubleLockExcludesCheckOut", root.refused("PUT", "v1/secrets/110", whole))
	diff(t, "", root.refused("POST", "v1/secrets/110/change-password", with(mine)))
}

func TestALockIsPutOnAndStays(t *testing.T) {
	r := newRig(t)
	r.vault.SetSecret(112, func(o *demovault.SecretOptions) { o.QuantumLock, o.CheckOutEnabled = true, true })
	alice := r.signIn("alice")
	diff(t, "RequiresDoubleLockPassword", alice.state("112")["secretState"])
	diff(t, false, alice.object("GET", "v1/secrets/112/summary", nil)["checkOutEnabled"])
	mine := with(r.user("alice").QuantumLockPassword)
	status, raw := alice.send("POST", "v1/secrets/112/restricted/fields/private-key", mine)
	if status != 200 || len(raw) < 100 {
		t.Errorf("the key: %d, %d bytes", status, len(raw))
	}
	r.vault.SetSecret(112, func(o *demovault.SecretOptions) { o.QuantumLock = false })
	diff(t, "RequiresDoubleLockPassword", alice.state("112")["secretState"])
}

func TestLocksSurviveARestartWithoutTheirPasswords(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	kept := func(c *demovault.Config) { c.StateDir = dir }
	first := newRig(t, kept)
	mine := first.user("alice").QuantumLockPassword
	password := first.signIn("alice").openLock("110", mine)
	if err := first.vault.Close(); err != nil {
		t.Fatal(err)
	}
	second := newRig(t, kept)
	diff(t, "", second.user("alice").QuantumLockPassword)
	diff(t, password, second.signIn("alice").openLock("110", mine))
}
