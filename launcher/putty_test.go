package launcher

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestPuTTYPlansOnEverySystem(t *testing.T) {
	target := Target{
		Kind: SSH, Host: "DB-1.example.com", Port: 2222, User: `CORP\alice`, Title: "Oracle; $(reboot)\nProxyMethod=5",
		SSH: &SSHSettings{Tunnels: []Tunnel{{5432, "db.internal", 5432}}, KeepAlive: 60, Charset: "de_DE.ISO-8859-15@euro"},
	}
	for name, c := range map[string]struct {
		goos   string
		client SSHClient
		tools  Tools
	}{
		"linux-plink":   {"linux", Plink, Tools{PuTTY: "/usr/bin/plink", Terminal: "/usr/bin/xterm", Self: "/opt/sallyport", Dir: "/run/s/0123"}},
		"linux-putty":   {"linux", PuTTY, Tools{PuTTY: "/usr/bin/putty", Self: "/opt/sallyport", Dir: "/run/s/0123"}},
		"darwin-plink":  {"darwin", Plink, Tools{Terminal: "/System/Applications/Utilities/Terminal.app", PuTTY: "/opt/homebrew/bin/plink", Self: "/opt/sallyport", Dir: "/tmp/s/0123"}},
		"windows-plink": {"windows", Plink, Tools{PuTTY: `C:\Program Files\PuTTY\plink.exe`, Dir: `C:\Users\John Smith\AppData\Local\sallyport\0123`}},
		"windows-putty": {"windows", PuTTY, Tools{PuTTY: `C:\Program Files\PuTTY\putty.exe`, Dir: `C:\Users\John Smith\AppData\Local\sallyport\0123`}},
	} {
		target.SSH.Client = c.client
		c.tools.Pin, c.tools.PinKind = "SHA256:0123456789012345678901234567890123456789012", "ed25519"
		p, err := PlanFor(c.goos, target, c.tools)
		must(t, err)
		b, err := json.MarshalIndent(p, "", "  ")
		must(t, err)
		golden(t, "plan-"+name+".json", string(b)+"\n")
		for _, line := range p.Config {
			if strings.ContainsAny(line, "\r\n") {
				t.Errorf("%s: a setting of two lines: %q", name, line)
			}
		}
	}
}

func TestHowPuTTYEnds(t *testing.T) {
	for name, c := range map[string]struct {
		e    evidence
		want Why
	}{
		"wrong password":    {evidence{code: 1, lines: []string{"Using username", "Access denied", "FATAL ERROR: Configured password was not accepted"}}, Refused},
		"another key":       {evidence{code: 1, lines: []string{"Host key not in manually configured list"}}, HostKeyChanged},
		"no such name":      {evidence{code: 1, lines: []string{"Host does not exist"}}, UnknownHost},
		"nobody listens":    {evidence{code: 1, lines: []string{"FATAL ERROR: Network error: Connection refused"}}, Unreachable},
		"the shell exits":   {evidence{connected: true, code: 1, lines: []string{"Session sent command exit status 1", "All channels closed"}}, Closed},
		"the line breaks":   {evidence{connected: true, code: 1, lines: []string{"FATAL ERROR: Remote side unexpectedly closed network connection"}}, Dropped},
		"killed":            {evidence{connected: true, code: -1}, Vanished},
		"we stop it":        {evidence{connected: true, stopped: true, code: -1}, Closed},
		"nothing is known":  {evidence{code: 1}, Failed},
		"its window closed": {evidence{connected: true, code: 0}, Closed},
	} {
		if got := classifyPuTTY(c.e); got.Why != c.want {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
		}
	}
}

func FuzzPuTTYPlan(f *testing.F) {
	f.Add("host", "alice", "title", "C.UTF-8")
	f.Add("-pw", "-m", "x\nProxyMethod=5", "C\nProxyMethod=5")
	f.Fuzz(func(t *testing.T, host, user, title, charset string) {
		p, err := PlanFor("linux", Target{Kind: SSH, Host: host, User: user, Title: title, SSH: &SSHSettings{Client: PuTTY, Charset: charset}},
			Tools{PuTTY: "/usr/bin/putty", Dir: "/run/s", Pin: "SHA256:x", PinKind: "rsa"})
		if err != nil {
			return
		}
		last := p.Client[len(p.Client)-1]
		if strings.HasPrefix(last, "-") || strings.ContainsAny(last, "@ ") {
			t.Fatalf("host %q", last)
		}
		if i := slices.Index(p.Client, "-l"); p.Client[i+1] != user || strings.HasPrefix(user, "-") {
			t.Fatalf("user %q in %q", user, p.Client)
		}
		for _, line := range p.Config {
			if strings.ContainsAny(line, "\r\n\x00") {
				t.Fatalf("%q", line)
			}
		}
	})
}
