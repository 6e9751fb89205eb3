package settings

import (
	"maps"
	"strconv"
)

// Connection is what the user chose for the sessions of one secret.
type Connection struct {
	Launcher string `json:"launcher,omitempty"` // by its name on the vault; "": the first that this program can start
	Host     string `json:"host,omitempty"`     // the machine given last, where the launcher asks for one

	SSH SSHConnection `json:"ssh,omitzero"`
	RDP RDP           `json:"rdp,omitzero"`
}

// OfSessions are the settings that say how sessions are opened, and the way to their vault.
func (s Settings) OfSessions() Settings {
	return Settings{Terminal: s.Terminal, SSH: s.SSH, RDP: s.RDP, Connections: s.Connections, Network: s.Network}
}

// ConnectionKey names a secret of a vault in Settings.Connections.
func ConnectionKey(server string, secretID int) string {
	return server + "|" + strconv.Itoa(secretID)
}

// Connection is what was chosen for one secret; the zero value where nothing was.
func (s Settings) Connection(server string, secretID int) Connection {
	return s.Connections[ConnectionKey(server, secretID)]
}

// Choose changes what was chosen for one secret.
func (s *Settings) Choose(server string, secretID int, change func(*Connection)) {
	all := maps.Clone(s.Connections) // a copy given out shares the old one
	if all == nil {
		all = map[string]Connection{}
	}
	key := ConnectionKey(server, secretID)
	c := all[key]
	change(&c)
	all[key] = c
	s.Connections = all
}

// SSH are the user's choices for all SSH sessions. What they may be, the
// launcher says when one is started.
type SSH struct {
	Client    string `json:"client,omitempty"`           // openssh, plink, putty; "": openssh
	KeepAlive int    `json:"keepAliveSeconds,omitempty"` // 0: the launcher's default; below 0: never
	Charset   string `json:"charset,omitempty"`          // a locale for the host, like de_DE.UTF-8; "": the host's own
	OwnConfig bool   `json:"ownConfig,omitempty"`        // ssh reads the user's own configuration, too
}

// SSHConnection is what one secret's SSH sessions have beside.
type SSHConnection struct {
	Jump    *Jump    `json:"jump,omitempty"` // nil: straight to the host
	Tunnels []Tunnel `json:"tunnels,omitempty"`
	Port    int      `json:"port,omitempty"` // 0: the secret's, or the protocol's
}

// With is c, and what via says otherwise. A jump host without a name is none.
func (c SSHConnection) With(via SSHConnection) SSHConnection {
	if via.Jump != nil {
		if c.Jump = via.Jump; via.Jump.Host == "" {
			c.Jump = nil
		}
	}
	if via.Tunnels != nil {
		c.Tunnels = via.Tunnels
	}
	if via.Port != 0 {
		c.Port = via.Port
	}
	return c
}

// Jump is a host on the way to another.
type Jump struct {
	Host string `json:"host"`
	Port int    `json:"port,omitempty"` // 0: 22
	User string `json:"user"`
}

// Tunnel leads from a port of this machine to a port that the host reaches.
type Tunnel struct {
	Own  int    `json:"own,omitempty"` // 0: any that is free
	Host string `json:"host"`
	Port int    `json:"port"`
}
