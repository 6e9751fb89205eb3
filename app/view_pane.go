package app

import (
	"time"

	"sallyport/workflow"
)

// PaneView is the selected secret at rest or on its way in.
type PaneView struct {
	Vault    VaultKey
	ID       int // 0: nothing selected
	Name     string
	Path     string
	Template string
	Loading  bool
	Problem  Problem

	Steps []workflow.PlanStep
	Kind  string // "ssh", "rdp"
	// Launchers are the vault's ways to open it, Launcher the id of the one that Primary starts.
	Launchers []LauncherView
	Launcher  int
	Host      string // "" : not known before the secret is read
	Port      int
	User      string
	// Ask is the form in the pane: what must be typed before Primary. A new ID means a new form.
	Ask     FormView
	Primary Primary
	Wait    WaitView
	// ApprovalEnd is until when access is granted; zero: no approval is in force.
	ApprovalEnd time.Time
	Busy        BusyKind // what runs now
	Cancel      bool     // a way in is under way and can be cancelled
	Turns       int      // goes up when a way in asks something, reaches its client, or ends
	// CheckOut is the card with the ring.
	CheckOut CheckOutView
	Facts    CheckOutFacts
	Favorite Favorite
	Password PasswordView
	Code     CodeView
	Health   HealthView
	Fields   FieldsView
	Files    []FileView
	Reading  string           // the slug of the one that is being read
	Browser  bool             // the secret's page can be opened in the browser
	RDP      []SessionSetting // how a remote desktop will be; nil: none, or not known yet
	SSH      []SessionSetting // and an SSH session
	Choices  int              // goes up when something was chosen for this secret
}

// FormView is one form. Fields keep what the user types as long as ID is the same.
type FormView struct {
	ID      int
	Reason  bool
	Tickets bool      // a ticket of one of View.Tickets may be given
	Insists bool      // the vault refused a reason without a ticket: the system's rule counts
	Access  bool      // from when until when: an access request
	Start   time.Time // when the form was made: a date for its calendar to start from
	Lock    LockForm
	Target  *TargetForm // what the launcher asks for; nil: nothing
	Error   string      // the server's own words about the last try
}

// LockForm is what a form asks of a QuantumLock password.
type LockForm string

// The ways to ask for it.
const (
	LockNone   LockForm = ""
	LockEnter  LockForm = "enter"
	LockCreate LockForm = "create" // twice: this user has none yet, and nobody can recover it
)

// TicketSystemView is one ticket system to choose from.
type TicketSystemView struct {
	ID           int
	Name         string
	Label        string // the administrator's word for the number; "": none
	Pattern      string // .NET regular expression; "": anything
	PatternError string // the administrator's sentence when the pattern does not match
	Mandatory    workflow.Mandatory
	Page         string // of a ticket, $TICKETID stands for its number; "": none
}

// WaitView is what a way in waits for when it is up to somebody else.
type WaitView struct {
	Row     workflow.RequirementID // "": nothing
	Since   time.Time
	Request RequestView // Approval: the request
}

// Primary is what the main button does.
type Primary string

// The main button, by what the vault will do when it is pressed.
const (
	PrimaryNone               Primary = ""
	PrimaryConnect            Primary = "connect"
	PrimaryCheckOutAndConnect Primary = "check-out-and-connect"
	PrimaryOpen               Primary = "open" // a web page, with the password on the clipboard
	PrimaryCheckOutAndOpen    Primary = "check-out-and-open"
	PrimaryChallenge          Primary = "challenge"    // opens the MFA window first
	PrimaryRequest            Primary = "request"      // asks for access; goes on when it is granted
	PrimaryWait               Primary = "when-granted" // goes on by itself when somebody else has acted
	PrimaryUnavailable        Primary = "unavailable"  // shown, disabled: Steps say why
)

// BusyKind is a wait the pane shows.
type BusyKind string

// The waits of a way in.
const (
	NotBusy       BusyKind = ""
	BusyReading   BusyKind = "reading"      // asking the vault what is needed
	BusyComment   BusyKind = "comment"      // sending the reason
	BusyRequest   BusyKind = "requesting"   // sending an access request
	BusyLock      BusyKind = "lock"         // setting the first QuantumLock password
	BusyForcing   BusyKind = "forcing"      // ending another's check-out
	BusyCheckOut  BusyKind = "checking-out" //
	BusyLaunching BusyKind = "launching"    //
	BusyCheckIn   BusyKind = "checking-in"  //
	BusyExtending BusyKind = "extending"    //
	BusyThrottled BusyKind = "throttled"    // waiting for the vault's limit
)

// CheckOutFacts is the check-out card when the user does not hold the secret.
type CheckOutFacts struct {
	Needed    bool
	Holder    string // "" : free
	Minutes   int    // the interval
	Ended     EndKind
	EndedAt   time.Time
	FreeInMin int  // with Holder: minutes the vault says are left; -1 unknown
	Watched   bool // the user will be told when it is free
	MayForce  bool
	Failed    bool // the last password change failed
}

// EndKind says how the user's last check-out of the secret ended.
type EndKind string

// How a check-out ended.
const (
	NotEnded     EndKind = ""
	EndedByUser  EndKind = "by-user" // Check in was pressed
	EndedLast    EndKind = "last"    // its last session ended
	EndedExpiry  EndKind = "expired" // time ran out
	EndedForced  EndKind = "forced"  // somebody else checked it in
	EndedQuit    EndKind = "quit"
	EndedRecover EndKind = "recovered" // checked in after a crash
)

// Taken reports whether nobody here wanted it.
func (k EndKind) Taken() bool { return k == EndedExpiry || k == EndedForced }

// CheckOutView is one running check-out of this user: the same value in pane, header, row and dock.
type CheckOutView struct {
	Vault     VaultKey
	SecretID  int // 0: none
	Name      string
	Remaining time.Duration // whole seconds, never more than the vault still grants
	Total     time.Duration
	Marker    time.Duration // red at or below
	Red       bool
	EndsAt    time.Time // wall clock of this machine
	CanExtend bool
	MaxExtend int  // minutes that can still be added; 0: unknown
	Keep      bool // the user chose to keep it after the last session
	Ours      bool // made by this app; others are shown, and never checked in by themselves
	Busy      BusyKind
	Problem   Problem // a failed extend or check-in
	Retrying  bool    // the check-in failed and is queued
}
