package launcher

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"golang.org/x/crypto/ssh"

	"sallyport/launcher/rdptest"
	"sallyport/workflow/sealed"
)

// deadline is generous: it only bounds a test that has failed already.
const deadline = 30 * time.Second

type lockedText = rdptest.Text

var until = rdptest.Until

// account is a throwaway login of this machine. Its shell waits for a number
// in a pipe and exits with it, so a test decides when a session ends, and how.
type account struct{ name, password, home string }

func newAccount(t *testing.T) account {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("this test signs in to a real sshd with a throwaway account, and only root can make one: run it as root")
	}
	openRoot(t)
	return addAccount(t)
}

// addAccount is newAccount for a test that has one already.
func addAccount(t *testing.T) account {
	t.Helper()
	a := account{name: "sp" + randomHex()[:8], password: "Cnry-" + randomHex(), home: shortDir(t)}
	shell := filepath.Join(a.home, "shell")
	write(t, shell, 0o755, "#!/bin/sh\nexec 3<>"+a.home+"/in\necho ready >&3\nread code <"+a.home+"/end\nexit $code\n")
	must(t, os.Chmod(a.home, 0o755))
	run(t, "", "mkfifo", filepath.Join(a.home, "end"), filepath.Join(a.home, "in"))
	run(t, "", "useradd", "-M", "-d", a.home, "-s", shell, a.name)
	uid := atoi(t, strings.TrimSpace(run(t, "", "id", "-u", a.name)))
	t.Cleanup(func() {
		rdptest.KillAllOf(uid) // a shell without a terminal outlives its ssh
		run(t, "", "userdel", "-f", a.name)
	})
	run(t, a.name+":"+a.password, "chpasswd")
	run(t, "", "chown", "-R", a.name, a.home)
	return a
}

// letIn writes the file by which sshd knows the account's key.
func (a account) letIn(t *testing.T, public []byte) (file string) {
	t.Helper()
	key, err := ssh.ParsePublicKey(public)
	must(t, err)
	file = filepath.Join(a.home, "keys")
	write(t, file, 0o644, string(ssh.MarshalAuthorizedKey(key)))
	return file
}

// openRoot lets accounts other than root enter "/" while the test runs: where
// they may not, as in a folder made for a chroot, no account can log in at all.
// Tests of other packages do the same: who closes it must not take it from them.
func openRoot(t *testing.T) {
	t.Helper()
	turn := flock.New(filepath.Join(os.TempDir(), "sallyport-open-root.lock"))
	if err := turn.Lock(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat("/")
	if err != nil {
		t.Fatal(err)
	}
	mode := info.Mode().Perm()
	if mode&0o001 != 0 { // open for everybody, and nobody is going to close it
		if err := turn.Unlock(); err != nil {
			t.Error(err)
		}
		return
	}
	if err := os.Chmod("/", mode|0o055); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(os.Chmod("/", mode), turn.Unlock()); err != nil {
			t.Error(err)
		}
	})
}

// end lets the account's shell exit with code.
func (a account) end(t *testing.T, code int) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- os.WriteFile(filepath.Join(a.home, "end"), []byte(strconv.Itoa(code)+"\n"), 0) }()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(deadline):
		// Lets the goroutine go: it waits for a reader.
		f, err := os.OpenFile(filepath.Join(a.home, "end"), os.O_RDWR, 0)
		if err == nil {
			f.Close()
		}
		t.Fatal("no shell waits for its end: was the account signed in?")
	}
}

// startSSHD runs the machine's sshd on a port of its own, until the test ends.
func startSSHD(t *testing.T, settings ...string) (port int) {
	t.Helper()
	port, _ = startLoudSSHD(t, settings...)
	return port
}

