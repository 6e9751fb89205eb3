package launcher

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/launcher/hosttest"
)

// through is the target, by way of a jump host on this machine.
func through(target Target, user string, port int) Target {
	target.SSH = &SSHSettings{Jump: &Jump{Host: "localhost", Port: port, User: user}}
	return target
}

// questioner is a jump host that asks all of its questions, one after another,
// and lets in whoever answers the last with want.
func questioner(want string, questions ...string) (conf ssh.ServerConfig, ears *evilHost) {
	ears = &evilHost{}
	conf.KeyboardInteractiveCallback = func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		last := ""
		for _, q := range questions {
			answers, err := ask("", "", []string{q}, []bool{false})
			if err != nil {
				return nil, err
			}
			last = answers[0]
			ears.hear(last)
		}
		if last != want {
			return nil, fmt.Errorf("wrong")
		}
		return nil, nil
	}
	return conf, ears
}

// The jump host asks for the target's password in the very words of ssh, then
// for a code; a person is asked both, and the real sshd behind it is signed in
// to as ever.
func TestAJumpHostThatAsksIsAnsweredByThePersonAlone(t *testing.T) {
	a := newAccount(t)
	host := hosttest.StartSSHD(t)
	port, log := host.Port, host.Said
	words := a.Name + "@127.0.0.1's password: "
	conf, ears := questioner("123456", words, "Verification code: ")
	jump := startEvil(t, 0, conf)
	b, e := newBench(t, nil), newEvents(true)
	e.answer = func(q Question) (string, bool) {
		if q.Text == "Verification code:" {
			return "123456", true
		}
		return "not that", true
	}
	s := b.mustStart(through(local(a.Name, port), a.Name, jump.port()), a.Password, e)
	e.connects(t, "authentication")
	for _, want := range []string{strings.TrimSpace(words), "Verification code:"} {
		if q := await(t, e.asked, "a question"); q.Text != want || !q.Jump || q.From != a.Name+"@localhost" || q.Echo {
			t.Errorf("asked %+v, want %q of the jump host", q, want)
		}
	}
	for _, want := range []string{hostKeyName("localhost", jump.port()), hostKeyName("127.0.0.1", port)} {
		if q := await(t, e.questions, "a host's key"); q.Host != want {
			t.Errorf("asked about the key of %s, want %s", q.Host, want)
		}
	}
	if got := ears.heardAll(); got != `["not that" "123456"]` {
		t.Errorf("the jump host heard %s", got)
	}
	a.end(t, 7)
	if o := await(t, e.ended, "the end"); !o.Connected || o.Code != 7 || o.Why != Closed {
		t.Errorf("outcome %+v", o)
	}
	gone(t, s.ssh, "ssh")
	if said := log(); strings.Contains(said, "Failed ") {
		t.Errorf("the target's sshd saw a wrong sign-in:\n%s", said)
	}
	if strings.Contains(b.logged(), "123456") || strings.Contains(b.logged(), a.Password) {
		t.Error("the log holds an answer or the password")
	}
}

// Both sshds are real; the log of the jump host's shows the sign-in of its own
// user and not one more try, of anybody, with anything.
func TestARealJumpHostSeesNothingOfTheTarget(t *testing.T) {
	target := newAccount(t)
	guide := addAccount(t)
	targetPort := startSSHD(t)
	jump := hosttest.StartSSHD(t, "LogLevel DEBUG2")
	jumpPort, log := jump.Port, jump.Said
	b, e := newBench(t, nil), newEvents(true)
	e.answer = func(Question) (string, bool) { return guide.Password, true }
	whole, finish := lookFor(t, b, target.Password, guide.Password)
	b.mustStart(through(local(target.Name, targetPort), guide.Name, jumpPort), target.Password, e)
	e.connects(t, "authentication")
	whole()
	if q := await(t, e.asked, "the question"); q != (Question{From: guide.Name + "@localhost", Jump: true}) {
		t.Errorf("asked %+v, want the password of the jump host", q)
	}
	target.end(t, 0)
	await(t, e.ended, "the end")
	finish()
	said := log()
	if n := strings.Count(said, "Accepted password for "+guide.Name); n != 1 {
		t.Errorf("the jump host accepted %d sign-ins, want 1:\n%s", n, said)
	}
	for _, word := range []string{"Failed ", target.Name, "authentication failure", target.Password} {
		if strings.Contains(said, word) {
			t.Errorf("the jump host's log has %q:\n%s", word, said)
		}
	}
}

