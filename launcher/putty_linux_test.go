package launcher

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/launcher/hosttest"
)

func needPuTTY(t *testing.T) {
	t.Helper()
	hosttest.Need(t, map[string]string{"plink": "putty-tools", "putty": "putty"})
}

// by is the target with another client.
func by(target Target, client SSHClient) Target {
	target.SSH = &SSHSettings{Client: client}
	return target
}

func TestRealPlink(t *testing.T) {
	needPuTTY(t)
	a := newAccount(t)
	for _, settings := range []string{"PasswordAuthentication yes\nKbdInteractiveAuthentication no", "PasswordAuthentication no\nKbdInteractiveAuthentication yes"} {
		t.Run(settings, func(t *testing.T) {
			port := startSSHD(t, settings)
			b, e := newBench(t, nil), newEvents(true)
			whole, finish := lookFor(t, b, a.Password)
			s := b.mustStart(by(local(a.Name, port), Plink), a.Password, e)
			q := await(t, e.questions, "the question about the host's key")
			if q.KeyType != "ED25519" || !strings.HasPrefix(q.Fingerprint, "SHA256:") || q.Host != hostKeyName("127.0.0.1", port) {
				t.Errorf("question: %+v", q)
			}
			e.connects(t, "authentication")
			whole()
			a.end(t, 7)
			if o := await(t, e.ended, "the end"); !o.Connected || o.Code != 7 || o.Why != Closed {
				t.Errorf("outcome: %+v, want connected, code 7, closed", o)
			}
			finish()
			gone(t, s.ssh, "plink")
			gone(t, s.self, "the helper")
			nothingLeft(t, b)

			// What one client trusted, the other trusts too, and asks no more.
			for _, client := range []SSHClient{Plink, OpenSSH} {
				e := newEvents(false)
				b.mustStart(by(local(a.Name, port), client), a.Password, e)
				e.connects(t, "authentication by "+string(client))
				a.end(t, 0)
				await(t, e.ended, "the end")
			}
		})
	}
}

func TestHowPlinkFails(t *testing.T) {
	needPuTTY(t)
	for name, c := range map[string]struct {
		trust  bool
		change func(*testing.T, *bench, int)
		down   bool
		why    Why
		heard  string
	}{
		"wrong password":     {trust: true, why: Refused, heard: `["wrong"]`},
		"the key is refused": {trust: false, why: HostKeyDenied, heard: "[]"},
		"another key":        {trust: true, change: otherKey, why: HostKeyChanged, heard: "[]"},
		"another kind of key": {trust: true, change: func(t *testing.T, b *bench, port int) {
			_, public := newKey(t, "", "-t", "rsa")
			key, err := ssh.ParsePublicKey(public)
			must(t, err)
			known(t, b, port, key)
		}, why: HostKeyChanged, heard: "[]"},
		"nobody listens": {trust: true, down: true, why: Unreachable, heard: "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			ears := &evilHost{}
			host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: hearing(ears)})
			b, e := newBench(t, nil), newEvents(c.trust)
			if c.change != nil {
				c.change(t, b, host.port())
			}
			if c.down {
				host.close()
			}
			b.mustStart(by(local("bob", host.port()), Plink), "wrong", e)
			if o := await(t, e.ended, "the end"); o.Why != c.why || o.Connected {
				t.Errorf("outcome %+v, want %s", o, c.why)
			}
			if got := ears.heardAll(); got != c.heard {
				t.Errorf("the host heard %s, want %s", got, c.heard)
			}
			nothingLeft(t, b)
		})
	}
}

func known(t *testing.T, b *bench, port int, key ssh.PublicKey) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(b.conf.KnownHosts), 0o700))
	write(t, b.conf.KnownHosts, 0o600, hostKeyName("127.0.0.1", port)+" "+string(ssh.MarshalAuthorizedKey(key)))
}

func otherKey(t *testing.T, b *bench, port int) { known(t, b, port, newHostKey(t).PublicKey()) }

// A host that is another by the time PuTTY comes is not the one that was looked at.
func TestPlinkIsHeldToTheKeyThatWasSeen(t *testing.T) {
	needPuTTY(t)
	b, e := newBench(t, nil), newEvents(true)
	first := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: nobody})
	ears := &evilHost{}
	on := e.handler()
	on.HostKey = func(q HostKeyQuestion, answer func(bool)) {
		first.close()
		startEvil(t, first.port(), ssh.ServerConfig{PasswordCallback: hearing(ears)})
		answer(true)
	}
	_, err := b.Start(t.Context(), by(local("bob", first.port()), Plink), credential("hunter2"), on)
	must(t, err)
	if o := await(t, e.ended, "the end"); o.Why != HostKeyChanged {
		t.Errorf("outcome %+v, want host-key-changed", o)
	}
	if got := ears.heardAll(); got != "[]" {
		t.Errorf("the host heard %s", got)
	}
}

