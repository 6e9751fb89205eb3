// Package settings holds what the user has chosen and the program remembers.
//
// Owns: the settings file. Never: holds a secret. Imports: app/jsonfile.
package settings

import "sallyport/app/jsonfile"

// Settings are the user's choices. The zero value is a first start.
type Settings struct {
	Server   string `json:"server,omitempty"`   // the last vault signed in to
	Platform bool   `json:"platform,omitempty"` // it was a Platform, in front of a vault
	User     string `json:"user,omitempty"`
	Remember bool   `json:"remember,omitempty"`
	Terminal string `json:"terminal,omitempty"`      // command of the terminal emulator; "": find one
	KeepOpen bool   `json:"keepCheckOuts,omitempty"` // keep check-outs after their last session
	AtOnce   int    `json:"connectAtOnce,omitempty"` // how many of a batch are begun at a time; 0: 3
	// ExtendFirst: with fewer minutes left, connecting offers to extend first. 0: 5 minutes; below 0: never.
	ExtendFirst int `json:"extendFirstMinutes,omitempty"`

	Language  string `json:"language,omitempty"`         // of the window, a tag such as "de"; "": the system's
	TextScale int    `json:"textScalePercent,omitempty"` // how large the window draws, 100 to 200; 0: 100

	SSH SSH `json:"ssh,omitzero"` // of all SSH sessions
	RDP RDP `json:"rdp,omitzero"` // of all remote desktops
	// Connections are the settings of single secrets, by ConnectionKey.
	Connections map[string]Connection `json:"connections,omitempty"`
}

// Store is the file they live in. An empty Path keeps them in memory only.
type Store struct{ Path string }

// Load reads the settings. After *jsonfile.DamagedError the defaults apply.
func (s Store) Load() (Settings, error) {
	var v Settings
	if s.Path == "" {
		return v, nil
	}
	if err := jsonfile.Read(s.Path, &v); err != nil {
		return Settings{}, err
	}
	return v, nil
}

// Save writes the settings.
func (s Store) Save(v Settings) error {
	if s.Path == "" {
		return nil
	}
	return jsonfile.Write(s.Path, v)
}
