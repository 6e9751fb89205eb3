package app

// SessionSetting is one thing that can be set about the sessions of a secret,
// as it will be when one starts, and whose word that is.
type SessionSetting struct {
	Field SettingField
	Value string // "on", "off", a word of the field's below, or text: a size, names, a host
	Owner SettingOwner
	// Choices are the values that the user may choose for this secret alone.
	Choices []string
	// Typed: any text may be given that Field takes, an empty one for the first
	// of Choices. Text is what would be given to have it as it is; "": nothing.
	Typed bool
	Text  string
}

const (
	settingNone  = "off"
	settingComma = ", " // between several; none of them may have a comma
)

// Open reports whether the user may choose it for this secret: nobody forbids it.
func (s SessionSetting) Open() bool { return s.Typed || s.Choices != nil }

// SettingField is what can be set about a session.
type SettingField string

// The fields of remote desktops, in the order they are shown.
const (
	RDPScreen      SettingField = "screen" // "window", "full" or "all"
	RDPSize        SettingField = "size"   // "1280×800"
	RDPResize      SettingField = "resize" // the desktop follows the window
	RDPClipboard   SettingField = "clipboard"
	RDPDrives      SettingField = "drives" // "off", or the names that the host sees; typed: name=path or path, with commas
	RDPPrinters    SettingField = "printers"
	RDPSmartCards  SettingField = "smart-cards"
	RDPSound       SettingField = "sound" // "off", "here" or "host"
	RDPAdmin       SettingField = "admin"
	RDPGateway     SettingField = "gateway"      // "off", or host and port
	RDPGatewayUser SettingField = "gateway-user" // "host": as there; only where there is a gateway
	RDPClient      SettingField = "client"       // "usual", or "remmina", which protects less
)

// The fields of SSH sessions. "proxy": the vault's proxy is the way, and leaves no choice.
const (
	SSHPort    SettingField = "ssh-port"
	SSHJump    SettingField = "jump"    // "off", or user@host[:port]
	SSHTunnels SettingField = "tunnels" // "off", or [port:]host:port, with commas
)

// SettingOwner is whose word counts.
type SettingOwner string

// The owners, the first to be asked last.
const (
	OwnerDefault    SettingOwner = "default"
	OwnerVault      SettingOwner = "vault"      // the secret suggests it
	OwnerUser       SettingOwner = "user"       // the user's own defaults
	OwnerConnection SettingOwner = "connection" // the user's choice for this secret
	OwnerForbidden  SettingOwner = "forbidden"  // by the secret: nobody can change it
)
