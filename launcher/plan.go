package launcher

import (
	"path"
	"runtime"
	"slices"
	"strings"
)

// Tools is what PlanFor needs to know about the machine.
type Tools struct {
	SSH        string // absolute path
	Terminal   string // absolute path, on macOS of an app; "" where no window is wanted or needed
	PuTTY      string // absolute path of plink or PuTTY, where that is the client
	RDP        string // absolute path of FreeRDP
	Remmina    string // absolute path of Remmina, where the user chose it
	Hybrid     bool   // the host checks the password before it shows anything; Remmina alone wants to know
	RDPMajor   int    // its version: 2 or 3
	Pin        string // SHA-256 of the certificate, or host key, that FreeRDP, or PuTTY, accepts; "": none, it connects to nobody
	GatewayPin string // SHA-256 of the certificate of a gateway on the way; "": there is none
	PinKind    string // PuTTY: the kind of that key
	Self       string // absolute path of our own program
	Dir        string // the session's own directory
	SignIn     SignIn
	// KnownHosts is named on Windows alone: elsewhere Dir has a link to it.
	KnownHosts string
	Mstsc      string // absolute path of Windows' own client, where it is to be used
	WindowsApp string // absolute path of Microsoft's client on macOS, where there is no FreeRDP
}

// SignIn is how a client proves who it is.
type SignIn string

// The ways to sign in.
const (
	ByPassword      SignIn = ""
	ByKey           SignIn = "key"
	ByKeyOrPassword SignIn = "key, then password"
)

// Plan is everything that will be executed, as data. It holds no secret.
type Plan struct {
	Title    string   `json:"title"`
	Client   []string `json:"client"`             // argv; the first is an absolute path
	Env      []string `json:"env"`                // set for the client, beside the names in keptEnv
	Terminal []string `json:"terminal,omitempty"` // argv that opens a window and runs the helper in it
	Console  bool     `json:"console,omitempty"`  // Windows: the helper gets a console of its own
	Mark     string   `json:"mark,omitempty"`     // begins the line of the client's log that says it is signed in
	Own      bool     `json:"window,omitempty"`   // the client has a window of its own: no terminal
	Input    input    `json:"input,omitempty"`    // how the password reaches the client
	Lines    []string `json:"lines,omitempty"`    // inputLines: the options
	Jump     []string `json:"jump,omitempty"`     // argv of the client that leads to a jump host, run by Client
	Config   []string `json:"config,omitempty"`   // lines of the file that the client reads for its configuration
	Command  bool     `json:"command,omitempty"`  // Client is a program of the vault's choosing
	Inherit  []string `json:"inherit,omitempty"`  // names the client inherits beside those in keptEnv
	// Gateway is what stands before and after the gateway's password, in a line
	// of its own; nil: there is no gateway.
	Gateway []string `json:"gateway,omitempty"`
	// Credential names the entry of Windows' credential store that holds the
	// password for the moments of the start.
	Credential string `json:"credential,omitempty"`
	// Manual: the client is opened and nothing more. It is handed no password and
	// tells of no end; both are the user's.
	Manual bool `json:"manual,omitempty"`
	// Paste: the client is handed no password; the user pastes it into its
	// question. Its end is seen like any other's.
	Paste bool `json:"paste,omitempty"`
}

// input is how a client is handed the password; "" where it asks for it.
type input string

const (
	inputPassword input = "stdin" // a line on its standard input
	inputLines    input = "fd:3"  // on descriptor 3, one of the options there
	inputFile     input = "file"  // the first line of a file, which is a pipe
	// On its standard input, one of the options there.
	inputStdinLines input = "stdin, with the options"
)

// keptEnv are the only variables ssh inherits; a name that ends in * is a
// prefix. A list of what to drop would miss the next dangerous one
// (SSH_AUTH_SOCK, SSH_ASKPASS, LD_PRELOAD, GODEBUG, tokens of other tools).
var keptEnv = []string{
	"HOME", "USER", "LOGNAME", "PATH", "LANG", "LANGUAGE", "LC_*", "TZ",
	"TERM", "COLORTERM", "TERMINFO", "TERMINFO_DIRS", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
	"SYSTEMROOT", "USERPROFILE", "USERNAME", "LOCALAPPDATA", "PROGRAMDATA", "COMSPEC", "TEMP", "TMP",
}

// windowEnv is inherited by a client with a window of its own as well: where
// the sound and Wayland are.
var windowEnv = []string{"XDG_RUNTIME_DIR", "PULSE_SERVER"}

// envSession says, where our program cannot be run by another name, for which
// session ssh runs it.
const envSession = "SALLYPORT_SESSION"

