package desktop

import (
	"fmt"
	"os"
	"sync"

	"github.com/godbus/dbus/v5"
)

// SessionEvent is what happens to the user's session as a whole.
type SessionEvent string

// The events.
const (
	Locked   SessionEvent = "locked" // the screen is locked, or its saver covers it
	Unlocked SessionEvent = "unlocked"
	Sleeping SessionEvent = "sleeping" // the machine is about to be suspended
	Woke     SessionEvent = "woke"
)

// WatchSession calls f with what happens to the session until stop is called.
// f runs on goroutines of the watch, one event at a time. What cannot be
// watched is in the error; the rest is.
func WatchSession(f func(SessionEvent)) (stop func(), err error) {
	w := &watch{f: f}
	err = firstOf(w.screens(), w.machine())
	if err != nil {
		err = fmt.Errorf("watch the session: %w", err)
	}
	return w.stop, err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

type watch struct {
	mu    sync.Mutex // f is called by one at a time
	f     func(SessionEvent)
	conns []*dbus.Conn
	heard sync.WaitGroup
}

// listen starts to read the signals of a bus.
func (w *watch) listen(conn *dbus.Conn) {
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	w.heard.Go(func() {
		for s := range signals {
			if e := meaning(s); e != "" {
				w.mu.Lock()
				w.f(e)
				w.mu.Unlock()
			}
		}
	})
}

func (w *watch) stop() {
	for _, c := range w.conns {
		_ = c.Close() // ends its signals; nothing was asked that could still fail
	}
	w.heard.Wait()
}

// screenSavers are what desktops call theirs.
var screenSavers = []string{"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver", "org.xfce.ScreenSaver"}

// screens listens to the desktops' screen savers. They share one signal.
func (w *watch) screens() error {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	w.conns = append(w.conns, conn)
	for _, name := range screenSavers {
		if err := conn.AddMatchSignal(dbus.WithMatchInterface(name), dbus.WithMatchMember("ActiveChanged")); err != nil {
			return err
		}
	}
	w.listen(conn)
	return nil
}

const (
	login        = "org.freedesktop.login1"
	loginManager = login + ".Manager"
	loginSession = login + ".Session"
)

// machine listens to logind: suspend and resume, and a lock that it asks for.
func (w *watch) machine() error {
	conn, err := dbus.ConnectSystemBus()
	if err != nil {
		return err
	}
	w.conns = append(w.conns, conn)
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(loginManager), dbus.WithMatchMember("PrepareForSleep")); err != nil {
		return err
	}
	if path := ownSession(conn); path != "" {
		if err := conn.AddMatchSignal(dbus.WithMatchInterface(loginSession), dbus.WithMatchObjectPath(path)); err != nil {
			return err
		}
	}
	w.listen(conn)
	return nil
}

// ownSession is logind's name of this session; "" where it knows none.
func ownSession(conn *dbus.Conn) (path dbus.ObjectPath) {
	manager := conn.Object(login, "/org/freedesktop/login1")
	if id := os.Getenv("XDG_SESSION_ID"); id != "" && manager.Call(loginManager+".GetSession", 0, id).Store(&path) == nil {
		return path
	}
	if manager.Call(loginManager+".GetSessionByPID", 0, uint32(os.Getpid())).Store(&path) == nil {
		return path
	}
	return ""
}

// meaning reads a signal; "" is of no interest.
func meaning(s *dbus.Signal) SessionEvent {
	var on bool
	switch s.Name {
	case loginSession + ".Lock":
		return Locked
	case loginSession + ".Unlock":
		return Unlocked
	case loginManager + ".PrepareForSleep":
		if dbus.Store(s.Body, &on) != nil {
			return ""
		}
		return either(on, Sleeping, Woke)
	}
	if dbus.Store(s.Body, &on) != nil {
		return ""
	}
	return either(on, Locked, Unlocked)
}

func either(on bool, yes, no SessionEvent) SessionEvent {
	if on {
		return yes
	}
	return no
}
