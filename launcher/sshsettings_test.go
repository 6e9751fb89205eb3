package launcher

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func richSSH() Target {
	return Target{
		Kind: SSH, Host: "DB-1.example.com", Port: 2222, User: "alice", Title: "Oracle",
		SSH: &SSHSettings{
			Jump:      &Jump{Host: "Jump.example.com", User: "jumper"},
			Tunnels:   []Tunnel{{5432, "DB.internal", 5432}, {8080, "2001:DB8:0:0:0:0:0:1", 80}},
			KeepAlive: 60, Charset: "de_DE.ISO-8859-15", OwnConfig: true,
		},
	}
}

func TestSSHPlansWithSettingsOnEverySystem(t *testing.T) {
	jump := richSSH()
	jump.User, jump.SSH.OwnConfig, jump.SSH.Tunnels = `CORP\alice`, false, nil
	jump.SSH.KeepAlive = -1
	for goos, tools := range map[string]Tools{
		"linux":   {SSH: "/usr/bin/ssh", Terminal: "/usr/bin/xterm", Self: "/opt/sallyport", Dir: "/run/user/1000/sallyport/0123"},
		"darwin":  {SSH: "/usr/bin/ssh", Terminal: "/System/Applications/Utilities/Terminal.app", Self: "/Applications/Sallyport.app/Contents/MacOS/sallyport", Dir: "/tmp/sallyport-501/0123", SignIn: ByKey},
		"windows": {SSH: `C:\Windows\System32\OpenSSH\ssh.exe`, Self: `C:\Program Files\Sallyport\sallyport.exe`, Dir: `C:\Users\John Smith\AppData\Local\sallyport\0123`, KnownHosts: `C:\Users\John Smith\AppData\Local\sallyport\known_hosts`},
	} {
		for name, target := range map[string]Target{"rich": richSSH(), "jump": jump} {
			p, err := PlanFor(goos, target, tools)
			must(t, err)
			b, err := json.MarshalIndent(p, "", "  ")
			must(t, err)
			golden(t, "plan-"+goos+"-"+name+".json", string(b)+"\n")
		}
	}
}

func TestSSHSettingsThatAreRefused(t *testing.T) {
	long := strings.Repeat("a", 300)
	for name, c := range map[string]struct {
		field  string
		change func(*SSHSettings)
	}{
		"a client of another make":          {"client", func(s *SSHSettings) { s.Client = "sh" }},
		"a keep-alive that floods":          {"keep-alive", func(s *SSHSettings) { s.KeepAlive = 1 }},
		"a keep-alive of a day":             {"keep-alive", func(s *SSHSettings) { s.KeepAlive = 86400 }},
		"a locale with a space":             {"character set", func(s *SSHSettings) { s.Charset = "C LD_PRELOAD=x" }},
		"a locale with a line break":        {"character set", func(s *SSHSettings) { s.Charset = "C\nX" }},
		"a locale with a percent sign":      {"character set", func(s *SSHSettings) { s.Charset = "C%d" }},
		"a locale that is a variable":       {"character set", func(s *SSHSettings) { s.Charset = "$HOME" }},
		"a locale too long":                 {"character set", func(s *SSHSettings) { s.Charset = long }},
		"a jump host without a name":        {"jump host", func(s *SSHSettings) { s.Jump = &Jump{User: "u"} }},
		"a jump host that is an option":     {"jump host", func(s *SSHSettings) { s.Jump = &Jump{Host: "-oProxyCommand=x", User: "u"} }},
		"a jump host with a user in it":     {"jump host", func(s *SSHSettings) { s.Jump = &Jump{Host: "a@b", User: "u"} }},
		"a jump host too long":              {"jump host", func(s *SSHSettings) { s.Jump = &Jump{Host: long, User: "u"} }},
		"a jump host with a zero byte":      {"jump host", func(s *SSHSettings) { s.Jump = &Jump{Host: "a\x00b", User: "u"} }},
		"a jump host in a zone":             {"jump host", func(s *SSHSettings) { s.Jump = &Jump{Host: "fe80::1%eth0", User: "u"} }},
		"a jump host without a user":        {"jump host's user", func(s *SSHSettings) { s.Jump = &Jump{Host: "a"} }},
		"a jump host's user as an option":   {"jump host's user", func(s *SSHSettings) { s.Jump = &Jump{Host: "a", User: "-l"} }},
		"a jump host's user as a variable":  {"jump host's user", func(s *SSHSettings) { s.Jump = &Jump{Host: "a", User: "$HOME"} }},
		"a jump host's user with a percent": {"jump host's user", func(s *SSHSettings) { s.Jump = &Jump{Host: "a", User: "%h"} }},
		"a jump host's user turned round":   {"jump host's user", func(s *SSHSettings) { s.Jump = &Jump{Host: "a", User: "a\u202eb"} }},
		"a jump host's port":                {"jump host's port", func(s *SSHSettings) { s.Jump = &Jump{Host: "a", User: "u", Port: 65536} }},
		"a tunnel to nowhere":               {"tunnel", func(s *SSHSettings) { s.Tunnels = []Tunnel{{0, "", 80}} }},
		"a tunnel to an option":             {"tunnel", func(s *SSHSettings) { s.Tunnels = []Tunnel{{0, "-D8080", 80}} }},
		"a tunnel to two places":            {"tunnel", func(s *SSHSettings) { s.Tunnels = []Tunnel{{0, "a:80 b", 80}} }},
		"a tunnel without a port":           {"tunnel", func(s *SSHSettings) { s.Tunnels = []Tunnel{{0, "a", 0}} }},
		"a tunnel from nowhere":             {"tunnel", func(s *SSHSettings) { s.Tunnels = []Tunnel{{-1, "a", 80}} }},
		"two tunnels from one port":         {"tunnel", func(s *SSHSettings) { s.Tunnels = []Tunnel{{80, "a", 80}, {80, "b", 80}} }},
		"too many tunnels":                  {"tunnel", func(s *SSHSettings) { s.Tunnels = slices.Repeat([]Tunnel{{0, "a", 80}}, 17) }},
		"PuTTY through a jump host":         {"jump host", func(s *SSHSettings) { s.Client, s.Jump = Plink, &Jump{Host: "a", User: "u"} }},
		"PuTTY with ssh's configuration":    {"own configuration", func(s *SSHSettings) { s.Client, s.OwnConfig = PuTTY, true }},
	} {
		s := SSHSettings{}
		c.change(&s)
		err := Target{Kind: SSH, Host: "h", User: "u", SSH: &s}.Validate()
		var bad *BadTargetError
		if !errors.As(err, &bad) || bad.Field != c.field || strings.ContainsFunc(err.Error(), unicode.IsControl) {
			t.Errorf("%s: %v, want %s", name, err, c.field)
		}
	}
}

