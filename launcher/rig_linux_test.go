package launcher

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/launcher/hosttest"
	"sallyport/workflow/sealed"
)

// deadline is generous: it only bounds a test that has failed already.
const deadline = 2 * time.Minute

var until, run = hosttest.Until, hosttest.Tool

// account is a login whose shell waits for a number in a pipe and exits with
// it, so a test decides when a session ends, and how.
type account struct{ hosttest.Account }

func newAccount(t *testing.T) account {
	t.Helper()
	hosttest.OpenRoot(t)
	return addAccount(t)
}

// addAccount is newAccount for a test that has one already.
func addAccount(t *testing.T) account {
	t.Helper()
	home := shortDir(t)
	shell := filepath.Join(home, "shell")
	write(t, shell, 0o755, "#!/bin/sh\nexec 3<>"+home+"/in\necho ready >&3\nread code <"+home+"/end\nexit $code\n")
	run(t, "", "mkfifo", filepath.Join(home, "end"), filepath.Join(home, "in"))
	return account{hosttest.NewAccountAt(t, home, shell)}
}

// letIn writes the file by which sshd knows the account's key.
func (a account) letIn(t *testing.T, public []byte) (file string) {
	t.Helper()
	key, err := ssh.ParsePublicKey(public)
	must(t, err)
	file = filepath.Join(a.Home, "keys")
	write(t, file, 0o644, string(ssh.MarshalAuthorizedKey(key)))
	return file
}

// end lets the account's shell exit with code.
func (a account) end(t *testing.T, code int) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- os.WriteFile(filepath.Join(a.Home, "end"), []byte(strconv.Itoa(code)+"\n"), 0) }()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(deadline):
		// Lets the goroutine go: it waits for a reader.
		f, err := os.OpenFile(filepath.Join(a.Home, "end"), os.O_RDWR, 0)
		if err == nil {
			f.Close()
		}
		t.Fatal("no shell waits for its end: was the account signed in?")
	}
}

// away waits until nothing of the account runs any more: a shell that outlives
// its ssh for a while would take the word that ends the next one.
func (a account) away(t *testing.T) {
	t.Helper()
	until(t, "the account's processes to end", func() bool {
		cmd := exec.Command("pgrep", "-u", a.Name)
		_ = cmd.Run()
		return cmd.ProcessState.ExitCode() == 1 // it found none
	})
}

// given is o as far as an end like want fixes it: ssh's last words are its own,
// and one that we end is killed (-1) where it is not quick enough for hangUpLimit.
func (o Outcome) given(want Outcome) Outcome {
	o.Detail = ""
	if want.Why == Closed && want.Code == 255 && o.Code == -1 {
		o.Code = want.Code
	}
	return o
}

// startSSHD runs the machine's sshd on a port of its own, until the test ends.
func startSSHD(t *testing.T, settings ...string) (port int) {
	t.Helper()
	return hosttest.StartSSHD(t, settings...).Port
}

func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// events records what a Handler is told.
type events struct {
	trust     bool
	connected chan struct{}
	ended     chan Outcome
	questions chan HostKeyQuestion

	certificates chan CertificateQuestion

	// answer is what a person says to a question; nil: nobody is there to be asked.
	answer  func(Question) (text string, given bool)
	silent  bool // somebody is there, and says nothing
	asked   chan Question
	tunnels chan []Tunnel
	pasted  chan string // what is to be pasted; nil: there is no clipboard
}

func newEvents(trust bool) *events {
	return &events{
		trust, make(chan struct{}, 4), make(chan Outcome, 4), make(chan HostKeyQuestion, 4), make(chan CertificateQuestion, 4),
		nil, false, make(chan Question, 8), make(chan []Tunnel, 4), nil,
	}
}

func (e *events) handler() Handler {
	on := Handler{
		Tunnels:   func(all []Tunnel) { e.tunnels <- all },
		Connected: func() { e.connected <- struct{}{} },
		Ended:     func(o Outcome) { e.ended <- o },
		HostKey: func(q HostKeyQuestion, answer func(bool)) {
			e.questions <- q
			answer(e.trust)
		},
		Certificate: func(q CertificateQuestion, answer func(bool)) {
			e.certificates <- q
			answer(e.trust)
		},
	}
	if e.pasted != nil {
		on.Paste = func(secret sealed.Secret) {
			secret.Reveal(func(b []byte) { e.pasted <- string(b) })
			secret.Wipe()
		}
	}
	if e.answer != nil {
		on.Question = func(q Question, answer func(sealed.Secret, bool)) {
			e.asked <- q
			if e.silent {
				return
			}
			text, given := e.answer(q)
			answer(sealed.New([]byte(text)), given)
		}
	}
	return on
}

// bench is a launcher of this test binary, in directories of its own.
type bench struct {
	*Launcher
	t    *testing.T
	conf benchConfig
	log  *bytes.Buffer
	mu   sync.Mutex
}

// benchConfig is what a bench is made of, and the terminal of its sessions.
type benchConfig struct {
	Config
	Terminal string
}

// Check and Start are the launcher's, for a target in the bench's terminal.
func (b *bench) Check(t Target) error { return b.Launcher.Check(b.in(t)) }

func (b *bench) Start(ctx context.Context, t Target, cred Credential, on Handler) (Session, error) {
	return b.Launcher.Start(ctx, b.in(t), cred, on)
}

