// Package settings holds what the user has chosen and the program remembers.
//
// Owns: the settings file. Never: holds a secret. Imports: app/jsonfile.
package settings

import (
	"slices"
	"strings"

	"sallyport/app/jsonfile"
)

// Settings are the user's choices. The zero value is a first start.
type Settings struct {
	Vaults   []Vault `json:"vaults,omitempty"`        // in the order in which they were added
	Terminal string  `json:"terminal,omitempty"`      // command of the terminal emulator; "": find one
	KeepOpen bool    `json:"keepCheckOuts,omitempty"` // keep check-outs after their last session
	AtOnce   int     `json:"connectAtOnce,omitempty"` // how many of a batch are begun at a time; 0: 3
	// ExtendFirst: with fewer minutes left, connecting offers to extend first. 0: 5 minutes; below 0: never.
	ExtendFirst int `json:"extendFirstMinutes,omitempty"`

	Language  string `json:"language,omitempty"`         // of the window, a tag such as "de"; "": the system's
	TextScale int    `json:"textScalePercent,omitempty"` // how large the window draws, 100 to 200; 0: 100
	Theme     string `json:"theme,omitempty"`            // "light" or "dark"; "": the system's

	Window   Window  `json:"window,omitzero"`
	Table    Table   `json:"table,omitzero"` // of a folder
	Network  Network `json:"network,omitzero"`
	LogLevel string  `json:"logLevel,omitempty"` // "debug", "info" or "error"; "": warnings and worse

	Security Security `json:"security,omitzero"`

	SSH SSH `json:"ssh,omitzero"` // of all SSH sessions
	RDP RDP `json:"rdp,omitzero"` // of all remote desktops
	// Connections are the settings of single secrets, by ConnectionKey.
	Connections map[string]Connection `json:"connections,omitempty"`
	// Approvals are the programs of vaults' launchers that may run here.
	Approvals []Approval `json:"approvals,omitempty"`
	// ClipboardSeconds is how long a copied secret stays on the clipboard. 0: 15.
	ClipboardSeconds int `json:"clipboardSeconds,omitempty"`
}

// Security is when the window locks.
type Security struct {
	IdleMinutes      int  `json:"lockAfterMinutes,omitempty"` // without a key or a movement; 0: 15, below 0: never
	NoLockWithScreen bool `json:"noLockWithScreen,omitempty"` // nor when the machine goes to sleep
}

// Vault is one user's account on one vault.
type Vault struct {
	Server   string `json:"server"`
	User     string `json:"user,omitempty"`
	Platform bool   `json:"platform,omitempty"` // Server is a Platform, in front of a vault
	Remember bool   `json:"remember,omitempty"` // the keyring has what signs in again
}

// Is reports whether v is that user's account on that server.
func (v Vault) Is(server, user string) bool {
	return v.Server == server && strings.EqualFold(v.User, user)
}

// Keep adds a vault, or replaces what is known about it.
func (s *Settings) Keep(v Vault) {
	all := slices.Clone(s.Vaults) // a copy given out shares the old one
	if i := slices.IndexFunc(all, func(o Vault) bool { return o.Is(v.Server, v.User) }); i >= 0 {
		all[i] = v
	} else {
		all = append(all, v)
	}
	s.Vaults = all
}

// Forget removes a vault.
func (s *Settings) Forget(server, user string) {
	s.Vaults = slices.DeleteFunc(slices.Clone(s.Vaults), func(v Vault) bool { return v.Is(server, user) })
}

// one is what the file held before there could be several vaults.
type one struct {
	Server   string `json:"server"`
	Platform bool   `json:"platform"`
	User     string `json:"user"`
	Remember bool   `json:"remember"`
}

// Store is the file they live in. An empty Path keeps them in memory only,
// where they begin as Fixed.
type Store struct {
	Path  string
	Fixed Settings
}

// Load reads the settings. After *jsonfile.DamagedError the defaults apply.
func (s Store) Load() (Settings, error) {
	var v struct {
		Settings
		one
	}
	if s.Path == "" {
		return s.Fixed, nil
	}
	if err := jsonfile.Read(s.Path, &v); err != nil {
		return Settings{}, err
	}
	if len(v.Vaults) == 0 && v.Server != "" {
		v.Vaults = []Vault{{Server: v.Server, User: v.User, Platform: v.Platform, Remember: v.Remember}}
	}
	return v.Settings, nil
}

// Save writes the settings.
func (s Store) Save(v Settings) error {
	if s.Path == "" {
		return nil
	}
	return jsonfile.Write(s.Path, v)
}
