package desktop

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// Notification is one message of the program on the desktop.
type Notification struct {
	Title, Body string
	Actions     []Action // buttons; the first is also a click on the message itself
	Urgent      bool     // stays until it is dismissed
	// About names what it speaks of: a later one about the same takes its place.
	About string
}

// Action is a button of a notification.
type Action struct{ Key, Label string }

// Notices sends notifications by the desktop's service
// (org.freedesktop.Notifications, Desktop Notifications Specification 1.2).
type Notices struct {
	name, icon string
	conn       *dbus.Conn
	buttons    bool // the service shows actions
	markup     bool // and reads the body as markup
	signals    chan *dbus.Signal
	wait       time.Duration // serviceWait
	gone       chan struct{}

	mu   sync.Mutex
	todo []func()      // in order; nil is the end
	wake chan struct{} // holds one token while there is some

	// the goroutine's alone
	shown  map[uint32]sending
	abouts map[string]uint32
	deaf   error // the service let a call wait too long, and has said nothing since
}

// sending is a notification that is sent, and then on the screen.
type sending struct {
	Notification
	chosen func(key string)
}

// serviceWait is how long the service may take: it shows what it gets later, if ever.
const serviceWait = 5 * time.Second

const (
	notices     = "org.freedesktop.Notifications"
	noticesPath = "/org/freedesktop/Notifications"
)

// OpenNotices connects to the session's notification service as the program
// called name, with an icon's name or file. The error says that there is none.
func OpenNotices(name, icon string) (*Notices, error) {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return nil, fmt.Errorf("connect to the session's bus: %w", err)
	}
	n := &Notices{
		name: name, icon: icon, conn: conn, signals: make(chan *dbus.Signal, 16),
		wait: serviceWait, wake: make(chan struct{}, 1), gone: make(chan struct{}),
		shown: map[uint32]sending{}, abouts: map[string]uint32{},
	}
	var can []string
	if err := n.call("GetCapabilities").Store(&can); err != nil {
		conn.Close()
		return nil, fmt.Errorf("ask the notification service: %w", err)
	}
	n.buttons, n.markup = slices.Contains(can, "actions"), slices.Contains(can, "body-markup")
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(notices), dbus.WithMatchObjectPath(noticesPath)); err != nil {
		conn.Close()
		return nil, fmt.Errorf("listen to the notification service: %w", err)
	}
	conn.Signal(n.signals)
	go n.serve()
	return n, nil
}

// call waits for the service, but not for ever, and of several calls for the
// first alone: the end of the program may be behind them.
func (n *Notices) call(method string, args ...any) *dbus.Call {
	if n.deaf != nil {
		return &dbus.Call{Err: n.deaf}
	}
	ctx, cancel := context.WithTimeout(context.Background(), n.wait)
	defer cancel()
	c := n.conn.Object(notices, noticesPath).CallWithContext(ctx, notices+"."+method, 0, args...)
	if errors.Is(c.Err, context.DeadlineExceeded) {
		n.deaf = c.Err
	}
	return c
}

// Send shows a notification, soon. chosen is called with an action's key, at
// most once; failed when the service did not take it, which is a
// context.DeadlineExceeded where it does not answer. Both come from another goroutine.
func (n *Notices) Send(m Notification, chosen func(key string), failed func(error)) {
	n.put(func() {
		if err := n.send(sending{m, chosen}); err != nil {
			failed(err)
		}
	})
}

// TakeBack takes what is shown off the screen, soon, and what was sent before.
func (n *Notices) TakeBack() { n.put(n.takeBack) }

// Close takes back what is still shown, and disconnects. Nothing may be sent after it.
func (n *Notices) Close() error {
	n.put(nil)
	<-n.gone
	return n.conn.Close()
}

// put never waits: a window does it.
func (n *Notices) put(do func()) {
	n.mu.Lock()
	n.todo = append(n.todo, do)
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// next is what is to be done first, false: nothing is.
func (n *Notices) next() (do func(), ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.todo) == 0 {
		return nil, false
	}
	do, n.todo = n.todo[0], n.todo[1:]
	return do, true
}

// serve does what is to be done, and tells who sent something what was chosen.
func (n *Notices) serve() {
	defer close(n.gone)
	for {
		select {
		case <-n.wake:
			for do, ok := n.next(); ok; do, ok = n.next() {
				if do == nil {
					n.takeBack()
					return
				}
				do()
			}
		case s := <-n.signals:
			if s == nil {
				n.signals = nil // the bus has gone: every send fails from now on
				continue
			}
			n.heard(s)
		}
	}
}

func (n *Notices) send(m sending) error {
	body := m.Body
	if n.markup {
		body = html.EscapeString(body)
	}
	actions := []string{}
	if n.buttons && len(m.Actions) > 0 {
		actions = append(actions, "default", m.Actions[0].Label)
		for _, a := range m.Actions {
			actions = append(actions, a.Key, a.Label)
		}
	}
	urgency := byte(1)
	if m.Urgent {
		urgency = 2
	}
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(urgency), "desktop-entry": dbus.MakeVariant(n.icon)}
	var id uint32
	err := n.call("Notify", n.name, n.abouts[m.About], n.icon, m.Title, body, actions, hints, int32(-1)).Store(&id)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if m.About != "" {
		n.abouts[m.About] = id
	}
	n.shown[id] = m
	return nil
}

// heard takes in that something was chosen or closed.
func (n *Notices) heard(s *dbus.Signal) {
	n.deaf = nil
	var id, why uint32
	var key string
	switch s.Name {
	case notices + ".ActionInvoked":
		if dbus.Store(s.Body, &id, &key) != nil {
			return
		}
	case notices + ".NotificationClosed":
		if dbus.Store(s.Body, &id, &why) != nil {
			return
		}
	}
	m, ours := n.shown[id]
	if !ours {
		return // every program's are heard
	}
	delete(n.shown, id)
	if n.abouts[m.About] == id {
		delete(n.abouts, m.About)
	}
	if key == "default" && len(m.Actions) > 0 {
		key = m.Actions[0].Key
	}
	if key != "" {
		m.chosen(key)
	}
}

func (n *Notices) takeBack() {
	for id := range n.shown {
		_ = n.call("CloseNotification", id).Err // it closes by itself, later
	}
	clear(n.shown) // a button that was pressed meanwhile does nothing any more
	clear(n.abouts)
}
