package desktop

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

// bus starts a D-Bus of its own for the test, named by the variable.
func bus(t *testing.T, variable string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "bus") // short enough for a socket, which an ending bus may leave
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	conf := filepath.Join(dir, "conf")
	const config = `<busconfig><type>session</type><listen>unix:dir=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(conf, fmt.Appendf(nil, config, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := started(t, "dbus-daemon", "--config-file="+conf, "--nofork", "--print-address=3")
	t.Setenv(variable, cmd)
}

// started runs a program for the test that says something on its descriptor 3, and returns that line.
func started(t *testing.T, name string, args ...string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	run(t, []*os.File{w}, name, args...)
	w.Close()
	defer r.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("%s did not start: %v", name, err)
	}
	return strings.TrimSpace(line)
}

func run(t *testing.T, files []*os.File, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.ExtraFiles = files
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: `make test` installs it", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was told to end
	})
}

func TestARealServiceShowsNotificationsAndTellsWhatWasChosen(t *testing.T) {
	screen(t)
	bus(t, "DBUS_SESSION_BUS_ADDRESS")
	if _, err := OpenNotices("sallyport", ""); err == nil {
		t.Fatal("there is no service yet")
	}
	run(t, nil, "dunst", "-conf", "/dev/null")
	defer goleak.VerifyNone(t)
	n := opened(t)
	chosen := make(chan string, 4)
	send := func(about, body string) {
		t.Helper()
		n.Send(Notification{
			Title: "db-01 <b>", Body: body, About: about, Urgent: true,
			Actions: []Action{{"extend", "Extend…"}, {"check-in", "Check in"}},
		}, func(key string) { chosen <- key }, func(err error) { t.Error(err) })
	}
	send("db-01", "5 minutes <i>left</i> & no more")
	send("db-01", "2 minutes <i>left</i> & no more") // in its place
	until(t, "one notification", func() bool { return displayed(t) == 1 })
	dunstctl(t, "action", "0")
	if got := <-chosen; got != "extend" {
		t.Errorf("a click chose %q", got)
	}
	send("", "another <i>")
	send("", "a third")
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if said := dunstctl(t, "history"); strings.Contains(said, "5 minutes") || !strings.Contains(said, "another <i>") {
		t.Errorf("the service showed %s", said)
	}
	if len(chosen) != 0 {
		t.Errorf("chosen without a click: %q", <-chosen)
	}
}

func opened(t *testing.T) (n *Notices) {
	t.Helper()
	until(t, "the notification service", func() (ok bool) {
		var err error
		n, err = OpenNotices("sallyport", "")
		return err == nil
	})
	return n
}

func displayed(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(dunstctl(t, "count", "displayed")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func dunstctl(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("dunstctl", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("dunstctl %v: %v: %s", args, err, out)
	}
	return string(out)
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestLockingAndSleepingAreHeard(t *testing.T) {
	bus(t, "DBUS_SESSION_BUS_ADDRESS")
	bus(t, "DBUS_SYSTEM_BUS_ADDRESS")
	t.Cleanup(func() { goleak.VerifyNone(t) }) // after the connections below
	heard := make(chan SessionEvent)
	stop, err := WatchSession(func(e SessionEvent) { heard <- e })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	session, system := connected(t, dbus.ConnectSessionBus), connected(t, dbus.ConnectSystemBus)
	for _, x := range []struct {
		from *dbus.Conn
		path dbus.ObjectPath
		name string
		on   any
		want SessionEvent
	}{
		{session, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", true, Locked},
		{session, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", false, Unlocked},
		{session, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "nonsense", ""},
		{system, "/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", true, Sleeping},
		{system, "/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", false, Woke},
	} {
		if err := x.from.Emit(x.path, x.name, x.on); err != nil {
			t.Fatal(err)
		}
		if x.want == "" {
			continue // the next one is heard instead
		}
		if got := <-heard; got != x.want {
			t.Errorf("%s %v was heard as %q", x.name, x.on, got)
		}
	}
}

func connected(t *testing.T, to func(...dbus.ConnOption) (*dbus.Conn, error)) *dbus.Conn {
	t.Helper()
	c, err := to()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestWithoutABusTheErrorSaysSoAndStopStillWorks(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
	stop, err := WatchSession(func(e SessionEvent) { t.Error(e) })
	if err == nil {
		t.Error("there is no bus")
	}
	stop()
	if _, err := OpenNotices("sallyport", ""); err == nil {
		t.Error("there is no bus")
	}
}

// Libraries start a bus where the environment names none: then, and only then, they are kept from it.
func TestNoBusIsStartedWhereThereIsNone(t *testing.T) {
	dir := t.TempDir()
	started := filepath.Join(dir, "started")
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte("#!/bin/sh\n: >"+started+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	for _, address := range []string{"", "autolaunch:", "unix:path=/nowhere"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		NoBusOfOurOwn()
		if n, err := OpenNotices("sallyport", ""); err == nil {
			_ = n.Close() // a bus of the machine's own: not what is asked here
		}
		if _, err := os.Stat(started); err == nil {
			t.Fatalf("with %q one was started", address)
		}
	}
}

// A bus that takes a connection and then says nothing holds nobody up.
func TestABusThatDoesNotAnswerIsNotAsked(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	address := "unix:path=" + socket
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	NoBusOfOurOwn()
	if got := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); got != address {
		t.Errorf("the bus became %q", got)
	}
	_ = l.(*net.UnixListener).SetDeadline(time.Now().Add(-time.Second)) // who connected is there already
	if c, err := l.Accept(); err == nil {
		c.Close()
		t.Error("it was asked")
	}
}
