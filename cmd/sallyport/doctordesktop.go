package main

import (
	"cmp"
	"context"
	"os"
	"sync"
	"time"

	"sallyport/app/desktop"
	"sallyport/app/keyring"
)

// busLook is how long the buses may take to say what they have.
const busLook = 3 * time.Second

// screen is where windows are shown, and what is there for them.
type screen struct {
	X11      string           `json:"x11"`
	Wayland  string           `json:"wayland"`
	Services desktop.Services `json:"services"`
	Keyring  string           `json:"keyring"`
	Problem  string           `json:"problem"` // of the bus or the keyring
}

// lookAtDesktop asks for everything at once: a bus that hangs is waited for once.
func lookAtDesktop(ctx context.Context) screen {
	ctx, cancel := context.WithTimeout(ctx, busLook)
	defer cancel()
	d := screen{X11: os.Getenv("DISPLAY"), Wayland: os.Getenv("WAYLAND_DISPLAY")}
	var asked sync.WaitGroup
	asked.Go(func() { d.Services = desktop.LookAround(ctx) })
	asked.Go(func() {
		state, err := keyring.Probe(ctx)
		if d.Keyring = string(state); err != nil {
			d.Problem = err.Error()
		}
	})
	asked.Wait()
	return d
}

// screen writes what the desktop has, and what that means for the window.
func (t diagnosisTable) screen(d screen) {
	s := d.Services
	either := func(is bool, yes, no string) string {
		if is {
			return yes
		}
		return no
	}
	idle := either(s.Idle, "the window locks when nobody is there", "nobody knows how long nobody was there: lock by hand (F12)")
	if s.Idle && d.Wayland != "" {
		idle = "only what is done in programs of X counts: the window may lock too early"
	}
	t.head("DESKTOP")
	t.row("X11", cmp.Or(d.X11, "none"))
	t.row("Wayland", cmp.Or(d.Wayland, "none"))
	t.row("D-Bus", string(s.Bus), s.Problem)
	t.row("notifications", either(s.Notifications, "shown by the desktop", "nobody shows them: look at the window"))
	t.row("tray", either(s.Tray, "there", "none: check-outs and their times are in the window alone"))
	t.row("screen lock", either(s.ScreenLock, "locks the window as well", "nobody tells of it: the window does not lock with the screen"))
	t.row("sleep", either(s.Sleep, "locks the window before", "nobody tells of it: the window does not lock before the machine sleeps"))
	t.row("idle lock", idle)
	t.row("keyring", d.Keyring, d.Problem)
}
