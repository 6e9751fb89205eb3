package app

// RDPSetting is one thing that can be set about a remote desktop, as it will
// be when a session starts, and whose word that is.
type RDPSetting struct {
	Field RDPField
	Value string // "on", "off", a RDP… value below, or text: a size, names, a host
	Owner RDPOwner
	// Choices are the values that the user may choose for this secret alone;
	// nil: it is chosen elsewhere, or the vault forbids to.
	Choices []string
}

// RDPField is what can be set about a remote desktop.
type RDPField string

// The fields, in the order they are shown.
const (
	RDPScreen     RDPField = "screen" // "window", "full" or "all"
	RDPSize       RDPField = "size"   // "1280×800"
	RDPResize     RDPField = "resize" // the desktop follows the window
	RDPClipboard  RDPField = "clipboard"
	RDPDrives     RDPField = "drives" // "off", or the names that the host sees
	RDPPrinters   RDPField = "printers"
	RDPSmartCards RDPField = "smart-cards"
	RDPSound      RDPField = "sound" // "off", "here" or "host"
	RDPAdmin      RDPField = "admin"
	RDPGateway    RDPField = "gateway" // "off", or host and port
	RDPClient     RDPField = "client"  // "usual", or "remmina", which protects less
)

// RDPOwner is whose word counts.
type RDPOwner string

// The owners, the first to be asked last.
const (
	RDPByDefault    RDPOwner = "default"
	RDPByVault      RDPOwner = "vault"      // the secret suggests it
	RDPByUser       RDPOwner = "user"       // the user's own defaults
	RDPByConnection RDPOwner = "connection" // the user's choice for this secret
	RDPForbidden    RDPOwner = "forbidden"  // by the secret: nobody can change it
)
