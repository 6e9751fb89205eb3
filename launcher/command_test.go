package launcher

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParametersAreSplitAsWindowsDoes(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string // nil: refused
	}{
		{"", []string{}},
		{" \t ", []string{}},
		{"-p $PORT $MACHINE", []string{"-p", "$PORT", "$MACHINE"}},
		{`--title "a  b" c`, []string{"--title", "a  b", "c"}},
		{`--title="a b"c`, []string{"--title=a bc"}},
		{`"" x`, []string{"", "x"}},
		{`a\b C:\x\ y`, []string{`a\b`, `C:\x\`, "y"}},
		{`\"a b\"`, []string{`"a`, `b"`}},
		{`"a \" b"`, []string{`a " b`}},
		{`"a\\" b`, []string{`a\`, "b"}},
		{`"a\\\" b"`, []string{`a\" b`}},
		{`'a b' $(x) ; y`, []string{"'a", "b'", "$(x)", ";", "y"}},
		{`"never closed`, nil},
		{"a\nb", nil},
		{"a\x00b", nil},
		{"a\u202eb", nil},
		{"\xff", nil},
		{strings.Repeat("a ", maxArgs+1), nil},
		{strings.Repeat("a", maxParameters+1), nil},
	} {
		got, err := SplitParameters(c.in)
		var bad *BadTargetError
		if c.want == nil {
			if !errors.As(err, &bad) {
				t.Errorf("%.40q: %q, %v", c.in, got, err)
			}
			continue
		}
		if diff := cmp.Diff(c.want, append([]string{}, got...)); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", c.in, err, diff)
		}
	}
}

func TestTokensAreFilledWithoutMakingArguments(t *testing.T) {
	tokens := Tokens{
		Values: map[string]string{"MACHINE": "db-01", "username": "DEMO\\alice", "Full Name": "Alice Adams", "user": "u", "empty": ""},
		Secret: []string{"Api Key", "token"},
	}
	for _, c := range []struct {
		in     string
		want   string
		secret bool
		bad    bool
	}{
		{in: "$machine", want: "db-01"},
		{in: "--to=$Username@$MACHINE:22", want: `--to=DEMO\alice@db-01:22`},
		{in: "$Full Name", want: "Alice Adams"},
		{in: "$$MACHINE", want: "$MACHINE"},
		{in: "$empty", want: ""},
		{in: "$USER", want: "u"},
		{in: "$USER2", bad: true},
		{in: "$nobody", bad: true},
		{in: "$", bad: true},
		{in: "$[1]$Username", bad: true},
		{in: "$PASSWORD", secret: true},
		{in: "-pw$password", secret: true},
		{in: "$Private-Key-Passphrase", secret: true},
		{in: "$Api Key", secret: true},
		{in: "x$TOKEN", secret: true},
	} {
		got, err := tokens.Fill([]string{c.in})
		var bad *BadTargetError
		var secret *SecretTokenError
		switch {
		case errors.As(err, &secret) != c.secret, errors.As(err, &bad) != c.bad:
			t.Errorf("%s: %v", c.in, err)
		case err == nil && got[0] != c.want:
			t.Errorf("%s: %q, want %q", c.in, got[0], c.want)
		}
	}
}

// The table of things that hosts, users and other fields must not be.
func TestAValueNeverMeansMoreThanItself(t *testing.T) {
	for _, v := range []string{
		"-oProxyCommand=touch x", "--help", "a;b", "a|b", "a&b", "`id`", "$(id)", "$HOME", "%PATH%", "a\nb", "a\rb", "a\x00b",
		"a\u202eb", "a\u00a0b", "a\tb", `a"b`, "a'b", "a>b", "a<b", "a*", "a?", "!x", "a b -c", " a", "a ", "^a", "~root", "a#b", "{a,b}",
		strings.Repeat("a", maxValue+1), "\xff",
	} {
		got, err := Tokens{Values: map[string]string{"x": v}}.Fill([]string{"--x=$x"})
		if err == nil {
			t.Errorf("%.40q became %q", v, got)
		}
	}
	for _, v := range []string{"@file", "/s", "+x"} { // an option where it stands alone
		if got, err := (Tokens{Values: map[string]string{"x": v}}).Fill([]string{"$x"}); err == nil {
			t.Errorf("%q became %q", v, got)
		}
	}
}

func TestCommandPlansOnEverySystem(t *testing.T) {
	command := func(path string, terminal bool) Target {
		return Target{Kind: Custom, Title: "Orders; $(reboot)\n", Command: &Command{path, []string{"--to=db-01", "a b", ";", ""}, terminal}}
	}
	linux := Tools{Self: "/opt/sally port/sallyport", Dir: "/run/user/1000/sallyport/0123"}
	mac := Tools{Self: "/Applications/Sallyport.app/Contents/MacOS/sallyport", Dir: "/tmp/sallyport-501/0123"}
	windows := Tools{Self: `C:\Program Files\Sallyport\sallyport.exe`, Dir: `C:\Users\John Smith\AppData\Local\sallyport\0123`}
	with := func(tools Tools, terminal string) Tools {
		tools.Terminal = terminal
		return tools
	}
	for name, c := range map[string]struct {
		target Target
		tools  Tools
	}{
		"linux":            {command("/usr/bin/psql", true), with(linux, "/usr/bin/konsole")},
		"linux-window":     {command("/usr/bin/dbeaver", false), linux},
		"darwin":           {command("/opt/homebrew/bin/psql", true), with(mac, "/System/Applications/Utilities/Terminal.app")},
		"darwin-iterm":     {command("/opt/homebrew/bin/psql", true), with(mac, "/Applications/iTerm.app")},
		"darwin-window":    {command("/Applications/DBeaver.app/Contents/MacOS/dbeaver", false), mac},
		"windows":          {command(`C:\Program Files\PostgreSQL\psql.exe`, true), windows},
		"windows-terminal": {command(`C:\Program Files\PostgreSQL\psql.exe`, true), with(windows, `C:\Users\100%\AppData\Local\Microsoft\WindowsApps\wt.exe`)},
		"windows-window":   {command(`C:\Windows\System32\mmc.exe`, false), windows},
	} {
		goos, _, _ := strings.Cut(name, "-")
		p, err := PlanFor(goos, c.target, c.tools)
		must(t, err)
		b, err := json.MarshalIndent(p, "", "  ")
		must(t, err)
		golden(t, "plan-command-"+name+".json", string(b)+"\n")
	}
	var unsupported *UnsupportedError
	if _, err := PlanFor("plan9", command("/bin/psql", true), Tools{}); !errors.As(err, &unsupported) || unsupported.Kind != Custom {
		t.Errorf("plan9: %v", err)
	}
}

func FuzzParameters(f *testing.F) {
	f.Add(`-p $PORT "$MACHINE"`, "db-01")
	f.Add(`"a\\\" b" $x$$`, "-x")
	f.Add(`\\`, "a b")
	f.Fuzz(func(t *testing.T, parameters, value string) {
		args, err := SplitParameters(parameters)
		if err != nil {
			return
		}
		filled, err := Tokens{Values: map[string]string{"MACHINE": value, "x": value}, Secret: []string{"y"}}.Fill(args)
		if err != nil {
			return
		}
		if len(filled) != len(args) {
			t.Fatalf("%d arguments became %d", len(args), len(filled))
		}
		for i, a := range filled {
			if strings.ContainsFunc(a, invisible) && !strings.Contains(a, "\t") {
				t.Errorf("argument %q", a)
			}
			if strings.HasPrefix(args[i], "$") && !strings.HasPrefix(args[i], "$$") && strings.HasPrefix(a, "-") && !strings.HasPrefix(args[i], "$x-") && !strings.HasPrefix(strings.ToLower(args[i]), "$machine-") && value != "" {
				t.Errorf("%q became the option %q", args[i], a)
			}
		}
	})
}

func TestOnlyAbsoluteProgramsAreFound(t *testing.T) {
	dir := tempDir(t)
	tool := filepath.Join(dir, "tool")
	if runtime.GOOS == "windows" {
		tool += ".exe"
	}
	if err := os.WriteFile(tool, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	l := &Launcher{cfg: Config{LookPath: exec.LookPath}}
	for name, found := range map[string]bool{
		"tool": true, "tool.exe": true, "TOOL.EXE": true, tool: true, "nothing": false, "": false, "./tool": false, "../x/tool": false,
		`C:\Windows\tool.exe`: false, dir + "/../" + filepath.Base(dir) + "/tool": false, "-tool": false, "to\u202eol": false, "tool -x": false,
	} {
		path, err := l.Find(name)
		if (err == nil) != found || found && !strings.EqualFold(path, tool) { // Windows finds it in any case
			t.Errorf("%q: %q, %v", name, path, err)
		}
	}
	t.Chdir(dir)
	t.Setenv("PATH", ".")
	if path, err := l.Find("tool"); err == nil {
		t.Errorf("a program of the present folder: %q", path)
	}
}

// The terminal of a program is the one that was chosen, as that of ssh is.
func TestAProgramInATerminalRunsInTheChosenOne(t *testing.T) {
	for goos, c := range map[string]struct {
		terminal string
		begins   []string
	}{
		"linux":   {"/usr/bin/kitty", []string{"/usr/bin/kitty", "--title=tool"}},
		"darwin":  {"/Applications/iTerm.app", []string{"/usr/bin/open", "-a", "/Applications/iTerm.app"}},
		"windows": {`C:\wt.exe`, []string{`C:\wt.exe`, "--window", "new"}},
	} {
		target := Target{Kind: Custom, Title: "tool", Command: &Command{Path: "/usr/bin/tool", Terminal: true}}
		p, err := PlanFor(goos, target, Tools{Terminal: c.terminal, Self: "/opt/sallyport", Dir: "/run/s"})
		if err != nil || len(p.Terminal) < len(c.begins) || !slices.Equal(p.Terminal[:len(c.begins)], c.begins) || p.Console || p.Own {
			t.Errorf("%s: %v, %+v", goos, err, p)
		}
	}
	target := Target{Kind: Custom, Title: "tool", Command: &Command{Path: "/usr/bin/tool", Terminal: true}}
	if p, err := PlanFor("windows", target, Tools{}); err != nil || !p.Console || p.Terminal != nil {
		t.Errorf("on Windows without a choice: %v, %+v", err, p)
	}
}
