package app

import (
	"errors"
	"path"
	"strings"

	"sallyport/app/settings"
	"sallyport/launcher"
)

// What is typed for a remote desktop: the folders that its host may use, and
// the gateway on the way to it.

const (
	noGateway = "none" // in the settings
	asOnHost  = "host" // who signs in at the gateway
	hostsUser = "-"    // the same in the settings: nobody is called so
)

func takeDrives(to *launcher.RDPSettings, from settings.RDP) bool {
	to.Drives = nil
	for _, d := range from.Drives {
		to.Drives = append(to.Drives, launcher.Drive{Name: d.Name, Path: d.Path})
	}
	return from.Drives != nil
}

func showDrives(s launcher.RDPSettings) string {
	names := make([]string, len(s.Drives))
	for i, d := range s.Drives {
		names[i] = d.Name
	}
	if len(names) == 0 {
		return settingNone
	}
	return strings.Join(names, settingComma)
}

func chooseDrives(to *settings.RDP, value string) {
	to.Drives = nil
	if value == settingNone {
		to.Drives = []settings.Drive{}
	}
}

// typeDrives reads folders with commas between, each a path, or name=path.
func typeDrives(to *settings.RDP, value string) error {
	to.Drives = []settings.Drive{}
	for part := range strings.SplitSeq(value, ",") {
		d := settings.Drive{Path: strings.TrimSpace(part)}
		if name, at, named := strings.Cut(d.Path, "="); named && !strings.Contains(name, "/") {
			d = settings.Drive{Name: strings.TrimSpace(name), Path: strings.TrimSpace(at)}
		}
		if d.Path == "" {
			return wrong("drive", "has no path")
		}
		if len(d.Path) > 1 {
			d.Path = strings.TrimSuffix(d.Path, "/")
		}
		to.Drives = append(to.Drives, d)
	}
	*to = nameDrives(*to)
	return nil
}

func textDrives(s launcher.RDPSettings) string {
	parts := make([]string, len(s.Drives))
	for i, d := range s.Drives {
		if parts[i] = d.Path; d.Name != path.Base(d.Path) {
			parts[i] = d.Name + "=" + d.Path
		}
	}
	return strings.Join(parts, settingComma)
}

// takeGateway leaves what is no address as it is: the launcher refuses it with
// a sentence, where going without the gateway could go somewhere else.
func takeGateway(to *launcher.RDPSettings, from settings.RDP) bool {
	to.Gateway = nil
	if from.Gateway == "" || from.Gateway == noGateway {
		return from.Gateway == noGateway
	}
	host, port, err := launcher.SplitHostPort(from.Gateway, 0)
	if err != nil {
		host = from.Gateway
	}
	to.Gateway = &launcher.Gateway{Host: host, Port: port}
	return true
}

func showGateway(s launcher.RDPSettings) string {
	if s.Gateway == nil {
		return settingNone
	}
	return launcher.JoinHostPort(s.Gateway.Host, s.Gateway.Port)
}

func chooseGateway(to *settings.RDP, value string) {
	if to.Gateway = ""; value == settingNone {
		to.Gateway = noGateway
	}
}

func typeGateway(to *settings.RDP, value string) error {
	var bad *launcher.BadTargetError
	if _, _, err := launcher.SplitHostPort(value, 0); errors.As(err, &bad) && bad.Field == "port" {
		return wrong("gateway", "has a port that "+bad.Reason)
	}
	to.Gateway = value
	return nil // whoever checks the whole says what else is wrong with it
}

func textGateway(s launcher.RDPSettings) string {
	if s.Gateway == nil {
		return ""
	}
	return showGateway(s)
}

// takeGatewayUser says who signs in at the gateway, whosever word that is.
func takeGatewayUser(to *launcher.RDPSettings, from settings.RDP) bool {
	if to.Gateway == nil || from.GatewayUser == "" {
		return false
	}
	if to.Gateway.User = from.GatewayUser; from.GatewayUser == hostsUser {
		to.Gateway.User = ""
	}
	return true
}

func showGatewayUser(s launcher.RDPSettings) string {
	if s.Gateway != nil && s.Gateway.User == "" {
		return asOnHost
	}
	return textGatewayUser(s)
}

func chooseGatewayUser(to *settings.RDP, value string) {
	if to.GatewayUser = ""; value == asOnHost {
		to.GatewayUser = hostsUser
	}
}

func typeGatewayUser(to *settings.RDP, value string) error {
	to.GatewayUser = value
	return nil
}

func textGatewayUser(s launcher.RDPSettings) string {
	if s.Gateway == nil {
		return ""
	}
	return s.Gateway.User
}
