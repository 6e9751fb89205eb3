package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// vaultPage is what a vault's own row in the tree shows: which vault it is, how
// it stands, and what can be done about it.
type vaultPage struct {
	page
	env     *env
	icon    *widgets.Icon
	name    *widgets.Paragraph
	said    *widgets.Text
	problem *problemBox
	address *fieldRow
	user    *fieldRow
	facts   []*widgets.Text
	acts    *fyne.Container
	shown   vaultPageKey
}

// vaultPageKey is what the page depends on.
type vaultPageKey struct {
	vault           app.VaultView // without its tree
	names           string
	held, runs, all int
}

// The facts beside address and user, in their order.
const (
	factKind = iota
	factVersion
	factSignIn
	factNames
	factUse
)

func newVaultPage(e *env) *vaultPage {
	p := &vaultPage{env: e, icon: widgets.NewIcon(e.icon("warning"), widgets.Amber, 14)}
	p.name = widgets.NewParagraph("", widgets.Style{Size: widgets.Title, Bold: true})
	p.said = widgets.NewText("", widgets.Style{Cut: true})
	p.problem = newProblemBox(e, p.relayout)
	p.address, p.user = newFieldRow(e, tr("Address")), newFieldRow(e, tr("User"))
	rows := widgets.NewColumn(0, p.address.root, widgets.NewRule(), p.user.root)
	for _, label := range []string{tr("Kind"), tr("Version"), tr("Sign-in"), tr("Names"), tr("In use")} {
		value := widgets.NewText("", widgets.Style{Cut: true})
		p.facts = append(p.facts, value)
		name := widgets.NewFixed(112, 32, widgets.NewText(label, widgets.Style{Tone: widgets.Quiet, Cut: true}))
		rows.Add(widgets.NewRule())
		rows.Add(widgets.NewLine(8, value, name, value))
	}
	p.acts = widgets.NewWrap(8)
	p.closes(e, app.ShowVault{})
	said := widgets.NewLine(8, p.said, p.icon, p.said)
	p.build(nil, p.head(p.name, said), p.problem.Card, widgets.NewCard("", rows).Flat(), p.acts)
	return p
}

func (p *vaultPage) render(v *app.View) {
	n, ok := vaultShown(v)
	came := visible(p.root, ok)
	if !ok {
		return
	}
	key := vaultPageKey{vault: *n, names: NamesText(n), all: len(v.Vaults)}
	key.vault.Tree = nil
	for i := range v.CheckOuts {
		key.held += one(v.CheckOuts[i].Vault == n.Key)
	}
	for i := range v.Sessions {
		key.runs += one(v.Sessions[i].Vault == n.Key && v.Sessions[i].State != app.SessionFailed)
	}
	if key == p.shown && !came {
		return
	}
	p.shown = key
	p.draw(&key)
	p.relayout()
	p.root.Refresh()
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// vaultShown is the vault whose page is open.
func vaultShown(v *app.View) (*app.VaultView, bool) {
	for i := range v.Vaults {
		if v.VaultPage.Open && v.Vaults[i].Key == v.VaultPage.Vault {
			return &v.Vaults[i], true
		}
	}
	return nil, false
}

func (p *vaultPage) draw(k *vaultPageKey) {
	n := &k.vault
	p.name.Set(n.Name)
	_, tone := vaultTones(n.State)
	p.said.Set(VaultStateText(n))
	p.said.SetTone(tone)
	visible(p.icon, tone != widgets.Quiet)
	p.icon.Set(p.env.icon("warning"), tone)
	p.problem.set(n.Problem)
	p.address.set(n.Server, tr("not known yet"))
	p.user.set(n.User, tr("not known yet"))
	p.facts[factKind].Set(VaultKindText(n))
	p.facts[factVersion].Set(or(n.Version, tr("not told")))
	p.facts[factSignIn].Set(RememberedText(n))
	p.facts[factNames].Set(k.names)
	p.facts[factUse].Set(UseText(k.held, k.runs))
	p.setActs(n, k.all)
}

// setActs offers what can be done; a button that stays keeps the focus.
func (p *vaultPage) setActs(n *app.VaultView, vaults int) {
	focused, ok := p.env.canvas.Focused().(*widgets.Button)
	ok = ok && within(p.acts, focused)
	p.acts.Objects = nil
	for _, a := range vaultActs(n, vaults) {
		b := p.env.button(a.look, a.label, func() { p.env.do(a.intent) })
		if a.key != "" {
			b.WithHint(a.key)
		}
		p.acts.Objects = append(p.acts.Objects, b)
		if ok && focused.Label() == b.Label() {
			p.env.focus(b)
		}
	}
	p.acts.Refresh()
}
