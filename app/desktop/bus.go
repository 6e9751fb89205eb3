package desktop

import (
	"os"
	"os/user"
	"path/filepath"
)

// noBus is an address that no library takes for a bus.
const noBus = "disabled:"

// NoBusOfOurOwn keeps the libraries of this process from starting a session
// bus where there is none, as they would with dbus-launch: it would outlive
// us, with services of its own on it, and nobody would ever look at them.
// It looks at what they would look at, and asks nobody: a bus may be there
// and not answer, and the window comes first.
func NoBusOfOurOwn() {
	if !namesBus() {
		_ = os.Setenv(busVariable, noBus) // fails for a bad name only
	}
}

const busVariable = "DBUS_SESSION_BUS_ADDRESS"

// namesBus reports whether a session bus is named anywhere. One that is dead
// is not replaced by the libraries.
func namesBus() bool {
	if address := os.Getenv(busVariable); address != "" && address != "autolaunch:" {
		return true
	}
	if u, err := user.Current(); err == nil {
		for _, name := range []string{"bus", "dbus-session"} {
			if _, err := os.Stat(filepath.Join("/run/user", u.Uid, name)); err == nil {
				return true
			}
		}
	}
	return false
}
