package launcher

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tempDir is t.TempDir, removed in a way that Wine knows.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sallyport")
	must(t, err)
	t.Cleanup(func() { must(t, removeTree(dir)) })
	return dir
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err, "(`make golden` writes it)")
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

func TestPlansOnEverySystem(t *testing.T) {
	target := Target{Kind: SSH, Host: "DB-1.example.com", Port: 2222, User: `CORP\alice`, Title: "Oracle; $(reboot)\n"}
	for name, tools := range map[string]Tools{
		"linux":            {SSH: "/usr/bin/ssh", Terminal: "/usr/bin/gnome-terminal", Self: "/opt/sally port/sallyport", Dir: "/run/user/1000/sallyport/0123", SignIn: ByPassword},
		"darwin":           {SSH: "/usr/bin/ssh", Terminal: "/Applications/iTerm.app", Self: "/Applications/Sallyport.app/Contents/MacOS/sallyport", Dir: "/tmp/sallyport-501/0123", SignIn: ByKeyOrPassword},
		"windows":          {SSH: `C:\Windows\System32\OpenSSH\ssh.exe`, Self: `C:\Program Files\Sallyport\sallyport.exe`, Dir: `C:\Users\John Smith\AppData\Local\sallyport\0123`, SignIn: ByKey, KnownHosts: `C:\Users\John Smith\AppData\Local\sallyport\known_hosts`},
		"windows-terminal": {SSH: `C:\Windows\System32\OpenSSH\ssh.exe`, Terminal: `C:\Users\100%\AppData\Local\Microsoft\WindowsApps\wt.exe`, Self: `C:\Sallyport\sallyport.exe`, Dir: `C:\Users\100%\AppData\Local\sallyport\0123`, KnownHosts: `C:\Users\100%\known_hosts`},
	} {
		goos, _, _ := strings.Cut(name, "-")
		p, err := PlanFor(goos, target, tools)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "plan-"+name+".json", string(b)+"\n")
	}
}

func TestRemoteDesktopPlansOnEverySystem(t *testing.T) {
	plain := Target{Kind: RDP, Host: "WIN-1.example.com", User: `CORP\alice`, Title: "Domain controller\n/v:evil"}
	rich := plain
	rich.User, rich.Domain, rich.Port = "alice", ".", 3390
	rich.RDP = &RDPSettings{
		Screen: AllMonitors, Sound: SoundHere, Clipboard: true, Printers: true, SmartCards: true, FixedSize: true,
		Drives: []Drive{{"home", "/home/al ice"}}, Admin: true, Gateway: &Gateway{Host: "gw.example.com"},
	}
	remmina := plain
	remmina.RDP = &RDPSettings{Client: Remmina, Screen: FullScreen, Sound: SoundHere, Clipboard: true, Printers: true, Admin: true}
	for name, c := range map[string]struct {
		goos   string
		target Target
		tools  Tools
	}{
		"linux-freerdp2":      {"linux", plain, Tools{RDP: "/usr/bin/xfreerdp", RDPMajor: 2, Pin: "aa:bb", Dir: "/run/s"}},
		"linux-freerdp2-rich": {"linux", rich, Tools{RDP: "/usr/bin/xfreerdp", RDPMajor: 2, Pin: "aa:bb", Dir: "/run/s"}},
		"linux-freerdp3":      {"linux", plain, Tools{RDP: "/usr/bin/xfreerdp3", RDPMajor: 3, Pin: "aa:bb", Dir: "/run/s"}},
		"linux-freerdp3-rich": {"linux", rich, Tools{RDP: "/usr/bin/sdl-freerdp3", RDPMajor: 3, Pin: "aa:bb", Dir: "/run/s"}},
		"linux-remmina":       {"linux", remmina, Tools{Remmina: "/usr/bin/remmina", Hybrid: true, Dir: "/run/s/0123"}},
		"darwin":              {"darwin", plain, Tools{RDP: "/opt/homebrew/bin/sdl-freerdp", RDPMajor: 3, Pin: "aa:bb", Dir: "/tmp/s"}},
		"darwin-freerdp2":     {"darwin", plain, Tools{RDP: "/opt/homebrew/bin/xfreerdp", RDPMajor: 2, Pin: "aa:bb", Dir: "/tmp/s"}},
		"darwin-manual":       {"darwin", plain, Tools{WindowsApp: "/Applications/Windows App.app"}},
		"windows":             {"windows", plain, Tools{Mstsc: `C:\Windows\System32\mstsc.exe`}},
		"windows-rich":        {"windows", rich, Tools{Mstsc: `C:\Windows\System32\mstsc.exe`}},
		"windows-freerdp3":    {"windows", plain, Tools{RDP: `C:\FreeRDP\sdl-freerdp.exe`, RDPMajor: 3, Pin: "aa:bb", Dir: `C:\s\0123`}},
	} {
		p, err := PlanFor(c.goos, c.target, c.tools)
		must(t, err)
		b, err := json.MarshalIndent(p, "", "  ")
		must(t, err)
		golden(t, "plan-rdp-"+name+".json", string(b)+"\n")
	}
}

