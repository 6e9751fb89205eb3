package launcher

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func wantStartError(t *testing.T, err error) *StartError {
	t.Helper()
	var failed *StartError
	if !errors.As(err, &failed) {
		t.Fatalf("got %v, want a StartError", err)
	}
	return failed
}

// nothingLeft: after a failed start there is no session, directory or call.
func nothingLeft(t *testing.T, b *bench) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(b.conf.Dir, "????????????????????????????????"))
	must(t, err)
	if len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
	b.Launcher.mu.Lock()
	defer b.Launcher.mu.Unlock()
	if len(b.sessions) != 0 {
		t.Error("the launcher still holds a session")
	}
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		target Target
		change func(*benchConfig)
		tool   string
		hint   string
	}{
		"no ssh":              {local("bob", 22), func(c *benchConfig) { c.LookPath = without("ssh") }, "ssh", "apt install openssh-client"},
		"the chosen terminal": {local("bob", 22), func(c *benchConfig) { c.Terminal = "no-such-terminal" }, "no-such-terminal", "settings"},
		"no terminal":         {local("bob", 22), func(c *benchConfig) { c.Terminal = ""; c.LookPath = only("ssh") }, "terminal emulator", "apt install"},
		"an ssh that is too old": {local("bob", 22), func(c *benchConfig) {
			old := filepath.Join(shortDir(t), "ssh")
			write(t, old, 0o755, "#!/bin/sh\necho OpenSSH_8.0p1, OpenSSL 1.1 >&2\n")
			c.LookPath = func(string) (string, error) { return old, nil }
		}, "ssh 8.4 or newer", "8.0"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.change)
			var missing *NotFoundError
			if err := b.Check(c.target); !errors.As(err, &missing) || missing.Tool != c.tool || !strings.Contains(missing.Hint, c.hint) {
				t.Errorf("Check: %v, want %s (…%s…)", err, c.tool, c.hint)
			}
			if _, err := b.start(c.target, "hunter2", newEvents(true)); !errors.As(err, &missing) {
				t.Errorf("Start: %v", err)
			}
			nothingLeft(t, b)
		})
	}
	b := newBench(t, func(c *benchConfig) { c.Foreground = true; c.LookPath = only("ssh") })
	if err := b.Check(local("bob", 22)); err != nil {
		t.Errorf("without a terminal, but in our own: %v", err)
	}
	var bad *BadTargetError
	if err := b.Check(local("-l", 22)); !errors.As(err, &bad) {
		t.Errorf("odd user: %v", err)
	}
	if _, err := b.start(local("bob", 22), "a\nb", newEvents(true)); !errors.As(err, &bad) || bad.Field != "password" {
		t.Errorf("odd password: %v", err)
	}
}

func without(name string) func(string) (string, error) {
	return func(s string) (string, error) {
		if s == name {
			return "", exec.ErrNotFound
		}
		return exec.LookPath(s)
	}
}

func only(name string) func(string) (string, error) {
	return func(s string) (string, error) {
		if s != name {
			return "", exec.ErrNotFound
		}
		return exec.LookPath(s)
	}
}

func TestTerminalsAndProgramsThatDoNotComeFarEnough(t *testing.T) {
	script := func(t *testing.T, text string) string {
		path := filepath.Join(shortDir(t), "broken")
		write(t, path, 0o755, text)
		return path
	}
	for name, c := range map[string]struct {
		change func(*testing.T, *benchConfig)
		reason string
	}{
		"exits with 127":     {func(t *testing.T, c *benchConfig) { c.Terminal = script(t, "#!/bin/sh\necho no fonts >&2\nexit 127\n") }, "no fonts (exit status 127)"},
		"is not a program":   {func(t *testing.T, c *benchConfig) { c.Terminal = script(t, "\x00\x01garbage") }, "exec format error"},
		"has no interpreter": {func(t *testing.T, c *benchConfig) { c.Terminal = script(t, "#!/no/such\n") }, "no such file"},
		"our own program does not know the verb": {func(t *testing.T, c *benchConfig) {
			c.Self = script(t, "#!/bin/sh\necho unknown command >&2\nexit 2\n")
		}, "unknown command (exit status 2)"},
	} {
		t.Run(name, func(t *testing.T) {
			b, e := newBench(t, func(conf *benchConfig) { c.change(t, conf) }), newEvents(true)
			_, err := b.start(local("bob", 1), "hunter2", e)
			if failed := wantStartError(t, err); !strings.Contains(failed.Reason, c.reason) {
				t.Errorf("%v: want …%s…", err, c.reason)
			}
			nothingLeft(t, b)
			if len(e.ended) != 0 {
				t.Error("Ended was called for a session that never was")
			}
		})
	}
}

