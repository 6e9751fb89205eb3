package launcher

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

const hintPuTTY = "Debian, Ubuntu: apt install putty-tools putty; Fedora: dnf install putty; Arch: pacman -S putty"

// puTTYFrom is the first PuTTY that reads a password from a file.
const puTTYFrom = "0.77"

// planPuTTY is PlanFor for plink, which runs in a terminal, and PuTTY, which has
// a window. Both read the password from a pipe, know the host by its key alone,
// and tell on another pipe how the sign-in goes.
func planPuTTY(goos string, t Target, tools Tools) (Plan, error) {
	p := Plan{Title: t.Title, Input: inputFile, Own: t.SSH.Client == PuTTY}
	password, events := "/dev/fd/3", "/dev/fd/4"
	switch goos {
	case "linux", "darwin":
		// A directory of the session's own in place of the user's: PuTTY's default
		// settings may hold a proxy command, a log file, or keys of hosts.
		p.Env = []string{"PUTTYDIR=" + path.Join(tools.Dir, dirPuTTY)}
		p.Config = puTTYSettings(t, tools)
		if !p.Own {
			p.Terminal = terminalOf(goos, t.Title, tools)
		}
	case "windows":
		password, events = pipeName(tools.Dir, "password"), pipeName(tools.Dir, "events")
		p.Console = !p.Own
	default:
		return Plan{}, &UnsupportedError{t.Kind, goos}
	}
	p.Client = []string{
		tools.PuTTY, "-ssh", "-noagent", "-no-trivial-auth", "-noshare", "-a", "-x",
		"-pwfile", password, "-hostkey", tools.Pin, "-sshlog", events, "-logoverwrite",
	}
	if !p.Own {
		p.Client = append(p.Client, "-batch") // it asks nothing: nobody would know whose words those are
	}
	for _, tunnel := range t.SSH.Tunnels {
		p.Client = append(p.Client, "-L", tunnel.forward())
	}
	// There is no -- in PuTTY's command line: a host never begins with a hyphen.
	p.Client = append(p.Client, "-l", t.User, "-P", strconv.Itoa(t.Port), t.Host)
	return p, nil
}

// puTTYSettings is what PuTTY reads for its default settings.
func puTTYSettings(t Target, tools Tools) []string {
	lines := []string{
		"HostKey=" + tools.PinKind + ",WARN",
		"SSHLogOmitPasswords=1",
		"SSHLogOmitData=1",
		"PingInterval=0",
		"PingIntervalSecs=" + strconv.Itoa(t.SSH.KeepAlive),
		"CloseOnExit=2", // always
		"WarnOnClose=0",
		"TryAgent=0",
		"AgentFwd=0",
		"X11Forward=0",
		"WinTitle=" + t.Title,
	}
	if c := t.SSH.Charset; c != "" {
		lines = append(lines, "Environment=LANG="+c+",LC_ALL="+c+",")
		if _, code, ok := strings.Cut(c, "."); ok {
			code, _, _ = strings.Cut(code, "@")
			lines = append(lines, "LineCodePage="+code)
		}
	}
	return lines
}

// puTTYTells are the texts by which PuTTY says why it could not connect.
var puTTYTells = []struct {
	text string
	why  Why
}{
	{"Configured password was not accepted", Refused},
	{"Access denied", Refused},
	{"Host key not in manually configured list", HostKeyChanged},
	{"Host does not exist", UnknownHost},
	{"No supported authentication methods available", Refused},
}

// classifyPuTTY is classify for plink and PuTTY.
func classifyPuTTY(e evidence) Outcome {
	o := Outcome{Connected: e.connected, Code: e.code, Why: told(e.lines), Detail: lastLine(e.lines)}
	has := func(text string) bool {
		return slices.ContainsFunc(e.lines, func(l string) bool { return strings.Contains(l, text) })
	}
	switch {
	case e.stopped:
		o.Why = Closed
	case e.connected && has("Session sent command exit s"): // …tatus 7, …ignal
		o.Why, o.Detail = Closed, ""
	case e.connected && has("FATAL ERROR"), e.connected && has("unexpectedly closed network connection"):
		o.Why = Dropped
	case e.connected && e.code < 0:
		o.Why = Vanished
	case e.connected:
		o.Why, o.Detail = Closed, ""
	default:
		for _, t := range puTTYTells {
			if has(t.text) {
				o.Why, o.Detail = t.why, t.text
				break
			}
		}
	}
	return o
}
