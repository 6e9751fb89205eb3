package main

import (
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"sallyport/app/desktop"
	"sallyport/cmd/internal/desk"
)

// deafBus takes every connection and never says a word.
func deafBus(t *testing.T) (address string, asked *atomic.Int32) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	asked = &atomic.Int32{}
	done := make(chan []net.Conn, 1)
	go func() {
		var taken []net.Conn
		defer func() { done <- taken }()
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			taken = append(taken, c)
			asked.Add(1)
		}
	}()
	t.Cleanup(func() {
		l.Close()
		for _, c := range <-done {
			c.Close()
		}
	})
	return "unix:path=" + socket, asked
}

// TestRealBusThatNeverAnswers opens a window on a desktop whose buses hang: it
// is there, can be used, is raised by a second start, and ends.
func TestRealBusThatNeverAnswers(t *testing.T) {
	session, asked := deafBus(t)
	system, _ := deafBus(t)
	r := newRig(t, "DBUS_SESSION_BUS_ADDRESS="+session, "DBUS_SYSTEM_BUS_ADDRESS="+system)
	r.open()
	r.signIn()
	r.must(desk.Until("the window to ask the bus", func() bool { return asked.Load() > 1 }))
	second, err := r.desk.Run(r.bin)
	r.must(err)
	defer second.Kill()
	r.must(second.Wait())
	if said := second.Log(); strings.Contains(said, "another window") {
		t.Errorf("a second start said %s", said)
	}
	r.quit()
}

// What a diagnosis says of a desktop's bus, and of one that never answers.
func TestADoctorLooksAtTheBus(t *testing.T) {
	patient(t, nil)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
	table, _ := doctor(t)
	for _, want := range []string{"keyring        no-bus\n", "D-Bus          none", "nobody shows them", "does not lock with the screen", "lock by hand (F12)"} {
		if !strings.Contains(table, want) {
			t.Errorf("without a bus: no %q in\n%s", want, table)
		}
	}
	address, _ := deafBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	if d, _ := diagnosed(t); d.Desktop.Services.Bus != desktop.BusSilent {
		t.Errorf("a bus that never answers: %+v", d.Desktop)
	}
}
