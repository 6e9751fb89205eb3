package launcher

import (
	"path/filepath"
	"strconv"
	"strings"
)

// ownInherit is what a program of the vault's choosing inherits beside keptEnv:
// what windows, their settings and the desktop need. Keys, agents and tokens
// are not among it.
var ownInherit = []string{"XDG_*", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "QT_*", "GTK_*", "WINDIR", "APPDATA", "TEMP", "TMP"}

// canonicalCommand is canonical for a command: nothing of it is looked at by
// anything but the program, so only what no program can mean is refused.
func (t Target) canonicalCommand() (Target, error) {
	c := t.Command
	switch {
	case c == nil || c.Path == "" || strings.ContainsFunc(c.Path, invisible):
		return Target{}, &BadTargetError{"program", "is not named"}
	case len(c.Args) > maxArgs:
		return Target{}, &BadTargetError{"parameters", "are too many"}
	}
	total := 0
	for _, a := range c.Args {
		if total += len(a); total > 2*maxParameters || strings.ContainsFunc(a, invisible) {
			return Target{}, &BadTargetError{"parameters", "are too long, or hold an invisible character"}
		}
	}
	if t.Title = strings.TrimLeft(cleanLine(t.Title, maxTitle), "- "); t.Title == "" {
		t.Title = cleanLine(filepath.Base(c.Path), maxTitle)
	}
	return t, nil
}

// planCommand is PlanFor for a program of the vault's choosing. It is handed no
// secret, in no way.
func planCommand(goos string, t Target, tools Tools) (Plan, error) {
	c := t.Command
	p := Plan{Title: t.Title, Client: append([]string{c.Path}, c.Args...), Inherit: ownInherit, Command: true, Own: !c.Terminal}
	switch {
	case goos != "linux" && goos != "darwin" && goos != "windows":
		return Plan{}, &UnsupportedError{t.Kind, goos}
	case c.Terminal:
		p.Terminal = terminalOf(goos, t.Title, tools)
		p.Console = goos == "windows" && tools.Terminal == ""
	}
	return p, nil
}

// prepareCommand is prepare for a command.
func (l *Launcher) prepareCommand(t Target) (Target, Tools, error) {
	path, err := l.Find(t.Command.Path)
	if err != nil {
		return t, Tools{}, err
	}
	if path != t.Command.Path {
		return t, Tools{}, &BadTargetError{"program", "is not named by its absolute path"}
	}
	tools := Tools{Self: l.cfg.Self}
	if t.Command.Terminal && !l.cfg.Foreground {
		tools.Terminal, err = l.findTerminal(t.Terminal)
	}
	return t, tools, err
}

// classifyCommand turns the end of a command into what the user interface says.
// Only its exit code tells anything: nobody knows what it prints.
func classifyCommand(e evidence) Outcome {
	o := Outcome{Connected: e.connected, Code: e.code, Why: Closed}
	switch {
	case e.stopped, e.code == 0:
	case e.code < 0:
		o.Why, o.Detail = Exited, "it was ended by a signal"
	default:
		o.Why, o.Detail = Exited, lastLine(e.lines)
		if o.Detail == "" {
			o.Detail = "exit code " + strconv.Itoa(e.code)
		}
	}
	return o
}
