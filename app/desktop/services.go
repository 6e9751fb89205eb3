package desktop

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"

	"github.com/godbus/dbus/v5"
)

// BusState is how a bus of the desktop stands.
type BusState string

// The states of a bus.
const (
	BusThere  BusState = "there"
	BusNone   BusState = "none"
	BusSilent BusState = "no answer"
	BusNoNeed BusState = "not needed" // Windows and macOS have no such thing
)

// Services are what the buses of this desktop offer a window.
type Services struct {
	Bus           BusState `json:"bus"`           // of the session
	Notifications bool     `json:"notifications"` // somebody shows them, or is started to
	Tray          bool     `json:"tray"`
	ScreenLock    bool     `json:"screenLock"` // somebody tells when the screen is locked
	Sleep         bool     `json:"sleep"`      // and before the machine sleeps
	Idle          bool     `json:"idle"`       // how long nobody was there is known
	Problem       string   `json:"problem"`    // what was odd with the session's bus
}

// LookAround asks the buses what they have. It starts nothing, and shows nothing.
func LookAround(ctx context.Context) Services {
	s := Services{Bus: BusNoNeed, Notifications: true, Tray: true, Idle: knowsIdle()}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return s
	}
	s.Notifications, s.Tray = false, false
	var running, startable []string
	s.Bus, running, startable, s.Problem = lookAtSession(ctx)
	on := func(name string) bool { return slices.Contains(running, name) }
	s.Notifications = on(notices) || slices.Contains(startable, notices)
	s.Tray = on(trayWatcher)
	s.ScreenLock = slices.ContainsFunc(screenSavers, on)
	if s.Sleep = hasLogin(ctx); s.Sleep {
		s.ScreenLock = true // logind says so as well, where the desktop tells it
	}
	return s
}

// lookAtSession lists the names on the session's bus.
func lookAtSession(ctx context.Context) (state BusState, running, startable []string, problem string) {
	if !namesBus() || os.Getenv(busVariable) == noBus {
		return BusNone, nil, nil, ""
	}
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err == nil {
		defer conn.Close()
		err = errors.Join(
			conn.BusObject().CallWithContext(ctx, busItself+".ListNames", 0).Store(&running),
			conn.BusObject().CallWithContext(ctx, busItself+".ListActivatableNames", 0).Store(&startable),
		)
	}
	switch {
	case err == nil:
		return BusThere, running, startable, ""
	case ctx.Err() != nil:
		return BusSilent, nil, nil, ""
	}
	return BusNone, nil, nil, err.Error()
}

// hasLogin reports whether logind is there, on the system's bus.
func hasLogin(ctx context.Context) bool {
	conn, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer conn.Close()
	there := false
	err = conn.BusObject().CallWithContext(ctx, busItself+".NameHasOwner", 0, login).Store(&there)
	return err == nil && there
}

// knowsIdle reports whether anybody here can tell how long nobody was there.
func knowsIdle() bool {
	i, err := OpenIdle()
	if err != nil {
		return false
	}
	i.Close()
	return true
}

// Abilities are what this system can do at all, whatever runs on it now.
type Abilities struct {
	ScreenLock bool // somebody may tell of the screen's lock and of sleep
	Conceal    bool // what is copied can be kept out of histories
	OnlyX      bool // idleness is what programs of X see of the user
}

// Able is what can be said of this system without asking anybody.
func Able() Abilities {
	switch runtime.GOOS {
	case "windows":
		return Abilities{Conceal: true}
	case "darwin":
		return Abilities{}
	}
	return Abilities{ScreenLock: true, Conceal: os.Getenv("DISPLAY") != "", OnlyX: os.Getenv("WAYLAND_DISPLAY") != ""}
}