// startLoudSSHD is startSSHD for a test that wants to know what it says.
func startLoudSSHD(t *testing.T, settings ...string) (port int, log func() string) {
	t.Helper()
	const sshd = "/usr/sbin/sshd"
	if _, err := os.Stat(sshd); err != nil {
		t.Fatal("this test signs in to a real sshd: apt install openssh-server")
	}
	dir := shortDir(t)
	key := filepath.Join(dir, "key")
	run(t, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
	port = freePort(t)
	must(t, os.MkdirAll("/run/sshd", 0o755))
	config := fmt.Sprintf("Port %d\nListenAddress 127.0.0.1\nHostKey %s\nPidFile none\nUsePAM yes\nStrictModes no\nPrintMotd no\nUseDNS no\n%s\n",
		port, key, strings.Join(settings, "\n"))
	write(t, filepath.Join(dir, "config"), 0o600, config)
	cmd := exec.Command(sshd, "-D", "-e", "-f", filepath.Join(dir, "config"))
	stderr, err := cmd.StderrPipe()
	must(t, err)
	must(t, cmd.Start())
	listening := make(chan struct{})
	var said lockedText
	read := make(chan struct{})
	go func() {
		defer close(read)
		once := sync.OnceFunc(func() { close(listening) })
		for in := bufio.NewScanner(stderr); in.Scan(); {
			fmt.Fprintln(&said, in.Text())
			if strings.Contains(in.Text(), "Server listening") {
				once()
			}
		}
		once()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		select {
		case <-read:
		case <-time.After(time.Second): // a session that is left holds the pipe
		}
		if t.Failed() {
			t.Logf("sshd said:\n%s", said.String())
		}
	})
	await(t, listening, "sshd to listen")
	return port, said.String
}

func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// evilHost is an SSH server that does what a hostile one may.
type evilHost struct {
	t    *testing.T
	ln   net.Listener
	key  ssh.Signer
	conf *ssh.ServerConfig
	wg   sync.WaitGroup

	mu    sync.Mutex
	heard []string // passwords and answers that clients sent
	wants []string // what clients asked for: agent forwarding, variables, signs of life
	conns []net.Conn
	lines int // that are open
}

// startEvil serves on a free port, or on the one given, with a fresh host key.
func startEvil(t *testing.T, port int, conf ssh.ServerConfig) *evilHost {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	e := &evilHost{t: t, conf: &conf}
	e.key, err = ssh.NewSignerFromKey(private)
	must(t, err)
	e.conf.AddHostKey(e.key)
	e.ln, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	must(t, err)
	e.wg.Go(e.serve)
	t.Cleanup(e.close)
	return e
}

func (e *evilHost) port() int { return e.ln.Addr().(*net.TCPAddr).Port }

func (e *evilHost) close() {
	e.ln.Close()
	e.mu.Lock()
	for _, c := range e.conns {
		c.Close()
	}
	e.mu.Unlock()
	e.wg.Wait()
}

// forget closes the connections there are.
func (e *evilHost) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.conns {
		c.Close()
	}
	e.conns = nil
}

func (e *evilHost) serve() {
	for {
		c, err := e.ln.Accept()
		if err != nil {
			return
		}
		e.mu.Lock()
		e.conns = append(e.conns, c)
		e.lines++
		e.mu.Unlock()
		e.wg.Go(func() {
			defer e.hangUp(c)
			conn, channels, requests, err := ssh.NewServerConn(c, e.conf)
			if err != nil {
				return
			}
			defer conn.Close()
			e.wg.Go(func() { e.grant(requests) })
			for ch := range channels {
				if ch.ChannelType() == "direct-tcpip" {
					e.lead(ch)
					continue
				}
				e.session(ch)
			}
		})
	}
}

// session accepts a shell and keeps it open until the connection ends.
func (e *evilHost) session(nc ssh.NewChannel) {
	ch, requests, err := nc.Accept()
	if err != nil {
		return
	}
	e.wg.Go(func() { e.grant(requests) })
	e.wg.Go(func() { _, _ = io.Copy(io.Discard, ch) })
}

// grant says yes to everything, and remembers it.
func (e *evilHost) grant(requests <-chan *ssh.Request) {
	for r := range requests {
		e.mu.Lock()
		e.wants = append(e.wants, r.Type+" "+string(r.Payload))
		e.mu.Unlock()
		_ = r.Reply(true, nil)
	}
}

