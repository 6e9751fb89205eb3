package app

import (
	"time"

	"sallyport/workflow"
)

// View is everything a window or a terminal may show, as plain values. The
// app publishes a new one after each event; a projection draws it and keeps
// no state of its own. No sealed value is reachable from it. Slices and
// pointers in it are immutable snapshots.
type View struct {
	Screen Screen
	Demo   bool
	Vaults []VaultView // one at least
	Vault  VaultKey    // whose secret is shown
	Server string      // its URL
	User   string      // who is signed in there
	SignIn SignInView

	Search SearchView // over all vaults
	InTree InTreeView

	Pane      PaneView
	KnowsMine bool               // the vault has been asked what this user holds
	CheckOuts []CheckOutView     // held by this user, soonest end first: the header's chips
	Sessions  []SessionView      // the dock, oldest first
	Beside    SessionsView       // the list of all, and those that just ended
	Tickets   []TicketSystemView // the default first; empty until a secret demands one
	Quiet     string             // the name of a secret just checked in by itself; QuietKind says how
	QuietKind QuietKind

	Settings SettingsView
	Sections SectionsView

	Inbox   InboxView
	History HistoryView
	Held    HeldView
	Batch   BatchView
	MFA     *MFAView    // the challenge in its own window; nil: none
	Prompt  *PromptView // the one open question that needs its own dialog; nil: none
	Banner  Problem     // something about the app itself: offline, journal not writable, recovered
	Notice  Notice      // the last desktop notification; a new Seq means: send it
	Closing bool        // the app has finished; the projection must close
	Behind  Behind      // ScreenLocked: what goes on behind it
}

// Screen is which page the window shows.
type Screen string

// The screens of this slice.
const (
	ScreenSignIn Screen = "sign-in"
	ScreenMain   Screen = "main"
	ScreenLocked Screen = "locked" // nothing is shown but the way to open it
)

// SignInView is the sign-in page.
type SignInView struct {
	Server    string // filled in: from the command line or the last time
	User      string
	Domain    string // as it was typed the last time
	Remember  bool
	Busy      bool
	Problem   Problem
	DemoUsers []DemoUser // demo only: one button each signs in at once
	Key       VaultKey   // whose page it is; one that is added has a new one
	Back      bool       // there are vaults to go back to
}

// Behind is what goes on behind a locked window.
type Behind struct{ CheckOuts, Sessions int }

// DemoUser is a user of the embedded demo vault.
type DemoUser struct{ Name, Role string }

// TreeView is the folder tree as far as it has been listed. Version changes with any content.
type TreeView struct {
	Version  int
	Root     []Row // children of the vault itself
	Children map[int]FolderRows
}

// FolderRows is what one folder holds.
type FolderRows struct {
	Rows    []Row
	Loading bool
	Problem Problem
	More    int       // secrets that exist beyond those listed
	From    time.Time // the rows were listed then, by an earlier run; zero: by this one
	Today   bool      // From is on the day on which it was recalled
}

// Row is one line of the tree or of search results. Folders and secrets have separate id spaces.
type Row struct {
	Vault    VaultKey // of a result; a tree's rows are all of its vault
	ID       int
	Folder   bool
	Name     string
	Path     string // folder path, for results
	Template string
	Kind     string // "ssh", "rdp", "" unknown
	Badge    Badge
	Holder   string // BadgeHeld
	Host     string // as far as known, for results
	User     string
	Marks    Marks     // of a result: which letters matched
	CheckOut bool      // a secret that is checked out before it is used
	Guess    bool      // of a result: it matches with a typing error only
	Opened   time.Time // of a recent one: when it was opened in this run; zero: in an earlier one
}

// Marks says of each letter of a row's texts whether it matched: one byte a
// letter, 'x' for one that did and '.' for one that did not; "": none did.
type Marks struct{ Name, Host, User, Template, Path string }

// Badge is the one word at the right of a secret's row. A running check-out
// of ours is not a Badge: the row shows its time, from View.CheckOuts.
type Badge string

// Badges, from the flags the vault lists.
const (
	BadgeNone     Badge = ""
	BadgeComment  Badge = "comment"
	BadgeCheckOut Badge = "check-out"
	BadgeApproval Badge = "approval"
	BadgeLock     Badge = "quantum-lock"
	BadgeHeld     Badge = "held"
	BadgeSync     Badge = "out-of-sync" // the password was to be changed, and the machine did not take it
	BadgeBeat     Badge = "heartbeat"   // the vault has tried the password, and the machine did not take it
)

