package launcher

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/launcher/hosttest"
)

// TestAPasswordIsWrittenToPipesAndSocketsOnly traces this process and all that
// it starts: whatever is written with the password in it goes to a pipe or to a
// socket of this machine, never to a file, a terminal or the network.
func TestAPasswordIsWrittenToPipesAndSocketsOnly(t *testing.T) {
	t.Run("ssh", func(t *testing.T) {
		startX(t)
		a := newAccount(t)
		port := startSSHD(t)
		b, e := newBench(t, func(c *benchConfig) { c.Terminal = "xterm" }), newEvents(true)
		finish := traceWrites(t, a.Password)
		b.mustStart(local(a.Name, port), a.Password, e)
		e.connects(t, "authentication")
		a.end(t, 0)
		await(t, e.ended, "the end")
		finish()
	})
	t.Run("a key, then the password", func(t *testing.T) {
		startX(t)
		a := newAccount(t)
		phrase := "Phrs-" + randomHex()
		private, public := newKey(t, phrase, "-t", "ed25519")
		port := startSSHD(t, "AuthenticationMethods publickey,password", "AuthorizedKeysFile "+a.letIn(t, public))
		b, e := newBench(t, func(c *benchConfig) { c.Terminal = "xterm" }), newEvents(true)
		// The key never leaves this process: ssh is given signatures.
		finish := traceWrites(t, a.Password, append(formsOfKey(t, private, phrase), phrase)...)
		_, err := b.startWith(local(a.Name, port), keyed(private, phrase, a.Password), e.handler())
		must(t, err)
		e.connects(t, "authentication")
		a.end(t, 0)
		await(t, e.ended, "the end")
		finish()
	})
	t.Run("plink", func(t *testing.T) {
		needPuTTY(t)
		a := newAccount(t)
		port := startSSHD(t)
		b, e := newBench(t, nil), newEvents(true)
		finish := traceWrites(t, a.Password)
		b.mustStart(by(local(a.Name, port), Plink), a.Password, e)
		e.connects(t, "authentication")
		a.end(t, 0)
		await(t, e.ended, "the end")
		finish()
	})
	t.Run("rdp", func(t *testing.T) {
		b, e := rdpBench(t), newEvents(true)
		password := "Cnry-" + randomHex()
		host := hosttest.StartShadow(t, newDisplay(t), "tester", password)
		finish := traceWrites(t, password)
		s := b.mustStart(desktop("tester", host.Port), password, e)
		e.connects(t, "the sign-in")
		s.Stop()
		await(t, e.ended, "the end")
		finish()
	})
}