func (e *evilHost) wanted() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return fmt.Sprintf("%q", e.wants)
}

// lead is what a jump host does: it passes a line on.
func (e *evilHost) lead(nc ssh.NewChannel) {
	var to struct {
		Host     string
		Port     uint32
		From     string
		FromPort uint32
	}
	err := ssh.Unmarshal(nc.ExtraData(), &to)
	var out net.Conn
	if err == nil {
		out, err = net.Dial("tcp", net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	}
	if err != nil {
		_ = nc.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	ch, requests, err := nc.Accept()
	if err != nil {
		out.Close()
		return
	}
	e.wg.Go(func() { ssh.DiscardRequests(requests) })
	pass := func(to io.WriteCloser, from io.Reader) {
		_, _ = io.Copy(to, from)
		ch.Close()
		out.Close()
	}
	e.wg.Go(func() { pass(out, ch) })
	e.wg.Go(func() { pass(ch, out) })
}

func (e *evilHost) hangUp(c net.Conn) {
	c.Close()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines--
}

// connected reports whether any client is.
func (e *evilHost) connected() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.lines > 0
}

func (e *evilHost) hear(s string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, s)
}

func (e *evilHost) heardAll() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return fmt.Sprintf("%q", e.heard)
}

// asking is a server that asks one thing by keyboard-interactive, and lets in
// whoever answers it with want.
func asking(hear func(string), want string, questions ...string) ssh.ServerConfig {
	return ssh.ServerConfig{
		KeyboardInteractiveCallback: func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			for _, q := range questions {
				answers, err := ask("", "", []string{q}, []bool{false})
				if err != nil {
					return nil, err
				}
				hear(answers[0])
				if answers[0] != want {
					return nil, fmt.Errorf("wrong")
				}
			}
			return nil, nil
		},
	}
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
}

func newEvents(trust bool) *events {
	return &events{
		trust, make(chan struct{}, 4), make(chan Outcome, 4), make(chan HostKeyQuestion, 4), make(chan CertificateQuestion, 4),
		nil, false, make(chan Question, 8), make(chan []Tunnel, 4),
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
	conf Config
	log  *bytes.Buffer
	mu   sync.Mutex
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

func newBench(t *testing.T, change func(*Config)) *bench {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	b := &bench{t: t, log: &bytes.Buffer{}}
	run := shortDir(t)
	home := filepath.Join(run, "a home") // a space, as people have
	b.conf = Config{
		Dir: filepath.Join(run, "r"), Self: self, KnownHosts: filepath.Join(home, "known hosts"),
		Terminal: headless(t), Log: slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&b.conf)
	}
	b.Launcher = b.another()
	return b
}

// another is a launcher on the same directories: the app after a restart.
func (b *bench) another() *Launcher {
	b.t.Helper()
	l, err := New(b.conf)
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

func write(t *testing.T, path string, mode os.FileMode, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), mode))
	must(t, os.Chmod(path, mode))
}

func run(t *testing.T, stdin, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// hexOf is another spelling in which a secret must not turn up.
func hexOf(s string) string { return hex.EncodeToString([]byte(s)) }

func credential(password string) Credential {
	return Credential{Password: sealed.New([]byte(password))}
}

func anybody(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }

func nobody(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, fmt.Errorf("no") }

// hearing lets nobody in, and remembers what it was told.
func hearing(h *evilHost) func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) {
	return func(_ ssh.ConnMetadata, p []byte) (*ssh.Permissions, error) {
		h.hear(string(p))
		return nil, fmt.Errorf("no")
	}
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
		if f, err := os.Open(filepath.Join(a.home, "in")); err == nil {
			_, _ = f.Read(make([]byte, 10))
			f.Close()
		}
	}()
	select {
	case <-in:
	case <-time.After(deadline):
		if f, err := os.OpenFile(filepath.Join(a.home, "in"), os.O_RDWR, 0); err == nil {
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
