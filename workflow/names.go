package workflow

// RequirementID names one step of the way in. The order of the steps is that of the Requirements table.
type RequirementID string

// The steps a vault may put before a secret, and Connect, which ends every way in.
const (
	MFA           RequirementID = "mfa"
	Approval      RequirementID = "approval"
	Comment       RequirementID = "comment"
	PendingChange RequirementID = "pending-change"
	CheckOut      RequirementID = "check-out"
	CreateLock    RequirementID = "create-quantum-lock" // this user has no QuantumLock password yet
	QuantumLock   RequirementID = "quantum-lock"
	Connect       RequirementID = "connect"
)

// Progress says how far a step of the way in is.
type Progress string

// The progress of one step.
const (
	Done    Progress = "done"    // satisfied
	Now     Progress = "now"     // the next thing to do
	Busy    Progress = "busy"    // being done
	Waiting Progress = "waiting" // for somebody or something else
	Later   Progress = "later"   // after Now
	Blocked Progress = "blocked" // cannot be satisfied here and now
)

// PlanStep is one line of the way in, shown before the user commits to anything.
type PlanStep struct {
	ID       RequirementID
	Progress Progress
	Minutes  int    // CheckOut: the interval
	Extend   bool   // CheckOut: the vault lets it be extended
	Holder   string // CheckOut: who else holds it; "" if nobody
	Asks     bool   // something is to be typed for it
}

// Phase is where one session stands.
type Phase string

// The phases of a session, in the order they come.
const (
	Idle       Phase = "idle"
	Gathering  Phase = "gathering" // satisfying requirements
	Launching  Phase = "launching" // reading the secret, starting the client
	Running    Phase = "running"   // the client process runs
	CheckingIn Phase = "checking-in"
	Finished   Phase = "finished"
	Failed     Phase = "failed"
)
