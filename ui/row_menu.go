package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/app"
)

// rowMenu opens what can be done with a secret or a folder, where it was asked for.
func (m *mainPage) rowMenu(id string, at fyne.Position) { m.openMenu(m.rowItems(id), at) }

// tableMenu is rowMenu in a table, where no tap selects.
func (m *mainPage) tableMenu(id string, at fyne.Position) { m.openMenu(m.tableItems(id), at) }

func (m *mainPage) tableItems(id string) []*fyne.MenuItem {
	items := m.rowItems(id)
	if n, ok := secretID(id); ok {
		it := keyItem(tr("Show what it asks"), tr("Enter"), func() { m.choose(n) })
		items = slices.Insert(items, 1, it)
	}
	return items
}

func (m *mainPage) openMenu(items []*fyne.MenuItem, at fyne.Position) {
	if len(items) == 0 {
		return
	}
	m.env.dropPopUp()
	widget.NewPopUpMenu(fyne.NewMenu("", items...), m.env.canvas).ShowAtPosition(at)
}

func (m *mainPage) rowItems(id string) []*fyne.MenuItem {
	if n, ok := secretID(id); ok {
		return m.secretItems(n)
	}
	if n, ok := folderID(id); ok {
		return m.folderItems(n)
	}
	if k, ok := vaultOf(id, rootID); ok {
		return m.vaultRowItems(k)
	}
	return nil
}

// vaultRowItems are the things to do about a vault: those of its page.
func (m *mainPage) vaultRowItems(k app.VaultKey) (items []*fyne.MenuItem) {
	all := m.left.tree.last.Vaults
	for i := range all {
		if all[i].Key != k {
			continue
		}
		for _, a := range vaultActs(&all[i], len(all)) {
			items = append(items, keyItem(a.label, a.key, func() { m.env.do(a.intent) }))
		}
	}
	return items
}

// secretItems are the things to do with a secret. What needs to know how it
// stands selects it first, and goes on when the vault has told.
func (m *mainPage) secretItems(n ref) []*fyne.MenuItem {
	v := &m.left.tree.last
	row, _ := rowOf(v, n)
	if p := &v.Pane; paneRef(p) == n { // what was read for it counts for more
		row.Host, row.User = or(p.Host, row.Host), or(p.User, row.User)
	}
	items := []*fyne.MenuItem{keyItem(tr("Connect"), tr("Ctrl+Enter"), func() { m.connectTo(n) })}
	items = append(items, m.checkOutItems(n, row)...)
	if f := &v.Sections.Favorites; f.Known {
		on, text := !f.Has(n.vault, n.id), tr("Add to favorites")
		if !on {
			text = tr("Remove from favorites")
		}
		items = append(items, fyne.NewMenuItem(text, func() { m.env.to(n.vault, app.SetFavorite{SecretID: n.id, On: on}) }))
	}
	if all := together(v, n); len(all) > 1 && v.Sections.Favorites.Known {
		add := unfavored(v, all)
		it := fyne.NewMenuItem(trn(len(all), "Add {n} marked to favorites", "Add {n} marked to favorites"), func() { m.env.favor(add) })
		it.Disabled = len(add) == 0
		items = append(items, it)
	}
	items = append(
		items, fyne.NewMenuItemSeparator(),
		m.copyItem(tr("Copy machine"), row.Host), m.copyItem(tr("Copy username"), row.User),
		fyne.NewMenuItem(tr("Copy password"), func() { m.show(n, func() { m.env.to(n.vault, app.CopyField{SecretID: n.id}) }) }),
		fyne.NewMenuItemSeparator(),
		keyItem(tr("History"), tr("Ctrl+L"), func() { m.show(n, m.pane.openPast) }),
		fyne.NewMenuItem(tr("Open in browser"), func() { m.env.to(n.vault, app.OpenInBrowser{SecretID: n.id}) }),
		fyne.NewMenuItem(tr("Show in the tree"), func() {
			m.header.clearSearch()
			m.env.to(n.vault, app.ShowInTree{SecretID: n.id})
		}))
	return items
}

// checkOutItems are about a secret's check-out, where it has one.
func (m *mainPage) checkOutItems(n ref, row app.Row) (items []*fyne.MenuItem) {
	c, held := checkOutOf(&m.left.tree.last, n)
	switch {
	case held && c.CanExtend:
		items = append(items, fyne.NewMenuItem(tr("Extend…"), func() { m.env.to(n.vault, app.AskExtend{SecretID: n.id}) }))
		fallthrough
	case held:
		items = append(items, fyne.NewMenuItem(tr("Check in"), func() { m.env.to(n.vault, app.CheckIn{SecretID: n.id}) }))
	case row.CheckOut && row.Badge != app.BadgeHeld:
		items = append(items, fyne.NewMenuItem(tr("Check out only"), func() {
			m.show(n, func() { m.pane.unlessAsked(m.pane.way.checkOutOnly) })
		}))
	}
	return items
}

// copyItem copies what the vault lists; what it does not list cannot be copied.
func (m *mainPage) copyItem(text, value string) *fyne.MenuItem {
	it := fyne.NewMenuItem(text, func() { m.env.copy(value) })
	it.Disabled = value == ""
	return it
}

func (m *mainPage) folderItems(n ref) []*fyne.MenuItem {
	return []*fyne.MenuItem{
		fyne.NewMenuItem(tr("Open folder"), func() { m.folder.open(n) }),
		fyne.NewMenuItem(tr("Connect all…"), func() {
			m.env.to(n.vault, app.MarkAll{FolderID: n.id})
			m.env.do(app.ShowBatch{Open: true})
		}),
		fyne.NewMenuItem(tr("Who holds what here"), func() { m.env.to(n.vault, app.ShowHeld{Open: true, FolderID: n.id}) }),
		fyne.NewMenuItem(tr("Refresh"), func() { m.env.to(n.vault, app.RefreshFolder{FolderID: n.id}) }),
		m.pinItem(n),
	}
}

func (m *mainPage) pinItem(n ref) *fyne.MenuItem {
	text, on := tr("Pin folder"), true
	if m.left.tree.last.Sections.Pinned.Has(n.vault, n.id) {
		text, on = tr("Unpin folder"), false
	}
	return fyne.NewMenuItem(text, func() { m.env.to(n.vault, app.PinFolder{FolderID: n.id, On: on}) })
}

// rowOf finds a secret among the rows that were listed.
func rowOf(v *app.View, n ref) (app.Row, bool) {
	found := func(rows []app.Row) (app.Row, bool) {
		for i := range rows {
			if r := &rows[i]; !r.Folder && r.ID == n.id && (r.Vault == n.vault || r.Vault == "") {
				return *r, true
			}
		}
		return app.Row{}, false
	}
	if f := &v.Folder; f.Vault == n.vault {
		for i := range f.Rows {
			if r := &f.Rows[i].Row; !r.Folder && r.ID == n.id {
				return *r, true
			}
		}
	}
	for i := range v.Vaults {
		if x := &v.Vaults[i]; x.Key == n.vault && x.Tree != nil {
			for _, f := range x.Tree.Children {
				if r, ok := found(f.Rows); ok {
					return r, true
				}
			}
		}
	}
	for _, k := range app.Sections {
		if r, ok := found(v.Sections.Of(k).Rows); ok {
			return r, true
		}
	}
	return found(v.Search.Rows)
}