func TestATerminalThatLosesItsWindowIsStartedOnceMore(t *testing.T) {
	dir := shortDir(t)
	forgetful := filepath.Join(dir, "forgetful")
	write(t, forgetful, 0o755, "#!/bin/sh\nmkdir "+dir+"/asked 2>&- && exit 0\nexec "+headless(t)+" \"$@\"\n")
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	b, e := newBench(t, func(c *benchConfig) { c.Terminal = forgetful }), newEvents(true)
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	e.connects(t, "authentication")
	s.Stop()
	if o := await(t, e.ended, "the end"); o.Why != Closed {
		t.Errorf("outcome %+v", o)
	}
}

func TestAnSSHThatGoesAwayBetweenCheckAndStart(t *testing.T) {
	// -V works, then the file deletes itself: the helper cannot start it.
	vanishing := filepath.Join(shortDir(t), "ssh")
	write(t, vanishing, 0o755, "#!/bin/sh\necho OpenSSH_9.2p1 >&2\nrm \"$0\"\n")
	b, e := newBench(t, nil), newEvents(true)
	b.cfg.LookPath = func(s string) (string, error) {
		if s == "ssh" {
			return vanishing, nil
		}
		return exec.LookPath(s)
	}
	_, err := b.start(local("bob", 1), "hunter2", e)
	if failed := wantStartError(t, err); failed.Tool != "ssh" || !strings.Contains(failed.Reason, "no such file") {
		t.Errorf("%v", err)
	}
	nothingLeft(t, b)
}

// An ssh that is there when it is looked for, and can not be used after all.
func TestAnSSHThatIsNoneAfterAll(t *testing.T) {
	const version = "#!/bin/sh\ncase $1 in -V) echo OpenSSH_9.2p1 >&2; %s exit 0;; esac\n%s\n"
	for name, c := range map[string]struct{ text, check, start string }{
		"is not a program":         {"\x7fELF\x00\x01garbage", "exec format error", "exec format error"},
		"has no interpreter":       {"#!/no/such\n", "no such file", "no such file"},
		"exits with 127 at once":   {"#!/bin/sh\necho no libcrypto >&2\nexit 127\n", "exit status 127", "exit status 127"},
		"may not be run any more":  {fmt.Sprintf(version, `chmod 600 "$0";`, ""), "", "permission denied"},
		"is no program afterwards": {fmt.Sprintf(version, `printf '\177ELF\0' >"$0.new"; chmod 755 "$0.new"; mv "$0.new" "$0";`, ""), "", "exec format error"},
	} {
		t.Run(name, func(t *testing.T) {
			ssh := filepath.Join(shortDir(t), "ssh")
			write(t, ssh, 0o755, c.text)
			b, e := newBench(t, nil), newEvents(true)
			b.cfg.LookPath = func(s string) (string, error) {
				if s == "ssh" {
					return ssh, nil
				}
				return exec.LookPath(s)
			}
			if c.check != "" {
				if failed := wantStartError(t, b.Check(local("bob", 1))); failed.Tool != "ssh" || !strings.Contains(failed.Reason, c.check) {
					t.Errorf("Check: %v, want …%s…", failed, c.check)
				}
			}
			_, err := b.start(local("bob", 1), "hunter2", e)
			if failed := wantStartError(t, err); failed.Tool != "ssh" || !strings.Contains(failed.Reason, c.start) {
				t.Errorf("Start: %v, want …%s…", err, c.start)
			}
			nothingLeft(t, b)
			if len(e.ended) != 0 {
				t.Error("Ended was called for a session that never was")
			}
		})
	}
	t.Run("exits with 127 in the session", func(t *testing.T) {
		ssh := filepath.Join(shortDir(t), "ssh")
		write(t, ssh, 0o755, fmt.Sprintf(version, "", "echo ssh: error while loading shared libraries >&2; exit 127"))
		b, e := newBench(t, nil), newEvents(true)
		b.cfg.LookPath = func(s string) (string, error) {
			if s == "ssh" {
				return ssh, nil
			}
			return exec.LookPath(s)
		}
		b.mustStart(local("bob", 1), "hunter2", e)
		if o := await(t, e.ended, "the end"); o.Why != Failed || o.Connected || o.Code != 127 || !strings.Contains(o.Detail, "shared libraries") {
			t.Errorf("outcome %+v", o)
		}
		nothingLeft(t, b)
	})
	var missing *NotFoundError
	ssh := filepath.Join(shortDir(t), "ssh")
	write(t, ssh, 0o644, "#!/bin/sh\n")
	t.Setenv("PATH", filepath.Dir(ssh)+":"+os.Getenv("PATH"))
	b := newBench(t, func(c *benchConfig) { c.LookPath = exec.LookPath })
	if err := b.Check(local("bob", 22)); err != nil { // the next one is taken
		t.Errorf("with one that may not be run before it in PATH: %v", err)
	}
	t.Setenv("PATH", filepath.Dir(ssh))
	if err := b.Check(local("bob", 22)); !errors.As(err, &missing) || missing.Tool != "ssh" {
		t.Errorf("with one alone that may not be run: %v", err)
	}
}

