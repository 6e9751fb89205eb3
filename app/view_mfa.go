package app

import (
	"time"
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
