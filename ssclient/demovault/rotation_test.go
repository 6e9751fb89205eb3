package demovault_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/ssclient/demovault"
)

func slow(r *rig, d time.Duration) {
	r.vault.SetSettings(func(s *demovault.Settings) { s.PasswordChangeTime = d })
}

func TestAPasswordChangeTakesItsTime(t *testing.T) {
	r := newRig(t)
	slow(r, 10*time.Second)
	root := r.signIn("root")
	old, _, _ := r.vault.Account("svc-web-01")
	root.object("POST", "v1/secrets/101/change-password", map[string]any{"newPassword": "chosen"})
	diff(t, true, root.state("101")["passwordChangePending"])
	diff(t, "Pending", root.object("GET", "v1/secrets/101/state/flags", nil)["passwordChangeState"])
	diff(t, "API_ValidateSecretAccessPasswordChangePending", root.refused("POST", "v1/secrets/101/change-password", nil))
	now, _, _ := r.vault.Account("svc-web-01")
	diff(t, string(old), string(now))
	r.clock.add(time.Minute)
	diff(t, false, root.state("101")["passwordChangePending"])
	now, _, _ = r.vault.Account("svc-web-01")
	diff(t, "chosen", string(now))
	ledger := r.vault.Ledger()
	diff(t, start.Add(10*time.Second), ledger[len(ledger)-1].At)
}

func TestACheckInThatRotatesKeepsTheSecretBusy(t *testing.T) {
	r := newRig(t)
	slow(r, 10*time.Second)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	alice.object("POST", "v1/secrets/105/check-out", nil)
	alice.object("POST", "v1/secrets/105/check-in", nil)
	diff(t, "RequiresCheckoutPendingRPC", bob.state("105")["secretState"])
	diff(t, "API_ValidateSecretAccessPasswordChangePending", bob.refused("POST", "v1/secrets/105/check-out", nil))
	r.clock.add(10 * time.Second)
	diff(t, "RequiresCheckout", bob.state("105")["secretState"])
	bob.object("POST", "v1/secrets/105/check-out", nil)
	diff(t, []string{"alice check-out", "alice check-in", "alice rotate", "bob check-out"}, r.ops(105))
}

func TestExpiryAndTheRotationAfterItHappenAtTheirTimes(t *testing.T) {
	r := newRig(t)
	slow(r, time.Minute)
	r.signIn("alice").object("POST", "v1/secrets/105/check-out", nil)
	r.clock.add(5 * time.Hour)
	var at []time.Time
	for _, e := range r.vault.Ledger() {
		if e.SecretID == 105 {
			at = append(at, e.At)
		}
	}
	diff(t, []time.Time{start, start.Add(30 * time.Minute), start.Add(31 * time.Minute)}, at)
}

func TestAPasswordChangeMayFail(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	r.vault.SetSecret(101, func(o *demovault.SecretOptions) { o.PasswordChangeFails = true })
	root.object("POST", "v1/secrets/101/change-password", nil)
	root.object("POST", "v1/secrets/101/change-password", nil)
	diff(t, true, root.state("101")["passwordChangeFailed"])
	whole := root.object("GET", "v1/secrets/101", nil)
	diff(t, 2.0, whole["failedPasswordChangeAttempts"])
	diff(t, true, whole["isOutOfSync"])
	sum := root.object("GET", "v1/secrets/101/summary", nil)
	diff(t, true, sum["isOutOfSync"])
	if sum["outOfSyncReason"] == "" {
		t.Error("no reason")
	}
	r.vault.SetSecret(101, func(o *demovault.SecretOptions) { o.PasswordChangeFails = false })
	diff(t, false, root.object("POST", "v1/secrets/101/change-password", nil)["isOutOfSync"])
	diff(t, []string{"root rotate: failed", "root rotate: failed", "root read", "root rotate"}, r.ops(101))
}