func TestATunnelOfPlinkAndItsDroppedLine(t *testing.T) {
	needPuTTY(t)
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	target := by(local("bob", host.port()), Plink)
	target.User = `CORP\bob`
	target.SSH.Tunnels = []Tunnel{{0, "127.0.0.1", host.port()}}
	target.SSH.Charset = "de_DE.ISO-8859-15"
	b.mustStart(target, "hunter2", e)
	e.connects(t, "authentication")
	until(t, "the shell", func() bool { return strings.Contains(host.wanted(), "shell") })
	if got := host.wanted(); !strings.Contains(got, `LC_ALL\x00\x00\x00\x11de_DE.ISO-8859-15`) || strings.Contains(got, "auth-agent") {
		t.Errorf("the host was asked for %s", got)
	}
	all := await(t, e.tunnels, "the tunnels")
	until(t, "the tunnel", func() bool { return hosttest.Listening(all[0].Own) })
	host.forget()
	if o := await(t, e.ended, "the end"); o.Why != Dropped || !o.Connected {
		t.Errorf("outcome %+v, want dropped", o)
	}
}

func TestRealPuTTYInAWindowOfItsOwn(t *testing.T) {
	needPuTTY(t)
	startX(t)
	a := newAccount(t)
	port := startSSHD(t)
	b, e := newBench(t, nil), newEvents(true)
	whole, finish := lookFor(t, b, a.Password)
	s := b.mustStart(by(local(a.Name, port), PuTTY), a.Password, e)
	e.connects(t, "authentication")
	whole()
	a.end(t, 0)
	if o := await(t, e.ended, "the end"); !o.Connected || o.Why != Closed {
		t.Errorf("outcome: %+v, want closed", o)
	}
	finish()
	gone(t, s.ssh, "putty")
	nothingLeft(t, b)

	e = newEvents(true)
	s = b.mustStart(by(local(a.Name, port), PuTTY), a.Password, e)
	e.connects(t, "authentication")
	s.Stop()
	if o := await(t, e.ended, "the end of a session we stop"); o.Why != Closed {
		t.Errorf("outcome: %+v, want closed", o)
	}
	e = newEvents(true)
	b.mustStart(by(local(a.Name, port), PuTTY), "wrong", e)
	if o := await(t, e.ended, "a refusal"); o.Why != Refused || o.Connected {
		t.Errorf("outcome: %+v, want refused", o)
	}
}

func TestPlinkTakesAnIPv6Address(t *testing.T) {
	needPuTTY(t)
	ln, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Fatal("this test needs the IPv6 loopback address: ", err)
	}
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	host.wg.Go(func() { relay(ln, host.port()) })
	defer ln.Close()
	s := b.mustStart(by(Target{Kind: SSH, Host: "::1", Port: ln.Addr().(*net.TCPAddr).Port, User: "bob"}, Plink), "hunter2", e)
	e.connects(t, "authentication")
	s.Stop()
	if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
		t.Errorf("outcome %+v", o)
	}
}

func TestPuTTYsPasswordExpires(t *testing.T) {
	needPuTTY(t)
	b, e := newBench(t, nil), newEvents(true)
	b.life = 20 * time.Millisecond
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	on := e.handler()
	var s *session
	on.HostKey = func(_ HostKeyQuestion, answer func(bool)) {
		s.broker.wipe() // as after a minute
		answer(true)
	}
	ready := make(chan struct{})
	wait := on.HostKey
	on.HostKey = func(q HostKeyQuestion, answer func(bool)) { <-ready; wait(q, answer) }
	got, err := b.Start(t.Context(), by(local("bob", host.port()), Plink), credential("hunter2"), on)
	must(t, err)
	s = got.(*session)
	close(ready)
	if o := await(t, e.ended, "the end"); o.Why != Failed || o.Connected {
		t.Errorf("outcome %+v, want failed", o)
	}
}

func TestPuTTYTakesNoKeys(t *testing.T) {
	needPuTTY(t)
	b := newBench(t, nil)
	private, _ := newKey(t, "", "-t", "ed25519")
	_, err := b.startWith(by(local("bob", 1), Plink), keyed(private, "", "x"), Handler{})
	var bad *BadTargetError
	if !errors.As(err, &bad) || bad.Field != "client" {
		t.Errorf("error %v", err)
	}
	nothingLeft(t, b)
}

func TestAnOldPuTTYIsRefused(t *testing.T) {
	for _, name := range []string{"plink", "putty"} {
		b := newBench(t, nil)
		old := shortDir(t) + "/" + name
		write(t, old, 0o755, "#!/bin/sh\necho "+name+": Release 0.76\n")
		b.cfg.LookPath = func(string) (string, error) { return old, nil }
		var missing *NotFoundError
		err := b.Check(Target{Kind: SSH, Host: "h", User: "u", SSH: &SSHSettings{Client: SSHClient(name)}})
		if !errors.As(err, &missing) || missing.Tool != name+" 0.77 or newer" || !strings.Contains(missing.Hint, "0.76") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
