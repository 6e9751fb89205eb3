package app_test

import (
	"strings"
	"testing"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

func TestASecretWithAPrivateKeyOpensWithIt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 112})
		h.Do(app.Connect{SecretID: 112})
		if c := h.Launcher.Last(); !c.KeyOK || c.PasswordOK {
			t.Errorf("key right: %v, password right: %v; the secret has a key alone", c.KeyOK, c.PasswordOK)
		}
		if l := h.Ledger(112); l["read"] != 1 || l["field"] > 2 {
			t.Errorf("the vault was asked %v, want the secret once and each of its two secret fields at most once", l)
		}
	})
}

func TestAPrivateKeyBehindAQuantumLockOpensToo(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(112, func(o *demovault.SecretOptions) { o.QuantumLock = true })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 112})
		h.Do(app.Connect{SecretID: 112, Given: app.Given{Lock: typed(lockOf(h, "alice"))}})
		if h.Launcher.Count() != 1 || !h.Launcher.Last().KeyOK {
			t.Errorf("%d clients; %+v", h.Launcher.Count(), h.View().Pane.Problem)
		}
	})
}

func TestWhatIsWrongWithAKeyIsToldAndNothingIsKept(t *testing.T) {
	for fault, want := range map[launcher.KeyFault]app.ProblemKind{
		launcher.KeyUnreadable: app.ProblemKey, launcher.KeyLocked: app.ProblemKeyPassphrase, launcher.KeyPassphrase: app.ProblemKeyPassphrase,
		launcher.KeyPuTTY: app.ProblemKeyPuTTY, launcher.KeyKind: app.ProblemKeyKind, launcher.KeyUnusualCrypt: app.ProblemKeyKind,
	} {
		t.Run(string(fault), func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.Launcher.StartError = &launcher.KeyError{Fault: fault}
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 112})
				h.Do(app.Connect{SecretID: 112})
				v := h.View()
				if v.Pane.Problem.Kind != want || len(v.Sessions) != 0 || len(v.CheckOuts) != 0 {
					t.Errorf("problem %+v, sessions %v, check-outs %v", v.Pane.Problem, v.Sessions, v.CheckOuts)
				}
			})
		})
	}
}

// proxied are secrets that the vault offers its proxy for.
var proxied = map[string]struct {
	secret, port int
	user         string
}{
	"ssh": {113, 2222, "svc-proxy-01"},
	"rdp": {109, 3390, "svc-dc-02"},
}

// runProxied runs a test with that secret selected.
func runProxied(t *testing.T, secret int, test func(h *apptest.H)) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetRDPHost("127.0.0.1:3390")
		h.Vault.SetSecret(secret, func(o *demovault.SecretOptions) { o.ProxyEnabled = true })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: secret})
		test(h)
	})
}

func TestAProxiedSecretOpensThroughTheVaultsProxyWithFreshCredentialsEachTime(t *testing.T) {
	for kind, c := range proxied {
		t.Run(kind, func(t *testing.T) {
			runProxied(t, c.secret, func(h *apptest.H) {
				h.Do(app.Connect{SecretID: c.secret})
				first := h.Launcher.Last()
				if !first.PasswordOK || first.Target.User == c.user || first.Target.Host != "127.0.0.1" || first.Target.Port != c.port {
					t.Fatalf("the client went to %+v, password right: %v", first.Target, first.PasswordOK)
				}
				if first.Target.RDP != nil && first.Target.RDP.Clipboard {
					t.Error("the clipboard goes along, and the vault says no")
				}
				if p := h.View().Pane; p.User != c.user {
					t.Errorf("the pane shows the proxy's user %q as the secret's", p.User)
				}
				first.LogOff()
				h.Settle()
				h.Do(app.Connect{SecretID: c.secret})
				if second := h.Launcher.Last(); second == first || !second.PasswordOK || second.Target.User == first.Target.User {
					t.Errorf("the second client signs in as %q, the first did as %q", second.Target.User, first.Target.User)
				}
			})
		})
	}
}

func TestARefusedProxyIsNotGoneAround(t *testing.T) {
	for name, c := range map[string]struct {
		fault demovault.Fault
		want  app.ProblemKind
	}{
		"refused":       {demovault.Fault{Kind: demovault.FaultStatus, Status: 400}, app.ProblemProxy},
		"not allowed":   {demovault.Fault{Kind: demovault.FaultStatus, Status: 403}, app.ProblemProxy},
		"not known":     {demovault.Fault{Kind: demovault.FaultStatus, Status: 404}, app.ProblemProxy},
		"a fault of it": {demovault.Fault{Kind: demovault.FaultStatus, Status: 500}, app.ProblemServerError},
		"no answer":     {demovault.Fault{Kind: demovault.FaultDropAfter}, app.ProblemUnreachable},
	} {
		for kind, p := range proxied {
			t.Run(name+"/"+kind, func(t *testing.T) {
				runProxied(t, p.secret, func(h *apptest.H) {
					h.Vault.Fail("proxy", c.fault)
					h.Do(app.Connect{SecretID: p.secret})
					if p := h.View().Pane.Problem; p.Kind != c.want || h.Launcher.Count() != 0 {
						t.Errorf("problem %+v, want %s; %d clients, want none", p, c.want, h.Launcher.Count())
					}
					if strings.Contains(h.View().Pane.Problem.Detail, "svc-") {
						t.Error("the problem tells of the account")
					}
				})
			})
		}
	}
}