// The same of the remote desktop's client and of a program of the vault's choosing.
func TestOtherClientsThatAreNoneAfterAll(t *testing.T) {
	for name, c := range map[string]struct{ text, reason string }{
		"is not a program":   {"\x7fELF\x00\x01garbage", "exec format error"},
		"has no interpreter": {"#!/no/such\n", "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := shortDir(t)
			write(t, filepath.Join(dir, "xfreerdp"), 0o755, c.text)
			b := shimBench(t, dir)
			if err := b.Check(desktop("alice", 1)); err == nil {
				t.Error("FreeRDP: found")
			}
			tool := filepath.Join(dir, "tool")
			write(t, tool, 0o755, c.text)
			e := newEvents(false)
			_, err := newBench(t, nil).start(command(tool), "", e)
			if failed := wantStartError(t, err); !strings.Contains(failed.Reason, c.reason) || len(e.ended) != 0 {
				t.Errorf("a command: %v, want …%s…", err, c.reason)
			}
		})
	}
	b, e := newBench(t, nil), newEvents(false)
	path, _ := script(t, "echo no libpq >&2; exit 127")
	b.mustStart(command(path), "", e)
	letEnd(t, path)
	if o := await(t, e.ended, "its end"); o.Why != Exited || o.Code != 127 || o.Detail != "no libpq" {
		t.Errorf("ended %+v", o)
	}
	must(t, os.Chmod(path, 0o644))
	var missing *NotFoundError
	if _, err := b.Start(t.Context(), command(path), Credential{}, Handler{}); !errors.As(err, &missing) {
		t.Errorf("one that may not be run: %v", err)
	}
	dir, o, e := freeRDPShim{"xfreerdp", "2.11.7", "127", false}.play(t, "secret")
	if o.Why != Failed || o.Code != 127 || len(e.connected) != 0 || given(dir, "runs") != "xfreerdp\n" {
		t.Errorf("a FreeRDP that exits with 127: %+v", o)
	}
}

func TestACancelledStartLeavesNothing(t *testing.T) {
	dir := shortDir(t)
	alive := filepath.Join(dir, "alive")
	run(t, "", "mkfifo", alive)
	slow := filepath.Join(dir, "slow") // a terminal that never comes to the point
	write(t, slow, 0o755, "#!/bin/sh\necho $$ >"+alive+"\nexec sleep 1000\n")
	b, e := newBench(t, func(c *benchConfig) { c.Terminal = slow }), newEvents(true)
	ctx, cancel := context.WithCancel(context.Background())
	got := make(chan error, 1)
	go func() {
		_, err := b.Start(ctx, local("bob", 1), credential("hunter2"), e.handler())
		got <- err
	}()
	pid, err := os.ReadFile(alive) // waits until it runs
	must(t, err)
	terminal, err := processOf(atoi(t, strings.TrimSpace(string(pid))))
	must(t, err)
	cancel()
	if err := await(t, got, "Start to return"); !errors.Is(err, context.Canceled) {
		t.Errorf("Start: %v", err)
	}
	gone(t, terminal, "the terminal")
	nothingLeft(t, b)
}

func TestAHelperThatComesTooLateStartsNothing(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	s := b.mustStart(local("bob", ln.Addr().(*net.TCPAddr).Port), "hunter2", e)
	copied := filepath.Join(b.conf.Dir, randomHex())
	must(t, os.Mkdir(copied, 0o700))
	run(t, "", "cp", filepath.Join(s.dir, filePlan), copied)
	s.Stop()
	await(t, e.ended, "the end")
	for _, dir := range []string{s.dir, copied} { // no directory; no app listening in it
		if out, err := exec.Command(b.conf.Self, "session", dir).CombinedOutput(); err == nil {
			t.Errorf("session %s ran: %s", dir, out)
		}
	}
}

