package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// vaultAct is something to do about a vault.
type vaultAct struct {
	look       widgets.Look
	label, key string // key does the same; "": none does
	named      string // the label in a menu of all vaults; "": it is not in that
	intent     app.Intent
}

// vaultActs are the things to do about a vault, of so many.
func vaultActs(n *app.VaultView, vaults int) (all []vaultAct) {
	add := func(look widgets.Look, label, key, named string, i app.Intent) {
		all = append(all, vaultAct{look, label, key, named, i})
	}
	if next := VaultNext(n.State); next != "" {
		add(widgets.Primary, next, "", n.Name+" ("+VaultText(n.State)+"): "+next, app.OpenSignIn{Vault: n.Key})
	}
	if n.State.Usable() {
		add(widgets.Plain, tr("Show its folders"), "", "", inVault(n.Key, app.ShowFolder{Open: true}))
		add(widgets.Plain, tr("Refresh"), tr("F5"), "", app.Refresh{})
	}
	if n.Browser {
		add(widgets.Plain, tr("Open in browser"), "", "", inVault(n.Key, app.OpenInBrowser{}))
	}
	add(widgets.Plain, tr("Settings"), tr("Ctrl+,"), "", app.ShowSettings{Open: true})
	add(widgets.Plain, tr("Lock the window"), tr("F12"), "", app.Lock{})
	switch {
	case n.State == app.VaultSignedIn && vaults == 1:
		add(widgets.Plain, tr("Sign out"), "", tr("Sign out"), inVault(n.Key, app.SignOut{}))
	case n.State == app.VaultSignedIn:
		add(widgets.Plain, tr("Sign out"), "", tr("Sign out of {vault}", "vault", n.Name), inVault(n.Key, app.SignOut{}))
	case n.State.Removable() && vaults > 1:
		add(widgets.Plain, tr("Remove from the list"), "", tr("Remove {vault} from the list", "vault", n.Name), app.ForgetVault{Vault: n.Key})
	}
	return all
}

// vaultItems are the vaults in the account menu: who signs in to each or out
// of it, which may be taken off the list, and to add one.
func (h *header) vaultItems() []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItemSeparator()}
	all := h.env.vaults
	for i := range all {
		for _, a := range vaultActs(&all[i], len(all)) {
			if a.named != "" {
				items = append(items, fyne.NewMenuItem(a.named, func() { h.env.do(a.intent) }))
			}
		}
		if v := &all[i]; v.State == app.VaultSigningIn {
			busy := fyne.NewMenuItem(v.Name+": "+VaultText(v.State), nil)
			busy.Disabled = true
			items = append(items, busy)
		}
	}
	return append(items, fyne.NewMenuItem(tr("Add a vault…"), func() { h.env.do(app.AddVault{}) }), fyne.NewMenuItemSeparator())
}
