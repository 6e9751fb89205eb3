package workflow

import "time"

// SecretState is the server's word for what blocks a secret now (secretState
// of GET /v1/secrets/{id}/state, the vendor's enumeration SecretAccessRequired).
type SecretState string

// The states the vendor's description knows.
const (
	StateNone                SecretState = "None"
	StateApproval            SecretState = "RequiresApproval"
	StateCheckOut            SecretState = "RequiresCheckout"
	StateComment             SecretState = "RequiresComment"
	StateQuantumLock         SecretState = "RequiresDoubleLockPassword"
	StateCreateQuantumLock   SecretState = "CreateDoubleLockPassword"
	StateQuantumLockNoAccess SecretState = "DoubleLockNoAccess"
	StateCannotView          SecretState = "CannotView"
	StateUndelete            SecretState = "RequiresUndelete"
	StateCheckOutPending     SecretState = "RequiresCheckoutPendingRPC"
	StateCheckOutAndComment  SecretState = "RequiresCheckoutAndComment"
	StateMFA                 SecretState = "RequiresMfaChallenge"
)

// States lists them all, for tests that must miss none.
var States = []SecretState{
	StateNone, StateApproval, StateCheckOut, StateComment, StateQuantumLock, StateCreateQuantumLock,
	StateQuantumLockNoAccess, StateCannotView, StateUndelete, StateCheckOutPending, StateCheckOutAndComment, StateMFA,
}

// RequestStatus is how the vault has decided on an access request (status of
// GET /v1/secret-access-requests).
type RequestStatus string

// The statuses the vendor's description knows, and NoRequest.
const (
	NoRequest       RequestStatus = ""
	RequestWaiting  RequestStatus = "WaitingForRequest"
	RequestPending  RequestStatus = "Pending"
	RequestApproved RequestStatus = "Approved"
	RequestDenied   RequestStatus = "Denied"
	RequestCanceled RequestStatus = "Canceled"
	RequestExpired  RequestStatus = "Expired"
)

// Facts are what the vault last said about one secret, for one user. They are comparable.
type Facts struct {
	State SecretState

	CheckedOut  bool   // by anybody
	ByMe        bool   //
	Holder      string // display name, when not ByMe
	Minutes     int    // how long a check-out lasts
	MinutesLeft int    // whole minutes, rounded down; -1: not said
	MayExtend   bool
	MayForce    bool // end another's check-out

	ChangePending, ChangeFailed bool // of the password

	Request     RequestStatus // of this user's newest access request
	RequestID   int
	ApprovalEnd time.Time // end of the granted window; zero: none
	Tickets     bool      // a ticket may be demanded with the reason: the ticket system says how

	// What the vault lists about the secret. It is shown in Plan before the
	// way is begun and never decides a step: only State does.
	ListsMFA, ListsComment, ListsCheckOut, ListsApproval, ListsQuantumLock bool
}

// Waiting reports whether a request is with its approvers, or granted from later on.
func (f Facts) Waiting() bool {
	switch f.Request {
	case RequestWaiting, RequestPending, RequestApproved:
		return true
	}
	return false
}

// Mandatory says what a ticket system wants with an access: the reason, the
// ticket number, or both (forceRequireTicketNumber of GET /v2/ticket-systems/{id}).
type Mandatory string

// The vendor's values.
const (
	ReasonOnly Mandatory = "ReasonOnlyRequired"
	BothNeeded Mandatory = "BothRequired"
	EitherOne  Mandatory = "TicketNumberOrReasonRequired"
	TicketOnly Mandatory = "TicketNumberOnlyRequired"
)

// Lacks says what is still to be typed. Of a value it does not know it wants a
// reason: the vault has the last word.
func (m Mandatory) Lacks(reason, ticket string) (needsReason, needsTicket bool) {
	switch m {
	case BothNeeded:
		return reason == "", ticket == ""
	case EitherOne:
		none := reason == "" && ticket == ""
		return none, none
	case TicketOnly:
		return false, ticket == ""
	}
	return reason == "", false
}

// Answers are what the user has given on this way in. A QuantumLock password
// is not among them: the app keeps it sealed, Lock says that it is there.
type Answers struct {
	Reason      string
	Ticket      string
	System      int  // of the ticket; 0: the vault's default
	CommentSent bool // the vault took it: it is not sent twice

	From, Until time.Time // the access that is requested; a zero Until: not answered
	Lock        bool      // a QuantumLock password is at hand
	Fresh       bool      // the last password was refused: a change that runs is waited for
}

// Spoke reports whether there is anything to leave as a comment.
func (a Answers) Spoke() bool { return a.Reason != "" || a.Ticket != "" }

// with adds what has been said now to what was said before.
func (a Answers) with(b Answers) Answers {
	if b.Spoke() {
		a.Reason, a.Ticket, a.System = b.Reason, b.Ticket, b.System
	}
	if !b.Until.IsZero() {
		a.From, a.Until = b.From, b.Until
	}
	a.Lock = a.Lock || b.Lock
	a.Fresh = a.Fresh || b.Fresh
	return a
}
