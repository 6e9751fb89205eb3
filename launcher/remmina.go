package launcher

import (
	"errors"
	"net"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"sallyport/workflow/sealed"
)

// RDPClient is the program that opens remote desktops.
type RDPClient string

// The clients. Remmina protects less and is only used where the user has chosen
// it: it has no safe way to be handed a password, so the user pastes it, and it
// is not held to the certificate that was trusted.
const (
	SystemsRDP RDPClient = "" // FreeRDP; on Windows its own client
	Remmina    RDPClient = "remmina"
)

const (
	hintRemmina = "Debian, Ubuntu: apt install remmina remmina-plugin-rdp; Fedora: dnf install remmina remmina-plugins-rdp; Arch: pacman -S remmina freerdp"
	// remminaFrom is the first that runs as a process of its own, under another name.
	remminaFrom = "1.4"
)

// Names in a session's directory.
const (
	dirRemmina  = "remmina"
	fileProfile = "session.remmina"
)

// noBus keeps a program from any session bus, and from starting one.
const noBus = "DBUS_SESSION_BUS_ADDRESS=disabled:"

// findRemmina finds Remmina, and refuses what it cannot do as it should.
func (l *Launcher) findRemmina(t Target) (Tools, error) {
	switch s := t.RDP; {
	case runtime.GOOS != "linux":
		return Tools{}, &NotFoundError{"Remmina", "it is for Linux only; choose the usual client"}
	case s.Gateway != nil:
		return Tools{}, &BadTargetError{"gateway", "is not possible with Remmina: choose FreeRDP"}
	case len(s.Drives) > 0:
		return Tools{}, &BadTargetError{"drives", "are not possible with Remmina: choose FreeRDP"}
	}
	found, err := l.look("remmina")
	if err != nil {
		return Tools{}, &NotFoundError{"Remmina", hintRemmina}
	}
	return Tools{Remmina: found, Self: l.cfg.Self}, nil
}

// planRemmina opens t in a Remmina of the session's own: with a profile, settings
// and certificates in the session's directory, and without a bus, so that it
// neither hands over to the user's Remmina nor reaches a keyring. The profile
// has no password in it and Remmina may not add one: the user pastes it.
func planRemmina(t Target, tools Tools) Plan {
	own := path.Join(tools.Dir, dirRemmina)
	return Plan{
		Title: t.Title, Own: true, Paste: true,
		Client: []string{
			tools.Remmina, "--gapplication-app-id=org.sallyport.s" + path.Base(tools.Dir),
			"--no-tray-icon", "-c", path.Join(own, fileProfile),
		},
		Env: []string{
			"XDG_DATA_HOME=" + path.Join(own, "data"), "XDG_CONFIG_HOME=" + path.Join(own, "config"), "XDG_CACHE_HOME=" + path.Join(own, "cache"),
			noBus, "GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1",
		},
		Config: remminaProfile(t, tools),
	}
}

// remminaProfile is what Remmina reads of a connection. Values are checked at
// the boundary: none has a line break.
func remminaProfile(t Target, tools Tools) []string {
	s := *t.RDP
	lines := []string{"[remmina]", "protocol=RDP"}
	text := func(name, value string) { lines = append(lines, name+"="+strings.ReplaceAll(value, `\`, `\\`)) }
	flag := func(name string, on bool) { text(name, map[bool]string{false: "0", true: "1"}[on]) }
	text("name", t.Title)
	text("server", net.JoinHostPort(t.Host, strconv.Itoa(t.Port)))
	text("username", t.User)
	text("domain", t.Domain)
	flag("disablepasswordstoring", true)
	// Not the old encryption, which knows no certificate.
	text("security", map[bool]string{false: "tls", true: "nla"}[tools.Hybrid])
	flag("cert_ignore", false)
	flag("disableautoreconnect", true)
	flag("disableclipboard", !s.Clipboard)
	flag("shareprinter", s.Printers)
	flag("sharesmartcard", s.SmartCards)
	flag("console", s.Admin)
	text("sound", map[Sound]string{SoundOff: "off", SoundHere: "local", SoundHost: "remote"}[s.Sound])
	flag("multimon", s.Screen == AllMonitors)
	text("viewmode", map[bool]string{false: "1", true: "4"}[s.Screen != Window])
	text("resolution_mode", "2") // that one, whatever Remmina's window has
	text("resolution_width", strconv.Itoa(s.Width))
	text("resolution_height", strconv.Itoa(s.Height))
	text("window_width", strconv.Itoa(s.Width))
	text("window_height", strconv.Itoa(s.Height))
	return lines
}

// writeProfile writes what the plan's Remmina reads.
func writeProfile(dir string, lines []string) error {
	own := filepath.Join(dir, dirRemmina)
	if err := os.Mkdir(own, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(own, fileProfile), []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}

// giveToPaste hands the password to who puts it where the user can paste it.
func (s *session) giveToPaste() error {
	defer s.broker.wipe()
	var secret sealed.Secret
	s.broker.mu.Lock()
	secret = s.broker.secret.Clone()
	s.broker.mu.Unlock()
	if secret.Empty() {
		return errors.New("the password was not handed over in time")
	}
	if !s.call(func() { s.on.Paste(secret) }) {
		secret.Wipe()
		return os.ErrClosed
	}
	return nil
}

// classifyRemmina turns what is known of Remmina into what the user interface
// says. It shows itself what goes wrong with a connection, and ends well then.
func classifyRemmina(e evidence) Outcome {
	o := Outcome{Connected: e.connected, Code: e.code, Why: Closed}
	switch {
	case e.stopped:
	case e.code < 0 && !e.broken:
		o.Why = Vanished
	case e.broken:
		return classifyRDP(e)
	case !e.connected && e.code > 0:
		o.Why, o.Detail = Failed, lastLine(e.lines)
	}
	return o
}
