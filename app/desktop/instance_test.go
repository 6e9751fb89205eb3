package desktop

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

func TestASecondStartRaisesTheFirst(t *testing.T) {
	defer goleak.VerifyNone(t)
	dir := filepath.Join(t.TempDir(), "state")
	var raised atomic.Int32
	leave, err := OnlyWindow(dir, func() { raised.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OnlyWindow(dir, func() { t.Error("the second was raised") }); !errors.Is(err, ErrRaised) {
		t.Errorf("the second start: %v", err)
	}
	if n := raised.Load(); n != 1 {
		t.Errorf("raised %d times", n)
	}
	leave()
	again, err := OnlyWindow(dir, func() {})
	if err != nil {
		t.Fatalf("after the first has left: %v", err)
	}
	again()
}

func TestAKilledWindowIsNotInTheWay(t *testing.T) {
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, "window.sock"))
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close()
	leave, err := OnlyWindow(dir, func() {})
	if err != nil {
		t.Fatal(err)
	}
	leave()
}

func TestNonsenseRaisesNobodyAndAWindowThatHangsIsReported(t *testing.T) {
	defer goleak.VerifyNone(t)
	dir := t.TempDir()
	leave, err := OnlyWindow(dir, func() { t.Error("raised by nonsense") })
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	for _, nonsense := range []string{"rais\n", "\x00\n", string(make([]byte, 4096))} {
		c, err := net.Dial("unix", filepath.Join(dir, "window.sock"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(nonsense)) // the other side may hang up first
		if n, err := c.Read(make([]byte, 8)); err == nil {
			t.Errorf("%q was answered with %d bytes", nonsense, n)
		}
		c.Close()
	}
	if err := os.Remove(filepath.Join(dir, "window.sock")); err != nil {
		t.Fatal(err)
	}
	if _, err := OnlyWindow(dir, nil); err == nil || errors.Is(err, ErrRaised) {
		t.Errorf("a window without its socket: %v", err)
	}
}
