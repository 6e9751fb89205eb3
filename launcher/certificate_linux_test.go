package launcher

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAnswersOfHostsBeforeTheCertificate(t *testing.T) {
	for name, c := range map[string]struct {
		answer []byte
		want   security
		noTLS  bool
	}{
		"TLS":                           {confirm(2, 1), securityTLS, false},
		"network level authentication":  {confirm(2, 2), securityHybrid, false},
		"the old encryption":            {confirm(2, 0), 0, true},
		"an old host without an answer": {[]byte{3, 0, 0, 11, 6, 0xd0, 0, 0, 0x12, 0x34, 0}, 0, true},
		"no certificate on the host":    {confirm(3, 3), 0, true},
		"TLS is not allowed":            {confirm(3, 2), 0, true},
		"something that was not asked":  {confirm(2, 8), 0, false},
		"both at once":                  {confirm(2, 3), 0, false},
		"an SSH host":                   {[]byte("SSH-2.0-OpenSSH_9.2p1 Debian"), 0, false},
		"a web host":                    {[]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), 0, false},
		"nothing":                       {nil, 0, false},
		"half an answer":                {confirm(2, 1)[:12], 0, false},
		"a length that lies":            {append([]byte{3, 0, 0, 19, 99}, confirm(2, 1)[5:]...), 0, false},
		"a huge length":                 {[]byte{3, 0, 0xff, 0xff, 1, 2, 3}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer ours.Close()
			go func() {
				_, _ = io.ReadFull(theirs, make([]byte, 19))
				_, _ = theirs.Write(c.answer)
				theirs.Close()
			}()
			got, err := negotiate(ours)
			if got != c.want || (err == nil) != (c.want != 0) || errors.Is(err, errNoTLS) != c.noTLS {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
}

func FuzzConfirm(f *testing.F) {
	f.Add(confirm(2, 1)[4:])
	f.Add(confirm(3, 5)[4:])
	f.Add([]byte{6, 0xd0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := parseConfirm(b)
		if err == nil && got != securityTLS && got != securityHybrid || err != nil && got != 0 {
			t.Fatalf("%x: %d, %v", b, got, err)
		}
	})
}

func TestACertificateIsLookedAtBeforeAnythingIsSent(t *testing.T) {
	h := startDesktop(t, 0, confirm(2, 2))
	p, err := probe(t.Context(), "127.0.0.1", h.port)
	must(t, err)
	if p.security != securityHybrid || p.fingerprint != fingerprintOf(h.cert.Leaf) || len(p.fingerprint) != 95 {
		t.Errorf("%+v", p)
	}
	if q := p.question; q.Host != "127.0.0.1:"+itoa(h.port) || q.Subject != "CN=win-1" || q.Vouched || q.NotAfter.IsZero() {
		t.Errorf("%+v", q)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer silent.Close()
	if _, err := probe(ctx, "127.0.0.1", silent.Addr().(*net.TCPAddr).Port); whyNoCertificate(err) != Unreachable {
		t.Errorf("a silent host: %v", err)
	}
	if _, err := probe(t.Context(), "127.0.0.1", freePort(t)); whyNoCertificate(err) != Unreachable {
		t.Errorf("nobody listens: %v", err)
	}
	if _, err := probe(t.Context(), "no-such-host.invalid", 3389); whyNoCertificate(err) != UnknownHost {
		t.Errorf("no such name: %v", err)
	}
}

func TestTrustedCertificatesAreKept(t *testing.T) {
	home := filepath.Join(shortDir(t), "a home")
	l := &Launcher{cfg: Config{KnownHosts: filepath.Join(home, "known_hosts")}}
	must(t, ensureFile(l.certificates()))
	a, b := strings.Repeat("aa:", 31)+"aa", strings.Repeat("bb:", 31)+"bb"
	if got, err := l.trusted("h:3389"); got != "" || err != nil {
		t.Errorf("a new host: %q, %v", got, err)
	}
	must(t, l.trust("h:3389", a))
	must(t, l.trust("[::1]:3389", b))
	must(t, l.trust("h:3389", a))
	if err := l.trust("h:3389", b); err == nil {
		t.Error("a second certificate for the same host was taken")
	}
	for name, want := range map[string]string{"h:3389": a, "[::1]:3389": b, "h:3390": ""} {
		if got, err := l.trusted(name); got != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	info, err := os.Stat(l.certificates())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(home); len(left) != 1 {
		t.Errorf("left beside the file: %v", left)
	}
	for _, damage := range []string{"h:3389", "h:3389 sha256:zz\n", "h:3389 sha256:" + a + "\nh:3389 sha256:" + b + "\n"} {
		must(t, os.WriteFile(l.certificates(), []byte(damage), 0o600))
		if _, err := l.trusted("h:3389"); err == nil {
			t.Errorf("%q was read", damage)
		}
	}
	must(t, os.WriteFile(l.certificates(), []byte("# by hand\n\n h:3389 sha256:"+a), 0o600))
	must(t, l.trust("i:3389", b))
	if got, err := l.trusted("h:3389"); got != a || err != nil {
		t.Errorf("a file without its last line's end: %q, %v", got, err)
	}
}

func FuzzPins(f *testing.F) {
	f.Add("h:3389 sha256:" + strings.Repeat("aa:", 31) + "aa\n# x\n")
	f.Fuzz(func(t *testing.T, text string) {
		pins, err := parsePins(text)
		if err != nil && pins != nil {
			t.Fatal("an error and an answer")
		}
		for name, fp := range pins {
			if name == "" || len(fp) != 95 {
				t.Fatalf("%q: %q", name, fp)
			}
		}
	})
}
