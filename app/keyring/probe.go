package keyring

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/godbus/dbus/v5"
)

// State is how the credential store of this desktop stands.
type State string

// The states of a store.
const (
	Ready    State = "ready"
	Locked   State = "locked"        // it asks the user when it is needed
	NoBus    State = "no-bus"        // there is no session bus
	NoStore  State = "no-store"      // the bus is there, a store is not
	NoLogin  State = "no-login"      // a store without a collection to put things into
	OwnStore State = "of-the-system" // Windows and macOS have one that is always there
)

const (
	secrets = "org.freedesktop.secrets"
	bus     = "org.freedesktop.DBus"
)

// Probe looks at the store. It unlocks nothing, starts nothing and asks
// nobody anything. The error says what was odd; a store that is not there is none.
func Probe(ctx context.Context) (State, error) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return OwnStore, nil
	}
	address := busAddress()
	if address == "" {
		return NoBus, nil
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		// ctx closes the connection when it is over, and err tells only of that.
		return NoBus, fmt.Errorf("session bus: %w", cmp.Or(ctx.Err(), err))
	}
	defer conn.Close()
	var running, startable []string
	err = errors.Join(
		conn.BusObject().CallWithContext(ctx, bus+".ListNames", 0).Store(&running),
		conn.BusObject().CallWithContext(ctx, bus+".ListActivatableNames", 0).Store(&startable),
	)
	if err != nil {
		return NoStore, fmt.Errorf("session bus: %w", cmp.Or(ctx.Err(), err))
	}
	if !slices.Contains(running, secrets) {
		if slices.Contains(startable, secrets) {
			return Locked, nil // it is started when it is needed, and locked then
		}
		return NoStore, nil
	}
	var locked dbus.Variant
	err = conn.Object(secrets, "/org/freedesktop/secrets/aliases/default").
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, "org.freedesktop.Secret.Collection", "Locked").Store(&locked)
	if ctx.Err() != nil {
		return NoStore, fmt.Errorf("keyring: %w", ctx.Err())
	}
	if err != nil {
		return NoLogin, nil
	}
	if is, ok := locked.Value().(bool); ok && is {
		return Locked, nil
	}
	return Ready, nil
}

// none is how a window keeps the library from starting a bus.
const none = "disabled:"

// busAddress is the session bus's, "" without one: the library would start one.
func busAddress() string {
	switch a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a {
	case "":
	case none:
		return ""
	default:
		return a
	}
	socket := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus")
	if info, err := os.Stat(socket); err == nil && info.Mode()&os.ModeSocket != 0 && filepath.IsAbs(socket) {
		return "unix:path=" + socket
	}
	return ""
}
