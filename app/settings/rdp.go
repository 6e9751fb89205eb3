package settings

// RDP is what somebody has chosen for remote desktops. The zero value of a
// field leaves it to whoever is asked next.
type RDP struct {
	Client     string  `json:"client,omitempty"` // "remmina", or "usual": FreeRDP, on Windows its own client
	Screen     string  `json:"screen,omitempty"` // "window", "full" or "all" (monitors)
	Width      int     `json:"width,omitempty"`
	Height     int     `json:"height,omitempty"`
	Resize     Switch  `json:"resize,omitempty"` // the desktop follows the window
	Sound      string  `json:"sound,omitempty"`  // "off", "here" or "host"
	Clipboard  Switch  `json:"clipboard,omitempty"`
	Printers   Switch  `json:"printers,omitempty"`
	SmartCards Switch  `json:"smartCards,omitempty"`
	Admin      Switch  `json:"admin,omitempty"`
	Drives     []Drive `json:"drives,omitzero"` // nil: not chosen; empty: none
	// Gateway is host or host:port of a Remote Desktop Gateway, or "none".
	Gateway string `json:"gateway,omitempty"`
	// GatewayUser signs in there, by a password that is asked for; "-", and ""
	// where nobody else says: the host's user and password do.
	GatewayUser string `json:"gatewayUser,omitempty"`
}

// Drive is a folder of this machine that a host may use under a name.
type Drive struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// Switch is on, off, or not chosen.
type Switch string

// The states of a Switch.
const (
	Unset Switch = ""
	On    Switch = "on"
	Off   Switch = "off"
)
