package hosttest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// SSHD is the machine's own, on a port and with a key of its own.
type SSHD struct {
	*Daemon
	Port int
}

// StartSSHD runs sshd with more lines for its configuration, until the test ends.
func StartSSHD(t testing.TB, settings ...string) *SSHD {
	t.Helper()
	const sshd = "/usr/sbin/sshd"
	if _, err := os.Stat(sshd); err != nil {
		t.Fatal("this test signs in to a real sshd: apt install openssh-server (`make test` does)")
	}
	dir, err := os.MkdirTemp("/tmp", "sshd")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	key, config := filepath.Join(dir, "key"), filepath.Join(dir, "config")
	Tool(t, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
	must(t, os.MkdirAll("/run/sshd", 0o755))
	s := &SSHD{Port: freePort(t)}
	must(t, os.WriteFile(config, fmt.Appendf(nil,
		"Port %d\nListenAddress 127.0.0.1\nHostKey %s\nPidFile none\nUsePAM yes\nStrictModes no\nPrintMotd no\nUseDNS no\n%s\n",
		s.Port, key, strings.Join(settings, "\n")), 0o600))
	s.Daemon = Run(t, nil, sshd, "-D", "-e", "-f", config)
	Until(t, "sshd to listen", func() bool { return strings.Contains(s.Said(), "Server listening") })
	return s
}

// AcceptedOnce holds its log to one login by password and no refusal.
func (s *SSHD) AcceptedOnce(t testing.TB, user string) {
	t.Helper()
	said := s.Said()
	if n := strings.Count(said, "Accepted password for "+user+" "); n != 1 || strings.Contains(said, "Failed password") {
		t.Errorf("sshd accepted the password %d times, want once and no refusal; it said:\n%s", n, said)
	}
}
