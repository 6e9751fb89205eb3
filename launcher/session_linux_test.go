package launcher

import (
	"os"
	"strings"
	"testing"
)

func TestASessionOnARealSSHDEndsWithTheExitCodeOfTheShell(t *testing.T) {
	a := newAccount(t)
	for _, c := range []struct{ name, settings string }{
		{"by password", "PasswordAuthentication yes\nKbdInteractiveAuthentication no"},
		{"by keyboard-interactive", "PasswordAuthentication no\nKbdInteractiveAuthentication yes"},
		{"by either", "PasswordAuthentication yes\nKbdInteractiveAuthentication yes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			port := startSSHD(t, c.settings)
			b, e := newBench(t, nil), newEvents(true)
			s := b.mustStart(local(a.name, port), a.password, e)
			q := await(t, e.questions, "the question about the host's key")
			if q.KeyType != "ED25519" || !strings.HasPrefix(q.Fingerprint, "SHA256:") || q.Host != hostKeyName("127.0.0.1", port) {
				t.Errorf("question: %+v", q)
			}
			await(t, e.connected, "authentication")
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
			if strings.Contains(b.logged(), a.password) {
				t.Error("the log holds the password")
			}
		})
	}
}
