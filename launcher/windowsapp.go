package launcher

import (
	"fmt"
	"net"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// windowsApps are the places of Microsoft's client on macOS, the newer name first.
var windowsApps = []string{"/Applications/Windows App.app", "/Applications/Microsoft Remote Desktop.app"}

// ManualError says that the only client here would leave the session to its
// user: the client takes no password from another program and does not tell
// when a session ends. Nothing was started.
type ManualError struct {
	Tool string // "Windows App"
	Hint string // how to get a client that does both
}

func (e *ManualError) Error() string {
	return fmt.Sprintf("%s takes no password from another program and does not tell when a session ends; %s", e.Tool, e.Hint)
}

// findWindowsApp is the path of Microsoft's client; "" where it is not here.
func findWindowsApp(exists func(string) bool) string {
	for _, app := range windowsApps {
		if exists(app) {
			return app
		}
	}
	return ""
}

// onlyByHand is the error for a machine that has app and no FreeRDP.
func onlyByHand(app string) *ManualError {
	return &ManualError{strings.TrimSuffix(path.Base(app), ".app"), hints["darwin"].rdp}
}

// planWindowsApp opens t in Microsoft's client on macOS. There is no secret in
// it, and no place for one: the user copies the password, and says when the
// session is over.
func planWindowsApp(t Target, tools Tools) (Plan, error) {
	if t.RDP.Gateway != nil {
		return Plan{}, &BadTargetError{"gateway", "is not possible with " + onlyByHand(tools.WindowsApp).Tool + ": choose FreeRDP"}
	}
	return Plan{Title: t.Title, Client: []string{"/usr/bin/open", "-a", tools.WindowsApp, rdpAddress(t)}, Manual: true}, nil
}

// rdpAddress is t as Microsoft's clients take it in an address: the settings of
// an .rdp file, each with its type. Only those are in it that the documentation
// of the address names for macOS; for the others, as for the clipboard, what
// the user has set in the client holds.
func rdpAddress(t Target) string {
	s := *t.RDP
	user := t.User
	if t.Domain != "" {
		user = t.Domain + `\` + t.User
	}
	var b strings.Builder
	b.WriteString("rdp://full%20address=s:" + addressValue(net.JoinHostPort(t.Host, strconv.Itoa(t.Port))))
	text := func(name, value string) { b.WriteString("&" + addressValue(name) + "=s:" + addressValue(value)) }
	number := func(name string, n int) { b.WriteString("&" + addressValue(name) + "=i:" + strconv.Itoa(n)) }
	flag := func(name string, on bool) { number(name, map[bool]int{true: 1}[on]) }
	text("username", user)
	flag("prompt for credentials on client", true)
	if s.Screen == Window {
		number("screen mode id", 1)
		number("desktopwidth", s.Width)
		number("desktopheight", s.Height)
	} else {
		number("screen mode id", 2)
	}
	number("audiomode", map[Sound]int{SoundHere: 0, SoundHost: 1, SoundOff: 2}[s.Sound])
	flag("redirectprinters", s.Printers)
	flag("connect to console", s.Admin)
	return b.String()
}

// addressValue escapes what is not plain; a colon has no meaning inside a value.
func addressValue(s string) string {
	return strings.NewReplacer("+", "%20", "%3A", ":").Replace(url.QueryEscape(s))
}
