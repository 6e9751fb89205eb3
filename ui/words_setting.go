package ui

import (
	"strings"

	"sallyport/app"
)

// SettingText is one thing about a session: its name, how it will be, and
// whose word that is; "" is nobody's.
func SettingText(s app.SessionSetting) (name, value, whose string) {
	return tr(settingNames[s.Field]), settingValue(s), tr(settingOwners[s.Owner])
}

var settingNames = map[app.SettingField]string{
	app.RDPScreen: "Screen", app.RDPSize: "Size", app.RDPResize: "Follows the window", app.RDPClipboard: "Clipboard",
	app.RDPDrives: "Drives", app.RDPPrinters: "Printers", app.RDPSmartCards: "Smart cards", app.RDPSound: "Sound",
	app.RDPAdmin: "Administrative", app.RDPGateway: "Gateway", app.RDPGatewayUser: "User at the gateway", app.RDPClient: "Client",
	app.SSHPort: "Port", app.SSHJump: "Jump host", app.SSHTunnels: "Tunnels",
}

var settingOwners = map[app.SettingOwner]string{
	app.OwnerDefault: "", app.OwnerVault: "suggested by the vault", app.OwnerUser: "your default",
	app.OwnerConnection: "your choice for this secret", app.OwnerForbidden: "set by the vault",
}

// typedWords are for what is typed: an example, and what it does.
var typedWords = map[app.SettingField]struct{ hint, note string }{
	app.RDPDrives:      {"/home/me/work", "Folders of this computer that the host may read and write, with commas between. Empty: none. backup=/srv/data has a name of its own."},
	app.RDPGateway:     {"gateway.example.com:443", "A Remote Desktop Gateway to go through: host or host:port. Empty: straight to the host."},
	app.RDPGatewayUser: {"DOMAIN\\user", "Its password is asked for. Empty: the host's user and password do."},
	app.SSHPort:        {"22", "From 1 to 65535, in place of the secret's."},
	app.SSHJump:        {"user@jump.example.com:22", "A host on the way: user@host or user@host:port. What it asks, you are asked; this secret's password is not for it."},
	app.SSHTunnels:     {"8080:intranet:80", "Ports of this computer that lead to one that the host reaches: port:host:port, or host:port for any that is free, with commas between."},
}

// settingValues are the words for values; others are shown as they are.
var settingValues = map[app.SettingField]map[string]string{
	app.RDPScreen:      {"window": "a window", "full": "the whole screen", "all": "all monitors"},
	app.RDPSound:       {"here": "played here", "host": "played on the host"},
	app.RDPGateway:     {"off": "straight to the host"},
	app.RDPDrives:      {"off": "none"},
	app.RDPGatewayUser: {"host": "as on the host"},
	app.SSHPort:        {"proxy": "the vault's proxy"},
	app.SSHJump:        {"off": "straight to the host", "proxy": "the vault's proxy"},
	app.SSHTunnels:     {"off": "none"},
	app.RDPClient:      {"usual": "the usual one", "remmina": "Remmina, protects less"},
}

var settingSwitches = map[string]string{"on": "on", "off": "off"}

func settingValue(s app.SessionSetting) string {
	if text, ok := settingValues[s.Field][s.Value]; ok {
		return tr(text)
	}
	if text, ok := settingSwitches[s.Value]; ok {
		return tr(text)
	}
	return s.Value
}

// RDPSummary is what matters of a remote desktop in one line: where it is
// shown, and what of this machine the host can reach.
func RDPSummary(all []app.SessionSetting) string {
	by, where, size := "", "", ""
	var shared []string
	for _, s := range all {
		name, value, _ := SettingText(s)
		switch s.Field {
		case app.RDPScreen:
			where = value
		case app.RDPSize:
			size = value
		case app.RDPClient:
			if s.Value == byRemmina {
				by = value + ": "
			}
		case app.RDPClipboard, app.RDPDrives, app.RDPPrinters, app.RDPSmartCards:
			if s.Value != "off" {
				shared = append(shared, name)
			}
		}
	}
	if len(shared) == 0 {
		return by + tr("{where}, {size}; nothing shared", "where", where, "size", size)
	}
	return by + tr("{where}, {size}; shared: {what}", "where", where, "size", size, "what", strings.Join(shared, ", "))
}

// SSHSummary is the way of an SSH session in one line.
func SSHSummary(all []app.SessionSetting) string {
	port, jump, tunnels, proxied := "", "", 0, false
	for _, s := range all {
		switch {
		case s.Owner == app.OwnerForbidden:
			proxied = true
		case s.Field == app.SSHPort:
			port = s.Value
		case s.Field == app.SSHJump && s.Text != "":
			jump = s.Value
		case s.Field == app.SSHTunnels && s.Text != "":
			tunnels = strings.Count(s.Text, ",") + 1
		}
	}
	way := tr("straight to port {port}", "port", port)
	switch {
	case proxied:
		way = tr("by way of the vault's proxy")
	case jump != "":
		way = tr("by way of {jump} to port {port}", "jump", jump, "port", port)
	}
	if tunnels == 0 {
		return way
	}
	return tr("{way}; {tunnels}", "way", way, "tunnels", trn(tunnels, "{n} tunnel", "{n} tunnels"))
}
