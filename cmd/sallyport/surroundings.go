package main

import (
	"log/slog"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"github.com/adrg/xdg"

	"sallyport/app"
	"sallyport/app/desktop"
	"sallyport/assets"
	"sallyport/ui"
)

// onlyWindow makes this the one window of its user: a second start brings it
// to the front by what comes from front, and is desktop.ErrRaised itself.
func onlyWindow(front chan func()) (leave func(), err error) {
	return desktop.OnlyWindow(filepath.Join(xdg.StateHome, "sallyport"), func() {
		raise := <-front
		raise()
		front <- raise
	})
}

// watchSession tells the window when the screen is locked, and when the machine
// goes to sleep and wakes. Where nobody tells us, it locks by itself or by
// hand, and leases are read again when they are due.
func watchSession(do func(app.Intent)) (stop func()) {
	stop, err := desktop.WatchSession(func(e desktop.SessionEvent) {
		switch e {
		case desktop.Locked:
			do(app.SessionChanged{Event: app.SessionLocked})
		case desktop.Sleeping:
			do(app.SessionChanged{Event: app.SessionSleeping})
		case desktop.Woke:
			do(app.Woke{})
		}
	})
	if err != nil {
		slog.Debug("the desktop's session", "error", err)
	}
	return stop
}

// idleness is how long nobody has used this machine; nil where nobody knows.
func idleness() (idle func() (time.Duration, error), closeIt func()) {
	i, err := desktop.OpenIdle()
	if err != nil {
		return nil, func() {}
	}
	return i.For, i.Close
}

// notifications are sent by the desktop's service. Without one, and on other
// systems, the window sends them in the toolkit's way.
func notifications() (notify func(ui.Notification, func(string), func()), closeAll func()) {
	service, err := desktop.OpenNotices("Sallyport", appID)
	if err != nil {
		return nil, func() {}
	}
	notify = func(n ui.Notification, chosen func(string), failed func()) {
		m := desktop.Notification{Title: n.Title, Body: n.Body, About: n.About, Urgent: n.Urgent}
		for _, a := range n.Actions {
			m.Actions = append(m.Actions, desktop.Action(a))
		}
		service.Send(m, chosen, func(error) { failed() })
	}
	return notify, func() { _ = service.Close() } // what it showed goes with us if it can
}

// tray is the desktop's tray; nil: it has none.
func tray(a fyne.App) func(*fyne.Menu) {
	shell, ok := a.(fynedesktop.App)
	if !ok || !desktop.HasTray() {
		return nil
	}
	shell.SetSystemTrayIcon(fyne.NewStaticResource("app.png", assets.Picture()))
	return shell.SetSystemTrayMenu
}
