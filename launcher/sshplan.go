package launcher

import (
	"net"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// connectLimit is how long ssh waits for a host, in seconds.
const connectLimit = 30

// planSSH is PlanFor for OpenSSH: in a terminal, except on Windows.
func planSSH(goos string, t Target, tools Tools) (Plan, error) {
	p := Plan{Title: t.Title, Client: append([]string{tools.SSH}, sshArgs(goos, t, tools)...)}
	p.Terminal = terminalOf(goos, t.Title, tools)
	switch goos {
	case "linux", "darwin":
		// ssh runs LocalCommand and ProxyCommand with $SHELL; fish and csh are out of the picture.
		p.Env = []string{"SSH_ASKPASS=" + path.Join(tools.Dir, linkAskpass), "SSH_ASKPASS_REQUIRE=force", "SHELL=/bin/sh"}
	case "windows":
		p.Env = []string{"SSH_ASKPASS=" + tools.Self, "SSH_ASKPASS_REQUIRE=force", envSession + "=" + tools.Dir}
		p.Console = tools.Terminal == ""
		p.Mark = "Authenticated to " + t.Host + " ("
	default:
		return Plan{}, &UnsupportedError{t.Kind, goos}
	}
	if t.SSH.Jump != nil {
		p.Jump = append([]string{tools.SSH}, jumpArgs(goos, t, tools)...)
	}
	if t.SSH.OwnConfig {
		p.Config = sshConfig(goos, tools)
		p.Inherit = []string{"SSH_AUTH_SOCK"} // for jump hosts: the target's ssh is told of no agent but ours
	}
	return p, nil
}

// terminalOf is the command that opens a terminal with our helper in it.
func terminalOf(goos, title string, tools Tools) []string {
	switch {
	case tools.Terminal == "":
		return nil
	case goos == "darwin":
		// It runs a .command file; AppleScript would need quoting.
		return []string{"/usr/bin/open", "-a", tools.Terminal, path.Join(tools.Dir, fileCommand)}
	case goos == "windows":
		return windowsTerminalArgv(tools.Terminal, title, []string{tools.Self, "session", tools.Dir})
	}
	return terminalArgv(tools.Terminal, title, []string{tools.Self, "session", tools.Dir})
}

// sshArgs is ssh's command line without its name. -F none keeps the user's and
// the system's configuration out: a ControlMaster would make the end of ssh
// mean nothing, ForwardAgent and ProxyCommand would widen who is trusted.
func sshArgs(goos string, t Target, tools Tools) []string {
	local := []string{"PermitLocalCommand=yes", "LocalCommand=" + path.Join(tools.Dir, linkUp)}
	if goos == "windows" {
		// There is no sh: ssh says in its log that it is signed in, see Plan.Mark.
		local = []string{"PermitLocalCommand=no"}
	}
	// It counts until the host has said a word: where a jump host is on the way,
	// for as long as a person may take to answer what that asks.
	patience := connectLimit
	if t.SSH.Jump != nil || t.SSH.OwnConfig {
		patience += int(questionLife / time.Second)
	}
	options := slices.Concat(signInOptions(goos, tools), sshOptions(goos, t, tools), []string{"ConnectTimeout=" + strconv.Itoa(patience)}, local)
	if t.SSH.Jump != nil {
		options = append(options, "ProxyCommand="+jumpCommand(goos, tools))
	}
	if t.SSH.OwnConfig { // a name of the user's own making must not lead somewhere else
		options = append(options, "HostName="+strings.ReplaceAll(t.Host, "%", "%%"))
	}
	if c := t.SSH.Charset; c != "" {
		options = append(options, "SetEnv=LANG="+c+" LC_ALL="+c)
	}
	forward := []string{"ClearAllForwardings=yes"}
	if len(t.SSH.Tunnels) > 0 {
		// A session whose tunnel leads nowhere is not what was asked for.
		forward = []string{"ExitOnForwardFailure=yes", "GatewayPorts=no"}
	}
	args := sshCommand(t, tools, append(options, forward...))
	for _, tunnel := range t.SSH.Tunnels {
		args = append(args, "-L", tunnel.forward())
	}
	return append(args, "-l", t.User, "-p", strconv.Itoa(t.Port), "--", t.Host)
}

// jumpArgs is the command line of the ssh that leads to the target. It knows
// nothing that is the target's; what it asks is told from what the target's
// asks by which of the two processes it is.
func jumpArgs(goos string, t Target, tools Tools) []string {
	signIn := []string{"IdentityAgent=none", "PubkeyAuthentication=no", "PreferredAuthentications=password,keyboard-interactive"}
	if t.SSH.OwnConfig { // the user's own keys are for the user's own jump host
		signIn = []string{"PreferredAuthentications=publickey,password,keyboard-interactive"}
	}
	j := t.SSH.Jump
	options := slices.Concat(signIn, sshOptions(goos, t, tools), []string{"ConnectTimeout=" + strconv.Itoa(connectLimit), "PermitLocalCommand=no"})
	if t.SSH.OwnConfig {
		options = append(options, "HostName="+j.Host, "ProxyCommand=none")
	}
	args := append(sshCommand(t, tools, options), "-W", "["+t.Host+"]:"+strconv.Itoa(t.Port))
	return append(args, "-l", j.User, "-p", strconv.Itoa(j.Port), "--", j.Host)
}

// sshCommand is how every ssh of ours begins.
func sshCommand(t Target, tools Tools, options []string) []string {
	config := "none"
	if t.SSH.OwnConfig {
		config = path.Join(strings.ReplaceAll(tools.Dir, `\`, "/"), fileConfig)
	}
	args := []string{"-F", config}
	for _, o := range options {
		args = append(args, "-o", o)
	}
	return args
}

// sshOptions are what the target's ssh and a jump host's have in common.
func sshOptions(goos string, t Target, tools Tools) []string {
	null, known := knownHosts(goos, tools)
	level := "INFO"
	if goos == "windows" {
		level = "VERBOSE"
	}
	return []string{
		"ControlMaster=no",
		"ControlPath=none",
		"ForwardAgent=no",
		"ForwardX11=no",
		"NumberOfPasswordPrompts=1",
		"CanonicalizeHostname=no",
		"UserKnownHostsFile=" + known,
		"GlobalKnownHostsFile=" + null,
		"StrictHostKeyChecking=ask",
		"UpdateHostKeys=no",
		"CheckHostIP=no",
		"VisualHostKey=no",
		"FingerprintHash=sha256",
		"LogLevel=" + level,
		"ServerAliveInterval=" + strconv.Itoa(t.SSH.KeepAlive),
		"ServerAliveCountMax=3",
	}
}

func knownHosts(goos string, tools Tools) (null, known string) {
	if goos == "windows" {
		return "NUL", sshPath(tools.KnownHosts)
	}
	return "/dev/null", path.Join(tools.Dir, linkKnown)
}

// jumpCommand is our own program by another name, which becomes the ssh of
// Plan.Jump: no shell has a hand in what that is given.
func jumpCommand(goos string, tools Tools) string {
	if goos == "windows" {
		return sshPath(tools.Self) + " " + linkJump + " " + path.Base(strings.ReplaceAll(tools.Dir, `\`, "/"))
	}
	return path.Join(tools.Dir, linkJump)
}

// sshConfig is what ssh reads in place of the user's configuration where that
// is wanted. The first word counts in ssh's configuration, so what the user's
// own and the system's say of these is not heard, for jump hosts that they name
// neither: ssh hands this file on to the ssh that leads there.
func sshConfig(goos string, tools Tools) []string {
	null, known := knownHosts(goos, tools)
	system := "/etc/ssh/ssh_config"
	if goos == "windows" {
		system = "__PROGRAMDATA__/ssh/ssh_config"
	}
	return []string{
		"ControlMaster no",
		"ControlPath none",
		"ControlPersist no",
		"ForwardAgent no",
		"ForwardX11 no",
		"ForwardX11Trusted no",
		"Tunnel no",
		"BatchMode no",
		"ForkAfterAuthentication no",
		"StdinNull no",
		"RemoteCommand none",
		"NumberOfPasswordPrompts 1",
		"UserKnownHostsFile " + known,
		"GlobalKnownHostsFile " + null,
		"KnownHostsCommand none",
		"StrictHostKeyChecking ask",
		"UpdateHostKeys no",
		"VerifyHostKeyDNS no",
		"Include ~/.ssh/config",
		"Include " + system,
	}
}

// forward is the tunnel as -L takes it.
func (t Tunnel) forward() string {
	host := t.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(t.Own)) + ":" + host + ":" + strconv.Itoa(t.Port)
}

// signInOptions name the ways to sign in. A key comes from the session's own
// agent alone: without IdentitiesOnly and IdentityFile ssh would offer the
// user's keys as well, -F none or not.
func signInOptions(goos string, tools Tools) []string {
	if tools.SignIn == ByPassword {
		return []string{"IdentityAgent=none", "PubkeyAuthentication=no", "PreferredAuthentications=password,keyboard-interactive"}
	}
	methods := "publickey"
	if tools.SignIn == ByKeyOrPassword {
		methods += ",password,keyboard-interactive"
	}
	agent, public := path.Join(tools.Dir, fileAgent), path.Join(tools.Dir, filePublic)
	if goos == "windows" {
		agent, public = pipeName(tools.Dir, fileAgent), sshPath(tools.Dir+`\`+filePublic)
	}
	return []string{
		"IdentityAgent=" + agent, "IdentitiesOnly=yes", "IdentityFile=" + public, "AddKeysToAgent=no",
		"PubkeyAuthentication=yes", "PreferredAuthentications=" + methods,
	}
}
