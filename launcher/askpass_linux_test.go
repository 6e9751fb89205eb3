package launcher

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sallyport/launcher/hosttest"

	"golang.org/x/crypto/ssh"
)

func TestTheHostsKeyIsAskedAboutAndNoMeansNo(t *testing.T) {
	b, e := newBench(t, nil), newEvents(false)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: nobody})
	b.mustStart(local("bob", host.port()), "hunter2", e)
	q := await(t, e.questions, "the question")
	if want := ssh.FingerprintSHA256(host.key.PublicKey()); q.Fingerprint != want {
		t.Errorf("fingerprint %s, want %s", q.Fingerprint, want)
	}
	o := await(t, e.ended, "the end")
	if o.Why != HostKeyDenied || o.Connected || o.Code != 255 {
		t.Errorf("outcome %+v, want host-key-denied", o)
	}
	if known, _ := os.ReadFile(b.conf.KnownHosts); len(known) != 0 {
		t.Errorf("a refused key was stored: %s", known)
	}
}

func TestAHandlerWithoutAHostKeyFunctionMeansNo(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: nobody})
	on := e.handler()
	on.HostKey = nil
	s, err := b.Start(t.Context(), local("bob", host.port()), credential("hunter2"), on)
	must(t, err)
	if o := await(t, e.ended, "the end"); o.Why != HostKeyDenied || s.ID() == "" {
		t.Errorf("outcome %+v, want host-key-denied", o)
	}
}

func TestAChangedHostKeyStopsEverythingBeforeThePassword(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	first := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: nobody})
	b.mustStart(local("bob", first.port()), "hunter2", e)
	await(t, e.ended, "the first session's end")
	first.close()
	if info, err := os.Stat(b.conf.KnownHosts); err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Fatalf("known hosts after yes: %v %v", info, err)
	}
	var second *evilHost
	heard := func(_ ssh.ConnMetadata, p []byte) (*ssh.Permissions, error) {
		second.hear(string(p))
		return nil, fmt.Errorf("no")
	}
	second = startEvil(t, first.port(), ssh.ServerConfig{PasswordCallback: heard})
	e = newEvents(true)
	b.mustStart(local("bob", second.port()), "hunter2", e)
	if o := await(t, e.ended, "the second session's end"); o.Why != HostKeyChanged {
		t.Errorf("outcome %+v, want host-key-changed", o)
	}
	if len(e.questions) != 0 || second.heardAll() != "[]" {
		t.Errorf("%d questions, host heard %s: want none and nothing", len(e.questions), second.heardAll())
	}
}

func TestAWrongPasswordIsTriedOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		conf func(*evilHost) ssh.ServerConfig
	}{
		{"password only", func(h *evilHost) ssh.ServerConfig { return ssh.ServerConfig{PasswordCallback: hearing(h)} }},
		{"keyboard-interactive only", func(h *evilHost) ssh.ServerConfig { return asking(h.hear, "right", "Password: ") }},
		{"both", func(h *evilHost) ssh.ServerConfig {
			conf := asking(h.hear, "right", "Password: ")
			conf.PasswordCallback = hearing(h)
			return conf
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, e := newBench(t, nil), newEvents(true)
			ears := &evilHost{}
			host := startEvil(t, 0, c.conf(ears))
			b.mustStart(local("bob", host.port()), "wrong", e)
			if o := await(t, e.ended, "the end"); o.Why != Refused || o.Connected || o.Detail == "" {
				t.Errorf("outcome %+v, want refused", o)
			}
			if got := ears.heardAll(); got != `["wrong"]` {
				t.Errorf("the host heard %s: every further try brings the account nearer to its lock", got)
			}
		})
	}
}

func TestQuestionsThatAreNotForThePassword(t *testing.T) {
	for _, question := range []string{
		"admin@prod-db's password: ", "bob@127.0.0.1's password: ", "Verification code: ", "New password for the account of bob: ",
		"The authenticity of host '127.0.0.1' can't be established.\nAre you sure you want to continue connecting (yes/no)? ",
	} {
		t.Run(question, func(t *testing.T) {
			b, e := newBench(t, nil), newEvents(true)
			ears := &evilHost{}
			host := startEvil(t, 0, asking(ears.hear, "never", question))
			b.mustStart(local("bob", host.port()), "hunter2", e)
			o := await(t, e.ended, "the end")
			if o.Why != Failed || o.Connected || !strings.Contains(o.Detail, "(bob@127.0.0.1)") {
				t.Errorf("outcome %+v, want failed, and the question in the detail", o)
			}
			if got := ears.heardAll(); got != "[]" {
				t.Errorf("the host heard %s, want nothing, not even an empty answer", got)
			}
		})
	}
}

