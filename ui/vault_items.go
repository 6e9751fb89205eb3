package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
)

// vaultItems are the vaults in the account menu: what can be done about each, and to add one.
func (h *header) vaultItems() []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItemSeparator()}
	for _, v := range h.env.vaults {
		items = append(items, h.vaultItem(v))
		if !v.State.Usable() && v.State != app.VaultSigningIn && len(h.env.vaults) > 1 {
			items = append(items, fyne.NewMenuItem(tr("Remove {vault} from the list", "vault", v.Name), func() { h.env.do(app.ForgetVault{Vault: v.Key}) }))
		}
	}
	return append(items, fyne.NewMenuItem(tr("Add a vault…"), func() { h.env.do(app.AddVault{}) }), fyne.NewMenuItemSeparator())
}

func (h *header) vaultItem(v app.VaultView) *fyne.MenuItem {
	switch {
	case v.State == app.VaultSignedIn && len(h.env.vaults) == 1:
		return fyne.NewMenuItem(tr("Sign out"), func() { h.env.to(v.Key, app.SignOut{}) })
	case v.State == app.VaultSignedIn:
		return fyne.NewMenuItem(tr("Sign out of {vault}", "vault", v.Name), func() { h.env.to(v.Key, app.SignOut{}) })
	case v.State == app.VaultSigningIn:
		busy := fyne.NewMenuItem(v.Name+": "+VaultText(v.State), nil)
		busy.Disabled = true
		return busy
	}
	return fyne.NewMenuItem(v.Name+" ("+VaultText(v.State)+"): "+VaultNext(v.State), func() { h.env.do(app.OpenSignIn{Vault: v.Key}) })
}
