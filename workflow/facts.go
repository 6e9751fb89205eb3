package workflow

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

// Facts are what the vault last said about one secret, for one user. They are comparable.
type Facts struct {
	State SecretState

	CheckedOut  bool   // by anybody
	ByMe        bool   //
	Holder      string // display name, when not ByMe
	Minutes     int    // how long a check-out lasts
	MinutesLeft int    // whole minutes, rounded down; -1: not said
	MayExtend   bool

	// What the vault lists about the secret. It is shown in Plan before the
	// way is begun and never decides a step: only State does.
	ListsComment, ListsCheckOut, ListsApproval, ListsQuantumLock bool
}

// Answers are what the user has given on this way in.
type Answers struct {
	Comment     string
	CommentSent bool // the vault took it: it is not sent twice
}
