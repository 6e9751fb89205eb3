package desktop

import (
	"cmp"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

// service is a notification service whose buttons the test presses: a real one
// without a hand on it only offers a click.
type service struct {
	conn   *dbus.Conn
	last   atomic.Uint32
	shown  chan shownNotice
	closed chan uint32
}

type shownNotice struct {
	id, instead uint32
	title       string
	actions     []string
}

// The methods that the specification asks for.
func (s *service) GetCapabilities() ([]string, *dbus.Error) { return []string{"actions"}, nil }

func (s *service) Notify(_ string, instead uint32, _, title, _ string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n := shownNotice{cmp.Or(instead, s.last.Add(1)), instead, title, actions}
	s.shown <- n
	return n.id, nil
}

func (s *service) CloseNotification(id uint32) *dbus.Error {
	s.closed <- id
	return nil
}

func (s *service) press(t *testing.T, id uint32, key string) {
	t.Helper()
	if err := s.conn.Emit(noticesPath, notices+".ActionInvoked", id, key); err != nil {
		t.Fatal(err)
	}
}

func serveNotices(t *testing.T) *service {
	t.Helper()
	s := &service{conn: connected(t, dbus.ConnectSessionBus), shown: make(chan shownNotice, 8), closed: make(chan uint32, 8)}
	if err := s.conn.Export(s, noticesPath, notices); err != nil {
		t.Fatal(err)
	}
	if _, err := s.conn.RequestName(notices, 0); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAButtonThatIsPressedOnTheBusIsTold(t *testing.T) {
	bus(t, "DBUS_SESSION_BUS_ADDRESS")
	t.Cleanup(func() { goleak.VerifyNone(t) }) // after the connection below
	s := serveNotices(t)
	n := opened(t)
	chosen := make(chan string, 4)
	n.Send(Notification{Title: "db-01", Actions: []Action{{"check-out", "Check out now"}, {"show", "Show"}}},
		func(key string) { chosen <- key }, func(err error) { t.Error(err) })
	got := <-s.shown
	if want := []string{"default", "Check out now", "check-out", "Check out now", "show", "Show"}; !slices.Equal(got.actions, want) {
		t.Errorf("offered %q, want %q", got.actions, want)
	}
	s.press(t, got.id+1, "check-out") // another program's
	s.press(t, got.id, "show")
	if key := <-chosen; key != "show" {
		t.Errorf("told %q", key)
	}
	s.press(t, got.id, "check-out") // it is gone
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if len(chosen) != 0 {
		t.Errorf("told once more: %q", <-chosen)
	}
}

func TestWhatIsTakenBackDoesNothingAnyMore(t *testing.T) {
	bus(t, "DBUS_SESSION_BUS_ADDRESS")
	t.Cleanup(func() { goleak.VerifyNone(t) })
	s := serveNotices(t)
	n := opened(t)
	chosen := make(chan string, 4)
	send := func(title, about string) shownNotice {
		t.Helper()
		n.Send(Notification{Title: title, About: about, Actions: []Action{{"show", "Show"}}},
			func(string) { chosen <- title }, func(err error) { t.Error(err) })
		return <-s.shown
	}
	first, second := send("db-01", "db-01"), send("db-02", "")
	n.TakeBack()
	if ids := []uint32{<-s.closed, <-s.closed}; !slices.Contains(ids, first.id) || !slices.Contains(ids, second.id) {
		t.Errorf("taken back were %v, shown %d and %d", ids, first.id, second.id)
	}
	s.press(t, first.id, "show")
	third := send("A secret", "db-01")
	if third.instead != 0 {
		t.Errorf("the next one took the place of %d, which is gone", third.instead)
	}
	s.press(t, third.id, "show")
	if title := <-chosen; title != "A secret" {
		t.Errorf("told of %q", title)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}
