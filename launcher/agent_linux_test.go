package launcher

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"sallyport/launcher/hosttest"
	"sallyport/workflow/sealed"
)

// taking is a host that lets in who has one of the keys, or the password.
type taking struct {
	keys     [][]byte
	password string

	mu    sync.Mutex
	heard []string
}

func (k *taking) config() ssh.ServerConfig {
	return ssh.ServerConfig{
		PublicKeyCallback: func(_ ssh.ConnMetadata, given ssh.PublicKey) (*ssh.Permissions, error) {
			k.hear("key " + ssh.FingerprintSHA256(given))
			for _, want := range k.keys {
				if bytes.Equal(want, given.Marshal()) {
					return nil, nil
				}
			}
			return nil, fmt.Errorf("no")
		},
		PasswordCallback: func(_ ssh.ConnMetadata, p []byte) (*ssh.Permissions, error) {
			k.hear("password " + string(p))
			if k.password == "" || string(p) != k.password {
				return nil, fmt.Errorf("no")
			}
			return nil, nil
		},
	}
}

func (k *taking) hear(s string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.heard = append(k.heard, s)
}

func (k *taking) said() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return strings.Join(k.heard, ", ")
}

func fingerprint(t *testing.T, wire []byte) string {
	t.Helper()
	k, err := ssh.ParsePublicKey(wire)
	must(t, err)
	return ssh.FingerprintSHA256(k)
}

func (b *bench) startWith(target Target, cred Credential, on Handler) (*session, error) {
	b.t.Helper()
	defer cred.Wipe()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	s, err := b.Start(ctx, target, cred, on)
	if err != nil {
		return nil, err
	}
	return s.(*session), nil
}

// usersAgent is an agent of the user with a key of their own, as most have.
func usersAgent(t *testing.T) {
	t.Helper()
	dir := shortDir(t)
	cmd := exec.Command("ssh-agent", "-D", "-a", filepath.Join(dir, "s"))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	_, err = out.Read(make([]byte, 100)) // it says where it listens, when it does
	must(t, err)
	run(t, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, "key"))
	t.Setenv("SSH_AUTH_SOCK", filepath.Join(dir, "s"))
	run(t, "", "ssh-add", "-q", filepath.Join(dir, "key"))
}

func TestSigningInWithAKey(t *testing.T) {
	usersAgent(t)
	for _, args := range [][]string{{"-t", "ed25519"}, {"-t", "rsa"}, {"-t", "ecdsa", "-m", "PKCS8"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			private, public := newKey(t, "a phrase", args...)
			knows := &taking{keys: [][]byte{public}}
			host := startEvil(t, 0, knows.config())
			b, e := newBench(t, nil), newEvents(true)
			s, err := b.startWith(local("bob", host.port()), keyed(private, "a phrase", "hunter2"), e.handler())
			must(t, err)
			e.connects(t, "authentication")
			if got, want := knows.said(), "key "+fingerprint(t, public); !strings.HasPrefix(got, want) || strings.Contains(strings.ReplaceAll(got, want, ""), "key") || strings.Contains(got, "password") {
				t.Errorf("the host heard %s, want only %s", got, want)
			}
			s.mu.Lock()
			lent := s.lent
			s.mu.Unlock()
			lent.mu.Lock()
			if lent.key != nil {
				t.Error("the key is kept after the sign-in")
			}
			lent.mu.Unlock()
			await(t, lent.ctx.Done(), "the agent to end")
			s.Stop()
			if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
				t.Errorf("outcome %+v", o)
			}
			if exists(s.dir) {
				t.Error("the directory of the session is left, the agent's socket in it")
			}
		})
	}
}

