package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
)

// vaultsView is a window on six vaults, one in each state; two of them know the same secrets.
func vaultsView() app.View {
	v := checkedOut(20*time.Minute, false)
	v.Vaults = []app.VaultView{
		{Key: "v1", Name: "vault.example.com", User: "alice", State: app.VaultSignedIn, Tree: treeView()},
		{Key: "v2", Name: "second.example.com", User: "alice", State: app.VaultSignedIn, Tree: treeView()},
		{Key: "v3", Name: "away.example.com", User: "alice", State: app.VaultOffline, Problem: app.Problem{Kind: app.ProblemUnreachable, Where: "away.example.com"}, Tree: treeView()},
		{Key: "v4", Name: "over.example.com", User: "alice", State: app.VaultLocked, Problem: app.Problem{Kind: app.ProblemSignedOut, Where: "over.example.com"}},
		{Key: "v5", Name: "tenant.delinea.example", User: "alice@example.com", Platform: true, State: app.VaultSignedOut},
		{Key: "v6", Name: "faked.example.com", State: app.VaultFailed, Problem: app.Problem{Kind: app.ProblemCertificate, Where: "faked.example.com"}},
		{Key: "v7", Name: "slow.example.com", State: app.VaultSigningIn},
	}
	v.Vault, v.Pane.Vault = "v1", "v1"
	v.CheckOuts[0].Vault, v.CheckOuts[1].Vault = "v1", "v2"
	other := lease(11, "db-01", 25*time.Minute, false)
	other.Vault = "v2"
	v.CheckOuts = append(v.CheckOuts, other)
	v.Pane.CheckOut = v.CheckOuts[0]
	v.Sessions[0].Vault, v.Sessions[1].Vault = "v1", "v2"
	return v
}

// vaultScreens are those where there is more than one vault.
func vaultScreens() []screen {
	return []screen{
		{"vaults", vaultsView, func(r *rig) { r.main.left.tree.toggle("vault@v2") }},
		{"vaults-search", func() app.View {
			v := vaultsView()
			v.Search = app.SearchView{Text: "db", Version: 1, Total: 4, Problem: app.Problem{Kind: app.ProblemUnreachable, Where: "https://away.example.com"}}
			for _, k := range []app.VaultKey{"v1", "v2"} {
				for _, r := range treeView().Children[4].Rows[:2] {
					r.Vault = k
					v.Search.Rows = append(v.Search.Rows, r)
				}
			}
			return v
		}, nil},
		{"vaults-prompt", func() app.View {
			v := vaultsView()
			v.Prompt = &app.PromptView{ID: 4, Vault: "v2", Kind: app.PromptHostKey, Secret: "db-01", HostKey: app.HostKeyPrompt{Host: "db-01", KeyType: "ED25519", Fingerprint: "SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE"}}
			return v
		}, nil},
		{"vaults-quit", func() app.View {
			v := vaultsView()
			v.Prompt = &app.PromptView{ID: 5, Kind: app.PromptQuit, Quit: app.QuitPrompt{CheckOuts: []string{"db-01 (second.example.com)", "db-01 (vault.example.com)"}, Sessions: 2}}
			return v
		}, nil},
		{"vaults-add", func() app.View {
			v := vaultsView()
			v.Screen, v.SignIn = app.ScreenSignIn, app.SignInView{Key: "v8", Back: true}
			return v
		}, nil},
	}
}

func TestEveryStateOfAVaultHasWords(t *testing.T) {
	for _, s := range app.VaultStates {
		if s != app.VaultSignedIn && VaultText(s) == "" {
			t.Errorf("%q has no word", s)
		}
		if s != app.VaultSignedIn && s != app.VaultSigningIn && VaultNext(s) == "" {
			t.Errorf("nothing is to be done next about %q", s)
		}
	}
}