func TestHowAWayThroughAJumpHostFails(t *testing.T) {
	answered := func(text string, given bool) func(Question) (string, bool) {
		return func(Question) (string, bool) { return text, given }
	}
	closed := freePort(t)
	for name, c := range map[string]struct {
		answer func(Question) (string, bool)
		silent bool
		target int // 0: a host that lets everybody in
		change func(*testing.T, *bench, *evilHost)
		why    Why
		host   string
	}{
		"the person does not want to answer":    {answer: answered("", false), why: Closed},
		"the answer is wrong":                   {answer: answered("wrong", true), why: JumpRefused, host: "localhost"},
		"the answer is empty":                   {answer: answered("", true), why: JumpRefused, host: "localhost"},
		"nobody is there to be asked":           {why: Failed, host: ""},
		"nobody answers in time":                {answer: answered("", true), silent: true, why: Unanswered},
		"the target cannot be reached from it":  {answer: answered("right", true), target: closed, why: Unreachable},
		"the jump host is not the one it was":   {answer: answered("right", true), change: changeKey, why: HostKeyChanged, host: "localhost"},
		"nobody listens where it is said to be": {answer: answered("right", true), change: func(_ *testing.T, _ *bench, j *evilHost) { j.close() }, why: Unreachable, host: "localhost"},
	} {
		t.Run(name, func(t *testing.T) {
			conf, ears := questioner("right", "Password: ")
			jump := startEvil(t, 0, conf)
			port := c.target
			heard := &evilHost{}
			if port == 0 {
				port = startEvil(t, 0, ssh.ServerConfig{PasswordCallback: hearing(heard)}).port()
			}
			b, e := newBench(t, nil), newEvents(true)
			e.answer = c.answer
			if e.silent = c.silent; e.silent {
				b.patience = time.Millisecond
			}
			if c.change != nil {
				c.change(t, b, jump)
			}
			s := b.mustStart(through(local("bob", port), "jumper", jump.port()), "hunter2", e)
			o := await(t, e.ended, "the end")
			if o.Why != c.why || o.Host != c.host || o.Connected {
				t.Errorf("outcome %+v, want %s at %q", o, c.why, c.host)
			}
			if all := ears.heardAll() + heard.heardAll(); strings.Contains(all, "hunter2") {
				t.Errorf("the password was heard: %s", all)
			}
			if c.answer == nil && ears.heardAll() != "[]" {
				t.Errorf("the jump host heard %s, want nothing, not even an empty answer", ears.heardAll())
			}
			gone(t, s.ssh, "ssh")
		})
	}
}

// changeKey makes the jump host another than the one that was trusted.
func changeKey(t *testing.T, b *bench, jump *evilHost) {
	must(t, os.MkdirAll(filepath.Dir(b.conf.KnownHosts), 0o700))
	write(t, b.conf.KnownHosts, 0o600, hostKeyName("localhost", jump.port())+" "+string(ssh.MarshalAuthorizedKey(newHostKey(t).PublicKey())))
}

