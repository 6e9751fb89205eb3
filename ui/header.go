package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// header is the strip on top: name, search, check-outs, account.
type header struct {
	env     *env
	root    *widgets.Bar
	box     *fyne.Container
	layout  *headerLayout
	search  *searchBox
	back    *widgets.Button // to the tree, where there is room for one side only
	count   *widgets.Text
	account *widgets.Button
	chips   map[ref]*widgets.Chip
	order   []ref
	left    *left
	help    func()
	about   func()
	look    func() // at this machine
	waiting int    // requests in the inbox, as far as it was read
}

func newHeader(e *env, l *left, help, about, look func()) *header {
	h := &header{env: e, left: l, help: help, about: about, look: look, chips: map[ref]*widgets.Chip{}}
	h.search = newSearchBox(e, l)
	h.count = widgets.NewText("", widgets.Style{Tone: widgets.Quiet})
	h.back = widgets.NewIconButton(e.keys, e.icon("left"), told(tr("Back to the tree"), tr("Esc")), nil)
	h.back.Hide()
	h.account = e.button(widgets.Ghost, "", h.menu).WithIcon(e.icon("down"))
	name := widgets.NewText("Sallyport", widgets.Style{Size: widgets.Strong, Bold: true})
	logo := widgets.NewIcon(e.icon("door"), widgets.Accent, 20)
	h.layout = &headerLayout{logo: logo, name: name, search: h.search.root, count: h.count, account: h.account}
	h.box = &fyne.Container{Layout: h.layout, Objects: []fyne.CanvasObject{logo, name, h.back, h.search.root, h.count, h.account}}
	h.root = widgets.NewBar(widgets.Panel, widgets.Bottom, h.box)
	return h
}

func (h *header) focusSearch()    { h.search.focus() }
func (h *header) searching() bool { return h.search.focused() }
func (h *header) hasText() bool   { return h.search.entry.Text != "" }
func (h *header) clearSearch()    { h.search.entry.SetText("") }
func (h *header) reset()          { h.search.reset() }

// typeSearch is a letter typed in the tree.
func (h *header) typeSearch(r rune) {
	h.search.focus()
	h.search.entry.TypedRune(r)
}

func (h *header) render(v *app.View) {
	h.waiting = len(v.Inbox.Rows)
	if h.account.Label() != v.User {
		h.account.SetLabel(v.User)
		h.box.Refresh()
	}
	said := ""
	if n := len(v.CheckOuts); n > 0 {
		said = tr("{n} checked out", "n", n)
	}
	relayout := h.count.Text() != said
	h.count.Set(said)
	if h.renderChips(v) || relayout {
		h.relayout()
	}
}

func (h *header) relayout() { h.box.Layout.Layout(h.box.Objects, h.box.Size()) }

// renderChips draws a chip for each check-out, soonest end first, and reports whether places changed.
func (h *header) renderChips(v *app.View) (moved bool) {
	order := make([]ref, 0, len(v.CheckOuts))
	for _, c := range v.CheckOuts {
		id := ref{c.Vault, c.SecretID}
		order = append(order, id)
		chip := h.chips[id]
		if chip == nil {
			chip = widgets.NewChip(h.env.keys)
			chip.OnTapped = func() { h.env.to(id.vault, app.Select{SecretID: id.id}) }
			h.chips[id] = chip
		}
		if chip.Set(alike(c, v.CheckOuts, h.env), clock(c.Remaining), c.Remaining, c.Total, c.Red) {
			moved = true
		}
	}
	if slices.Equal(order, h.order) {
		return moved
	}
	h.order = order
	objs := []fyne.CanvasObject{h.layout.logo, h.layout.name, h.back, h.search.root, h.count}
	h.layout.chips = h.layout.chips[:0]
	for _, id := range order {
		h.layout.chips = append(h.layout.chips, h.chips[id])
		objs = append(objs, h.chips[id])
	}
	for id := range h.chips {
		if _, ok := checkOutOf(v, id); !ok {
			delete(h.chips, id)
		}
	}
	h.box.Objects = append(objs, h.account)
	h.box.Refresh()
	return true
}

// alike is the name of a check-out, with its vault where another one is called the same.
func alike(c app.CheckOutView, all []app.CheckOutView, e *env) string {
	for _, o := range all {
		if o.Name == c.Name && o.Vault != c.Vault {
			return c.Name + " · " + e.vaultName(c.Vault)
		}
	}
	return c.Name
}

// menu opens the account menu under its button.
func (h *header) menu() {
	m := fyne.NewMenu("",
		keyItem(InboxItem(h.waiting), tr("Ctrl+B"), func() { h.env.do(app.ShowInbox{Open: true}) }),
		keyItem(tr("Who holds what"), tr("Ctrl+O"), func() { h.env.do(app.ShowHeld{Open: true}) }),
		keyItem(tr("Keyboard help"), tr("F1"), h.help),
		keyItem(tr("Settings"), tr("Ctrl+,"), func() { h.env.do(app.ShowSettings{Open: true}) }),
		fyne.NewMenuItem(tr("Diagnosis"), h.look),
		fyne.NewMenuItem(tr("About Sallyport"), h.about))
	m.Items = append(m.Items, h.vaultItems()...)
	m.Items = append(m.Items, keyItem(tr("Lock"), tr("F12"), func() { h.env.do(app.Lock{}) }))
	m.Items = append(m.Items, keyItem(tr("Quit"), tr("Ctrl+Q"), func() { h.env.do(app.Quit{}) }))
	pop := widget.NewPopUpMenu(m, h.env.canvas)
	at := h.account.Position().AddXY(h.account.Size().Width-pop.MinSize().Width, h.account.Size().Height+4)
	pop.ShowAtPosition(at)
}