func TestASecondFactorAfterThePasswordIsNotAnswered(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	ears := &evilHost{}
	host := startEvil(t, 0, asking(ears.hear, "hunter2", "Password: ", "Repeat password: "))
	b.mustStart(local("bob", host.port()), "hunter2", e)
	o := await(t, e.ended, "the end")
	if o.Connected || o.Why == Closed || ears.heardAll() != `["hunter2"]` {
		t.Errorf("outcome %+v, host heard %s", o, ears.heardAll())
	}
}

func TestHowSSHNamesUsersAndHosts(t *testing.T) {
	long := "svc-backup-production-database-01@corp.example.com"
	for _, c := range []struct{ user, host string }{
		{long, "127.0.0.1"},
		{`CORP\bob`, "127.0.0.1"},
		{"John Smith", "LocalHost"},
		{"bob@corp.example", "127.0.0.1"},
		{"bob$", "127.0.0.1"},
		{"jürgen", "127.0.0.1"},
	} {
		for _, method := range []string{"password", "keyboard-interactive"} {
			t.Run(c.user+" on "+c.host+" by "+method, func(t *testing.T) {
				b, e := newBench(t, nil), newEvents(true)
				conf := ssh.ServerConfig{PasswordCallback: func(m ssh.ConnMetadata, p []byte) (*ssh.Permissions, error) {
					if string(p) == "hunter2" && m.User() == c.user {
						return nil, nil
					}
					return nil, fmt.Errorf("no")
				}}
				if method != "password" {
					conf = asking(func(string) {}, "hunter2", "Password: ")
				}
				host := startEvil(t, 0, conf)
				target := local(c.user, host.port())
				target.Host = c.host
				s := b.mustStart(target, "hunter2", e)
				select {
				case <-e.connected:
				case o := <-e.ended:
					t.Fatalf("ended: %+v", o)
				case <-time.After(deadline):
					t.Fatal("neither connected nor ended")
				}
				s.Stop()
				if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
					t.Errorf("outcome %+v, want closed", o)
				}
				gone(t, s.ssh, "ssh")
			})
		}
	}
}

func TestAnIPv6HostIsNamedWithoutBrackets(t *testing.T) {
	ln, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Fatal("this test needs the IPv6 loopback address: ", err)
	}
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	host.wg.Go(func() { relay(ln, host.port()) })
	defer ln.Close()
	s := b.mustStart(Target{Kind: SSH, Host: "0:0:0:0:0:0:0:1", Port: ln.Addr().(*net.TCPAddr).Port, User: "bob"}, "hunter2", e)
	await(t, e.questions, "the question")
	e.connects(t, "authentication")
	s.Stop()
	await(t, e.ended, "the end")
}

func TestOnlyTheSSHOfTheSessionGetsAnAnswer(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	answer := make(chan func(bool), 1)
	on := e.handler()
	on.HostKey = func(q HostKeyQuestion, reply func(bool)) { answer <- reply; e.questions <- q }
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	got, err := b.Start(t.Context(), local("bob", host.port()), credential("hunter2"), on)
	must(t, err)
	s := got.(*session)
	await(t, e.questions, "the question, so that ssh waits and the password is not yet handed over")

	prompt := "bob@127.0.0.1's password: "
	ask := func(t *testing.T, name string, args ...string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		out, err := cmd.Output()
		if err == nil || len(out) != 0 {
			t.Errorf("answered %q (%v), want a refusal", out, err)
		}
	}
	t.Run("a replay by the same user, outside of ssh", func(t *testing.T) {
		ask(t, filepath.Join(s.dir, linkAskpass), prompt)
	})
	t.Run("a wrong token", func(t *testing.T) {
		c, ok := dial(s.dir, hello{Role: roleAskpass, Token: randomHex(), Prompt: prompt})
		if !ok {
			t.Fatal("cannot dial")
		}
		defer c.Close()
		if n, _ := c.Read(make([]byte, 10)); n != 0 {
			t.Error("answered")
		}
	})
	t.Run("the token of another role", func(t *testing.T) {
		c, ok := dial(s.dir, hello{Role: roleAskpass, Token: s.plan.Tokens[roleConnected], Prompt: prompt})
		if !ok {
			t.Fatal("cannot dial")
		}
		defer c.Close()
		if n, _ := c.Read(make([]byte, 10)); n != 0 {
			t.Error("answered")
		}
	})
	t.Run("a second helper", func(t *testing.T) {
		c, ok := dial(s.dir, hello{Role: roleSession, Token: s.plan.Tokens[roleSession]})
		if !ok {
			t.Fatal("cannot dial")
		}
		defer c.Close()
		if n, _ := c.Read(make([]byte, 10)); n != 0 {
			t.Error("was given orders")
		}
	})
	t.Run("another user", func(t *testing.T) {
		otherUser(t, s, prompt)
		if !strings.Contains(b.logged(), "a process of another user was refused") {
			t.Error("refused for another reason than its user")
		}
	})

	(<-answer)(true)
	e.connects(t, "the right ssh to be answered all the same")
	t.Run("after the answer", func(t *testing.T) { ask(t, filepath.Join(s.dir, linkAskpass), prompt) })
	s.Stop()
	await(t, e.ended, "the end")
	if strings.Contains(b.logged(), "hunter2") || strings.Contains(b.logged(), s.plan.Tokens[roleAskpass]) {
		t.Error("the log holds the password or a token")
	}
}

