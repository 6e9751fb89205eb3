package app

// BatchView is what is marked to be connected together, and how far the last
// such run is.
type BatchView struct {
	Open    bool
	Busy    bool     // the vault is asked about what is marked
	Problem Problem  // why that failed
	Version int      // goes up with any change of Marked
	Marked  []Marked // in the order they were marked
	Ask     FormView
	Rows    []BatchRow // while Open: the run's, then what is marked and not in it
	Running bool       // something is not settled yet
	Settled int        // of Total: connected, or over
	Total   int        // of the run; 0: none
	Failed  int        // of Settled: refused
	AtOnce  int        // how many are begun at a time
}

// Marked names one secret.
type Marked struct {
	Vault    VaultKey
	SecretID int
}

// BatchRow is one secret of a run.
type BatchRow struct {
	Vault    VaultKey
	SecretID int
	Name     string
	Path     string
	Kind     string // "ssh", "rdp"
	State    BatchState
	Busy     BusyKind // BatchReading: what runs
	Problem  Problem  // BatchRefused: why
}

// BatchState is where one secret of a run stands.
type BatchState string

// The states of a secret in a run.
const (
	BatchMarked    BatchState = "marked"    // not begun with: the form is open
	BatchWaiting   BatchState = "waiting"   // for its turn
	BatchReading   BatchState = "reading"   // the vault is asked, or told
	BatchAsking    BatchState = "asking"    // for an answer of its own
	BatchPending   BatchState = "pending"   // somebody else must act
	BatchStarting  BatchState = "starting"  // its client
	BatchConnected BatchState = "connected" //
	BatchEnded     BatchState = "ended"     // its session was connected, and is over
	BatchRefused   BatchState = "refused"
	BatchCancelled BatchState = "cancelled"
)

// BatchStates lists every state, for the tests that hold each to a word.
var BatchStates = []BatchState{
	BatchMarked, BatchWaiting, BatchReading, BatchAsking, BatchPending, BatchStarting, BatchConnected, BatchEnded,
	BatchRefused, BatchCancelled,
}
