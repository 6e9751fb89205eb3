package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sallyport/app"
)

// action is something a key does.
type action int

const (
	actSearch action = iota
	actConnect
	actExtend
	actCheckIn
	actHistory
	actInbox
	actHeld
	actBatch
	actMarkAll
	actFavorite
	actSessions
	actRefresh
	actReveal
	actUp
	actLock
	actSettings
	actQuit
	actHelp
	actCancel
)

// keyHelp is one line of the keyboard help. The same table binds the keys.
type keyHelp struct {
	act  action
	keys []fyne.KeyName
	ctrl bool
	show string
	text string
}

var keyTable = []keyHelp{
	{actSearch, []fyne.KeyName{fyne.KeyK}, true, "Ctrl+K", "Search"},
	{-1, nil, false, "↑ ↓  ← →", "Move; open and shut folders; change a day or a time"},
	{-1, nil, false, "Enter", "Select; in a form: submit"},
	{actConnect, []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}, true, "Ctrl+Enter", "Connect, and check out first if needed"},
	{actExtend, []fyne.KeyName{fyne.KeyE}, true, "Ctrl+E", "Extend the check-out"},
	{actCheckIn, []fyne.KeyName{fyne.KeyI}, true, "Ctrl+I", "Check in"},
	{actHistory, []fyne.KeyName{fyne.KeyL}, true, "Ctrl+L", "History of the secret, on and off"},
	{actInbox, []fyne.KeyName{fyne.KeyB}, true, "Ctrl+B", "Approvals: what others ask, on and off"},
	{actHeld, []fyne.KeyName{fyne.KeyO}, true, "Ctrl+O", "Who holds what, on and off"},
	{actFavorite, []fyne.KeyName{fyne.KeyD}, true, "Ctrl+D", "Mark the secret as a favorite, or not"},
	{-1, nil, false, "Alt+↑", "The folder above, or that of the secret; Backspace in a folder does, too"},
	{-1, nil, false, "Shift+F10", "What can be done with a row: its menu"},
	{-1, nil, false, "Double click", "Connect; open a folder of a table"},
	{actMarkAll, nil, true, "Ctrl+A", "Mark all secrets of the folder that is shown"},
	{-1, nil, false, "Space", "Mark a secret, to connect several together; Ctrl+click, Shift+click and Shift with the arrows do, too"},
	{actBatch, []fyne.KeyName{fyne.KeyM}, true, "Ctrl+M", "What is marked, and how far it is, on and off"},
	{actSessions, []fyne.KeyName{fyne.KeyJ}, true, "Ctrl+J", "All sessions, on and off"},
	{actReveal, []fyne.KeyName{fyne.KeyR}, true, "Ctrl+R", "Show the secret in the tree"},
	{actSettings, []fyne.KeyName{fyne.KeyComma}, true, "Ctrl+,", "Settings, on and off"},
	{actRefresh, []fyne.KeyName{fyne.KeyF5}, false, "F5", "Refresh"},
	{actCancel, []fyne.KeyName{fyne.KeyEscape}, false, "Esc", "Close, cancel, clear the search"},
	{actLock, []fyne.KeyName{fyne.KeyF12}, false, "F12", "Lock the window"},
	{actQuit, []fyne.KeyName{fyne.KeyQ}, true, "Ctrl+Q", "Quit"},
	{actHelp, []fyne.KeyName{fyne.KeyF1}, false, "F1", "This help"},
}

