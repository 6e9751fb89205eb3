package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// mainPage lays out header, banner, tree, pane and dock.
type mainPage struct {
	env    *env
	root   *fyne.Container
	header *header
	banner *banner
	left   *left
	pane   *pane
	folder *folderPage // in the place of the pane
	drag   *drag
	inbox  *inbox    // over the pane
	held   *heldPage // likewise
	batch  *batchPage
	listed *sessionsPage
	prefs  *settingsPage
	vault  *vaultPage
	dock   *dock
	split  *splitLayout
	body   *fyne.Container
}

func newMainPage(e *env, u *UI) *mainPage {
	m := &mainPage{env: e}
	m.left = newLeft(e, m.choose)
	m.header = newHeader(e, m.left, u.showHelp, u.showAbout, u.showDiagnosis)
	m.banner = newBanner(e)
	m.pane = newPane(e)
	m.folder = newFolderPage(e, m.choose)
	m.folder.chooseColumns = u.showColumns
	m.inbox = newInbox(e)
	m.held = newHeldPage(e, m.choose)
	m.batch, m.listed = newBatchPage(e, m.choose), newSessionsPage(e)
	m.prefs, m.vault = newSettingsPage(e), newVaultPage(e)
	m.dock = newDock(e)
	m.drag = newDrag(e, m)
	m.left.tree.rows.OnMenu, m.left.results.rows.OnMenu, m.folder.table.OnMenu = m.rowMenu, m.rowMenu, m.tableMenu
	m.left.tree.rows.Drags, m.left.results.rows.Drags, m.folder.table.Drags = m.drag, m.drag, m.drag
	m.left.tree.rows.OnDouble, m.left.results.rows.OnDouble, m.folder.table.OnDouble = m.double, m.double, m.doubleInTable
	m.folder.table.OnMark = m.left.mark
	m.left.forward = m.forward
	m.left.onRune = func(r rune) {
		// Letters typed while a chosen secret is on its way are meant for its form.
		if m.pane.awaited == (ref{}) {
			m.header.typeSearch(r)
		}
	}
	m.folder.table.OnRune = m.left.onRune
	m.split = &splitLayout{width: usualTree}
	over := &fyne.Container{Layout: &wideLayout{}, Objects: []fyne.CanvasObject{m.pane.root, m.folder.root, m.inbox.root, m.held.root, m.batch.root, m.listed.root, m.prefs.root, m.vault.root}}
	m.body = &fyne.Container{Layout: m.split, Objects: []fyne.CanvasObject{m.left.root, over}}
	handle := widgets.NewHandle(func(dx float32) { m.split.width += dx; m.body.Refresh() })
	m.body.Objects = append(m.body.Objects, handle)
	m.root = &fyne.Container{Layout: &pageLayout{}, Objects: []fyne.CanvasObject{m.header.root, m.banner.root, m.body, m.dock.root, m.drag.zone, m.drag.ghost}}
	m.setUpFront()
	return m
}

// choose selects a secret by key or pointer. What is asked next gets the focus once it is known.
func (m *mainPage) choose(secret ref) {
	m.show(secret, nil)
}

// connectTo selects and connects at once, unless something must be typed first.
func (m *mainPage) connectTo(secret ref) {
	m.show(secret, m.connectShown)
}

func (m *mainPage) connectShown() { m.pane.unlessAsked(m.pane.way.connect) }

// double is a double tap: it connects. What opens has done so at the first.
func (m *mainPage) double(id string) {
	if n, ok := secretID(id); ok {
		m.connectTo(n)
	}
}

// doubleInTable is double for a table, where a tap moves the cursor and nothing else.
func (m *mainPage) doubleInTable(id string) {
	if n, ok := folderID(id); ok {
		m.folder.open(n)
		return
	}
	m.double(id)
}

// show selects a secret, and does something once it is there.
func (m *mainPage) show(secret ref, then func()) {
	m.bring(rightSide)
	m.pane.expect(secret, then)
	m.env.to(secret.vault, app.Select{SecretID: secret.id})
}

// reset forgets what belonged to whoever was signed in before.
func (m *mainPage) reset() { m.left.reset(); m.header.reset() }

func (m *mainPage) render(prev, v *app.View) {
	if m.banner.render(v) {
		m.root.Refresh()
	}
	m.bringWhatIsNew(prev, v)
	m.header.render(v)
	m.left.render(prev, v)
	m.folder.render(v)
	m.inbox.render(v)
	m.held.render(v)
	m.batch.render(v)
	m.listed.render(v)
	m.prefs.render(v)
	m.vault.render(v)
	visible(m.pane.root, !covered(v))
	if !covered(v) {
		m.pane.render(v)
	}
	m.dock.render(v)
	if covered(prev) && !covered(v) && !m.header.searching() && m.env.canvas.Focused() != fyne.Focusable(m.left.list()) {
		m.pane.way.focusNext() // what had the focus has gone with the list
	}
	if listed(prev) && !listed(v) && v.Folder.Open && !m.header.searching() && m.env.canvas.Focused() != fyne.Focusable(m.left.list()) {
		m.env.focus(m.folder.table)
	}
}

// covered reports whether something lies over the pane: what is below is not what a key means.
func covered(v *app.View) bool { return v.Folder.Open || listed(v) }

// listed reports whether a list of all vaults lies over the pane, and over a folder in its place.
func listed(v *app.View) bool {
	return v.Inbox.Open || v.Held.Open || v.Batch.Open || v.Beside.Open || v.Settings.Open || v.VaultPage.Open
}

// pageLayout stacks header, banner (if any), body and dock.
type pageLayout struct{}

const (
	headerH float32 = 48
	dockH   float32 = 40
)

func (l *pageLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	y := headerH
	place(o[0], 0, 0, s.Width, headerH)
	if o[1].Visible() {
		h := widgets.HeightOf(o[1], s.Width)
		place(o[1], 0, y, s.Width, h)
		y += h
	}
	place(o[2], 0, y, s.Width, s.Height-y-dockH)
	place(o[3], 0, s.Height-dockH, s.Width, dockH)
}

func (l *pageLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth, leastHeight)
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}
