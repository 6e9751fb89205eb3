package launcher

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// aHostKey is a key of some host; which one, nobody cares.
const aHostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKxsUk3FhpMQEWFaNzrhT46fGiVtzaPD8e6p/wpUVD"

// writesAndReads trusts a host as a session does, with file as what was there
// before, and holds what is read again to this host alone.
func writesAndReads(t *testing.T, file, host string, port int) {
	t.Helper()
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(aHostKey))
	must(t, err)
	dir := tempDir(t)
	l := &Launcher{cfg: Config{KnownHosts: filepath.Join(dir, "known_hosts")}}
	must(t, os.WriteFile(l.cfg.KnownHosts, []byte(file), 0o600))
	must(t, os.WriteFile(l.certificates(), nil, 0o600))
	before, err := knownhosts.New(l.cfg.KnownHosts)
	if err != nil {
		return // it could not be read before either
	}
	var unknown *knownhosts.KeyError
	if err := before(net.JoinHostPort(host, strconv.Itoa(port)), &net.TCPAddr{}, key); !errors.As(err, &unknown) || len(unknown.Want) > 0 {
		return // nobody would be asked
	}
	must(t, l.trustKey(host, port, key))
	got, err := os.ReadFile(l.cfg.KnownHosts)
	must(t, err)
	line, whole := strings.CutPrefix(string(got), file)
	line = strings.TrimPrefix(line, "\n")
	if !whole || strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") || strings.Count(line, " ") != 2 {
		t.Fatalf("to %q was written %q, want one line more, of three words", file, line)
	}
	after, err := knownhosts.New(l.cfg.KnownHosts)
	if err != nil {
		t.Fatalf("%q cannot be read: %v", got, err)
	}
	knows := func(file ssh.HostKeyCallback, host string, port int) bool {
		return file(net.JoinHostPort(host, strconv.Itoa(port)), &net.TCPAddr{}, key) == nil
	}
	if !knows(after, host, port) {
		t.Errorf("%s, port %d was written as %q, and is not known", host, port, line)
	}
	for _, other := range []struct {
		host string
		port int
	}{{host, port%65535 + 1}, {host + "x", port}, {"x" + host, port}, {"other.example.com", port}, {"192.0.2.1", 22}} {
		if knows(after, other.host, other.port) && !knows(before, other.host, other.port) {
			t.Errorf("%s, port %d was written as %q, and makes %s, port %d known", host, port, line, other.host, other.port)
		}
	}

	pin := strings.TrimSuffix(strings.Repeat("0a:", 32), ":")
	must(t, l.trust(pinName(host, port), pin))
	pins, err := readPins(l.certificates())
	if err != nil || len(pins) != 1 || pins[pinName(host, port)] != pin {
		t.Errorf("the certificate of %s, port %d is read as %v, %v", host, port, pins, err)
	}
}

func TestWhatIsTrustedIsFoundAgain(t *testing.T) {
	for _, host := range []string{"db-1.example.com", "192.0.2.7", "::1", "fe80::1%eth0", "a_b", "x"} {
		for _, port := range []int{1, 22, 222, 2222, 65535} {
			for _, file := range []string{"", "# mine\n", "other.example.com " + aHostKey, "[other.example.com]:2222 " + aHostKey + "\n"} {
				writesAndReads(t, file, host, port)
			}
		}
	}
}

// FuzzKnownHosts holds what is written for a host that can be connected to.
func FuzzKnownHosts(f *testing.F) {
	f.Add("", "db-1.example.com", 22)
	f.Add("# mine", "::1", 22)
	f.Add("* "+aHostKey+"\n", "fe80::1%eth0", 2222)
	f.Add("", "a,b", 0)
	f.Add("@revoked x "+aHostKey+"\n", "!x", 22)
	f.Add("", "a\nb * ", 22)
	f.Fuzz(func(t *testing.T, file, host string, port int) {
		host, err := canonicalHost(host) // as every target is spelled
		if err != nil || port < 1 || port > 65535 {
			return
		}
		writesAndReads(t, file, host, port)
	})
}
