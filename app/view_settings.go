package app

import "sallyport/app/settings"

// SettingsView is the page of settings.
type SettingsView struct {
	Open    bool
	Version int     // changes with Chosen
	Chosen  *Chosen // an immutable snapshot
	Problem Problem // why the last change was not taken
	Fresh   bool    // nobody has signed in from here yet, and no vault was given: a first start
}

// Chosen is what the user has chosen, by section. What was not chosen is the
// zero value, and means what its comment says.
type Chosen struct {
	General  GeneralSettings
	SSH      SSHDefaults
	RDP      RDPDefaults
	Safety   SafetySettings
	Network  NetworkSettings
	Programs []Program // that may run here, of vaults' launchers
}

// GeneralSettings are about the window and what it does by itself.
type GeneralSettings struct {
	Language    string // a tag such as "de"; "": the system's
	TextScale   int    // percent, 100 to 200; 0: 100
	Theme       string // "light" or "dark"; "": the system's
	KeepOpen    bool   // keep check-outs after their last session
	ExtendFirst int    // minutes; 0: 5; below 0: never
	AtOnce      int    // of a batch; 0: 3
}

// FrameSettings are how large the window is, and the tree in it.
type FrameSettings = settings.Window

// SSHDefaults are of all SSH sessions.
type SSHDefaults struct {
	settings.SSH
	Terminal string // command of the terminal emulator; "": find one
}

// RDPDefaults are of all remote desktops, where the vault does not forbid.
type RDPDefaults = settings.RDP

// FolderOfDesktops is a folder of this machine that remote desktops may use.
// Without a name it gets that of its path.
type FolderOfDesktops = settings.Drive

// Switch is on, off or left to the vault.
type Switch = settings.Switch

// The states of a Switch.
const (
	SwitchUnset = settings.Unset
	SwitchOn    = settings.On
	SwitchOff   = settings.Off
)

// SafetySettings are about a window that nobody is at.
type SafetySettings struct {
	settings.Security
	ClipboardSeconds int // 0: 15
}

// NetworkSettings are how vaults are reached, and what is written down of it.
type NetworkSettings struct {
	settings.Network
	LogLevel string // "debug", "info" or "error"; "": warnings and worse
}

// Program is one that a vault's launcher may run here.
type Program struct{ Server, Launcher, Program, Path string }
