package desktop

import (
	"errors"
	"fmt"
	"html"
	"slices"
	"sync"

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
	gone       chan struct{}

	mu     sync.Mutex
	shown  map[uint32]func(string)
	abouts map[string]uint32
}

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
		name: name, icon: icon, conn: conn, signals: make(chan *dbus.Signal, 16), gone: make(chan struct{}),
		shown: map[uint32]func(string){}, abouts: map[string]uint32{},
	}
	var can []string
	if err := n.service().Call(notices+".GetCapabilities", 0).Store(&can); err != nil {
		conn.Close()
		return nil, fmt.Errorf("ask the notification service: %w", err)
	}
	n.buttons, n.markup = slices.Contains(can, "actions"), slices.Contains(can, "body-markup")
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(notices), dbus.WithMatchObjectPath(noticesPath)); err != nil {
		conn.Close()
		return nil, fmt.Errorf("listen to the notification service: %w", err)
	}
	conn.Signal(n.signals)
	go n.listen()
	return n, nil
}

func (n *Notices) service() dbus.BusObject { return n.conn.Object(notices, noticesPath) }

// Send shows a notification. chosen is called with an action's key, from
// another goroutine and at most once.
func (n *Notices) Send(m Notification, chosen func(key string)) error {
	body := m.Body
	if n.markup {
		body = html.EscapeString(body)
	}
	var actions []string
	if n.buttons && len(m.Actions) > 0 {
		actions = []string{"default", m.Actions[0].Label}
		for _, a := range m.Actions {
			actions = append(actions, a.Key, a.Label)
		}
	}
	urgency := byte(1)
	if m.Urgent {
		urgency = 2
	}
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(urgency), "desktop-entry": dbus.MakeVariant(n.name)}
	n.mu.Lock()
	defer n.mu.Unlock()
	var id uint32
	err := n.service().Call(notices+".Notify", 0, n.name, n.abouts[m.About], n.icon, m.Title, body, actions, hints, int32(-1)).Store(&id)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if m.About != "" {
		n.abouts[m.About] = id
	}
	n.shown[id] = func(key string) {
		if key == "default" {
			key = m.Actions[0].Key
		}
		chosen(key)
	}
	return nil
}

// listen tells who sent a notification what was chosen.
func (n *Notices) listen() {
	defer close(n.gone)
	for s := range n.signals {
		var id uint32
		switch s.Name {
		case notices + ".ActionInvoked":
			var key string
			if dbus.Store(s.Body, &id, &key) != nil {
				continue
			}
			if f := n.take(id); f != nil {
				f(key)
			}
		case notices + ".NotificationClosed":
			var why uint32
			if dbus.Store(s.Body, &id, &why) == nil {
				n.take(id)
			}
		}
	}
}

// take forgets a notification, which is answered once.
func (n *Notices) take(id uint32) func(string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f := n.shown[id]
	delete(n.shown, id)
	for about, was := range n.abouts {
		if was == id {
			delete(n.abouts, about)
		}
	}
	return f
}

// Close takes back what is still shown, and disconnects.
func (n *Notices) Close() error {
	n.mu.Lock()
	ids := make([]uint32, 0, len(n.shown))
	for id := range n.shown {
		ids = append(ids, id)
	}
	n.mu.Unlock()
	var errs []error
	for _, id := range ids {
		errs = append(errs, n.service().Call(notices+".CloseNotification", 0, id).Err)
	}
	errs = append(errs, n.conn.Close()) // closes n.signals
	<-n.gone
	return errors.Join(errs...)
}
