package desktop

import (
	"context"
	"runtime"

	"github.com/godbus/dbus/v5"
)

// busItself is the name and the interface of a bus, trayWatcher who shows the icons of programs.
const (
	busItself   = "org.freedesktop.DBus"
	trayWatcher = "org.kde.StatusNotifierWatcher"
)

// HasTray reports whether this desktop shows the icons of programs. Elsewhere
// than on Linux it always does; there, somebody has to be called
// trayWatcher.
func HasTray() bool {
	if runtime.GOOS != "linux" {
		return true
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return false
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), serviceWait)
	defer cancel()
	owned := false
	err = conn.BusObject().CallWithContext(ctx, busItself+".NameHasOwner", 0, trayWatcher).Store(&owned)
	return err == nil && owned
}
