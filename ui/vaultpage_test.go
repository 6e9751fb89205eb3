package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// aboutVault is the page of a vault, of several.
func aboutVault(k app.VaultKey) app.View {
	v := vaultsView()
	for i := range v.Vaults {
		x := &v.Vaults[i]
		x.Server, x.Browser = "https://"+x.Name+"/SecretServer", true
	}
	v.Vaults[0].Version, v.Vaults[0].Remembered = "11.7.000031", true
	v.Vaults[0].Tree.Children[0] = app.FolderRows{Rows: v.Vaults[0].Tree.Root}
	v.Vaults[2].Tree.Children[0] = app.FolderRows{From: noon.Add(-26 * time.Hour)}
	v.VaultPage = app.VaultPageView{Open: true, Vault: k}
	return v
}

func vaultPageScreens() []screen {
	shut := func(r *rig) { // those below are to be seen
		for _, k := range []string{"v1", "v2", "v3"} {
			r.main.left.tree.toggle("vault@" + k)
		}
	}
	return []screen{
		{"vault-page", func() app.View { return aboutVault("v1") }, shut},
		{"vault-page-away", func() app.View { return aboutVault("v3") }, shut},
		{"vault-page-out", func() app.View { return aboutVault("v5") }, shut},
	}
}

// labels are what the buttons of the page say.
func (p *vaultPage) labels() (all []string) {
	for _, o := range p.acts.Objects {
		all = append(all, o.(*widgets.Button).Label())
	}
	return all
}

func TestTheRowOfAVaultShowsItsPage(t *testing.T) {
	r := newRig(t, Light)
	r.show(vaultsView())
	r.port.did = nil
	r.main.left.chosen("vault@v1")
	r.want(app.In{Vault: "v1", Intent: app.ShowVault{Open: true}})
	if !r.main.left.tree.isOpen("vault@v1") || r.focused() != fyne.Focusable(r.main.left.tree.rows) {
		t.Error("it shut in the tree, or took the keys away")
	}
	r.show(aboutVault("v1"))
	if r.main.pane.root.Visible() || !r.main.vault.root.Visible() {
		t.Fatal("the page is not there")
	}
	if got := r.main.left.tree.rows.Selected(); !slices.Equal(got, []string{"vault@v1"}) {
		t.Errorf("the tree marks %v", got)
	}
	for _, words := range []string{"https://vault.example.com/SecretServer", "Secret Server", "11.7.000031", "remembered in the system's keyring", "read since this start", "1 check-out  ·  1 session"} {
		if !strings.Contains(r.outline(), `"`+words+`"`) {
			t.Errorf("nothing says %q", words)
		}
	}
	r.port.did = nil
	r.main.left.chosen("vault@v1") // again: the tree's own matter
	if len(r.port.did) != 0 || r.main.left.tree.isOpen("vault@v1") {
		t.Errorf("did %#v", r.port.did)
	}
	r.main.left.chosen("vault@v3")
	r.want(app.In{Vault: "v3", Intent: app.ShowVault{Open: true}})
	r.press(fyne.KeyEscape)
	r.want(app.ShowVault{})
	r.show(vaultsView())
	if !r.main.pane.root.Visible() || r.main.vault.root.Visible() {
		t.Error("the page stays")
	}
}

func TestWhatCanBeDoneAboutAVault(t *testing.T) {
	in := func(k app.VaultKey, i app.Intent) app.Intent { return app.In{Vault: k, Intent: i} }
	for _, c := range []struct {
		vault app.VaultKey
		does  map[string]app.Intent
	}{
		{"v1", map[string]app.Intent{
			"Show its folders": in("v1", app.ShowFolder{Open: true}), "Refresh": app.Refresh{}, "Open in browser": in("v1", app.OpenInBrowser{}),
			"Settings": app.ShowSettings{Open: true}, "Lock the window": app.Lock{}, "Sign out": in("v1", app.SignOut{}),
		}},
		{"v3", map[string]app.Intent{
			"Try again": app.OpenSignIn{Vault: "v3"}, "Show its folders": in("v3", app.ShowFolder{Open: true}), "Refresh": app.Refresh{},
			"Open in browser": in("v3", app.OpenInBrowser{}), "Settings": app.ShowSettings{Open: true}, "Lock the window": app.Lock{},
		}},
		{"v5", map[string]app.Intent{
			"Sign in…": app.OpenSignIn{Vault: "v5"}, "Open in browser": in("v5", app.OpenInBrowser{}), "Settings": app.ShowSettings{Open: true},
			"Lock the window": app.Lock{}, "Remove from the list": app.ForgetVault{Vault: "v5"},
		}},
		{"v7", map[string]app.Intent{"Open in browser": in("v7", app.OpenInBrowser{}), "Settings": app.ShowSettings{Open: true}, "Lock the window": app.Lock{}}},
	} {
		r := newRig(t, Light)
		r.show(aboutVault(c.vault))
		if got := r.main.vault.labels(); len(got) != len(c.does) {
			t.Errorf("%s offers %q", c.vault, got)
		}
		for _, o := range r.main.vault.acts.Objects {
			b := o.(*widgets.Button)
			b.Tapped(nil)
			if want, ok := c.does[b.Label()]; !ok {
				t.Errorf("%s offers %q", c.vault, b.Label())
			} else {
				r.want(want)
			}
		}
	}
}

func TestTheRowOfAVaultHasAMenu(t *testing.T) {
	r := newRig(t, Light)
	r.show(aboutVault("v1"))
	r.item("vault@v2", "Sign out")
	r.want(app.In{Vault: "v2", Intent: app.SignOut{}})
	r.item("vault@v1", "Refresh")
	r.want(app.Refresh{})
	r.item("vault@v5", "Remove from the list")
	r.want(app.ForgetVault{Vault: "v5"})
}

// A button that is there before and after keeps the focus.
func TestThePageOfAVaultKeepsTheFocus(t *testing.T) {
	r := newRig(t, Light)
	r.show(aboutVault("v1"))
	r.env.focus(r.main.vault.acts.Objects[1].(*widgets.Button))
	v := aboutVault("v1")
	v.Vaults[0].Throttled = true
	r.show(v)
	if b, ok := r.focused().(*widgets.Button); !ok || b.Label() != "Refresh" || b != r.main.vault.acts.Objects[1] {
		t.Errorf("the focus is on %#v", r.focused())
	}
	if !strings.Contains(r.outline(), "calls wait for the vault's limit") {
		t.Error("nothing says that calls wait")
	}
}

// In a narrow window the row of what is shown already goes back to it.
func TestANarrowWindowGoesBackToWhatIsShown(t *testing.T) {
	for id, shown := range map[string]app.View{"vault@v1": aboutVault("v1"), "f4": folderView()} {
		r := newRig(t, Light)
		r.show(shown)
		r.win.Resize(fyne.NewSize(600, 500))
		r.main.goBack()
		open := r.main.left.tree.isOpen(id)
		r.port.did = nil
		r.main.left.chosen(id)
		if !r.main.leftIsBehind() || r.main.left.tree.isOpen(id) != open || len(r.port.did) != 0 {
			t.Errorf("%s: the tree stays in front, or something else came of it: %#v", id, r.port.did)
		}
	}
}