// MFAView is a multifactor challenge, shown in a window of its own. Closing that window cancels.
type MFAView struct {
	Vault   VaultKey
	ID      int
	For     string // the secret's name, or the vault's for a sign-in
	State   MFAState
	Step    int // from 1, of Steps as far as the vault has said
	Steps   int
	Methods []MFAMethod // of the present step
	Chosen  int         // index into Methods; -1: none yet
	Number  string      // to compare with the device's, or to choose there; "": none
	Left    time.Duration
	Whole   time.Duration // what Left began with
	Message string        // the vault's own words about the last answer
	Browser bool          // the secret's page can be opened in the browser instead
	Problem Problem
}

// MFAMethod is one way to answer.
type MFAMethod struct {
	Kind   MFAKind
	Name   string // the vault's words to choose it by, and to ask with
	Prompt string
	Masked string // where something is sent: a***@example.com
	Sends  bool   // choosing it sends something; choosing it again, too
}

// MFAKind is what a method asks of the user.
type MFAKind string

// The kinds of method.
const (
	MFAOther    MFAKind = "other"
	MFAPassword MFAKind = "password"
	MFACode     MFAKind = "code" // of an app or a token
	MFAPush     MFAKind = "push"
	MFAPhone    MFAKind = "phone"
	MFAEmail    MFAKind = "email"
	MFAText     MFAKind = "text"
	MFAQuestion MFAKind = "question"
)

// MFAState is where a challenge stands.
type MFAState string

// The states of a challenge.
const (
	MFAStarting MFAState = "starting" // asking the vault for the methods
	MFAChoose   MFAState = "choose"
	MFAType     MFAState = "type"     // a code or an answer is to be typed
	MFAApprove  MFAState = "approve"  // another device asks
	MFAChecking MFAState = "checking" // an answer is on its way
	MFABrowser  MFAState = "browser"  // being passed in the browser
	MFAFailed   MFAState = "failed"   // over; it can be begun anew
)

// HeldView is who has what checked out, this user's own first.
type HeldView struct {
	Folder  string // that it is about, with what is below; "": all
	Open    bool
	Busy    bool
	Version int
	Rows    []HeldRow
	Total   int // how many there are on the vault; Rows may be fewer
	Problem Problem
}

// HeldRow is one check-out.
type HeldRow struct {
	Vault    VaultKey
	SecretID int
	Name     string
	Path     string
	Holder   string
	Mine     bool
	Minutes  int // left, rounded down; -1: not asked for
	MayForce bool
}

// HistoryView is the timeline of one secret: the vault's audit and what this program did.
type HistoryView struct {
	SecretID int // 0: not shown
	Seq      int // another one with each opening
	Busy     bool
	Rows     []HistoryRow // the newest first
	Problem  Problem
}

// HistoryRow is one thing that happened.
type HistoryRow struct {
	At     time.Time
	Who    string
	What   string // the vault's word, or of Ours the name of the step
	Note   string // the vault's, or of Ours what came of it
	Ticket string
	Ours   bool // from this machine's trail
}

// InboxView is what others ask this user to allow, the oldest first.
type InboxView struct {
	Open    bool
	Busy    bool
	Version int
	Rows    []RequestView
	Problem Problem
}

// SearchView is the search box and what was found.
type SearchView struct {
	Text    string // "" : the tree shows
	Busy    bool   // the vault has not answered yet: Rows are what was listed before
	Version int
	Rows    []Row // those that stand there keep their place when the vault answers
	Total   int   // how many match, as far as is known; Rows may be fewer
	Offline bool  // the vault is not asked: Rows are what was listed before
	Problem Problem
}

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
	Browser  bool         // the secret's page can be opened in the browser
	RDP      []RDPSetting // how a remote desktop will be; nil: none, or not known yet
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