func TestADriftedAccountCannotBeChanged(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	r.vault.Drift(101, "by hand")
	password, _, _ := r.vault.Account("svc-web-01")
	diff(t, "by hand", string(password))
	diff(t, "Failed", root.object("POST", "v1/secrets/101/heartbeat", nil)["lastHeartBeatStatus"])
	diff(t, true, root.object("POST", "v1/secrets/101/change-password", nil)["isOutOfSync"])
	r.vault.Drift(101, "")
	diff(t, "Success", root.object("POST", "v1/secrets/101/heartbeat", nil)["lastHeartBeatStatus"])
}

func TestAPasswordChangeCanBeStopped(t *testing.T) {
	r := newRig(t)
	slow(r, time.Minute)
	root := r.signIn("root")
	diff(t, false, root.object("POST", "v1/secrets/101/stop-password-change", nil)["success"])
	root.object("POST", "v1/secrets/101/change-password", nil)
	status := func() map[string]any {
		_, raw := root.page("/internals/secret-detail/101/password-status")
		return raw
	}
	diff(t, "Pending", status()["status"])
	if status()["nextRpcDate"] == nil {
		t.Error("no date")
	}
	diff(t, true, root.object("POST", "v1/secrets/101/stop-password-change", nil)["success"])
	r.clock.add(10 * time.Minute)
	diff(t, []string{"root rotate: stopped"}, r.ops(101))
	diff(t, "Success", status()["status"])
	_, beat := root.page("/internals/secret-detail/101/heartbeat-status")
	diff(t, "Success", beat["status"])
	diff(t, "API_AccessDenied", r.signIn("alice").refused("POST", "v1/secrets/101/stop-password-change", nil))
}

func TestSSHKeysRotate(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	_, before, _ := r.vault.Account("svc-key-01")
	root.object("POST", "v1/secrets/112/change-password", map[string]any{"sshKeyArgs": map[string]any{"generateSshKeys": true, "passphrase": "a long passphrase"}})
	_, after, _ := r.vault.Account("svc-key-01")
	if len(after) != 1 || string(before[0]) == string(after[0]) {
		t.Error("the key stayed")
	}
	pem := file(t, root, "v1/secrets/112/fields/private-key")
	signer, err := ssh.ParsePrivateKeyWithPassphrase([]byte(pem), []byte("a long passphrase"))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, string(signer.PublicKey().Marshal()), string(after[0]))
	root.object("POST", "v1/secrets/112/change-password", map[string]any{"sshKeyArgs": map[string]any{"privateKey": pem, "passphrase": "a long passphrase"}})
	_, again, _ := r.vault.Account("svc-key-01")
	diff(t, string(after[0]), string(again[0]))
	diff(t, "", root.refused("POST", "v1/secrets/112/change-password", map[string]any{"sshKeyArgs": map[string]any{"privateKey": "no key"}}))
	diff(t, "", root.refused("POST", "v1/secrets/101/change-password", map[string]any{"sshKeyArgs": map[string]any{}}))
	diff(t, "", root.refused("POST", "v1/secrets/131/change-password", nil))
}

func TestAnExpiredSecretIsSoUntilItsPasswordChanges(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	diff(t, nil, root.object("GET", "v1/secrets/101/summary", nil)["daysUntilExpiration"])
	diff(t, 0.0, root.object("POST", "v1/secrets/101/expire", nil)["daysUntilExpiration"])
	diff(t, nil, root.object("POST", "v1/secrets/101/change-password", nil)["daysUntilExpiration"])
	diff(t, "API_AccessDenied", r.signIn("alice").refused("POST", "v1/secrets/101/expire", nil))
}

func TestGeneratedValuesKeepTheRuleOfTheirField(t *testing.T) {
	alice := newRig(t).signIn("alice")
	for range 50 {
		p := alice.call("POST", "v1/secret-templates/generate-password/110", nil).(string)
		if !strings.ContainsAny(p, "0123456789") || p == strings.ToLower(p) || p == strings.ToUpper(p) {
			t.Errorf("%q lacks a class", p)
		}
		pin := alice.call("POST", "v1/secret-templates/generate-password/13", nil).(string)
		if len(pin) != 8 || strings.Trim(pin, "0123456789") != "" {
			t.Errorf("pin %q", pin)
		}
	}
	diff(t, "API_AccessDenied", alice.refused("POST", "v1/secret-templates/generate-password/109", nil))
}
