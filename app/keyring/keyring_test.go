package keyring_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"sallyport/app/keyring"
	"sallyport/workflow/sealed"
)

// busConfig allows everything and activates nothing: what is not started by the test is not there.
const busConfig = `<busconfig><type>session</type><listen>unix:dir=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// bus starts a D-Bus of its own for the test and makes it this process's session bus.
func bus(t *testing.T) {
	t.Helper()
	need(t, "dbus-daemon")
	dir, err := os.MkdirTemp("", "bus") // short enough for a socket, which an ending bus may leave
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	conf := filepath.Join(dir, "conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, busConfig, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+conf, "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was told to end
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the bus said no address: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// store starts a gnome-keyring with a home of its own; unlocked with a password, or locked.
func store(t *testing.T, unlocked bool) {
	t.Helper()
	need(t, "gnome-keyring-daemon")
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_RUNTIME_DIR", home)
	args := []string{"--foreground", "--components=secrets"}
	if unlocked {
		args = append(args, "--unlock")
	}
	cmd := exec.Command("gnome-keyring-daemon", args...)
	cmd.Stdin = strings.NewReader("the login password")
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed
	})
	deadline := time.Now().Add(2 * time.Minute)
	for !ready(t, unlocked) {
		if time.Now().After(deadline) {
			t.Fatalf("gnome-keyring did not come to the bus: %s", said.String())
		}
	}
}

// ready reports whether the store answers and, unlocked, has its default collection.
func ready(t *testing.T, unlocked bool) bool {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // it takes the name before it listens
	defer cancel()
	var path dbus.ObjectPath
	err = conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		CallWithContext(ctx, "org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&path)
	return err == nil && (path != "/" || !unlocked)
}

func need(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is missing: `make test` installs it", tool)
	}
}

func TestARealKeyringKeepsATokenUntilItIsDeleted(t *testing.T) {
	bus(t)
	store(t, true)
	k := keyring.System{Wait: 2 * time.Minute}
	if got, err := k.Get("https://v alice"); err != nil || !got.Empty() {
		t.Fatalf("before anything is stored: %d bytes, %v", got.Len(), err)
	}
	token := sealed.New([]byte("AgL-\"quoted\" ü"))
	if err := k.Set("https://v alice", token); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get("https://v alice"); err != nil || !got.Equal(token) {
		t.Errorf("read back %d bytes, %v", got.Len(), err)
	}
	if got, err := k.Get("https://v bob"); err != nil || !got.Empty() {
		t.Errorf("another user's: %d bytes, %v", got.Len(), err)
	}
	if err := k.Delete("https://v alice"); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get("https://v alice"); err != nil || !got.Empty() {
		t.Errorf("after deleting: %d bytes, %v", got.Len(), err)
	}
	if err := k.Delete("https://v alice"); err != nil {
		t.Errorf("deleting twice: %v", err)
	}
}

func TestAMissingKeyringIsAnError(t *testing.T) {
	bus(t) // nobody on it offers the Secret Service
	k := keyring.System{Wait: 2 * time.Minute}
	if err := k.Set("k", sealed.New([]byte("v"))); err == nil {
		t.Error("stored a token where there is no keyring")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
	if _, err := k.Get("k"); err == nil {
		t.Error("read a token where there is no bus")
	}
}

func TestALockedKeyringThatNobodyUnlocksIsGivenUp(t *testing.T) {
	bus(t)
	store(t, false)
	k := keyring.System{Wait: 2 * time.Second}
	if err := k.Set("k", sealed.New([]byte("v"))); err == nil {
		t.Fatal("stored a token in a locked keyring")
	}
}

// muted is a Secret Service that takes a call and never answers it, as one does
// whose unlock dialog nobody sees: path and the interface have the methods that
// made makes of a wait for the test's end.
func muted(t *testing.T, path dbus.ObjectPath, iface string, made func(wait func()) map[string]any) {
	t.Helper()
	bus(t)
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	t.Cleanup(func() {
		close(release)
		_ = conn.Close()
	})
	if err := conn.ExportMethodTable(made(func() { <-release }), path, iface); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
}

func TestAKeyringThatNeverAnswersIsGivenUp(t *testing.T) {
	muted(t, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", func(wait func()) map[string]any {
		return map[string]any{"Unlock": func([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
			wait()
			return nil, "/", nil
		}}
	})
	k := keyring.System{Wait: 200 * time.Millisecond}
	if _, err := k.Get("k"); !errors.Is(err, keyring.ErrNoAnswer) {
		t.Errorf("got %v, want ErrNoAnswer", err)
	}
}

func TestAProbeTellsHowTheStoreStandsAndChangesNothing(t *testing.T) {
	look := func(want keyring.State) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		if got, err := keyring.Probe(ctx); got != want || err != nil {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	look(keyring.NoBus)
	bus(t)
	look(keyring.NoStore)
	t.Run("without a collection", func(t *testing.T) {
		store(t, false)
		look(keyring.NoLogin)
	})
	t.Run("unlocked", func(t *testing.T) {
		bus(t)
		store(t, true)
		look(keyring.Ready)
	})
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
	if got, err := keyring.Probe(t.Context()); got != keyring.NoBus || err == nil {
		t.Errorf("%s, %v: want no bus, and why", got, err)
	}
}

func TestAProbeDoesNotWaitForAStoreThatNeverAnswers(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	muted(t, "/org/freedesktop/secrets/aliases/default", "org.freedesktop.DBus.Properties", func(wait func()) map[string]any {
		return map[string]any{"Get": func(string, string) (dbus.Variant, *dbus.Error) {
			cancel() // it is asked: from here on only ctx ends the wait
			wait()
			return dbus.Variant{}, nil
		}}
	})
	if _, err := keyring.Probe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v: want that it gave up", err)
	}
	if _, err := keyring.Probe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v: want that it did not begin", err)
	}
}