// A configuration may put the user's name into a command for a shell.
func TestWithTheOwnConfigurationUsersArePlain(t *testing.T) {
	for user, ok := range map[string]bool{"alice": true, "a.b_c-d+e@corp": true, `CORP\alice`: false, "a$b": false, "a%b": false, "a b": false, "jürgen": false} {
		for _, jump := range []bool{false, true} {
			target := Target{Kind: SSH, Host: "h", User: user, SSH: &SSHSettings{OwnConfig: true}}
			if jump {
				target.User, target.SSH.Jump = "u", &Jump{Host: "j", User: user}
			}
			if err := target.Validate(); (err == nil) != ok {
				t.Errorf("%q (jump %v): %v", user, jump, err)
			}
		}
	}
}

// What was checked is the caller's no more: a plan does not change with it.
func TestATargetsSettingsAreCopied(t *testing.T) {
	target := richSSH()
	got, err := target.canonical()
	must(t, err)
	got.SSH.Tunnels[0].Own, got.SSH.Jump.Port = 1, 1
	if target.SSH.Tunnels[0].Own != 5432 || target.SSH.Jump.Port != 0 {
		t.Error("the caller's settings were changed")
	}
}

func FuzzSSHSettings(f *testing.F) {
	f.Add("jump", "jumper", 22, "db", 5432, 0, "de_DE.UTF-8", true)
	f.Add("-oProxyCommand=x", "$(x)", -1, "a:1:b:2", 70000, 1, "C X=y", false)
	f.Add("::1", "a\nb", 0, "::1", 1, 65535, "", true)
	f.Fuzz(func(t *testing.T, host, user string, port int, to string, toPort, own int, charset string, config bool) {
		target := Target{Kind: SSH, Host: "db", User: "alice", SSH: &SSHSettings{
			Jump: &Jump{host, port, user}, Tunnels: []Tunnel{{own, to, toPort}}, Charset: charset, OwnConfig: config,
		}}
		p, err := PlanFor("linux", target, Tools{SSH: "/usr/bin/ssh", Self: "/opt/sallyport", Dir: "/run/s"})
		if err != nil {
			return
		}
		for _, argv := range [][]string{p.Client, p.Jump} {
			end := slices.Index(argv, "--")
			if end < 0 || len(argv) != end+2 || strings.HasPrefix(argv[end+1], "-") || strings.ContainsAny(argv[end+1], "@%$ ") {
				t.Fatalf("%q", argv)
			}
			for _, a := range argv {
				if strings.ContainsFunc(a, unicode.IsControl) {
					t.Fatalf("control character in %q", a)
				}
			}
		}
		if i := slices.Index(p.Jump, "-l"); p.Jump[i+1] != user {
			t.Fatalf("user %q: %q", user, p.Jump)
		}
		i := slices.Index(p.Client, "-L")
		if spec := p.Client[i+1]; !strings.HasPrefix(spec, "127.0.0.1:") || strings.ContainsAny(spec, " /%$") {
			t.Fatalf("tunnel %q", spec)
		}
	})
}
