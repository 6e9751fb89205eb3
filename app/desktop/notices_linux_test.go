package desktop

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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
	hangs  chan struct{} // until it is closed, what is asked waits; nil: nothing does
	asked  atomic.Int32
}

// many is how many notices a test sends at once, and more than it ever shows otherwise.
const many = 200

type shownNotice struct {
	id, instead uint32
	title       string
	actions     []string
}

// The methods that the specification asks for.
func (s *service) GetCapabilities() ([]string, *dbus.Error) { return []string{"actions"}, nil }

func (s *service) Notify(_ string, instead uint32, _, title, _ string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	if s.asked.Add(1); s.hangs != nil {
		<-s.hangs
	}
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

func serveNotices(t *testing.T, hangs chan struct{}) *service {
	t.Helper()
	s := &service{conn: connected(t, dbus.ConnectSessionBus), shown: make(chan shownNotice, many), closed: make(chan uint32, many), hangs: hangs}
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
	s := serveNotices(t, nil)
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
	s := serveNotices(t, nil)
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

// hanging is a service that lets what it is asked wait until go on is called,
// and one that sends to it and gives up after so long.
func hanging(t *testing.T, wait time.Duration) (s *service, n *Notices, goOn func()) {
	t.Helper()
	bus(t, "DBUS_SESSION_BUS_ADDRESS")
	t.Cleanup(func() { goleak.VerifyNone(t) })
	hangs := make(chan struct{})
	s = serveNotices(t, hangs)
	n = opened(t)
	n.put(func() { n.wait = wait }) // the goroutine's by now
	return s, n, sync.OnceFunc(func() { close(hangs) })
}

// A service that hangs holds up nobody who sends.
func TestSendingWaitsForNobody(t *testing.T) {
	s, n, goOn := hanging(t, time.Hour)
	defer goOn()
	for range many {
		n.Send(Notification{Title: "db-01"}, func(string) {}, func(err error) { t.Error(err) })
	}
	goOn()
	for range many {
		<-s.shown
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// Of all that wait for a service that does not answer one alone runs out of
// time: nobody waits so often at the end.
func TestAServiceThatDoesNotAnswerIsAskedOnce(t *testing.T) {
	s, n, goOn := hanging(t, 100*time.Millisecond)
	defer goOn()
	failed := make(chan error, many)
	for range many {
		n.Send(Notification{Title: "db-01"}, func(string) {}, func(err error) { failed <- err })
	}
	for range many {
		if err := <-failed; !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("it failed with %v", err)
		}
	}
	until(t, "the one question", func() bool { return s.asked.Load() > 0 }) // the bus may be slower than the wait
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("it was asked %d times", n)
	}
}

// One that speaks again is asked again.
func TestAServiceThatWasDeafIsAskedAgainWhenItSpeaks(t *testing.T) {
	n := &Notices{deaf: context.DeadlineExceeded}
	if err := n.call("Notify").Err; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("asked: %v", err)
	}
	n.heard(&dbus.Signal{Name: notices + ".NotificationClosed", Body: []any{uint32(1), uint32(2)}})
	if n.deaf != nil {
		t.Error("it stays deaf")
	}
}