func TestWhatCannotBePlanned(t *testing.T) {
	var unsupported *UnsupportedError
	if _, err := PlanFor("plan9", Target{Kind: RDP, Host: "h", User: "u"}, Tools{}); !errors.As(err, &unsupported) || unsupported.Kind != RDP {
		t.Errorf("rdp: %v", err)
	}
	if _, err := PlanFor("plan9", Target{Kind: SSH, Host: "h", User: "u"}, Tools{}); !errors.As(err, &unsupported) || unsupported.OS != "plan9" {
		t.Errorf("plan9: %v", err)
	}
	var bad *BadTargetError
	if _, err := PlanFor("linux", Target{Kind: SSH, Host: "-h", User: "u"}, Tools{}); !errors.As(err, &bad) {
		t.Errorf("bad host: %v", err)
	}
}

func TestEveryTerminalGetsTheCommandAsItsLastArguments(t *testing.T) {
	command := []string{"/opt/sally port/sallyport", "session", "/run/x"}
	var b strings.Builder
	for _, term := range append(slices.Clone(terminals), terminal{name: "unknown-one"}) {
		argv := terminalArgv("/usr/bin/"+term.name, "two words", command)
		if !slices.Equal(argv[len(argv)-3:], command) {
			t.Errorf("%s: %q", term.name, argv)
		}
		line, err := json.Marshal(argv[:len(argv)-3])
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	golden(t, "terminals.txt", b.String())
}

func TestTheClientInheritsOnlyWhatIsNamed(t *testing.T) {
	env := []string{
		"HOME=/h", "LC_TIME=C", "LANG=C", "SSH_AUTH_SOCK=/a", "SSH_ASKPASS=/evil", "LD_PRELOAD=/evil", "GODEBUG=x", "SALLYPORT_TOKEN=x",
		"DISPLAY=:0", "TERM=xterm", "PASSWORD=x", "SHELL=/usr/bin/fish", "HOMEX=1", "HTTPS_PROXY=http://u:p@h",
	}
	got := clientEnv(env, Plan{Env: []string{"SSH_ASKPASS=/ours"}})
	want := []string{"HOME=/h", "LC_TIME=C", "LANG=C", "DISPLAY=:0", "TERM=xterm", "SSH_ASKPASS=/ours"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, kv := range terminalEnv([]string{"GNOME_TERMINAL_SCREEN=x", "SALLYPORT_X=y", "GODEBUG=z", "WLOG_LEVEL=TRACE", "DBUS_SESSION_BUS_ADDRESS=disabled:"}) {
		t.Errorf("the terminal inherits %s", kv)
	}
}

func FuzzArgs(f *testing.F) {
	f.Add("host", "alice", 22, "title")
	f.Add("-oProxyCommand=x", "-l", -1, "\x1b[31m")
	f.Add("::1", `CORP\a`, 65535, "-e")
	f.Add("a@b", "a\nb", 0, "")
	f.Fuzz(func(t *testing.T, host, user string, port int, title string) {
		p, err := PlanFor("linux", Target{Kind: SSH, Host: host, User: user, Port: port, Title: title},
			Tools{SSH: "/usr/bin/ssh", Terminal: "/usr/bin/xterm", Self: "/opt/sallyport", Dir: "/run/s", SignIn: ByKeyOrPassword})
		if err != nil {
			return
		}
		end := slices.Index(p.Client, "--")
		if end < 0 || len(p.Client) != end+2 || strings.HasPrefix(p.Client[end+1], "-") || strings.Contains(p.Client[end+1], "@") {
			t.Fatalf("%q", p.Client)
		}
		if i := slices.Index(p.Client, "-l"); p.Client[i+1] != user || strings.HasPrefix(user, "-") {
			t.Fatalf("user %q: %q", user, p.Client)
		}
		if p.Terminal[1] != "-T" || strings.HasPrefix(p.Terminal[2], "-") || p.Terminal[3] != "-e" {
			t.Fatalf("title %q: %q", title, p.Terminal)
		}
		for _, a := range slices.Concat(p.Client, p.Terminal, p.Env) {
			if strings.ContainsFunc(a, unicode.IsControl) {
				t.Fatalf("control character in %q", a)
			}
		}
	})
}
