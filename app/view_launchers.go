package app

// LauncherView is one way to open a secret that the vault offers.
type LauncherView struct {
	ID   int
	Name string // the vault's word for it
	Kind string // "ssh", "rdp", "custom" (a program of the vault's choosing), "web"; "": this program cannot start it
}

// TargetForm is what a launcher asks for before it starts. It is an immutable
// snapshot: the same pointer means the same form.
type TargetForm struct {
	What  TargetField
	Name  string   // the administrator's word for it
	Only  []string // it must be one of these; empty: it is typed
	Never []string // where it is typed: any but these
	Last  string   // what to begin with
}

// TargetField is what of a connection a launcher asks for.
type TargetField string

// The fields that a launcher may ask for.
const (
	TargetHost   TargetField = "host" // may have a port: host:port
	TargetUser   TargetField = "user"
	TargetDomain TargetField = "domain"
	TargetPort   TargetField = "port"
	TargetOther  TargetField = "other" // a word of the administrator's own
)
