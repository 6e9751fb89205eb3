package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
)

func TestThePageOfAVaultIsOpenUntilSomethingElseIs(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		key := h.SignInAt(apptest.Server, "alice")
		open := func() { h.Do(app.In{Vault: key, Intent: app.ShowVault{Open: true}}) }
		open()
		v := h.View()
		if want := (app.VaultPageView{Open: true, Vault: key}); v.VaultPage != want {
			t.Fatalf("%+v, want %+v", v.VaultPage, want)
		}
		if x := v.Vaults[0]; x.Version == "" || x.Remembered || !x.Browser {
			t.Errorf("version %q, remembered %t, browser %t", x.Version, x.Remembered, x.Browser)
		}
		for name, i := range map[string]app.Intent{
			"shut": app.ShowVault{}, "a secret": app.Select{SecretID: 101}, "a folder": app.ShowFolder{Open: true, FolderID: linux},
			"a list": app.ShowInbox{Open: true}, "settings": app.ShowSettings{Open: true},
		} {
			open()
			if h.Do(i); h.View().VaultPage.Open {
				t.Errorf("%s leaves it open", name)
			}
		}
		open()
		h.Do(app.In{Vault: key, Intent: app.OpenInBrowser{}})
		if n := len(h.Opened); n != 1 || h.Opened[0] != v.Vaults[0].Server {
			t.Errorf("the browser shows %q, want %s", h.Opened, v.Vaults[0].Server)
		}
		h.Vault.ExpireRefresh()
		h.Do(app.Refresh{})
		h.Advance(time.Second)
		if x := h.View().Vaults; len(x) != 1 || x[0].State != app.VaultLocked || x[0].Version != "" {
			t.Errorf("the sign-in is over: %+v", x)
		}
	})
}
