package launcher

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// startBus runs a session bus of the test's own, which starts services as a
// desktop's does: some terminals are one.
func startBus(t *testing.T) {
	t.Helper()
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address", "--address=unix:dir="+shortDir(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) // the services too
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// Each terminal of a desktop hands over in its own way, and ends in its own
// way; none of that may make a difference.
func TestRealTerminalsOfEveryDesktop(t *testing.T) {
	startX(t)
	home := shortDir(t)
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, home)
	}
	t.Setenv("LIBGL_ALWAYS_SOFTWARE", "1") // kitty draws with OpenGL
	t.Setenv("LANG", "C.UTF-8")            // gnome-terminal starts in no other
	t.Setenv("LC_ALL", "C.UTF-8")
	a := newAccount(t)
	port := startSSHD(t)
	all := seenEnds{}
	t.Cleanup(func() { all.print(t) })
	for name, server := range map[string]string{ // the name of the process around the helper
		"gnome-terminal": "gnome-terminal-", "konsole": "konsole", "xfce4-terminal": "xfce4-terminal", "kitty": "kitty",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(name); err != nil {
				t.Fatalf("this test opens a real %s: `make test` installs it", name)
			}
			startBus(t)
			for how, c := range map[string]struct {
				do   func(s *session, terminal process)
				want Outcome
			}{
				"the shell exits with 7":  {func(*session, process) { a.end(t, 7) }, Outcome{Connected: true, Code: 7, Why: Closed}},
				"we stop it":              {func(s *session, _ process) { s.Stop() }, Outcome{Connected: true, Code: 255, Why: Closed}},
				"kill -9 of the terminal": {func(_ *session, terminal process) { slay(t, terminal, "the terminal") }, Outcome{Connected: true, Code: 255, Why: Closed}},
				"kill -9 of the helper":   {func(s *session, _ process) { slay(t, s.self, "the helper") }, Outcome{Connected: true, Code: -1, Why: Vanished}},
			} {
				t.Run(how, func(t *testing.T) {
					b, e := newBench(t, func(c *benchConfig) { c.Terminal = name }), newEvents(true)
					s := b.mustStart(local(a.Name, port), a.Password, e)
					e.connects(t, "authentication")
					a.ready(t)
					terminal := parentOf(t, s.self)
					if comm, _ := os.ReadFile("/proc/" + itoa(terminal.PID) + "/comm"); !strings.HasPrefix(string(comm), server) {
						t.Fatalf("the helper's parent is %s, not %s", comm, server)
					}
					got := all.end(t, name+": "+how, func() { c.do(s, terminal) }, e.ended, c.want.Why)
					if got = got.given(c.want); got != c.want {
						t.Errorf("outcome %+v, want %+v", got, c.want)
					}
					gone(t, s.ssh, "ssh")
					gone(t, s.self, "the helper")
					if exists(s.dir) {
						t.Error("the session's directory is left")
					}
					a.away(t)
				})
			}
		})
	}
}
