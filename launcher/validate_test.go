package launcher

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
)

func TestTargetsThatMustBeRefused(t *testing.T) {
	good := Target{Kind: SSH, Host: "db.example.com", Port: 22, User: "alice"}
	with := func(change func(*Target)) Target {
		bad := good
		change(&bad)
		return bad
	}
	refused := map[string][]Target{}
	for _, h := range []string{
		"", "-oProxyCommand=touch /tmp/x", "a;b", "a`id`", "$(id)", "a\nb", "a b", "a\x00b", "alice@other", "host:22", "[::1]", "[::1]:22",
		"ssh://host", "a/b", "a%b", "host.", "-", ".host", "bücher.example", "xn--\u202ehost", "127.1", "2130706433", "0x7f000001", "1.2.3.4.5",
		"::1 ", "fe80::1%eth0;id", "fe80::1%", "::ffff:1.2.3.4.5", strings.Repeat("a", 300), "a|b", "a'b", `a"b`, "a&b", "a\tb", "a\rb",
	} {
		refused["host"] = append(refused["host"], with(func(t *Target) { t.Host = h }))
	}
	for _, u := range []string{
		"", "-oProxyCommand=x", "a\nb", "a\x00b", "a\x7fb", "\u202ealice", "a\u200bb", "\u0085a", "a\u00a0b", " alice", "alice ", "a -b",
		"a;b", "a`b", "a'b", `a"b`, "a|b", "a&b", "a(b", "a)b", "a<b", "a{b", `corp\`, "\xff", strings.Repeat("u", 129),
	} {
		refused["user"] = append(refused["user"], with(func(t *Target) { t.User = u }))
	}
	for _, p := range []int{-1, 65536, 1 << 40} {
		refused["port"] = append(refused["port"], with(func(t *Target) { t.Port = p }))
	}
	refused["kind"] = []Target{with(func(t *Target) { t.Kind = "telnet" }), with(func(t *Target) { t.Kind = "" })}
	for field, targets := range refused {
		for _, target := range targets {
			var bad *BadTargetError
			if err := target.Validate(); !errors.As(err, &bad) || bad.Field != field {
				t.Errorf("%+v: got %v, want a BadTargetError about %s", target, err, field)
			}
		}
	}
}

func TestTargetsThatAreFine(t *testing.T) {
	for _, c := range []struct{ host, user, want string }{
		{"DB.Example.com", "alice", "db.example.com"},
		{"10.0.0.1", `CORP\alice`, "10.0.0.1"},
		{"0:0:0:0:0:0:0:1", "alice@corp.example", "::1"},
		{"FE80::1%eth0", "svc_backup$", "fe80::1%eth0"},
		{"db_1", "John Smith", "db_1"},
		{"a", "jürgen", "a"},
	} {
		got, err := Target{Kind: SSH, Host: c.host, User: c.user}.canonical()
		if err != nil || got.Host != c.want || got.Port != 22 {
			t.Errorf("%s as %s: got %+v, %v; want host %s, port 22", c.host, c.user, got, err, c.want)
		}
	}
}

func TestTitlesAreCleanedAndCut(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                  "plain",
		"a\x1b]0;evil\x07b":      "a]0;evilb",
		"line\nbreak":            "line break",
		"\u202eright to left":    "right to left",
		"--version":              "version",
		"":                       "alice on h",
		"\x00\u200b":             "alice on h",
		strings.Repeat("ü", 100): strings.Repeat("ü", 64),
	} {
		got, err := Target{Kind: SSH, Host: "h", User: "alice", Title: in}.canonical()
		if err != nil || got.Title != want {
			t.Errorf("title %q: got %q, %v; want %q", in, got.Title, err, want)
		}
	}
}

func TestSplitHostPort(t *testing.T) {
	for _, c := range []struct {
		in   string
		host string
		port int
	}{
		{"host", "host", 22},
		{" Host:2222 ", "host", 2222},
		{"10.0.0.1:1", "10.0.0.1", 1},
		{"[::1]:65535", "::1", 65535},
		{"[::1]", "::1", 22},
		{"::1", "::1", 22},
		{"2001:db8::2222", "2001:db8::2222", 22},
	} {
		host, port, err := SplitHostPort(c.in, 22)
		if err != nil || host != c.host || port != c.port {
			t.Errorf("%q: got %q %d %v, want %q %d", c.in, host, port, err, c.host, c.port)
		}
	}
	for _, in := range []string{
		"", ":22", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host: 22", "host:22x", "host:22:22", "[::1", "[::1]22", "[host]:22",
		"[::1]:", "a@b:22", "ssh://h:22", "[[::1]]:22", "host\n:22", "host:022222",
	} {
		var bad *BadTargetError
		if host, port, err := SplitHostPort(in, 22); !errors.As(err, &bad) {
			t.Errorf("%q: got %q %d %v, want a BadTargetError", in, host, port, err)
		}
	}
}

func FuzzSplitHostPort(f *testing.F) {
	for _, s := range []string{"h", "h:1", "[::1]:2", "::1", "[fe80::1%eth0]:22", "a:b:c", "[]:1", "127.1", "-a:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		host, port, err := SplitHostPort(s, 22)
		if err != nil {
			return
		}
		if port < 1 || port > 65535 || host == "" || host[0] == '-' {
			t.Fatalf("%q: accepted as %q %d", s, host, port)
		}
		if err := (Target{Kind: SSH, Host: host, Port: port, User: "u"}).Validate(); err != nil {
			t.Fatalf("%q: split into %q %d, which is no target: %v", s, host, port, err)
		}
		again, p, err := SplitHostPort(net.JoinHostPort(host, strconv.Itoa(port)), 1)
		if err != nil || again != host || p != port {
			t.Fatalf("%q: %q %d does not survive being written down: %q %d %v", s, host, port, again, p, err)
		}
	})
}
