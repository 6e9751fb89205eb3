package demovault_test

import (
	"testing"

	"sallyport/ssclient/demovault"
)

// rules is {"data": {member: {"dirty": true, "value": …}, …}}.
func rules(pairs ...any) map[string]any {
	data := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		data[pairs[i].(string)] = map[string]any{"dirty": true, "value": pairs[i+1]}
	}
	return map[string]any{"data": data}
}

func TestAnOwnerChangesTheRulesOfASecret(t *testing.T) {
	r := newRig(t)
	alice, root := r.signIn("alice"), r.signIn("root")
	const checkOut, approval, general, mfa = "v3/secrets/101/security-checkout", "v3/secrets/101/security-approval", "v2/secrets/101/security-general", "v1/secrets/101/security-multifactor-authentication"
	state := func() any { return alice.state("101")["secretState"] }

	out := root.object("PATCH", checkOut, rules("checkOutEnabled", true, "checkOutIntervalMinutes", 7, "checkOutChangePasswordEnabled", true))
	diff(t, true, out["success"])
	model := out["model"].(map[string]any)
	diff(t, 7.0, model["checkOutIntervalMinutes"])
	diff(t, true, model["checkOutChangePasswordEnabled"])
	diff(t, any("RequiresCheckout"), state())
	alice.call("POST", "v1/secrets/101/check-out", nil)
	root.object("PATCH", checkOut, rules("checkOutEnabled", false, "checkOutChangePasswordEnabled", false))
	diff(t, []string{"root security", "alice check-out", "root check-in: forced", "root security"}, r.ops(101))
	root.object("PATCH", checkOut, map[string]any{"data": map[string]any{"checkOutEnabled": map[string]any{"dirty": false, "value": true}}})
	diff(t, any("None"), state())

	diff(t, true, root.object("PATCH", general, rules("requiresComment", true))["requiresComment"])
	diff(t, any("RequiresComment"), state())
	root.object("PATCH", general, rules("requiresComment", false, "proxyEnabled", true))
	diff(t, true, alice.object("GET", "v1/secrets/101", nil)["proxyEnabled"])

	diff(t, true, root.object("PATCH", mfa, rules("isMultifactorAuthenticationRequired", true))["isMultiFactorAuthenticationRequired"])
	diff(t, any("RequiresMfaChallenge"), state())
	root.object("PATCH", mfa, rules("isMultifactorAuthenticationRequired", false))

	set := root.object("PUT", approval, rules("requireApprovalType", "RequireEveryoneApproval", "approvers", []int{22}))["model"].(map[string]any)
	diff(t, "RequireEveryoneApproval", set["requireApprovalType"])
	diff(t, "Administrators", set["approvers"].([]any)[0].(map[string]any)["displayName"])
	diff(t, any("RequiresApproval"), state())
	alice.ask(101, nil)
	diff(t, []string{"root"}, r.vault.PendingRequests()[0].Reviewers)
	root.object("PUT", approval, rules("requireApprovalType", "None", "workflowTemplateId", 1))
	diff(t, any("None"), state())
}

func TestRulesAreRefusedWithWhatIsWrong(t *testing.T) {
	r := newRig(t)
	alice, root := r.signIn("alice"), r.signIn("root")
	for _, tc := range []struct {
		name, method, path string
		who                *person
		body               map[string]any
		want               string
	}{
		{"who may only view", "PATCH", "v2/secrets/101/security-general", alice, rules("requiresComment", true), "API_AccessDenied"},
		{"who may only edit", "PATCH", "v2/secrets/116/security-general", r.signIn("bob"), rules("requiresComment", true), "API_AccessDenied"},
		{"no data", "PATCH", "v3/secrets/101/security-checkout", root, nil, ""},
		{"too long", "PATCH", "v3/secrets/101/security-checkout", root, rules("checkOutIntervalMinutes", 43201), ""},
		{"a type that is none", "PUT", "v3/secrets/101/security-approval", root, rules("requireApprovalType", "Maybe"), ""},
		{"a workflow that is none", "PUT", "v3/secrets/101/security-approval", root, rules("workflowTemplateId", 9), ""},
		{"an approver who is none", "PUT", "v3/secrets/101/security-approval", root, rules("approvers", []int{999}), ""},
		{"check-out of a locked secret", "PATCH", "v3/secrets/110/security-checkout", root, rules("checkOutEnabled", true), "API_SecretDoubleLockExcludesCheckOut"},
		{"a lock on a check-out", "PATCH", "v2/secrets/103/security-general", root, rules("enableDoubleLock", true), "API_SecretDoubleLockExcludesCheckOut"},
		{"a lock off without its password", "PATCH", "v2/secrets/110/security-general", root, rules("enableDoubleLock", false), lockRequired},
	} {
		t.Run(tc.name, func(t *testing.T) { diff(t, tc.want, tc.who.refused(tc.method, tc.path, tc.body)) })
	}
}

func TestAQuantumLockIsPutOnAndTakenOff(t *testing.T) {
	r := newRig(t)
	alice, root := r.signIn("alice"), r.signIn("root")
	password := alice.call("GET", "v1/secrets/101/fields/password", nil).(string)
	diff(t, true, root.object("PATCH", "v2/secrets/101/security-general", rules("enableDoubleLock", true))["isDoubleLock"])
	diff(t, password, alice.openLock("101", r.user("alice").QuantumLockPassword))
	off := rules("enableDoubleLock", false)
	off["doubleLockPassword"] = r.user("root").QuantumLockPassword
	diff(t, false, root.object("PATCH", "v2/secrets/101/security-general", off)["isDoubleLock"])
	diff(t, password, alice.call("GET", "v1/secrets/101/fields/password", nil).(string))
	r.vault.SetUser("root", func(u *demovault.User) { u.QuantumLockPassword = "" })
	diff(t, lockRequired, root.refused("PATCH", "v2/secrets/101/security-general", rules("enableDoubleLock", true)))
}
