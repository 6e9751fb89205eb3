package launcher

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"sallyport/workflow/sealed"
)

func TestRemoteDesktopInputsAsAttacks(t *testing.T) {
	for name, c := range map[string]struct {
		field  string
		change func(*Target)
	}{
		"a line break in the host":     {"host", func(t *Target) { t.Host = "h\n/cert:ignore" }},
		"a NUL in the host":            {"host", func(t *Target) { t.Host = "h\x00" }},
		"a host that is an option":     {"host", func(t *Target) { t.Host = "/cert:ignore" }},
		"a host with a hyphen first":   {"host", func(t *Target) { t.Host = "-sec-nla" }},
		"a host with a port":           {"host", func(t *Target) { t.Host = "h:99" }},
		"a line break in the user":     {"user", func(t *Target) { t.User = "a\r/cert:ignore" }},
		"a NUL in the user":            {"user", func(t *Target) { t.User = "a\x00b" }},
		"a user that is an option":     {"user", func(t *Target) { t.User = "/p:x" }},
		"a user with a hyphen first":   {"user", func(t *Target) { t.User = "-u" }},
		"a user that reads backwards":  {"user", func(t *Target) { t.User = "a\u202eecila" }},
		"a user that is too long":      {"user", func(t *Target) { t.User = strings.Repeat("a", 200) }},
		"an option after the domain":   {"user", func(t *Target) { t.User = `CORP\/p:x` }},
		"only a domain":                {"user", func(t *Target) { t.User = `CORP\` }},
		"two domains":                  {"domain", func(t *Target) { t.User, t.Domain = `CORP\a`, "OTHER" }},
		"a domain of three":            {"user", func(t *Target) { t.User = `A\B\` }},
		"a line break in the domain":   {"domain", func(t *Target) { t.Domain = "C\n/cert:ignore" }},
		"a domain that is an option":   {"domain", func(t *Target) { t.Domain = "/x" }},
		"a domain with a hyphen first": {"domain", func(t *Target) { t.Domain = "-x" }},
		"a domain that is too long":    {"domain", func(t *Target) { t.Domain = strings.Repeat("d", 256) }},
		"a domain that reads backward": {"domain", func(t *Target) { t.Domain = "a\u202eb" }},
		"a domain that is no text":     {"domain", func(t *Target) { t.Domain = "a\xff" }},
		"a size below all sense":       {"size", func(t *Target) { t.RDP = &RDPSettings{Width: 1, Height: 1} }},
		"half a size":                  {"size", func(t *Target) { t.RDP = &RDPSettings{Width: 800} }},
		"an unknown screen":            {"screen", func(t *Target) { t.RDP = &RDPSettings{Screen: "x"} }},
		"an unknown sound":             {"sound", func(t *Target) { t.RDP = &RDPSettings{Sound: "x"} }},
		"a drive with a comma":         {"drive", func(t *Target) { t.RDP = &RDPSettings{Drives: []Drive{{"a", "/a,/etc"}}} }},
		"a drive with a line break":    {"drive", func(t *Target) { t.RDP = &RDPSettings{Drives: []Drive{{"a", "/a\n/cert:ignore"}}} }},
		"a drive without a root":       {"drive", func(t *Target) { t.RDP = &RDPSettings{Drives: []Drive{{"a", "a"}}} }},
		"a drive with an odd name":     {"drive", func(t *Target) { t.RDP = &RDPSettings{Drives: []Drive{{"a,b", "/a"}}} }},
		"a gateway with an option":     {"gateway", func(t *Target) { t.RDP = &RDPSettings{Gateway: &Gateway{Host: "g,p:x"}} }},
	} {
		t.Run(name, func(t *testing.T) {
			target := Target{Kind: RDP, Host: "h", User: "alice"}
			c.change(&target)
			var bad *BadTargetError
			if err := target.Validate(); !errors.As(err, &bad) || bad.Field != c.field || bad.Reason == "" {
				t.Errorf("got %v, want a reason about the %s", err, c.field)
			}
		})
	}
}

// A value with a line break would be a setting of its own in whatever the
// settings are written into: FreeRDP's lines, Remmina's profile, the address for
// Microsoft's client, a command line.
func TestNoValueIsASettingOfItsOwn(t *testing.T) {
	writers := map[string]struct {
		goos  string
		tools Tools
	}{
		"FreeRDP 2":            {"linux", Tools{RDP: "/usr/bin/xfreerdp", RDPMajor: 2, Pin: "aa", Dir: "/run/s"}},
		"FreeRDP 3":            {"linux", Tools{RDP: "/usr/bin/xfreerdp3", RDPMajor: 3, Pin: "aa", Dir: "/run/s"}},
		"FreeRDP 3 on Windows": {"windows", Tools{RDP: `C:\FreeRDP\sdl-freerdp.exe`, RDPMajor: 3, Pin: "aa", Dir: `C:\s\0123`}},
		"Remmina":              {"linux", Tools{Remmina: "/usr/bin/remmina", Dir: "/run/s"}},
		"Microsoft's on macOS": {"darwin", Tools{WindowsApp: "/Applications/Windows App.app"}},
		"Windows' own":         {"windows", Tools{Mstsc: `C:\Windows\System32\mstsc.exe`}},
		"FreeRDP 2 on a Mac":   {"darwin", Tools{RDP: "/opt/homebrew/bin/xfreerdp", RDPMajor: 2, Pin: "aa", Dir: "/tmp/s"}},
	}
	for name, put := range map[string]func(*Target, string){
		"host":           func(t *Target, v string) { t.Host = v },
		"user":           func(t *Target, v string) { t.User = v },
		"domain":         func(t *Target, v string) { t.Domain = v },
		"domain in user": func(t *Target, v string) { t.User = v + `\alice` },
		"screen":         func(t *Target, v string) { t.RDP.Screen = Screen(v) },
		"sound":          func(t *Target, v string) { t.RDP.Sound = Sound(v) },
		"drive's name":   func(t *Target, v string) { t.RDP.Drives = []Drive{{v, "/home"}} },
		"drive's folder": func(t *Target, v string) { t.RDP.Drives = []Drive{{"home", "/" + v}} },
		"gateway":        func(t *Target, v string) { t.RDP.Gateway = &Gateway{Host: v} },
		"gateway's user": func(t *Target, v string) { t.RDP.Gateway = &Gateway{Host: "gw", User: v} },
		"title":          func(t *Target, v string) { t.Title = v }, // for people: it is made one line
	} {
		for _, end := range []string{"\r\n", "\n", "\r"} {
			target := Target{Kind: RDP, Host: "h", User: "alice", Title: "t", RDP: &RDPSettings{}}
			put(&target, "x"+end+"alternate shell:s:calc")
			var bad *BadTargetError
			if err := target.Validate(); errors.As(err, &bad) == (name == "title") {
				t.Errorf("%s with %q: %v", name, end, err)
			}
			for writer, w := range writers {
				p, err := PlanFor(w.goos, target, w.tools)
				if name != "title" && err == nil {
					t.Errorf("%s with %q is planned for %s", name, end, writer)
				}
				for _, line := range slices.Concat(p.Client, p.Lines, p.Config, p.Env, p.Gateway) {
					if strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\n") || strings.HasPrefix(line, "alternate") {
						t.Errorf("%s with %q: %s is given %q", name, end, writer, line)
					}
				}
			}
		}
	}
}

func TestUsersAndDomainsAreToldApart(t *testing.T) {
	for _, c := range []struct{ user, domain, wantUser, wantDomain string }{
		{"alice", "", "alice", ""},
		{`CORP\alice`, "", "alice", "CORP"},
		{`corp\alice`, "CORP", "alice", "CORP"},
		{"alice", "corp.example.com", "alice", "corp.example.com"},
		{"alice@corp.example.com", "", "alice@corp.example.com", ""},
		{`.\Administrator`, "", "Administrator", "."},
		{"Ünïcode", "DÖMAIN", "Ünïcode", "DÖMAIN"},
	} {
		got, err := Target{Kind: RDP, Host: "h", User: c.user, Domain: c.domain}.canonical()
		if err != nil || got.User != c.wantUser || got.Domain != c.wantDomain {
			t.Errorf("%s, %s: %s, %s (%v)", c.user, c.domain, got.User, got.Domain, err)
		}
	}
}

func TestPasswordsThatFreeRDPTakesWhole(t *testing.T) {
	var printable strings.Builder
	for r := ' '; r <= '~'; r++ {
		printable.WriteRune(r)
	}
	plans := map[string]Plan{"2": {Input: inputPassword}, "3": {Input: inputLines, Lines: []string{"/v:h", "/d:"}}}
	for _, p := range []string{
		printable.String(), " ", "/cert:ignore", "a,b\"c", "pässwörd-✓-𝄞", strings.Repeat("x", 255), strings.Repeat("ä", 255),
	} {
		secret := sealed.New([]byte(p))
		if err := checkRDPPassword(secret); err != nil {
			t.Errorf("%q: %v", p, err)
		}
		var two, three bytes.Buffer
		must(t, writeSecret(&two, plans["2"], []byte(p), nil))
		must(t, writeSecret(&three, plans["3"], []byte(p), nil))
		if two.String() != p+"\n" || three.String() != "/v:h\n/d:\n/p:"+p+"\n" {
			t.Errorf("%q: %q and %q", p, two.String(), three.String())
		}
	}
	for _, p := range []string{"", "a\nb", "a\r", "a\x00b", "\xff", strings.Repeat("x", 256), strings.Repeat("𝄞", 128), strings.Repeat("✓", 171)} {
		var bad *BadTargetError
		if err := checkRDPPassword(sealed.New([]byte(p))); !errors.As(err, &bad) || bad.Field != "password" {
			t.Errorf("%q: %v", p, err)
		}
	}
	if err := writeSecret(&bytes.Buffer{}, Plan{Input: inputLines, Lines: []string{strings.Repeat("x", maxOptions+1)}}, nil, nil); err == nil {
		t.Error("options that do not fit were written")
	}
}

// FuzzFreeRDPLines holds what reaches FreeRDP to one option a line, each ours.
func FuzzFreeRDPLines(f *testing.F) {
	f.Add("host", "alice", "CORP", 3389, "title", "home", "/home/a", "pass")
	f.Add("::1", `CORP\a`, "", 0, "x\n/cert:ignore", "d", "/a,/b", "/cert:ignore")
	f.Add("-h", "/p:x", "\n", -1, "\u202e", "", "", "")
	f.Fuzz(func(t *testing.T, host, user, domain string, port int, title, drive, dir, password string) {
		target := Target{Kind: RDP, Host: host, User: user, Domain: domain, Port: port, Title: title}
		if drive != "" {
			target.RDP = &RDPSettings{Drives: []Drive{{drive, dir}}}
		}
		p, err := PlanFor("linux", target, Tools{RDP: "/usr/bin/xfreerdp3", RDPMajor: 3, Pin: "aa", Dir: "/run/s"})
		if err != nil || checkRDPPassword(sealed.New([]byte(password))) != nil {
			return
		}
		var b bytes.Buffer
		must(t, writeSecret(&b, p, []byte(password), nil))
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) != len(p.Lines)+1 || lines[len(lines)-1] != "/p:"+password || slices.Contains(lines, "") {
			t.Fatalf("%q", lines)
		}
		known := []string{"/v:", "/u:", "/d:", "/cert:deny,fingerprint:sha256:aa", "/sec:rdp:off", "-auto-reconnect", "/log-level:INFO", "/t:", "/size:", "-clipboard", "/audio-mode:2", "/dynamic-resolution", "/drive:"}
		at := 0
		for _, line := range p.Lines {
			for at < len(known) && !strings.HasPrefix(line, known[at]) {
				at++
			}
			if at == len(known) || strings.ContainsFunc(line, unicode.IsControl) {
				t.Fatalf("%q in %q", line, p.Lines)
			}
		}
	})
}

func TestVersionsOfFreeRDP(t *testing.T) {
	for said, want := range map[string]version{
		"This is FreeRDP version 2.11.7 (2.11.7)\n":      {2, 11},
		"This is FreeRDP version 3.30.0 (n/a)\n":         {3, 30},
		"WARNING: x\nThis is FreeRDP version 2.4.0 (x)":  {2, 4},
		"failed to open display: \n":                     {},
		"":                                               {},
		"FreeRDP version 99999999999999999999.1.1 (n/a)": {},
	} {
		if got, err := parseFreeRDPVersion([]byte(said), errors.New("exit status 1")); got != want || (err == nil) != (want != version{}) {
			t.Errorf("%q: %v, %v", said, got, err)
		}
	}
}

func TestHowFreeRDPEnds(t *testing.T) {
	log := []string{"[06:44:50:729] [5539:5557] [ERROR][com.freerdp.core] - something broke"}
	for name, c := range map[string]struct {
		evidence
		want Outcome
	}{
		"logged off":                            {evidence{connected: true, code: 12}, Outcome{true, 12, Closed, "the user was logged off on the host", ""}},
		"the window was closed":                 {evidence{connected: true, code: 0}, Outcome{true, 0, Closed, "", ""}},
		"taken over":                            {evidence{connected: true, code: 5}, Outcome{true, 5, Closed, "another connection took the session over", ""}},
		"we stopped it":                         {evidence{connected: true, code: -1, stopped: true}, Outcome{true, -1, Closed, "", ""}},
		"killed":                                {evidence{connected: true, code: -1}, Outcome{true, -1, Vanished, "", ""}},
		"the line broke":                        {evidence{connected: true, code: 131, lines: log}, Outcome{true, 131, Dropped, "something broke", ""}},
		"the licence code of FreeRDP 2":         {evidence{connected: true, code: 240, lines: log}, Outcome{true, 240, Dropped, "something broke", ""}},
		"the licence code before":               {evidence{code: 240, lines: log}, Outcome{false, 240, Failed, "something broke", ""}},
		"wrong password":                        {evidence{code: 132}, Outcome{false, 132, Refused, "the host refused the user or the password", ""}},
		"locked":                                {evidence{code: 135}, Outcome{false, 135, Refused, "the account is locked", ""}},
		"expired":                               {evidence{code: 148}, Outcome{false, 148, Refused, "the password has expired", ""}},
		"no such name":                          {evidence{code: 140, lines: log}, Outcome{false, 140, UnknownHost, "something broke", ""}},
		"nobody listens":                        {evidence{code: 147}, Outcome{false, 147, Unreachable, "the host closed the connection", ""}},
		"closed during network authentication":  {evidence{code: -1, broken: true, hybrid: true, lines: log}, Outcome{false, -1, Refused, "the host closed the connection when it was shown the password", ""}},
		"closed during the sign-in":             {evidence{code: -1, broken: true, lines: log}, Outcome{false, -1, Failed, "the host closed the connection during the sign-in", ""}},
		"another certificate than we were told": {evidence{code: 143, lines: []string{"x", "[a] [b] - certificate not trusted, aborting.", "y"}}, Outcome{false, 143, CertificateChanged, "it showed another certificate to FreeRDP than to Sallyport", ""}},
		"no encryption":                         {evidence{code: 143, lines: log}, Outcome{false, 143, Failed, "the encrypted connection could not be made", ""}},
		"a terminal signal is no exit code":     {evidence{code: 137, connected: true}, Outcome{true, 137, Dropped, "", ""}},
		"a gateway's no":                        {evidence{code: 133, gateway: true}, Outcome{false, 133, Failed, "the gateway did not let the connection through: its user or password is wrong, or it does not lead to this host", ""}},
		"no evidence":                           {evidence{code: 0}, Outcome{false, 0, Failed, "", ""}},
	} {
		if got := classifyRDP(c.evidence); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
