package desktop

import (
	"context"
	"runtime"

	"github.com/godbus/dbus/v5"
)

// HasTray reports whether this desktop shows the icons of programs. Elsewhere
// than on Linux it always does; there, somebody has to be called
// org.kde.StatusNotifierWatcher.
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
	err = conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, "org.kde.StatusNotifierWatcher").Store(&owned)
	return err == nil && owned
}