func TestAKeyThatIsRefusedIsFollowedByThePasswordOnce(t *testing.T) {
	private, public := newKey(t, "", "-t", "ed25519")
	for name, c := range map[string]struct {
		cred  Credential
		takes string
		heard string
		want  Why
	}{
		"the password is right": {keyed(private, "", "hunter2"), "hunter2", "key %s, password hunter2", Closed},
		"the password is wrong": {keyed(private, "", "wrong"), "hunter2", "key %s, password wrong", Refused},
		"there is no password":  {keyed(private, "", ""), "hunter2", "key %s", Refused},
	} {
		t.Run(name, func(t *testing.T) {
			knows := &taking{password: c.takes}
			host := startEvil(t, 0, knows.config())
			b, e := newBench(t, nil), newEvents(true)
			s, err := b.startWith(local("bob", host.port()), c.cred, e.handler())
			must(t, err)
			if c.want == Closed {
				e.connects(t, "authentication")
				s.Stop()
			}
			if o := await(t, e.ended, "the end"); o.Why != c.want {
				t.Errorf("outcome %+v, want %s", o, c.want)
			}
			if got, want := knows.said(), fmt.Sprintf(c.heard, fingerprint(t, public)); got != want {
				t.Errorf("the host heard %s, want %s", got, want)
			}
		})
	}
}

func TestAKeyThatCannotBeReadStartsNothing(t *testing.T) {
	private, _ := newKey(t, "right", "-t", "ed25519")
	b, e := newBench(t, nil), newEvents(true)
	if _, err := b.startWith(local("bob", 1), keyed(private, "wrong", ""), e.handler()); faultOf(err) != KeyPassphrase {
		t.Errorf("Start: %v", err)
	}
	nothingLeft(t, b)
}

func TestOnlyTheSSHOfTheSessionReachesItsAgent(t *testing.T) {
	hosttest.OpenRoot(t)
	private, public := newKey(t, "", "-t", "ed25519")
	knows := &taking{keys: [][]byte{public}}
	host := startEvil(t, 0, knows.config())
	b, e := newBench(t, nil), newEvents(true)
	on, asked := e.handler(), make(chan func(bool), 1)
	on.HostKey = func(_ HostKeyQuestion, answer func(bool)) { asked <- answer }
	s, err := b.startWith(local("bob", host.port()), keyed(private, "", ""), on)
	must(t, err)
	answer := await(t, asked, "the question about the host") // ssh waits: its agent is there
	path := filepath.Join(s.dir, fileAgent)
	if info, err := os.Stat(s.dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the agent's directory: %v %v, want 0700", info, err)
	}
	c, err := net.Dial("unix", path)
	must(t, err)
	if keys, err := agent.NewClient(c).List(); err == nil {
		t.Errorf("we, who are not ssh, were shown %d keys", len(keys))
	}
	c.Close()
	if out, err := listKeys(path); err == nil || strings.Contains(out, "ED25519") {
		t.Errorf("ssh-add lists the key: %s", out)
	}
	out, err := exec.Command("setpriv", "--reuid", "65534", "--clear-groups", b.conf.Self, "say", path, "x").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "permission denied") {
		t.Errorf("another user at the agent: %s %v", out, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the agent's socket: %v %v, want it closed to others", info.Mode(), err)
	}
	answer(true)
	e.connects(t, "authentication, as nothing was lost by that")
	if out, err := listKeys(path); err == nil || strings.Contains(out, "ED25519") {
		t.Errorf("after the sign-in ssh-add lists the key: %s", out)
	}
	s.Stop()
	await(t, e.ended, "the end")
}

