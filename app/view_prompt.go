package app

import (
	"time"
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
	Change      ChangePrompt
	Save        SavePrompt
}

// ChangePrompt names whose password would be changed where.
type ChangePrompt struct {
	SecretID   int
	Host, User string // "": not known before the secret is read
	Sessions   int    // that run on it from here
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
	PromptChange      PromptKind = "change"   // have the vault change the password now?
	PromptSave        PromptKind = "save"     // where shall a file be written? WriteFile answers
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
	QuietSaved       QuietKind = "saved"        // a file of it was written
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
