package hosttest

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience only bounds a test that has failed already: a busy machine may take long.
const patience = 2 * time.Minute

// lastWords is how long a program that was killed may be heard by what it started.
const lastWords = 30 * time.Second

// Need fails with a sentence where one of the tools (by their packages) is missing.
func Need(t testing.TB, packages map[string]string) {
	t.Helper()
	for tool, pkg := range packages {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs %s: apt install %s (`make test` does)", tool, pkg)
		}
	}
}

// Daemon is a program that runs until the test ends.
type Daemon struct {
	cmd  *exec.Cmd
	said Text
}

// Text collects what several goroutines write.
type Text struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write adds to it.
func (l *Text) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is all of it so far.
func (l *Text) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Run starts a program in a process group of its own.
func Run(t testing.TB, env []string, name string, args ...string) *Daemon {
	t.Helper()
	d := &Daemon{cmd: exec.Command(name, args...)}
	d.cmd.Env = append(os.Environ(), env...)
	d.cmd.Stdout, d.cmd.Stderr = &d.said, &d.said
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	d.cmd.WaitDelay = lastWords
	must(t, d.cmd.Start())
	t.Cleanup(func() {
		d.Kill()
		if t.Failed() {
			t.Logf("the end of what %s said:\n%s", name, last(d.Said()))
		}
	})
	return d
}

// last is the end of a log, short enough that the failure beside it is seen.
func last(text string) string {
	const lines = 30
	all := strings.SplitAfter(text, "\n")
	return strings.Join(all[max(0, len(all)-lines-1):], "")
}

// Said is what the program has written so far.
func (d *Daemon) Said() string { return d.said.String() }

// Kill ends the program and what it started, once.
func (d *Daemon) Kill() {
	if d.cmd.ProcessState != nil {
		return
	}
	_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
	_ = d.cmd.Wait()
}

// Until asks again and again whether something has come about.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Listening looks into the kernel's list: who tries a port may take a place in a small queue.
func Listening(port int) bool { return len(ListensAt(port)) > 0 }

// ListensAt are the addresses, as the kernel writes them, at which somebody listens on a port.
func ListensAt(port int) (at []string) {
	b, _ := os.ReadFile("/proc/net/tcp")
	six, _ := os.ReadFile("/proc/net/tcp6")
	for line := range strings.Lines(string(b) + string(six)) {
		f := strings.Fields(line)
		if len(f) < 4 || f[3] != "0A" {
			continue
		}
		if address, p, _ := strings.Cut(f[1], ":"); p == fmt.Sprintf("%04X", port) {
			at = append(at, address)
		}
	}
	return at
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