func (b *bench) in(t Target) Target {
	t.Terminal = cmp.Or(t.Terminal, b.conf.Terminal)
	return t
}

func (b *bench) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.Write(p)
}

func (b *bench) logged() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

func newBench(t *testing.T, change func(*benchConfig)) *bench {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	b := &bench{t: t, log: &bytes.Buffer{}}
	run := shortDir(t)
	home := filepath.Join(run, "a home") // a space, as people have
	b.conf = benchConfig{Config{
		Dir: filepath.Join(run, "r"), Self: self, KnownHosts: filepath.Join(home, "known hosts"),
		Log: slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, headless(t)}
	if change != nil {
		change(&b.conf)
	}
	b.Launcher = b.another()
	return b
}

// another is a launcher on the same directories: the app after a restart.
func (b *bench) another() *Launcher {
	b.t.Helper()
	l, err := New(b.conf.Config)
	must(b.t, err)
	b.t.Cleanup(func() {
		l.stopAll()
		must(b.t, l.Close())
		if b.t.Failed() {
			b.t.Logf("log:\n%s", b.logged())
		}
	})
	return l
}

// stopAll ends what a failed test left running.
func (l *Launcher) stopAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.sessions {
		s := s.(*session)
		s.mu.Lock()
		pids := []process{s.ssh, s.self}
		s.mu.Unlock()
		for _, p := range pids {
			if p.alive() {
				if q, err := os.FindProcess(p.PID); err == nil {
					_ = q.Kill()
				}
			}
		}
	}
}

// headless is a terminal emulator without a window: it only runs what is given after -e.
func headless(t *testing.T) string {
	t.Helper()
	path := filepath.Join(shortDir(t), "headless")
	write(t, path, 0o755, "#!/bin/sh\nwhile [ \"$1\" != -e ]; do shift; done\nshift\nexec \"$@\"\n")
	return path
}

func (b *bench) start(target Target, password string, e *events) (*session, error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	secret := sealed.New([]byte(password))
	defer secret.Wipe()
	s, err := b.Start(ctx, target, Credential{Password: secret}, e.handler())
	if err != nil {
		return nil, err
	}
	own := s.(*session)
	own.mu.Lock()
	helper := own.self
	own.mu.Unlock()
	b.t.Cleanup(func() { // what a failed test released, nobody else ends
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		kill(ctx, helper)
	})
	return own, nil
}

func (b *bench) mustStart(target Target, password string, e *events) *session {
	b.t.Helper()
	s, err := b.start(target, password, e)
	must(b.t, err)
	return s
}

func local(user string, port int) Target {
	return Target{Kind: SSH, Host: "127.0.0.1", Port: port, User: user, Title: "test"}
}

// await waits for c, and says for what where it does not come.
func await[T any](t *testing.T, c <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(deadline):
		t.Fatalf("waited in vain for %s", what)
	}
	return v
}

// connects waits for the news of it, and tells an end that came in its place.
func (e *events) connects(t *testing.T, what string) {
	t.Helper()
	select {
	case <-e.connected:
	case o := <-e.ended:
		if len(e.connected) == 0 {
			t.Fatalf("waited for %s, and it ended: %+v", what, o)
		}
		<-e.connected
		e.ended <- o
	case <-time.After(deadline):
		t.Fatalf("waited in vain for %s", what)
	}
}

// gone waits for the end of a process.
func gone(t *testing.T, p process, what string) {
	t.Helper()
	if p.PID == 0 {
		t.Fatalf("%s: no process is known", what)
	}
	w, err := watchProcess(p)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	if w.Wait(ctx) != nil {
		t.Fatalf("%s (process %d) still runs", what, p.PID)
	}
}

// shortDir is a directory whose path fits into a socket address.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "sp")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// write lets nothing be started meanwhile: a child of another goroutine's would
// hold the script open for writing until it is a program of its own, and to run
// it would fail with "text file busy" (Go's issue 22315).
func write(t *testing.T, path string, mode os.FileMode, text string) {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	must(t, os.WriteFile(path, []byte(text), mode))
	must(t, os.Chmod(path, mode))
}

// hexOf is another spelling in which a secret must not turn up.
func hexOf(s string) string { return hex.EncodeToString([]byte(s)) }

func credential(password string) Credential {
	return Credential{Password: sealed.New([]byte(password))}
}

// relay passes connections on to a port of 127.0.0.1.
func relay(ln net.Listener, port int) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		in, err := ln.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			in.Close()
			continue
		}
		pass := func(to, from net.Conn) {
			_, _ = io.Copy(to, from)
			to.Close()
			from.Close()
		}
		wg.Go(func() { pass(in, out) })
		wg.Go(func() { pass(out, in) })
	}
}

// ready waits for the account's shell to run.
func (a account) ready(t *testing.T) {
	t.Helper()
	in := make(chan struct{})
	go func() {
		defer close(in)
		if f, err := os.Open(filepath.Join(a.Home, "in")); err == nil {
			_, _ = f.Read(make([]byte, 10))
			f.Close()
		}
	}()
	select {
	case <-in:
	case <-time.After(deadline):
		if f, err := os.OpenFile(filepath.Join(a.Home, "in"), os.O_RDWR, 0); err == nil {
			f.Close()
		}
		t.Fatal("the account's shell did not start")
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	must(t, err)
	return n
}
