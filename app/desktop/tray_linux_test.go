package desktop

import (
	"testing"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

func TestATrayIsWhereSomebodyWatchesForOne(t *testing.T) {
	bus(t, "DBUS_SESSION_BUS_ADDRESS")
	defer goleak.VerifyNone(t)
	if HasTray() {
		t.Fatal("nobody watches")
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.RequestName("org.kde.StatusNotifierWatcher", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if !HasTray() {
		t.Error("the watcher is not seen")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	if HasTray() {
		t.Error("without a bus there is one")
	}
}
