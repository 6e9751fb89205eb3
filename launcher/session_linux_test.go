package launcher

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestASessionOnARealSSHDEndsWithTheExitCodeOfTheShell(t *testing.T) {
	a := newAccount(t)
	const phrase = "a phrase"
	private, public := newKey(t, phrase, "-t", "rsa")
	file := a.letIn(t, public)
	byPassword := func() Credential { return credential(a.Password) }
	byKey := func() Credential { return keyed(private, phrase, "") }
	byBoth := func() Credential { return keyed(private, phrase, a.Password) }
	for _, c := range []struct {
		name, settings string
		cred           func() Credential
	}{
		{"by password", "PasswordAuthentication yes\nKbdInteractiveAuthentication no", byPassword},
		{"by keyboard-interactive", "PasswordAuthentication no\nKbdInteractiveAuthentication yes", byPassword},
		{"by either", "PasswordAuthentication yes\nKbdInteractiveAuthentication yes", byPassword},
		{"by key", "PasswordAuthentication no\nKbdInteractiveAuthentication no\nAuthorizedKeysFile " + file, byKey},
		{"by key, then password", "AuthenticationMethods publickey,password\nAuthorizedKeysFile " + file, byBoth},
		{"by key, then keyboard-interactive", "AuthenticationMethods publickey,keyboard-interactive\nAuthorizedKeysFile " + file, byBoth},
		{"by password, as the key is not known", "AuthorizedKeysFile none", byBoth},
	} {
		t.Run(c.name, func(t *testing.T) {
			port := startSSHD(t, c.settings)
			b, e := newBench(t, nil), newEvents(true)
			s, err := b.startWith(local(a.Name, port), c.cred(), e.handler())
			must(t, err)
			q := await(t, e.questions, "the question about the host's key")
			if q.KeyType != "ED25519" || !strings.HasPrefix(q.Fingerprint, "SHA256:") || q.Host != hostKeyName("127.0.0.1", port) {
				t.Errorf("question: %+v", q)
			}
			e.connects(t, "authentication")
			a.end(t, 7)
			o := await(t, e.ended, "the end")
			if !o.Connected || o.Code != 7 || o.Why != Closed {
				t.Errorf("outcome: %+v, want connected, code 7, closed", o)
			}
			gone(t, s.ssh, "ssh")
			gone(t, s.self, "the helper")
			if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
				t.Errorf("the session's directory is still there: %v", err)
			}
			if strings.Contains(b.logged(), a.Password) || strings.Contains(b.logged(), phrase) {
				t.Error("the log holds the password or the passphrase")
			}
		})
	}
}

// The app may be held up for longer than ssh's word of the sign-in waits for it.
// What is left of that word then is the mark, and the helper tells of it while ssh runs.
func TestAMarkThatNobodyTellsOfIsTheHelpersToTell(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	asked, end := make(chan struct{}), make(chan struct{})
	defer close(end)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) {
		close(asked)
		<-end // ssh runs on, and says nothing itself
		return nil, errors.New("no")
	}})
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	await(t, asked, "the password to be sent")
	write(t, filepath.Join(s.dir, fileUp), 0o600, "")
	e.connects(t, "the helper's word")
	s.Stop()
	if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected || len(e.connected) != 0 {
		t.Errorf("%+v, and told %d times more", o, len(e.connected))
	}
}

// A real sshd whose key is not the one that was trusted hears nothing of us:
// neither a signature of the key nor the password.
func TestAChangedHostKeyOfARealSSHDStopsKeyAndPassword(t *testing.T) {
	a := newAccount(t)
	private, public := newKey(t, "", "-t", "ed25519")
	port := startSSHD(t, "AuthorizedKeysFile "+a.letIn(t, public))
	b, e := newBench(t, nil), newEvents(true)
	other := newHostKey(t).PublicKey()
	must(t, os.MkdirAll(filepath.Dir(b.conf.KnownHosts), 0o700))
	write(t, b.conf.KnownHosts, 0o600, hostKeyName("127.0.0.1", port)+" "+string(ssh.MarshalAuthorizedKey(other)))
	s, err := b.startWith(local(a.Name, port), keyed(private, "", a.Password), e.handler())
	must(t, err)
	if o := await(t, e.ended, "the end"); o.Why != HostKeyChanged || o.Connected {
		t.Errorf("outcome %+v, want host-key-changed", o)
	}
	if len(e.questions) != 0 || s.broker.story().again || s.broker.handed {
		t.Errorf("%d questions, password handed: %v; want none", len(e.questions), s.broker.handed)
	}
}
