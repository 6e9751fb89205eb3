package ui

import (
	"strings"

	"sallyport/app"
)

// RDPText is one thing about a remote desktop: its name, how it will be, and
// whose word that is; "" is nobody's.
func RDPText(s app.RDPSetting) (name, value, whose string) {
	return tr(rdpNames[s.Field]), rdpValue(s), tr(rdpOwners[s.Owner])
}

var rdpNames = map[app.RDPField]string{
	app.RDPScreen: "Screen", app.RDPSize: "Size", app.RDPResize: "Follows the window", app.RDPClipboard: "Clipboard",
	app.RDPDrives: "Drives", app.RDPPrinters: "Printers", app.RDPSmartCards: "Smart cards", app.RDPSound: "Sound",
	app.RDPAdmin: "Administrative", app.RDPGateway: "Gateway", app.RDPClient: "Client",
}

var rdpOwners = map[app.RDPOwner]string{
	app.RDPByDefault: "", app.RDPByVault: "suggested by the vault", app.RDPByUser: "your default",
	app.RDPByConnection: "your choice for this secret", app.RDPForbidden: "set by the vault",
}

// rdpValues are the words for values; others are shown as they are.
var rdpValues = map[app.RDPField]map[string]string{
	app.RDPScreen:  {"window": "a window", "full": "the whole screen", "all": "all monitors"},
	app.RDPSound:   {"here": "played here", "host": "played on the host"},
	app.RDPGateway: {"off": "none"},
	app.RDPDrives:  {"off": "none"},
	app.RDPClient:  {"usual": "the usual one", "remmina": "Remmina, protects less"},
}

var rdpSwitches = map[string]string{"on": "on", "off": "off"}

func rdpValue(s app.RDPSetting) string {
	if text, ok := rdpValues[s.Field][s.Value]; ok {
		return tr(text)
	}
	if text, ok := rdpSwitches[s.Value]; ok {
		return tr(text)
	}
	return s.Value
}

// RDPSummary is what matters of a remote desktop in one line: where it is
// shown, and what of this machine the host can reach.
func RDPSummary(all []app.RDPSetting) string {
	by, where, size := "", "", ""
	var shared []string
	for _, s := range all {
		name, value, _ := RDPText(s)
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
		return by + tr("{where}, {size}; shares nothing", "where", where, "size", size)
	}
	return by + tr("{where}, {size}; shares {what}", "where", where, "size", size, "what", strings.Join(shared, ", "))
}
