package launcher

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// belongings is what a process may forget to give back.
type belongings struct{ goroutines, descriptors, sockets, files int }

func (b *bench) belongings() (have belongings) {
	b.t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	must(b.t, err)
	sockets, err := os.ReadFile("/proc/net/unix")
	must(b.t, err)
	_ = filepath.WalkDir(b.conf.Dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && path != b.conf.Dir {
			have.files++
		}
		return nil
	})
	have.goroutines, have.descriptors = runtime.NumGoroutine(), len(open)
	have.sockets = strings.Count(string(sockets), b.conf.Dir)
	return have
}

// settled waits for what ends a moment after the session is told to have ended.
func (b *bench) settled(want belongings) belongings {
	b.t.Helper()
	for end := time.Now().Add(deadline); ; time.Sleep(10 * time.Millisecond) {
		have := b.belongings()
		if have.goroutines <= want.goroutines && have.descriptors <= want.descriptors && have.sockets == 0 && have.files == 0 || time.Now().After(end) {
			return have
		}
	}
}

func TestTwoHundredSessionsLeaveNothing(t *testing.T) {
	private, public := newKey(t, "", "-t", "ed25519")
	knows := &taking{keys: [][]byte{public}, password: "hunter2"}
	host := startEvil(t, 0, knows.config())
	// A quick ssh for most of them, which ends at once, well or badly; the real one for the others.
	quick := filepath.Join(shortDir(t), "ssh")
	write(t, quick, 0o755, "#!/bin/sh\ncase $1 in -V) echo OpenSSH_9.2p1 >&2; exit;; esac\nexit $(($$ % 3))\n")
	b := newBench(t, nil)
	fast := newBench(t, func(c *benchConfig) {
		*c = b.conf
		c.LookPath = func(name string) (string, error) {
			if name == "ssh" {
				return quick, nil
			}
			return exec.LookPath(name)
		}
	})
	cycle := func(i int) {
		e, cred := newEvents(true), keyed(private, "", "hunter2")
		if i%2 == 1 {
			cred = credential("hunter2")
		}
		if i%10 != 0 {
			if _, err := fast.startWith(local("bob", 1), cred, e.handler()); err != nil {
				t.Errorf("cycle %d: %v", i, err)
				return
			}
			await(t, e.ended, "the end of a quick session")
			return
		}
		s, err := b.startWith(local("bob", host.port()), cred, e.handler())
		if err != nil {
			t.Errorf("cycle %d: %v", i, err)
			return
		}
		e.connects(t, "authentication")
		s.Stop()
		await(t, e.ended, "the end of a session")
	}
	b.leaveNothing(cycle, host.forget)
}

func TestTwoHundredRemoteDesktopsLeaveNothing(t *testing.T) {
	host := startDesktop(t, 0, confirm(2, 2))
	benches := []*bench{}
	for _, shim := range []freeRDPShim{ // logged off, refused, killed; by both ways to hand the password over
		{"xfreerdp", "2.11.7", "12", true}, {"xfreerdp3", "3.30.0", "132", false}, {"xfreerdp3", "3.30.0", "kill -9", true},
	} {
		dir := shortDir(t)
		shim.install(t, dir)
		if len(benches) == 0 {
			benches = append(benches, shimBench(t, dir))
			continue
		}
		benches = append(benches, newBench(t, func(c *benchConfig) {
			*c = benches[0].conf
			c.LookPath = onlyIn(dir)
		}))
	}
	b := benches[0]
	b.leaveNothing(func(i int) {
		e := newEvents(true)
		if _, err := benches[i%len(benches)].startWith(desktop("alice", host.port), credential("hunter2"), e.handler()); err != nil {
			t.Errorf("cycle %d: %v", i, err)
			return
		}
		await(t, e.ended, "the end of a remote desktop")
	}, func() {})
}

// leaveNothing runs 200 sessions, four at a time, and holds what is left of
// them to nothing. forget gives back what the host itself keeps.
func (b *bench) leaveNothing(cycle func(i int), forget func()) {
	t := b.t
	t.Helper()
	cycle(0) // makes what is made once
	cycle(1)
	forget()
	before := b.settled(belongings{goroutines: 1 << 20, descriptors: 1 << 20})
	const workers, all = 4, 200
	next := make(chan int, all)
	for i := range all {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				cycle(i)
			}
		})
	}
	wg.Wait()
	forget()
	after := b.settled(before)
	if after.goroutines > before.goroutines || after.descriptors > before.descriptors || after.sockets != 0 || after.files != 0 {
		t.Errorf("after %d sessions %+v, before them %+v", all, after, before)
	}
	b.Launcher.mu.Lock()
	defer b.Launcher.mu.Unlock()
	if n := len(b.sessions); n != 0 {
		t.Errorf("the launcher still holds %d sessions", n)
	}
}
