package desktop

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// around looks at the buses that the environment names, for as long as limit.
func around(t *testing.T, limit time.Duration) Services {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return LookAround(ctx)
}

func TestWhatTheBusesOfADesktopOffer(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("DISPLAY", ":65000")
	bus(t, busVariable)
	private, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer private.Close()
	if got := around(t, time.Minute); got != (Services{Bus: BusThere}) {
		t.Errorf("an empty bus: %+v", got)
	}
	for _, name := range []string{notices, trayWatcher, "org.gnome.ScreenSaver"} {
		if _, err := private.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	}
	want := Services{Bus: BusThere, Notifications: true, Tray: true, ScreenLock: true}
	if got := around(t, time.Minute); got != want {
		t.Errorf("with everything on it: %+v", got)
	}
}

func TestABusThatIsNotThereOrNeverAnswers(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("DISPLAY", ":65000")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus)
	if got := around(t, time.Minute); got != (Services{Bus: BusNone}) {
		t.Errorf("none: %+v", got)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
	if got := around(t, time.Minute); got.Bus != BusNone || got.Problem == "" {
		t.Errorf("a dead one: %+v", got)
	}
	deaf := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", deaf)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+deaf)
	if got := around(t, 100*time.Millisecond); got != (Services{Bus: BusSilent}) {
		t.Errorf("a deaf one: %+v", got)
	}
}