// pipeName is Windows' name for the socket of a session's directory.
func pipeName(dir, name string) string {
	slashed := strings.ReplaceAll(dir, `\`, "/")
	return `\\.\pipe\sallyport-` + path.Base(slashed) + "-" + strings.TrimSuffix(name, ".sock")
}

// sshPath is a path of Windows as a value of ssh's options: quoted for its
// spaces, and without what ssh would take for an escape or a token.
func sshPath(p string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(p, `\`, "/"), "%", "%%") + `"`
}

// droppedEnv are the variables a terminal does not inherit from us.
// GNOME_TERMINAL_SCREEN would make gnome-terminal reuse a window it looks up.
var droppedEnv = []string{
	"GNOME_TERMINAL_SCREEN", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "FREERDP_ASKPASS", "WLOG_*", "GODEBUG", "SALLYPORT_*",
	"DBUS_SESSION_BUS_ADDRESS=disabled:", // that there is no bus counts for us: a terminal may have to start one
}

// PlanFor says what would be executed for t on the given system. It is pure.
// Start runs the one for the system it is on.
func PlanFor(goos string, t Target, tools Tools) (Plan, error) {
	t, err := t.canonical()
	if err != nil {
		return Plan{}, err
	}
	if t.Kind == RDP {
		return planRDP(goos, t, tools)
	}
	if t.Kind == Custom {
		return planCommand(goos, t, tools)
	}
	if t.SSH.Client != OpenSSH {
		return planPuTTY(goos, t, tools)
	}
	return planSSH(goos, t, tools)
}

// windowed reports whether the helper of p runs without a terminal.
func (p Plan) windowed() bool {
	return p.Own || p.Credential != "" || p.Input != "" && p.Input != inputFile
}

// planRDP is PlanFor for a remote desktop: FreeRDP, on Windows its own client,
// and on macOS Microsoft's where that is all there is.
func planRDP(goos string, t Target, tools Tools) (Plan, error) {
	if goos == "darwin" && tools.WindowsApp != "" {
		return planWindowsApp(t, tools)
	}
	if goos == "linux" && tools.Remmina != "" {
		return planRemmina(t, tools), nil
	}
	p := Plan{Title: t.Title}
	switch goos {
	case "linux", "darwin":
		p.Env = freeRDPEnv(tools.Dir)
		options := freeRDPOptions(t, tools.RDPMajor, tools.Pin, tools.GatewayPin)
		gateway := t.RDP.Gateway != nil
		if tools.RDPMajor >= 3 {
			if gateway {
				p.Gateway = gatewayLine(t)
			}
			p.Client, p.Input, p.Lines = []string{tools.RDP, "/args-from:fd:3"}, inputLines, options
			break
		}
		if gateway {
			p.Gateway = []string{"", ""}
		}
		p.Client, p.Input = append(append([]string{tools.RDP}, options...), "/from-stdin:force"), inputPassword
	case "windows":
		if tools.Mstsc != "" {
			p.Client, p.Credential = append([]string{tools.Mstsc}, mstscArgs(t)...), "TERMSRV/"+t.Host
			break
		}
		if tools.RDPMajor < 3 {
			return Plan{}, &NotFoundError{"FreeRDP 3 or newer", hints[goos].rdp} // older ones read nothing on Windows
		}
		p.Env = freeRDPEnvWindows(tools.Dir)
		p.Client, p.Input, p.Lines = []string{tools.RDP, "/args-from:stdin"}, inputStdinLines, freeRDPOptions(t, tools.RDPMajor, tools.Pin, tools.GatewayPin)
		if t.RDP.Gateway != nil {
			p.Gateway = gatewayLine(t)
		}
	default:
		return Plan{}, &UnsupportedError{t.Kind, goos}
	}
	return p, nil
}

// clientEnv is the environment of the client: the kept names of env, and what p sets.
func clientEnv(env []string, p Plan) []string {
	return append(keep(env, slices.Concat(keptEnv, p.Inherit)), p.Env...)
}

// keep is what of env has one of the names.
func keep(env, names []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(kv string) bool { return !named(kv, names) })
}

// terminalEnv is the environment of the terminal: env without droppedEnv.
func terminalEnv(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(kv string) bool { return named(kv, droppedEnv) })
}

// named reports whether the variable kv ("NAME=value") is one of names, or is there with that value.
func named(kv string, names []string) bool {
	name, _, _ := strings.Cut(kv, "=")
	return slices.ContainsFunc(names, func(n string) bool {
		if prefix, ok := strings.CutSuffix(n, "*"); ok {
			return strings.HasPrefix(name, prefix)
		}
		return n == name || n == kv || runtime.GOOS == "windows" && strings.EqualFold(n, name)
	})
}
