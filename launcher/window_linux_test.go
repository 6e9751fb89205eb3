package launcher

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sallyport/launcher/hosttest"

	"golang.org/x/sys/unix"
)

// startX runs an X server without a screen; xterm finds it through DISPLAY.
func startX(t *testing.T) {
	t.Helper()
	hosttest.Need(t, map[string]string{"Xvfb": "xvfb", "xterm": "xterm"})
	t.Setenv("DISPLAY", newDisplay(t))
}

// parentOf finds the terminal: the parent of the helper.
func parentOf(t *testing.T, p process) process {
	t.Helper()
	s, err := statOf(p.PID)
	must(t, err)
	parent, err := processOf(s.parent)
	must(t, err)
	return parent
}

func slay(t *testing.T, p process, what string) {
	t.Helper()
	if !p.alive() {
		t.Fatalf("%s does not run", what)
	}
	must(t, unix.Kill(p.PID, unix.SIGKILL))
}

func TestEndsOfASessionInARealTerminalWindow(t *testing.T) {
	startX(t)
	a := newAccount(t)
	port := startSSHD(t)
	for _, c := range []struct {
		name string
		do   func(t *testing.T, s *session, terminal process)
		want Outcome
	}{
		{"the shell exits with 7", func(t *testing.T, s *session, _ process) { a.end(t, 7) }, Outcome{Connected: true, Code: 7, Why: Closed}},
		{"we stop it", func(t *testing.T, s *session, _ process) { s.Stop() }, Outcome{Connected: true, Code: 255, Why: Closed}},
		{"kill -9 of the terminal", func(t *testing.T, s *session, terminal process) { slay(t, terminal, "the terminal") }, Outcome{Connected: true, Code: 255, Why: Closed}},
		{"kill -9 of the helper", func(t *testing.T, s *session, _ process) { slay(t, s.self, "the helper") }, Outcome{Connected: true, Code: -1, Why: Vanished}},
		{"kill -9 of ssh", func(t *testing.T, s *session, _ process) { slay(t, s.ssh, "ssh") }, Outcome{Connected: true, Code: -1, Why: Vanished}},
		{"kill -9 of sshd", func(t *testing.T, s *session, _ process) { killSSHDOf(t, a) }, Outcome{Connected: true, Code: 255, Why: Dropped}},
		{"the window is closed", func(t *testing.T, s *session, terminal process) { must(t, unix.Kill(terminal.PID, unix.SIGTERM)) }, Outcome{Connected: true, Code: 255, Why: Closed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, e := newBench(t, func(c *benchConfig) { c.Terminal = "xterm" }), newEvents(true)
			s := b.mustStart(local(a.Name, port), a.Password, e)
			e.connects(t, "authentication")
			a.ready(t)
			terminal := parentOf(t, s.self)
			if name, _ := os.ReadFile("/proc/" + itoa(terminal.PID) + "/comm"); strings.TrimSpace(string(name)) != "xterm" {
				t.Fatalf("the helper's parent is %s, not xterm", name)
			}
			c.do(t, s, terminal)
			got := await(t, e.ended, "the end")
			if got = got.given(c.want); got != c.want {
				t.Errorf("outcome %+v, want %+v", got, c.want)
			}
			gone(t, s.ssh, "ssh")
			gone(t, s.self, "the helper")
			gone(t, terminal, "the terminal")
			if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
				t.Errorf("the session's directory is left: %v", err)
			}
			if len(e.ended) != 0 {
				t.Error("Ended was called twice")
			}
		})
	}
}

// killSSHDOf kills the server's process of the account's sessions.
func killSSHDOf(t *testing.T, a account) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	must(t, err)
	killed := 0
	for _, f := range all {
		line, _ := os.ReadFile(f)
		if strings.HasPrefix(string(line), "sshd: "+a.Name) {
			if err := unix.Kill(atoi(t, filepath.Base(filepath.Dir(f))), unix.SIGKILL); err != unix.ESRCH { // the one ends with the other
				must(t, err)
			}
			killed++
		}
	}
	if killed == 0 {
		t.Fatal("found no sshd process of the account")
	}
}

func TestATerminalThatCannotOpenItsWindowIsToldWithItsOwnWords(t *testing.T) {
	if _, err := exec.LookPath("xterm"); err != nil {
		t.Fatal("this test starts a real terminal: apt install xterm")
	}
	t.Setenv("DISPLAY", ":65000")
	t.Setenv("WAYLAND_DISPLAY", "")
	b, e := newBench(t, func(c *benchConfig) { c.Terminal = "xterm" }), newEvents(true)
	_, err := b.start(local("bob", 1), "hunter2", e)
	failed := wantStartError(t, err)
	if failed.Tool != "xterm" || !strings.Contains(failed.Reason, "open display") {
		t.Errorf("%v: does not say in xterm's words what is wrong", err)
	}
	nothingLeft(t, b)
}
