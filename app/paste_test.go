package app_test

import (
	"testing"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

// withRemmina chooses Remmina for the demo's remote desktop.
func withRemmina(h *apptest.H, clipboard bool) *board {
	b := &board{}
	if clipboard {
		h.Copy = b.copy
		h.Restart()
	}
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 109}, app.ChooseSetting{SecretID: 109, Field: app.RDPClient, Value: "remmina"})
	return b
}

func TestRemminaIsOnlyUsedWhereItIsChosenAndItsPasswordIsOnTheClipboard(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		b := withRemmina(h, true)
		if s := shown(h, app.RDPClient); s.Value != "remmina" || s.Owner != app.OwnerConnection {
			t.Errorf("%+v", s)
		}
		h.Do(app.Connect{SecretID: 109})
		client := h.Launcher.Last()
		if client.Target.RDP.Client != launcher.Remmina {
			t.Fatalf("started %+v", client.Target.RDP)
		}
		client.Paste("pasted")
		h.Settle()
		if string(b.has) != "pasted" || h.View().QuietKind != app.QuietCopied {
			t.Errorf("on the clipboard: %q; said: %v", b.has, h.View().QuietKind)
		}
		client.End(launcher.Outcome{Connected: true, Why: launcher.Closed})
		h.Settle()
		h.Do(app.ChooseSetting{SecretID: 109, Field: app.RDPClient, Value: ""})
		h.Do(app.Connect{SecretID: 109})
		if c := h.Launcher.Last().Target.RDP.Client; c != launcher.SystemsRDP {
			t.Errorf("not chosen any more, and started %q", c)
		}
	})
}

func TestRemminaIsRefusedBeforeTheVaultIsAskedWhereNobodyMayPaste(t *testing.T) {
	for name, want := range map[string]app.ProblemKind{"no clipboard": app.ProblemWindowOnly, "a hidden password": app.ProblemConnection} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.Vault.SetSecret(109, func(o *demovault.SecretOptions) { o.HidePassword = name == "a hidden password" })
				withRemmina(h, name != "no clipboard")
				before := h.Client.Calls()
				h.Do(app.Connect{SecretID: 109})
				if p := h.View().Pane.Problem; p.Kind != want || !p.Unchanged || h.Client.Calls() != before || h.Launcher.Count() != 0 {
					t.Errorf("%+v", p)
				}
			})
		})
	}
}