// A host that wants a code after the password: the password is its own, the
// code a person's.
func TestASecondFactorIsThePersonsToGive(t *testing.T) {
	conf, ears := questioner("123456", "Password: ", "One-time code:\n  from your token: ")
	host := startEvil(t, 0, conf)
	b, e := newBench(t, nil), newEvents(true)
	e.answer = func(Question) (string, bool) { return "123456", true }
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	e.connects(t, "authentication")
	if q := await(t, e.asked, "the question"); q != (Question{From: "bob@127.0.0.1", Text: "One-time code:\nfrom your token:"}) {
		t.Errorf("asked %+v", q)
	}
	if got := ears.heardAll(); got != `["hunter2" "123456"]` {
		t.Errorf("the host heard %s", got)
	}
	s.Stop()
	await(t, e.ended, "the end")
}

func TestATunnelCarriesBytes(t *testing.T) {
	a := newAccount(t)
	port := startSSHD(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	go func() { // ends with ln
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = io.Copy(c, c)
			c.Close()
		}
	}()
	b, e := newBench(t, nil), newEvents(true)
	target := local(a.Name, port)
	inside := ln.Addr().(*net.TCPAddr).Port
	target.SSH = &SSHSettings{Tunnels: []Tunnel{{0, "127.0.0.1", inside}, {freePort(t), "localhost", inside}}}
	b.mustStart(target, a.Password, e)
	e.connects(t, "authentication")
	all := await(t, e.tunnels, "the tunnels")
	if len(all) != 2 || all[0].Own == 0 || all[1] != target.SSH.Tunnels[1] {
		t.Errorf("tunnels: %+v", all)
	}
	for _, tunnel := range all {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", itoa(tunnel.Own)))
		must(t, err)
		must(t, c.SetDeadline(time.Now().Add(deadline)))
		_, err = c.Write([]byte("through and back"))
		must(t, err)
		back := make([]byte, 16)
		if _, err := io.ReadFull(c, back); err != nil || string(back) != "through and back" {
			t.Errorf("tunnel %+v: %q, %v", tunnel, back, err)
		}
		c.Close()
	}
	if at := hosttest.ListensAt(all[0].Own); len(at) != 1 || at[0] != "0100007F" { // 127.0.0.1, as the kernel writes it
		t.Errorf("the tunnel listens at %v", at)
	}
	a.end(t, 0)
	await(t, e.ended, "the end")
	if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", itoa(all[0].Own))); err == nil {
		c.Close()
		t.Error("the tunnel outlives its session")
	}
}

func TestATunnelWhosePortIsTakenIsSaidBeforeAnythingStarts(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	b := newBench(t, nil)
	target := local("bob", 1)
	target.SSH = &SSHSettings{Tunnels: []Tunnel{{ln.Addr().(*net.TCPAddr).Port, "db", 5432}}}
	if _, err := b.start(target, "x", newEvents(true)); err == nil || !strings.Contains(err.Error(), "tunnel: cannot begin at port") {
		t.Errorf("error %v", err)
	}
	nothingLeft(t, b)
}

// A line on which nothing is heard is asked whether it is still there, and the
// host is asked for the character set.
func TestSignsOfLifeAndTheCharacterSet(t *testing.T) {
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	b, e := newBench(t, nil), newEvents(true)
	target := local("bob", host.port())
	target.SSH = &SSHSettings{KeepAlive: keepAliveMin, Charset: "de_DE.ISO-8859-15"}
	s := b.mustStart(target, "hunter2", e)
	e.connects(t, "authentication")
	until(t, "a sign of life", func() bool { return strings.Contains(host.wanted(), "keepalive@openssh.com") })
	if got := host.wanted(); !strings.Contains(got, `LC_ALL\x00\x00\x00\x11de_DE.ISO-8859-15`) {
		t.Errorf("the host was asked for %s", got)
	}
	s.Stop()
	await(t, e.ended, "the end")
}

