package launcher

import (
	"path/filepath"
	"slices"
	"strings"
)

// terminal is how one terminal emulator is told to run a command. The command
// is always given as separate arguments after run, never as one string.
type terminal struct {
	name  string
	own   []string // flags that keep it from handing over to a running instance
	title string   // "%s" is the title; two words where there is a space; "" if it has none
	run   []string
}

// terminals in the order they are looked for. The first two ask the desktop
// and the distribution for the user's preference; the rest is by how well they
// behave. Whether they wait does not matter (see doc.go).
var terminals = []terminal{
	{"xdg-terminal-exec", nil, "--title=%s", []string{"--"}},
	{"x-terminal-emulator", nil, "-T %s", []string{"-e"}}, // Debian policy 11.8.3 promises -T and -e
	{"gnome-terminal", []string{"--wait"}, "--title=%s", []string{"--"}},
	{"ptyxis", []string{"--standalone"}, "--title=%s", []string{"--"}},
	{"kgx", nil, "--title=%s", []string{"--"}},
	{"konsole", nil, "-p tabtitle=%s", []string{"-e"}},
	{"xfce4-terminal", []string{"--disable-server"}, "--title=%s", []string{"-x"}},
	{"mate-terminal", []string{"--disable-factory"}, "--title=%s", []string{"-x"}},
	{"kitty", nil, "--title=%s", []string{"--"}},
	{"foot", nil, "--title=%s", []string{"--"}},
	{"alacritty", nil, "--title %s", []string{"-e"}},
	{"wezterm", []string{"start", "--always-new-process"}, "", []string{"--"}},
	{"ghostty", nil, "--title=%s", []string{"-e"}},
	{"qterminal", nil, "", []string{"-e"}},
	{"lxterminal", nil, "--title=%s", []string{"-e"}},
	{"terminator", []string{"-u"}, "--title=%s", []string{"-x"}},
	{"io.elementary.terminal", nil, "", []string{"-x"}},
	{"deepin-terminal", nil, "", []string{"-x"}},
	{"roxterm", nil, "--title=%s", []string{"-x"}},
	{"urxvt", nil, "-title %s", []string{"-e"}},
	{"st", nil, "-T %s", []string{"-e"}},
	{"xterm", nil, "-T %s", []string{"-e"}},
}

// macTerminals are the apps that run a .command file, in the order they are
// looked for: who installed iTerm2 wants it.
var macTerminals = []struct{ name, app string }{
	{"iTerm2", "/Applications/iTerm.app"},
	{"Terminal", "/System/Applications/Utilities/Terminal.app"},
}

// windowsTerminal is the stub of Windows Terminal. Without it, or where the
// user wants none, a session has a console of its own, shown by whatever the
// user has set up for consoles.
const windowsTerminal = "wt.exe"

// windowsTerminalArgv opens a new window. Windows Terminal takes a semicolon
// anywhere for the start of its next command.
func windowsTerminalArgv(path, title string, argv []string) []string {
	out := []string{path, "--window", "new", "new-tab", "--title", strings.ReplaceAll(title, ";", ","), "--suppressApplicationTitle", "--"}
	return append(out, argv...)
}

// terminalArgv is the command that opens a window at path and runs argv in it.
// A terminal that is not in the table is given -e, which nearly all know.
func terminalArgv(path, title string, argv []string) []string {
	t := terminal{run: []string{"-e"}}
	if i := slices.IndexFunc(terminals, func(t terminal) bool { return t.name == filepath.Base(path) }); i >= 0 {
		t = terminals[i]
	}
	out := append([]string{path}, t.own...)
	for _, word := range strings.Fields(t.title) {
		out = append(out, strings.ReplaceAll(word, "%s", title))
	}
	out = append(out, t.run...)
	return append(out, argv...)
}
