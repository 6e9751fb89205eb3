package desktop

import (
	"os"

	"github.com/godbus/dbus/v5"
)

// noBus is an address that no library takes for a bus.
const noBus = "disabled:"

// NoBusOfOurOwn keeps the libraries of this process from starting a session
// bus where there is none, as they would with dbus-launch: it would outlive
// us, with services of its own on it, and nobody would ever look at them.
func NoBusOfOurOwn() {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		_ = os.Setenv("DBUS_SESSION_BUS_ADDRESS", noBus) // fails for a bad name only
		return
	}
	_ = conn.Close() // nothing was asked
}