func TestHowFailedConnectionsAreTold(t *testing.T) {
	closed := freePort(t)
	for name, c := range map[string]struct {
		target Target
		want   Why
	}{
		"nothing listens":     {local("bob", closed), Unreachable},
		"the name is unknown": {Target{Kind: SSH, Host: "no-such-host.invalid", User: "bob"}, UnknownHost},
	} {
		t.Run(name, func(t *testing.T) {
			b, e := newBench(t, nil), newEvents(true)
			b.mustStart(c.target, "hunter2", e)
			if o := await(t, e.ended, "the end"); o.Why != c.want || o.Connected || o.Code != 255 || o.Detail == "" {
				t.Errorf("outcome %+v, want %s", o, c.want)
			}
		})
	}
}

func TestAHelperThatDoesNotListenIsKilledByStop(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	e.connects(t, "authentication")
	run(t, "", "kill", "-STOP", itoa(s.self.PID))
	s.Stop()
	if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
		t.Errorf("outcome %+v, want closed", o)
	}
	gone(t, s.ssh, "ssh")
}

func TestForegroundSessionsRunInOurOwnTerminal(t *testing.T) {
	b, e := newBench(t, func(c *benchConfig) { c.Foreground = true }), newEvents(true)
	a := newAccount(t)
	port := startSSHD(t)
	s := b.mustStart(local(a.Name, port), a.Password, e)
	if st, err := statOf(s.self.PID); err != nil || st.parent != os.Getpid() {
		t.Errorf("the helper's parent is %d (%v), not us", st.parent, err)
	}
	e.connects(t, "authentication")
	a.end(t, 3)
	if o := await(t, e.ended, "the end"); o.Code != 3 || o.Why != Closed {
		t.Errorf("outcome %+v, want closed with 3", o)
	}
}

func TestDirectoriesThatCannotBeTrusted(t *testing.T) {
	base := shortDir(t)
	foreign, open, link := filepath.Join(base, "foreign"), filepath.Join(base, "open"), filepath.Join(base, "link")
	must(t, os.Mkdir(foreign, 0o700))
	must(t, os.Chown(foreign, 65534, 65534))
	must(t, os.Mkdir(open, 0o700))
	must(t, os.Chmod(open, 0o755))
	must(t, os.Symlink(base, link))
	for _, dir := range []string{
		foreign, open, link, filepath.Join(base, "a space"), filepath.Join(base, "%h"), filepath.Join(base, "$(id)"), "relative", base + "/../x",
		filepath.Join(base, strings.Repeat("x", 60)),
	} {
		if l, err := New(Config{Dir: dir}); err == nil {
			l.Close()
			t.Errorf("%s was accepted", dir)
		}
	}
	t.Setenv("XDG_RUNTIME_DIR", filepath.Join(base, "a space"))
	t.Setenv("TMPDIR", base)
	l, err := New(Config{})
	must(t, err)
	defer l.Close()
	if want := filepath.Join(base, "sallyport-"+itoa(os.Geteuid())); l.cfg.Dir != want {
		t.Errorf("with an odd XDG_RUNTIME_DIR: %s, want %s", l.cfg.Dir, want)
	}
}

func TestStartAfterClose(t *testing.T) {
	b := newBench(t, nil)
	must(t, b.Close())
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := b.Start(ctx, local("bob", 1), credential("x"), Handler{}); err == nil {
		t.Error("started")
	}
	nothingLeft(t, b)
}

func TestAKnownHostsFileThatCannotBeMadeIsFoundOutBeforeAnyStart(t *testing.T) {
	b := newBench(t, nil)
	inTheWay := filepath.Dir(b.conf.KnownHosts)
	must(t, os.RemoveAll(inTheWay))
	must(t, os.WriteFile(inTheWay, nil, 0o600))
	var file *FileError
	if err := b.Check(local("bob", 22)); !errors.As(err, &file) {
		t.Errorf("Check: %v, want a FileError", err)
	}
}

func TestASessionThatEndedBeforeWeLookedHasStarted(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	over := make(chan struct{})
	close(over)
	for range 100 { // which of two things that have come about is seen is the scheduler's choice
		s := &session{ctx: gone, over: over}
		if err := s.wait(t.Context(), &window{tool: "ssh"}); err != nil {
			t.Fatal(err)
		}
	}
}
