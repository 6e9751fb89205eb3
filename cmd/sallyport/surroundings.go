package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"github.com/adrg/xdg"

	"sallyport/app"
	"sallyport/app/desktop"
	"sallyport/assets"
	"sallyport/ui"
)

// onlyWindow makes this the one window of its user: a second start brings it
// to the front by what comes from front, and is desktop.ErrRaised itself.
func onlyWindow(front chan func()) (leave func(), err error) {
	return desktop.OnlyWindow(filepath.Join(xdg.StateHome, "sallyport"), func() {
		raise := <-front
		raise()
		front <- raise
	})
}

// surroundings are what the buses of the desktop offer. They are looked for
// beside the window, which nothing of it holds up: a bus may be there and
// never answer.
type surroundings struct {
	do      func(app.Intent)
	log     *slog.Logger
	notices notices

	mu     sync.Mutex
	left   bool
	leaves []func()
}

// look is called when the window is there.
func (s *surroundings) look() {
	go func() { s.join(watchSession(s.do, s.log)) }()
	go func() { s.join(s.notices.open(s.log)) }()
}

// join keeps what takes back something that was found; after the end it is taken back at once.
func (s *surroundings) join(leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left {
		leave()
		return
	}
	s.leaves = append(s.leaves, leave)
}

// leave takes back what was found, and waits for nothing that was not.
func (s *surroundings) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = true
	for _, leave := range s.leaves {
		leave()
	}
}

// watchSession tells the window when the screen is locked, and when the machine
// goes to sleep and wakes. Where nobody tells us, it locks by itself or by
// hand, and leases are read again when they are due.
func watchSession(do func(app.Intent), log *slog.Logger) (stop func()) {
	stop, err := desktop.WatchSession(func(e desktop.SessionEvent) {
		switch e {
		case desktop.Locked:
			do(app.SessionChanged{Event: app.SessionLocked})
		case desktop.Sleeping:
			do(app.SessionChanged{Event: app.SessionSleeping})
		case desktop.Woke:
			do(app.Woke{})
		}
	})
	if err != nil {
		log.Info("nobody tells of the screen's lock and of sleep", "error", err)
	}
	return stop
}

// idleness is how long nobody has used this machine; nil where nobody knows.
func idleness() (idle func() (time.Duration, error), closeIt func()) {
	i, err := desktop.OpenIdle()
	if err != nil {
		return nil, func() {}
	}
	return i.For, i.Close
}

// lacks is what the settings say that this system cannot do.
func lacks(idle bool) ui.Lacks {
	able := desktop.Able()
	return ui.Lacks{Idle: !idle, OnlyX: able.OnlyX, ScreenLock: !able.ScreenLock, Conceal: !able.Conceal}
}

// notices are notifications by the desktop's service. Until that is found they
// wait for it; without one, and on other systems, the window sends them in the
// toolkit's way. Where the bus or the service does not answer they are not
// sent: the toolkit would ask the same, and the window would wait with it.
type notices struct {
	mu      sync.Mutex
	known   bool             // whether there is a service
	deaf    bool             // there is one that does not answer
	service *desktop.Notices // nil: there is none, or it is deaf
	waiting []func()
}

// open looks for the service. close takes back what it showed, if it can.
func (n *notices) open(log *slog.Logger) (closeIt func()) {
	service, err := desktop.OpenNotices("Sallyport", appID)
	if err != nil {
		log.Info("there is no service for notifications", "error", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known, n.deaf, n.service = true, errors.Is(err, context.DeadlineExceeded), service
	for _, send := range n.waiting {
		send()
	}
	n.waiting = nil
	return n.close
}

func (n *notices) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.service != nil {
		_ = n.service.Close() // what it showed goes with us if it can
		n.service = nil
	}
}

// takeBack is ui.Options.TakeBack. What still waits for a service is not shown at all.
func (n *notices) takeBack() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.waiting = nil
	if n.service != nil {
		n.service.TakeBack()
	}
}

// send is ui.Options.Notify.
func (n *notices) send(m ui.Notification, chosen func(string), failed func()) {
	send := func() {
		switch {
		case n.service != nil:
		case n.deaf:
			return
		default:
			failed()
			return
		}
		out := desktop.Notification{Title: m.Title, Body: m.Body, About: m.About, Urgent: m.Urgent}
		for _, a := range m.Actions {
			out.Actions = append(out.Actions, desktop.Action(a))
		}
		n.service.Send(out, chosen, func(err error) {
			slog.Debug("a notification", "error", err)
			if !errors.Is(err, context.DeadlineExceeded) {
				failed()
			}
		})
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.known {
		n.waiting = append(n.waiting, send)
		return
	}
	send()
}

// trayWait is how long the window waits to be told whether there is a tray:
// the toolkit has to know before it runs. The answer is there long before
// that, or there is a bus that does not answer.
const trayWait = 100 * time.Millisecond

// askTray asks for the desktop's tray, beside what is done until tray is called.
// That gives nil where there is none.
func askTray() (tray func(fyne.App) func(*fyne.Menu)) {
	has := make(chan bool, 1)
	go func() { has <- desktop.HasTray() }()
	return func(a fyne.App) func(*fyne.Menu) {
		shell, ok := a.(fynedesktop.App)
		if !ok {
			return nil
		}
		select {
		case ok = <-has:
		case <-time.After(trayWait):
			ok = false
		}
		if !ok {
			return nil
		}
		shell.SetSystemTrayIcon(fyne.NewStaticResource("app.png", assets.Picture()))
		return shell.SetSystemTrayMenu
	}
}