func TestWhatIsDoneIsDoneInItsVault(t *testing.T) {
	r := newRig(t, Light)
	r.show(vaultsView())
	tree := r.main.left.tree
	for _, id := range []string{"f1@v2", "f4@v2"} {
		tree.toggle(id)
	}
	for name, c := range map[string]struct {
		do   func()
		want app.Intent
	}{
		"a folder opens":                        {func() { tree.toggle("f2@v2") }, app.In{Vault: "v2", Intent: app.Expand{FolderID: 2}}},
		"a secret is selected":                  {func() { r.main.left.chosen("s11@v2") }, app.In{Vault: "v2", Intent: app.Select{SecretID: 11}}},
		"a check-out is chosen in the header":   {func() { r.main.header.chips[ref{"v2", 31}].OnTapped() }, app.In{Vault: "v2", Intent: app.Select{SecretID: 31}}},
		"the one of the pane is extended":       {func() { r.main.pane.out.extend.Tapped(nil) }, app.In{Vault: "v1", Intent: app.AskExtend{SecretID: 11}}},
		"a key checks in what is shown":         {func() { r.ctrl(fyne.KeyI) }, app.In{Vault: "v1", Intent: app.CheckIn{SecretID: 11}}},
		"Connect connects what is shown":        {func() { r.main.pane.way.connect() }, app.In{Vault: "v1", Intent: app.Connect{SecretID: 11}}},
		"signed out is signed in to":            {func() { r.main.left.chosen("next@v5") }, app.OpenSignIn{Vault: "v5"}},
		"what is away is tried again":           {func() { r.main.left.chosen("next@v3") }, app.OpenSignIn{Vault: "v3"}},
		"signing out is of the one vault":       {func() { r.accountItem("Sign out of second.example.com") }, app.In{Vault: "v2", Intent: app.SignOut{}}},
		"a vault is signed in to from the menu": {func() { r.accountItem("over.example.com (locked): Sign in…") }, app.OpenSignIn{Vault: "v4"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.do()
			if d := cmp.Diff(c.want, r.port.last()); d != "" {
				t.Errorf("(-want +got) %s", d)
			}
		})
	}
}

// accountItem does what an item about a vault does in the account menu.
func (r *rig) accountItem(label string) {
	r.t.Helper()
	for _, i := range r.main.header.vaultItems() {
		if i.Label == label {
			i.Action()
			return
		}
	}
	r.t.Errorf("no item %q", label)
}

func TestTheAccountMenuSaysWhatCanBeDoneAboutEachVault(t *testing.T) {
	r := newRig(t, Light)
	r.show(vaultsView())
	got := []string{}
	for _, i := range r.main.header.vaultItems() {
		got = append(got, i.Label)
	}
	want := []string{
		"", "Sign out of vault.example.com", "Sign out of second.example.com", "away.example.com (offline): Try again",
		"over.example.com (locked): Sign in…", "Remove over.example.com from the list",
		"tenant.delinea.example (signed out): Sign in…", "Remove tenant.delinea.example from the list",
		"faked.example.com (failed): Sign in…", "Remove faked.example.com from the list",
		"slow.example.com: signing in…", "Add a vault…", "",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got) %s", d)
	}
	r.show(mainView())
	if got := r.main.header.vaultItems()[1].Label; got != "Sign out" {
		t.Errorf("of the only vault it says %q", got)
	}
}

func TestTheSameNumberInAnotherVaultIsAnotherSecret(t *testing.T) {
	r := newRig(t, Light)
	r.show(vaultsView())
	for id, want := range map[string]string{"s11@v1": "20:00", "s11@v2": "25:00"} {
		for _, f := range []string{"f1", "f4"} {
			folder := f + id[3:]
			if !r.main.left.tree.isOpen(folder) {
				r.main.left.tree.toggle(folder)
			}
		}
		if it, ok := r.main.left.tree.rows.Item(id); !ok || it.Right != want {
			t.Errorf("%s says %q, want %q", id, it.Right, want)
		}
	}
	v := withForm()
	v.Vaults, v.Vault, v.Pane.Vault = vaultsView().Vaults, "v1", "v1"
	r.show(v)
	r.main.pane.way.focusNext()
	r.typed("disk")
	v.Vault, v.Pane.Vault, v.Pane.Ask.ID = "v2", "v2", 8
	r.show(v)
	if got := r.main.pane.way.form.reason.Text; got != "" {
		t.Errorf("the reason for one vault's secret stands in the form of another's: %q", got)
	}
}

func TestGoingBackFromAnAddedVaultLeavesTheTreeAsItWas(t *testing.T) {
	r := newRig(t, Light)
	r.show(vaultsView())
	r.main.left.tree.toggle("f1@v1")
	add := vaultScreens()[4].view()
	r.show(add)
	r.typed("https://third.example.com")
	r.press(fyne.KeyEscape)
	if _, ok := r.port.last().(app.LeaveSignIn); !ok {
		t.Errorf("Esc did %#v", r.port.last())
	}
	r.show(vaultsView())
	if !r.main.left.tree.isOpen("f1@v1") {
		t.Error("the folder is shut")
	}
	add.SignIn.Key = "v9"
	r.show(add)
	if got := r.signIn.server.Text; got != "" {
		t.Errorf("the next page begins with %q", got)
	}
}
