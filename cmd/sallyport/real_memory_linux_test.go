package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"sallyport/cmd/internal/desk"
)

// copies counts how often a text is in the memory of a process, as bytes and as UTF-16.
func copies(t *testing.T, pid int, text string) (n int) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	wide := []byte{}
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	const chunk = 1 << 20
	buf := make([]byte, chunk+len(wide)) // a text may lie across two chunks
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || rights[0] != 'r' || rights[1] != 'w' {
			continue
		}
		for at := from; at < to; at += chunk {
			got, err := mem.ReadAt(buf[:min(uint64(len(buf)), to-at)], int64(at))
			if err != nil && err != io.EOF {
				break // not there: reserved, or of a device
			}
			for _, form := range [][]byte{[]byte(text), wide} {
				// What begins behind the chunk is counted with the next.
				n += bytes.Count(buf[:min(got, chunk+len(form)-1)], form)
			}
		}
	}
	return n
}

// TestRealMemory looks for a target's password in the whole memory of the
// window after its session has ended: there is no copy, not even in what
// carried the vault's answer, once the vault has answered again.
func TestRealMemory(t *testing.T) {
	r := newRig(t)
	r.must(r.desk.Trust(r.demo))
	var password string
	r.alice().call("GET", "v1/secrets/101/fields/password", nil, &password)
	if len(password) < 8 {
		t.Fatalf("the vault told a password of %d bytes", len(password))
	}
	r.open()
	r.signIn()
	terminal := r.connect("web-01")
	r.must(desk.Until("ssh to have the password", func() bool { return len(r.clients()) == 1 }))
	r.leaveTerminal(terminal, "web-01")
	r.must(r.desk.Still())
	r.noCopies(password, "web-01")
}

// TestRealMemoryOfARemoteDesktop is the same for one by FreeRDP.
func TestRealMemoryOfARemoteDesktop(t *testing.T) {
	d := newRemoteDesktop(t)
	d.open()
	d.signIn()
	d.connect(d.acc.Name)
	d.asks()
	d.trust()
	d.desktop(d.acc.Name)
	d.logOff()
	d.ended("memory", 1)
	d.noCopies(d.acc.Password, d.acc.Name)
}

// noCopies looks for a password in the window's memory. The buffer of the
// connection that carried the answer is not ours to wipe: what comes next
// overwrites it. known is there for certain, which shows that the search finds.
func (r *rig) noCopies(password, known string) {
	r.t.Helper()
	if n := copies(r.t, r.window.PID(), known); n == 0 {
		r.t.Error("not even the name of the secret was found: the search proves nothing")
	}
	n := copies(r.t, r.window.PID(), password)
	for tries := 0; n != 0 && tries < 20; tries++ {
		r.must(r.desk.Key("F5"))
		r.must(r.desk.Still())
		n = copies(r.t, r.window.PID(), password)
	}
	if n != 0 {
		r.t.Errorf("%d copies of the password are in the window's memory after the session", n)
	}
}