// traced are the processes that strace holds beside this one.
func traced(strace int) (pids []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, f := range files {
		text, _ := os.ReadFile(f) // it may be gone
		pid := filepath.Base(filepath.Dir(f))
		if strings.Contains(string(text), fmt.Sprintf("\nTracerPid:\t%d\n", strace)) && pid != itoa(os.Getpid()) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// traceWrites follows this process and its children from now on; the result
// ends that and judges what was written: the secret to pipes and sockets, and
// what stays to nobody at all.
func traceWrites(t *testing.T, secret string, stays ...string) (finish func()) {
	t.Helper()
	hosttest.Need(t, map[string]string{"strace": "strace"})
	dir := shortDir(t)
	file := filepath.Join(dir, "trace")
	cmd := exec.Command("strace", "-f", "-yy", "-s", "65536", "-o", file,
		"-e", "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,openat", "-p", strconv.Itoa(os.Getpid()))
	stderr, err := cmd.StderrPipe()
	must(t, err)
	must(t, cmd.Start())
	stop := func() {
		_ = cmd.Process.Signal(unix.SIGINT) // it lets go of everything it holds
		_ = cmd.Wait()
	}
	attached, said := make(chan bool, 1), &hosttest.Text{}
	go func() {
		for in := bufio.NewScanner(stderr); in.Scan(); {
			_, _ = said.Write(in.Bytes())
			if strings.Contains(in.Text(), "attached") {
				select {
				case attached <- true:
				default:
				}
			}
		}
		close(attached)
	}()
	if !await(t, attached, "strace to hold this process") {
		stop()
		t.Fatalf("strace may not look at a process here, so this test can prove nothing: it needs a machine, or a container, that allows ptrace. It says: %s", said.String())
	}
	ended := false
	t.Cleanup(func() {
		if !ended {
			stop()
		}
	})
	return func() {
		t.Helper()
		// An strace (6.1) that is to let go while one of several threads is
		// ending waits for it for ever.
		until(t, "the session's processes to be gone", func() bool { return len(traced(cmd.Process.Pid)) == 0 })
		// A leak on purpose, to show that the trace would tell of one.
		decoy := "decoy-" + randomHex()
		must(t, os.WriteFile(filepath.Join(dir, "leak"), []byte("the password is "+decoy), 0o600))
		ended = true
		stop()
		text, err := os.ReadFile(file)
		must(t, err)
		handed, leaks := written(string(text), secret)
		for _, l := range leaks {
			t.Errorf("the password was written: %s", strings.ReplaceAll(l, secret, "[the password]"))
		}
		for i, s := range stays {
			if handed, leaks := written(string(text), s); handed+len(leaks) > 0 {
				t.Errorf("part %d of %d of what no other process is to get was written %d times", i+1, len(stays), handed+len(leaks))
			}
		}
		if handed == 0 {
			t.Error("the password was not seen on its way to the client: the trace proves nothing")
		}
		if _, leaks := written(string(text), decoy); len(leaks) != 1 {
			t.Errorf("the leak that was made on purpose was seen %d times", len(leaks))
		}
		t.Logf("handed over in %d writes, of %d calls", handed, strings.Count(string(text), "\n"))
	}
}

// private is a call that hands bytes to a process of this machine, and to no one else.
var private = regexp.MustCompile(`^\d+ +(?:write|writev|sendto|sendmsg|sendmmsg)\(\d+<(?:pipe:|UNIX|socketpair:)`)

// written sorts the calls of a trace that have the text in them.
func written(trace, text string) (handed int, leaks []string) {
	for line := range strings.Lines(trace) {
		switch {
		case !strings.Contains(line, text):
		case private.MatchString(line):
			handed++
		default:
			leaks = append(leaks, strings.TrimSpace(line))
		}
	}
	return handed, leaks
}

func TestATraceTellsLeaksFromHandovers(t *testing.T) {
	for line, leak := range map[string]bool{
		`7  write(3<pipe:[12]>, "S\n", 2) = 2`:                                                               false,
		`7  write(3<UNIX-STREAM:[12->13]>, "S", 1 <unfinished ...>`:                                          false,
		`7  sendmsg(3<UNIX-STREAM:[12->13, "/run/pipe:[1]"]>, {msg_iov=[{iov_base="S", iov_len=1}]}, 0) = 1`: false,
		`7  write(3</tmp/x>, "S", 1) = 1`:                                                                    true,
		`7  write(3</tmp/pipe:[12]>, "S", 1) = 1`:                                                            true,
		`7  write(1</dev/pts/3<char 136:3>>, "S", 1) = 1`:                                                    true,
		`7  pwrite64(3</tmp/x>, "S", 1, 0) = 1`:                                                              true,
		`7  sendto(3<TCP:[127.0.0.1:1->127.0.0.1:2]>, "S", 1, 0, NULL, 0) = 1`:                               true,
		`7  openat(AT_FDCWD</tmp>, "S", O_RDONLY) = 3</tmp/S>`:                                               true,
		`7  write(3, "S", 1) = 1`:                                                                            true,
	} {
		handed, leaks := written(line+"\n", `S`)
		if (len(leaks) == 1) != leak || handed+len(leaks) != 1 {
			t.Errorf("%s: %d handed over, leaks %q", line, handed, leaks)
		}
	}
}