// bindKeys makes every key work wherever the focus is: as canvas shortcuts
// for when nothing that takes shortcuts is focused, and through env.keys for
// our own focusable widgets.
func (u *UI) bindKeys() {
	plain, byName := map[fyne.KeyName]action{}, map[string]action{}
	for _, k := range keyTable {
		for _, name := range k.keys {
			if !k.ctrl {
				plain[name] = k.act
				continue
			}
			s := &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
			byName[s.ShortcutName()] = k.act
			act := k.act
			u.env.canvas.AddShortcut(s, func(fyne.Shortcut) { u.act(act) })
		}
	}
	up := &desktop.CustomShortcut{KeyName: fyne.KeyUp, Modifier: fyne.KeyModifierAlt}
	byName[up.ShortcutName()] = actUp
	u.env.canvas.AddShortcut(up, func(fyne.Shortcut) { u.act(actUp) })
	u.env.canvas.AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) { u.act(actMarkAll) }) // in an entry it is the entry's
	u.env.keys.Shortcut = func(s fyne.Shortcut) bool {
		act, ok := byName[s.ShortcutName()]
		if ok {
			u.act(act)
		}
		return ok
	}
	u.env.keys.Key = func(e *fyne.KeyEvent) {
		if act, ok := plain[e.Name]; ok {
			u.act(act)
			return
		}
		u.looseKey(e)
	}
	u.env.canvas.SetOnTypedKey(u.env.keys.Key)
}

// looseKey is a key nobody wanted: the arrows go to the tree.
func (u *UI) looseKey(e *fyne.KeyEvent) {
	if u.dialogs.scrolled(e.Name) {
		return
	}
	if u.dialogs.open() || u.turnPage(e.Name) || u.cur.Screen != app.ScreenMain || u.env.canvas.Focused() != nil {
		return
	}
	switch e.Name {
	case fyne.KeyUp, fyne.KeyDown:
		if !u.main.leftIsBehind() {
			u.main.left.focusList()
		}
	}
}

func (u *UI) act(a action) {
	u.env.keys.Tips.Hide()
	switch {
	case a == actCancel:
		u.escape()
	case a == actQuit:
		u.env.do(app.Quit{})
	case a == actLock:
		u.env.do(app.Lock{})
	case a == actHelp:
		u.dialogs.help()
	case u.dialogs.open():
		if a == actConnect {
			u.dialogs.submit()
		}
	case u.cur.Screen == app.ScreenSignIn && a == actSettings:
		u.env.do(app.ShowSettings{Open: !u.cur.Settings.Open})
	case u.cur.Screen != app.ScreenMain:
		if a == actConnect && !u.cur.Settings.Open {
			u.signIn.submit()
		}
	default:
		u.actMain(a)
	}
}

func (u *UI) actMain(a action) {
	u.env.dropPopUp()
	p := &u.cur.Pane
	switch a {
	case actInbox:
		u.env.do(app.ShowInbox{Open: !u.cur.Inbox.Open})
	case actHeld:
		u.env.do(app.ShowHeld{Open: !u.cur.Held.Open})
	case actBatch:
		u.env.do(app.ShowBatch{Open: !u.cur.Batch.Open})
	case actSessions:
		u.env.do(app.ShowSessions{Open: !u.cur.Beside.Open})
	case actSettings:
		u.env.do(app.ShowSettings{Open: !u.cur.Settings.Open})
	case actHistory:
		if p.ID != 0 && len(p.Steps) > 0 && !covered(&u.cur) {
			u.main.pane.flipPast()
		}
	case actFavorite:
		u.flipFavorite()
	case actUp:
		if !listed(&u.cur) {
			u.main.folder.up()
		}
	case actMarkAll:
		u.main.folder.markAll()
	case actSearch:
		u.main.header.focusSearch()
	case actConnect:
		if u.main.header.searching() {
			u.main.left.whenFound(u.connect)
			return
		}
		u.connect()
	case actExtend:
		if c, ok := u.ours(true); ok && c.CanExtend {
			u.env.to(c.Vault, app.AskExtend{SecretID: c.SecretID})
		}
	case actCheckIn:
		if c, ok := u.ours(false); ok {
			u.env.to(c.Vault, app.CheckIn{SecretID: c.SecretID})
		}
	case actRefresh:
		u.env.do(app.Refresh{})
	case actReveal:
		u.reveal()
	}
}

// flipFavorite marks the secret under the cursor of a folder, else the one that is shown.
func (u *UI) flipFavorite() {
	f := &u.cur.Sections.Favorites
	if n, ok := u.main.folder.other(); ok && f.Known {
		u.env.to(n.vault, app.SetFavorite{SecretID: n.id, On: !f.Has(n.vault, n.id)})
		return
	}
	if !covered(&u.cur) {
		u.main.pane.star.flip()
	}
}

