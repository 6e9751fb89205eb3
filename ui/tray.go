package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

// trayItem is one line of the desktop's tray; the zero one is a line between.
type trayItem struct {
	text   string
	secret ref // shown when it is chosen
	quits  bool
}

// trayItems are what the tray says: what is checked out and until when, which
// changes seldom, where minutes left would change all the time. A locked
// window has no names.
func trayItems(v *app.View) (items []trayItem) {
	if v.Screen == app.ScreenMain {
		for _, c := range v.CheckOuts {
			items = append(items, trayItem{text: tr("{secret} until {time}", "secret", c.Name, "time", wall(c.EndsAt)), secret: ref{c.Vault, c.SecretID}})
		}
	}
	if len(items) > 0 {
		items = append(items, trayItem{})
	}
	return append(items, trayItem{text: tr("Show the window")}, trayItem{text: tr("Quit"), quits: true})
}

// renderTray gives the tray its lines, if they are others than before.
func (u *UI) renderTray(v *app.View) {
	if u.opts.Tray == nil {
		return
	}
	items := trayItems(v)
	if slices.Equal(items, u.tray) {
		return
	}
	u.tray = items
	u.opts.Tray(u.trayMenu(items))
}

func (u *UI) trayMenu(items []trayItem) *fyne.Menu {
	m := fyne.NewMenu("Sallyport")
	for _, i := range items {
		if i == (trayItem{}) {
			m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			continue
		}
		item := fyne.NewMenuItem(i.text, func() { u.fromTray(i) })
		item.IsQuit = i.quits // or the toolkit adds one that asks nobody
		m.Items = append(m.Items, item)
	}
	return m
}

// fromTray does what was chosen: the window comes to the front for whatever it asks.
func (u *UI) fromTray(i trayItem) {
	u.win.Show()
	u.win.RequestFocus()
	switch {
	case i.quits:
		u.do(app.Quit{})
	case i.secret != ref{}:
		u.env.to(i.secret.vault, app.Select{SecretID: i.secret.id})
	}
}