// The user's configuration would keep the connection when its ssh ends, lend
// the user's agent, and run ssh out of our sight. Where it is not wanted it
// means nothing, and where it is, those things stay off.
func TestTheUsersOwnConfiguration(t *testing.T) {
	home := shortDir(t)
	must(t, os.Mkdir(filepath.Join(home, ".ssh"), 0o700))
	write(t, filepath.Join(home, ".ssh", "config"), 0o600, strings.Join([]string{
		"SetEnv SP_OWN=read", "ControlMaster auto", "ControlPath " + home + "/mux", "ControlPersist 10m",
		"ForwardAgent yes", "ForwardX11 yes", "ForkAfterAuthentication yes", "BatchMode yes", "StrictHostKeyChecking no",
		"HostName nowhere.invalid", "User somebody", "Port 1", "RemoteCommand false", "LocalForward " + itoa(freePort(t)) + " localhost:1",
		"UserKnownHostsFile " + home + "/theirs",
	}, "\n")+"\n")
	t.Setenv("HOME", home)
	t.Setenv("SSH_AUTH_SOCK", filepath.Join(home, "agent"))
	for _, own := range []bool{false, true} {
		t.Run(fmt.Sprintf("wanted %v", own), func(t *testing.T) {
			host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
			b, e := newBench(t, nil), newEvents(true)
			target := local("bob", host.port())
			target.SSH = &SSHSettings{OwnConfig: own}
			s := b.mustStart(target, "hunter2", e)
			await(t, e.questions, "the question about the key")
			e.connects(t, "authentication")
			until(t, "the shell", func() bool { return strings.Contains(host.wanted(), "shell") })
			wanted := host.wanted()
			if strings.Contains(wanted, "SP_OWN") != own {
				t.Errorf("own configuration read: %v, want %v (%s)", !own, own, wanted)
			}
			for _, word := range []string{"auth-agent-req", "x11-req", "exec", "tcpip-forward"} {
				if strings.Contains(wanted, word) {
					t.Errorf("the host was asked for %s: %s", word, wanted)
				}
			}
			if !s.ssh.alive() {
				t.Error("ssh went out of sight")
			}
			s.Stop()
			if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
				t.Errorf("outcome %+v", o)
			}
			gone(t, s.ssh, "ssh")
			for _, name := range []string{"mux", "theirs"} {
				if exists(filepath.Join(home, name)) {
					t.Errorf("%s was made", name)
				}
			}
			until(t, "the line to end", func() bool { return !host.connected() })
		})
	}
}

// A jump host that the user's own configuration names is asked about and its
// questions go to the person as well; it is no way around what stays off.
func TestAJumpHostOfTheUsersOwnConfiguration(t *testing.T) {
	conf, ears := questioner("right", "Password: ")
	jump := startEvil(t, 0, conf)
	home := shortDir(t)
	must(t, os.Mkdir(filepath.Join(home, ".ssh"), 0o700))
	write(t, filepath.Join(home, ".ssh", "config"), 0o600, strings.Join([]string{
		"Host 127.0.0.1", "ProxyJump jumper@localhost:" + itoa(jump.port()), "Host *", "ControlMaster auto", "ControlPath " + home + "/mux-%h", "ControlPersist 10m",
	}, "\n")+"\n")
	t.Setenv("HOME", home)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	b, e := newBench(t, nil), newEvents(true)
	e.answer = func(Question) (string, bool) { return "right", true }
	target := local("bob", host.port())
	target.SSH = &SSHSettings{OwnConfig: true}
	s := b.mustStart(target, "hunter2", e)
	e.connects(t, "authentication")
	if q := await(t, e.asked, "the question"); q != (Question{From: "jumper@localhost", Jump: true, Text: "Password:"}) {
		t.Errorf("asked %+v", q)
	}
	if got := ears.heardAll(); got != `["right"]` {
		t.Errorf("the jump host heard %s", got)
	}
	s.Stop()
	await(t, e.ended, "the end")
	until(t, "the line through the jump host to end", func() bool { return !jump.connected() })
	if left, _ := filepath.Glob(home + "/mux*"); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}
