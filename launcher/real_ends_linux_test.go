package launcher

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/sys/unix"

	"sallyport/launcher/hosttest"
)

// tooLate is where tests of ends fail. What is promised is a second, on a
// machine that has nothing else to do; what it took is printed.
const tooLate = 10 * time.Second

// seenEnds is how long each end took to be told.
type seenEnds map[string]time.Duration

// end does what ends a session, and measures until it is told.
func (all seenEnds) end(t *testing.T, name string, do func(), ended <-chan Outcome, want ...Why) (o Outcome) {
	t.Helper()
	begun := time.Now()
	do()
	o = await(t, ended, "the end: "+name)
	all[name] = time.Since(begun)
	if !slices.Contains(want, o.Why) {
		t.Errorf("%s: %+v, want %v", name, o, want)
	}
	if all[name] > tooLate {
		t.Errorf("%s: told after %v", name, all[name])
	}
	return o
}

func (all seenEnds) print(t *testing.T) {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(all[a], all[b]) })
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "\n%8.1f ms  %s", float64(all[name].Microseconds())/1000, name)
	}
	t.Logf("from what ended it until it was told:%s", b.String())
}

func signalled(t *testing.T, p process, sig syscall.Signal) func() {
	t.Helper()
	return func() { must(t, unix.Kill(p.PID, sig)) }
}

// TestRealEndsAreSeenAtOnce ends sessions in every way there is, in real
// windows, and measures how long it takes until the app is told.
func TestRealEndsAreSeenAtOnce(t *testing.T) {
	startX(t)
	all := seenEnds{}
	t.Cleanup(func() { all.print(t) })
	for name, part := range map[string]func(*testing.T, seenEnds){
		"ssh": endsOfSSH, "desktops": endsOfDesktops, "asleep": endsWhileAsleep,
	} {
		t.Run(name, func(t *testing.T) { part(t, all) }) // each gives back its account: see hosttest.OpenRoot
	}
}

func endsOfSSH(t *testing.T, all seenEnds) {
	a := newAccount(t)
	port := startSSHD(t)
	for name, c := range map[string]struct {
		do   func(s *session, terminal process) func()
		want Why
	}{
		"ssh: the shell exits":         {func(*session, process) func() { return func() { a.end(t, 7) } }, Closed},
		"ssh: kill -9 of ssh":          {func(s *session, _ process) func() { return signalled(t, s.ssh, unix.SIGKILL) }, Vanished},
		"ssh: SIGTERM of ssh":          {func(s *session, _ process) func() { return signalled(t, s.ssh, unix.SIGTERM) }, Dropped},
		"ssh: the terminal is closed":  {func(_ *session, w process) func() { return signalled(t, w, unix.SIGTERM) }, Closed},
		"ssh: kill -9 of the terminal": {func(_ *session, w process) func() { return signalled(t, w, unix.SIGKILL) }, Closed},
		"ssh: SIGHUP of the helper":    {func(s *session, _ process) func() { return signalled(t, s.self, unix.SIGHUP) }, Closed},
		"ssh: kill -9 of the helper":   {func(s *session, _ process) func() { return signalled(t, s.self, unix.SIGKILL) }, Vanished},
		"ssh: the host's sshd dies":    {func(*session, process) func() { return func() { killSSHDOf(t, a) } }, Dropped},
		"ssh: we stop it":              {func(s *session, _ process) func() { return s.Stop }, Closed},
	} {
		b, e := newBench(t, func(c *benchConfig) { c.Terminal = "xterm" }), newEvents(true)
		s := b.mustStart(local(a.Name, port), a.Password, e)
		e.connects(t, "authentication")
		a.ready(t)
		all.end(t, name, c.do(s, parentOf(t, s.self)), e.ended, c.want)
		gone(t, s.ssh, "ssh")
		gone(t, s.self, "the helper")
		nothingLeft(t, b)
	}
}

func endsOfDesktops(t *testing.T, all seenEnds) {
	b := rdpBench(t)
	x := hosttest.Start(t)
	a := desktopUser(t)
	for _, c := range []struct {
		name string
		do   func(s *session) func()
	}{
		{"desktop: its window is closed", func(*session) func() { return func() { closeTitled(t, "Sallyport: test") } }},
		{"desktop: kill -9 of FreeRDP", func(s *session) func() { return signalled(t, s.ssh, unix.SIGKILL) }},
		{"desktop: kill -9 of helper", func(s *session) func() { return signalled(t, s.self, unix.SIGKILL) }},
		{"desktop: SIGHUP of the helper", func(s *session) func() { return signalled(t, s.self, unix.SIGHUP) }},
		{"desktop: we stop it", func(s *session) func() { return s.Stop }},
		{"desktop: the host is stopped", func(*session) func() { return x.Kill }},
		// The last: who signs in while xrdp still clears away is sent to a desktop that ends.
		{"desktop: logged off", func(*session) func() { return func() { run(t, "", "pkill", "-u", a.Name, "xterm") } }},
	} {
		e := newEvents(true)
		s := b.mustStart(desktop(a.Name, x.Port), a.Password, e)
		e.connects(t, "the sign-in")
		picture(t, "desktop", hosttest.Desktop)
		all.end(t, c.name, c.do(s), e.ended, Closed, Vanished, Dropped)
		gone(t, s.ssh, "FreeRDP")
		nothingLeft(t, b)
		if !hosttest.Listening(x.Port) { // not within what is measured
			x.Again(t)
		}
	}
}

// endsWhileAsleep stops every process of a session, as a machine that sleeps
// does, and measures from the moment at which they go on.
func endsWhileAsleep(t *testing.T, all seenEnds) {
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	b := newBench(t, nil)
	app := b.app(host.port(), false)
	out, err := app.StdoutPipe()
	must(t, err)
	must(t, app.Start())
	in := bufio.NewScanner(out)
	id := hears(t, in, "session")
	hears(t, in, "connected")
	var helper process
	must(t, readJSON(b.conf.Dir+"/"+id+"/"+fileHelper, &helper))
	ours, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", helper.PID))
	must(t, err)
	sleepers := []int{atoi(t, strings.Fields(string(ours))[0]), helper.PID, app.Process.Pid} // ssh is the helper's child
	for _, pid := range sleepers {
		must(t, unix.Kill(pid, unix.SIGSTOP))
		until(t, "the process to sleep", func() bool {
			s, err := statOf(pid)
			return err == nil && s.state == 'T'
		})
	}
	host.close() // the line breaks while nobody is awake
	ended := make(chan Outcome, 1)
	all.end(t, "the machine resumes, and the line is gone", func() {
		for _, pid := range sleepers {
			must(t, unix.Kill(pid, unix.SIGCONT))
		}
		if got := hears(t, in, "ended"); !strings.Contains(got, "Why:dropped") {
			t.Errorf("told as %s", got)
		}
		ended <- Outcome{Why: Dropped}
	}, ended, Dropped)
	_ = app.Wait()
}