// listKeys asks an agent as anybody would.
func listKeys(socket string) (string, error) {
	cmd := exec.Command("ssh-add", "-l")
	cmd.Env = []string{"SSH_AUTH_SOCK=" + socket}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestAKeyIsNotKeptForever(t *testing.T) {
	private, _ := newKey(t, "", "-t", "ed25519")
	ln, err := net.Listen("tcp", "127.0.0.1:0") // a host that says nothing
	must(t, err)
	defer ln.Close()
	b, e := newBench(t, nil), newEvents(true)
	b.life = 50 * time.Millisecond
	s, err := b.startWith(local("bob", ln.Addr().(*net.TCPAddr).Port), keyed(private, "", "hunter2"), e.handler())
	must(t, err)
	s.mu.Lock()
	lent := s.lent
	s.mu.Unlock()
	await(t, lent.ctx.Done(), "the key to expire")
	if out, err := listKeys(filepath.Join(s.dir, fileAgent)); err == nil || strings.Contains(out, "ED25519") {
		t.Errorf("after its time ssh-add lists the key: %s", out)
	}
	s.Stop()
	await(t, e.ended, "the end")
}

// request is what ssh has signed to sign in.
func request(session []byte, kind byte, user, service, method string, key []byte) []byte {
	return ssh.Marshal(struct {
		Session               []byte
		Kind                  uint8
		User, Service, Method string
		Signed                bool
		Algorithm             string
		Key                   []byte
	}{session, kind, user, service, method, true, "ssh-ed25519", key})
}

func TestTheAgentSignsOneSignInOfItsUserAndNothingElse(t *testing.T) {
	private, public := newKey(t, "", "-t", "ed25519")
	hostKey := newHostKey(t)
	session := []byte("the session")
	proof, err := hostKey.Sign(rand.Reader, session)
	must(t, err)
	bind := func(session []byte, forwarded bool) []byte {
		return ssh.Marshal(struct {
			HostKey, Session, Signature []byte
			Forwarded                   bool
		}{hostKey.PublicKey().Marshal(), session, ssh.Marshal(proof), forwarded})
	}
	right := request(session, 50, "bob", "ssh-connection", "publickey", public)
	for name, c := range map[string]struct {
		binds [][]byte
		data  []byte
		want  bool
	}{
		"as ssh asks":                       {[][]byte{bind(session, false)}, right, true},
		"as an ssh before 8.9 asks":         {nil, right, true},
		"of another session":                {[][]byte{bind(session, false)}, request([]byte("other"), 50, "bob", "ssh-connection", "publickey", public), false},
		"of another user":                   {nil, request(session, 50, "root", "ssh-connection", "publickey", public), false},
		"of another service":                {nil, request(session, 50, "bob", "ssh-userauth", "publickey", public), false},
		"by another method":                 {nil, request(session, 50, "bob", "ssh-connection", "hostbased", public), false},
		"with another key":                  {nil, request(session, 50, "bob", "ssh-connection", "publickey", hostKey.PublicKey().Marshal()), false},
		"that is no sign-in":                {nil, request(session, 51, "bob", "ssh-connection", "publickey", public), false},
		"of any bytes":                      {nil, []byte("SSHSIG pay a million"), false},
		"after a bind that proves nothing":  {[][]byte{bind([]byte("other"), false)}, right, false},
		"after a bind of a forwarded agent": {[][]byte{bind(session, true)}, right, false},
		"after two binds":                   {[][]byte{bind(session, false), bind(session, false)}, right, false},
	} {
		k, err := openKey(sealed.Copy(private), sealed.Secret{})
		must(t, err)
		a := &asked{lentKey: &lentKey{user: "bob", public: public, key: k}}
		for _, b := range c.binds {
			_, _ = a.Extension("session-bind@openssh.com", b)
		}
		key, err := ssh.ParsePublicKey(public)
		must(t, err)
		s, err := a.Sign(key, c.data)
		if (err == nil) != c.want || (s != nil) != c.want {
			t.Errorf("a signature %s: %v, want one: %v", name, err, c.want)
		}
		if c.want {
			must(t, key.Verify(c.data, s))
			if _, err := a.Sign(key, c.data); err == nil {
				t.Errorf("a second signature %s", name)
			}
		}
		if keys, _ := a.List(); c.want && len(keys) != 0 {
			t.Error("a used key is still shown")
		}
	}
}

func newHostKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	s, err := ssh.NewSignerFromKey(private)
	must(t, err)
	return s
}

func FuzzSignIn(f *testing.F) {
	f.Add(request([]byte("s"), 50, "bob", "ssh-connection", "publickey", []byte("k")), []byte("s"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, data, contents []byte) {
		if signIn(data, nil, "bob", []byte("k")) && !bytes.Contains(data, []byte("bob")) {
			t.Fatal("signed for somebody else")
		}
		a := &asked{lentKey: &lentKey{}}
		_, _ = a.Extension("session-bind@openssh.com", contents)
	})
}