// RequestView is one access request.
type RequestView struct {
	Vault     VaultKey
	ID        int
	SecretID  int
	Secret    string
	Requester string
	Status    workflow.RequestStatus
	Reason    string
	Ticket    string
	Asked     time.Time
	From      time.Time
	Until     time.Time
	Reviewers string // who is asked, by name
	DecidedBy string
	Response  string // the approver's words
	MayDecide bool   // by this user
	Busy      bool
	Problem   Problem
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

// SessionView is one line of the dock.
type SessionView struct {
	Vault     VaultKey
	ID        string
	Started   time.Time
	SecretID  int
	Name      string
	Kind      string
	State     SessionState
	Elapsed   time.Duration // whole seconds since the client started
	Recovered bool          // started before this run of the app
	Again     bool          // Failed: connecting again may help
	Tunnels   []TunnelView  // once it is connected
	Problem   Problem       // Ended: why, if it failed
}

// SessionState is what a session does.
type SessionState string

// The states of a session line.
const (
	SessionStarting  SessionState = "starting"
	SessionConnected SessionState = "connected"
	SessionEnding    SessionState = "ending"
	SessionFailed    SessionState = "failed" // stays until dismissed
)

// PromptView is a question in a dialog. Its answer carries its ID; an answer to an older ID is ignored.
type PromptView struct {
	Vault       VaultKey // "" : of no vault, or of the only one
	ID          int
	Kind        PromptKind
	Secret      string // name of the secret it is about
	HostKey     HostKeyPrompt
	Certificate CertificatePrompt
	Extend      ExtendPrompt
	Quit        QuitPrompt
	Force       ForcePrompt
	Short       ShortPrompt
	Question    QuestionPrompt
	Run         RunPrompt
}

// ShortPrompt offers more time before a session that would be cut off.
type ShortPrompt struct {
	SecretID int
	Left     time.Duration
}

// ForcePrompt names whose check-out would be ended.
type ForcePrompt struct {
	SecretID int
	Holder   string
	Minutes  int // left; -1 unknown
}

// PromptKind says which question it is.
type PromptKind string

// The dialogs of this slice.
const (
	PromptHostKey     PromptKind = "host-key"
	PromptCertificate PromptKind = "certificate"
	PromptExtend      PromptKind = "extend"
	PromptQuit        PromptKind = "quit"
	PromptRun         PromptKind = "run"      // let a program of the vault's choosing run? AllowRun is the yes
	PromptForce       PromptKind = "force"    // end another user's check-out?
	PromptQuestion    PromptKind = "question" // a host asks something; AnswerQuestion answers
	PromptShort       PromptKind = "short"    // connect with little time left? Answer yes: all the same
)

// HostKeyPrompt shows a host key seen for the first time.
type HostKeyPrompt struct{ Host, KeyType, Fingerprint string }

// CertificatePrompt shows a remote desktop host's certificate seen for the
// first time; Subject, Issuer and the dates are what it says of itself.
type CertificatePrompt struct {
	Host, Subject, Issuer, Fingerprint string
	From, Until                        time.Time
	Vouched                            bool // an authority that this machine trusts says it is Host
}

// ExtendPrompt asks minutes and a reason.
type ExtendPrompt struct {
	SecretID int
	Max      int // 0: unknown
	Suggest  int
	Busy     bool
	Problem  Problem
}

// QuitPrompt lists what is still held.
type QuitPrompt struct {
	CheckOuts []string // names
	Sessions  int
	SignOut   bool // the user stays, but signs out: keeping is no choice
	Busy      bool // checking in
}

// QuietKind is the quiet line at the right of the dock.
type QuietKind string

// Quiet lines.
const (
	QuietNone        QuietKind = ""
	QuietCopied      QuietKind = "copied"       // a value of it is on the clipboard
	QuietCheckedIn   QuietKind = "checked-in"   // its last session ended
	QuietKept        QuietKind = "kept"         // kept by a setting
	QuietRecoveredIn QuietKind = "recovered-in" // checked in after a crash
)

// Notice is a desktop notification, sent once per Seq.
type Notice struct {
	Vault    VaultKey
	Seq      int
	Kind     NoticeKind
	SecretID int
	Secret   string
	Left     time.Duration
}

// NoticeKind is what a notification says.
type NoticeKind string

// The notifications of this slice.
const (
	NoticeRunningOut    NoticeKind = "running-out"
	NoticeExpired       NoticeKind = "expired"
	NoticeCheckInFailed NoticeKind = "check-in-failed"
	NoticeGranted       NoticeKind = "granted" // an access request
	NoticeDenied        NoticeKind = "denied"
	NoticeLapsed        NoticeKind = "lapsed" // cancelled or expired before it was decided
	NoticeFree          NoticeKind = "free"   // nobody holds it any more
	NoticeBarred        NoticeKind = "barred" // the approval is over, and sessions run
	NoticeForced        NoticeKind = "forced" // somebody else ended this user's check-out
)