// otherUser asks as another user of the machine, first with the directory as
// it is, then with it opened wide, where only the kernel's word is left.
func otherUser(t *testing.T, s *session, prompt string) {
	hosttest.OpenRoot(t)
	program := filepath.Join(shortDir(t), "stranger")
	own, err := os.ReadFile(s.l.cfg.Self)
	must(t, err)
	must(t, os.Chmod(filepath.Dir(program), 0o755))
	write(t, program, 0o755, string(own))
	m := fmt.Sprintf(`{"role":"askpass","token":%q,"prompt":%q}`, s.plan.Tokens[roleAskpass], prompt)
	try := func() string {
		cmd := exec.Command(program, "say", filepath.Join(s.dir, fileSocket), m)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		out, err := cmd.CombinedOutput()
		if err != nil && len(out) == 0 {
			t.Fatal(err)
		}
		return string(out)
	}
	if out := try(); !strings.Contains(out, "permission denied") {
		t.Errorf("closed directory: %s", out)
	}
	for d := s.dir; d != "/tmp"; d = filepath.Dir(d) {
		must(t, os.Chmod(d, 0o777))
	}
	must(t, os.Chmod(filepath.Join(s.dir, fileSocket), 0o777))
	if out := try(); out != "bytes: 0\n" {
		t.Errorf("open directory: %s, want a connection that is closed without a word", out)
	}
	for d := s.dir; d != "/tmp"; d = filepath.Dir(d) {
		must(t, os.Chmod(d, 0o700))
	}
}

func TestAPasswordIsNotKeptForever(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	b.life = 50 * time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, but says nothing
	must(t, err)
	defer ln.Close()
	s := b.mustStart(local("bob", ln.Addr().(*net.TCPAddr).Port), "hunter2", e)
	for limit := time.After(deadline); !s.broker.secret.Empty(); {
		select {
		case <-limit:
			t.Fatal("the password is still held")
		case <-time.Tick(10 * time.Millisecond):
		}
	}
	s.Stop()
	if o := await(t, e.ended, "the end"); o.Why != Closed || o.Connected {
		t.Errorf("outcome %+v, want closed, as we stopped it", o)
	}
}

func TestAQuestionEndsWithItsSSH(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	on := e.handler()
	on.HostKey = func(q HostKeyQuestion, _ func(bool)) { e.questions <- q } // the user never answers
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	s, err := b.Start(t.Context(), local("bob", host.port()), credential("hunter2"), on)
	must(t, err)
	await(t, e.questions, "the question")
	s.Stop()
	await(t, e.ended, "the end, though the question was never answered")
}

func TestASessionIsPreparedBeforeAnythingRuns(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	on := e.handler()
	var id string
	on.Prepared = func(prepared string) {
		id = prepared
		if exists(filepath.Join(b.conf.Dir, id, fileHelper)) {
			t.Error("the helper ran before Prepared had returned")
		}
	}
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	s, err := b.Start(t.Context(), local("bob", host.port()), credential("hunter2"), on)
	must(t, err)
	if s.ID() != id {
		t.Errorf("prepared %q, started %q", id, s.ID())
	}
	e.connects(t, "authentication")
	s.Stop()
	await(t, e.ended, "the end")
}