// connect goes the way in of the secret under the cursor, else of the one that is shown.
func (u *UI) connect() {
	id, ok := u.main.left.other(paneRef(&u.cur.Pane))
	if !ok {
		id, ok = u.main.folder.other()
	}
	if ok {
		u.main.connectTo(id)
		return
	}
	if u.cur.Batch.Open {
		u.main.batch.submit()
		return
	}
	switch n := &u.cur.Pane; {
	case covered(&u.cur): // the secret behind it is not what a key means
	case n.Loading: // whoever is quicker than the vault is not asked to press it again
		u.main.pane.expect(paneRef(n), u.main.connectShown)
	default:
		u.main.pane.way.connect()
	}
}

// reveal shows in the tree what is under the cursor of a search, else the shown secret.
func (u *UI) reveal() {
	to, ok := u.main.left.other(ref{})
	if !ok {
		to, ok = u.main.folder.other()
	}
	if !ok {
		to = paneRef(&u.cur.Pane)
	}
	if to.id != 0 {
		u.main.header.clearSearch()
		u.env.to(to.vault, app.ShowInTree{SecretID: to.id})
	}
}

// ours is the check-out a key means: that of the shown secret. One that does
// no harm may mean the only one there is, too.
func (u *UI) ours(harmless bool) (app.CheckOutView, bool) {
	if c, ok := checkOutOf(&u.cur, paneRef(&u.cur.Pane)); ok && !covered(&u.cur) {
		return c, true
	}
	if harmless && len(u.cur.CheckOuts) == 1 {
		return u.cur.CheckOuts[0], true
	}
	return app.CheckOutView{}, false
}

// escape does the nearest thing there is to leave.
func (u *UI) escape() {
	switch {
	case u.main.drag.cancel(), u.main.folder.head.Cancel():
	case u.env.dropPopUp():
	case u.dialogs.open():
		u.dialogs.dismiss()
	case u.cur.Screen == app.ScreenSignIn && u.cur.Settings.Open:
		u.env.do(app.ShowSettings{})
	case u.cur.Screen == app.ScreenSignIn && u.cur.SignIn.Back:
		u.env.do(app.LeaveSignIn{})
	case u.cur.Screen != app.ScreenMain:
	case u.main.header.searching():
		// The tree takes the focus when it is there again: see left.render.
		u.env.canvas.Unfocus()
		u.main.header.clearSearch()
	case u.cur.Inbox.Open:
		u.env.do(app.ShowInbox{})
	case u.cur.Held.Open:
		u.env.do(app.ShowHeld{})
	case u.cur.Batch.Open:
		u.env.do(app.ShowBatch{})
	case u.cur.Beside.Open:
		u.env.do(app.ShowSessions{})
	case u.cur.Settings.Open:
		u.env.do(app.ShowSettings{})
	case u.cur.VaultPage.Open:
		u.env.do(app.ShowVault{})
	case u.cur.Folder.Open && !u.main.header.hasText():
		u.env.to(u.cur.Folder.Vault, app.ShowFolder{})
	case u.cur.Pane.Cancel && !u.cur.Folder.Open:
		u.env.to(u.cur.Pane.Vault, app.Cancel{SecretID: u.cur.Pane.ID})
	case u.main.header.hasText():
		u.main.header.clearSearch()
	case u.main.leftIsBehind():
		u.main.goBack()
	default:
		u.env.canvas.Unfocus()
	}
}

// keyItem is a menu's item with the key that does the same at its right; "": none.
func keyItem(text, key string, do func()) *fyne.MenuItem {
	it := fyne.NewMenuItem(text, do)
	if key != "" {
		it.Shortcut = shownKey(key)
	}
	return it
}

// shownKey is a shortcut in words, which a menu writes as they are: Fyne's own
// names of the keys are English.
type shownKey string

func (k shownKey) ShortcutName() string { return string(k) }
func (k shownKey) Key() fyne.KeyName    { return fyne.KeyName(k) }
func (shownKey) Mod() fyne.KeyModifier  { return 0 }
