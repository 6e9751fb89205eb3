package workflow

// CallKind is a call that satisfies a requirement. app/perform.go performs it.
type CallKind string

// The calls of the table.
const (
	NoCall       CallKind = ""
	CallRequest  CallKind = "request-access"
	CallComment  CallKind = "view-comment"
	CallCheckOut CallKind = "check-out"
	CallSetLock  CallKind = "set-quantum-lock" // the user's first QuantumLock password
)

// Refusal says why a way in cannot be gone, now or here.
type Refusal string

// The refusals.
const (
	NotRefused   Refusal = ""
	HeldByOther  Refusal = "held"     // somebody else has it checked out
	NoRight      Refusal = "no-right" // the vault lets this user not see it
	NoLock       Refusal = "no-lock"  // QuantumLock was not given to this user
	Deleted      Refusal = "deleted"  // inactive
	UnknownState Refusal = "unknown"  // a state newer than this program
)

// Requirement is one row of the table: one thing a vault may demand.
type Requirement struct {
	ID     RequirementID
	Needed func(Facts, Answers) bool // it blocks now
	Listed func(Facts) bool          // the vault's list says it will be demanded; nil: not known before
	Given  func(Facts, Answers) bool // what the user must say for it has been said; nil: nothing must
	Call   CallKind                  // what to do when it has; NoCall: what was said is enough
	Waits  func(Facts) bool          // it is up to somebody else now; nil: never
	Refuse func(Facts) Refusal       // nil: never
}

// Requirements is the table. The order of its rows is the order of asking.
var Requirements = []Requirement{
	{
		ID:     MFA,
		Needed: in(StateMFA),
		Listed: func(f Facts) bool { return f.ListsMFA },
		Given:  func(Facts, Answers) bool { return false }, // only the vault knows when it is passed
	},
	{
		ID:     Approval,
		Needed: in(StateApproval),
		Listed: func(f Facts) bool { return f.ListsApproval },
		Given:  func(_ Facts, a Answers) bool { return a.Spoke() && !a.Until.IsZero() },
		Call:   CallRequest,
		Waits:  Facts.Waiting,
	},
	{
		ID: PendingChange,
		Needed: func(f Facts, a Answers) bool {
			return f.State == StateCheckOutPending || a.Fresh && f.ChangePending
		},
		Waits: func(Facts) bool { return true },
	},
	{
		ID: Comment,
		Needed: func(f Facts, a Answers) bool {
			return f.State == StateComment || f.State == StateCheckOutAndComment && !a.CommentSent
		},
		Listed: func(f Facts) bool { return f.ListsComment },
		Given:  func(_ Facts, a Answers) bool { return a.Spoke() },
		Call:   CallComment,
	},
	{
		ID:     CheckOut,
		Needed: in(StateCheckOut, StateCheckOutAndComment),
		Listed: func(f Facts) bool { return f.ListsCheckOut },
		Call:   CallCheckOut,
		Refuse: func(f Facts) Refusal {
			// Access for later may be requested while somebody has it now.
			if f.CheckedOut && !f.ByMe && f.State != StateNone && f.State != StateApproval {
				return HeldByOther
			}
			return NotRefused
		},
	},
	{
		ID:     CreateLock,
		Needed: in(StateCreateQuantumLock),
		Given:  func(_ Facts, a Answers) bool { return a.Lock },
		Call:   CallSetLock,
	},
	{
		ID: QuantumLock,
		// The password goes with the read itself: what is at hand no longer blocks.
		Needed: func(f Facts, a Answers) bool { return f.State == StateQuantumLock && !a.Lock },
		Listed: func(f Facts) bool { return f.ListsQuantumLock && f.State != StateCreateQuantumLock },
		Given:  func(_ Facts, a Answers) bool { return a.Lock },
	},
}

// dead are the states that no step can leave.
var dead = map[SecretState]Refusal{
	StateCannotView: NoRight, StateQuantumLockNoAccess: NoLock, StateUndelete: Deleted,
}

// in is a Needed that is true in the given states.
func in(states ...SecretState) func(Facts, Answers) bool {
	return func(f Facts, _ Answers) bool { return one(f.State, states) }
}

func one(s SecretState, of []SecretState) bool {
	for _, o := range of {
		if s == o {
			return true
		}
	}
	return false
}

// StepKind is what comes next on a way in.
type StepKind string

// The kinds of step.
const (
	Ask    StepKind = "ask"    // the user must say something for Row
	Call   StepKind = "call"   // perform Call
	Wait   StepKind = "wait"   // look again later: Row is up to somebody else
	Ready  StepKind = "ready"  // nothing blocks: read and launch
	Refuse StepKind = "refuse" // cannot go on: Refusal
)

// Step is one answer of Next. It is comparable.
type Step struct {
	Kind    StepKind
	Row     RequirementID
	Call    CallKind
	Refusal Refusal
}

// Next says what to do now. Refusals come first: nothing is asked for a way
// that cannot be gone. A state this program does not know is refused.
func Next(f Facts, a Answers) Step {
	if r, ok := refusal(f); ok {
		return r
	}
	for _, r := range Requirements {
		switch {
		case !r.Needed(f, a):
		case r.Waits != nil && r.Waits(f):
			return Step{Kind: Wait, Row: r.ID}
		case r.Given != nil && !r.Given(f, a):
			return Step{Kind: Ask, Row: r.ID}
		default:
			return Step{Kind: Call, Row: r.ID, Call: r.Call}
		}
	}
	return Step{Kind: Ready}
}

// Form lists the rows that one form asks for together: what blocks now, and
// what the list announces after it as far as nobody else must act before.
// MFA has a window of its own, and nothing is asked before it is passed.
func Form(f Facts, a Answers) []RequirementID {
	next := Next(f, a)
	if next.Kind != Ask {
		return nil
	}
	rows := []RequirementID{next.Row}
	if next.Row == MFA || next.Row == Approval || next.Row == CreateLock {
		return rows
	}
	behind := false
	for _, r := range Requirements {
		if behind && r.Given != nil && !r.Given(f, a) && r.Listed != nil && r.Listed(f) {
			rows = append(rows, r.ID)
		}
		behind = behind || r.ID == next.Row
	}
	return rows
}

func refusal(f Facts) (Step, bool) {
	if !one(f.State, States) {
		return Step{Kind: Refuse, Refusal: UnknownState}, true
	}
	if r, ok := dead[f.State]; ok {
		return Step{Kind: Refuse, Refusal: r}, true
	}
	for _, r := range Requirements {
		if r.Refuse == nil {
			continue
		}
		if why := r.Refuse(f); why != NotRefused {
			return Step{Kind: Refuse, Row: r.ID, Refusal: why}, true
		}
	}
	return Step{}, false
}

// Plan is the whole way in, before anything is committed to: every row that
// the state names now or the list announces, then Connect.
func Plan(f Facts, a Answers) []PlanStep {
	next := Next(f, a)
	var steps []PlanStep
	for _, r := range Requirements {
		needed := r.Needed(f, a)
		if !needed && (r.Listed == nil || !r.Listed(f)) {
			continue
		}
		steps = append(steps, planStep(f, a, r, needed, next))
	}
	last := PlanStep{ID: Connect, Progress: Later}
	switch next.Kind {
	case Ready:
		last.Progress = Now
	case Refuse:
		last.Progress = Blocked
	}
	return append(steps, last)
}

func planStep(f Facts, a Answers, r Requirement, needed bool, next Step) PlanStep {
	s := PlanStep{ID: r.ID, Progress: Later, Asks: needed && r.Given != nil && !r.Given(f, a)}
	switch {
	case next.Row == r.ID && next.Kind == Refuse:
		s.Progress = Blocked
	case next.Row == r.ID && next.Kind == Wait:
		s.Progress = Waiting
	case next.Row == r.ID:
		s.Progress = Now
	case !needed && isDone(f, a, r):
		s.Progress = Done
	}
	if r.ID == CheckOut {
		s.Minutes, s.Extend = f.Minutes, f.MayExtend
		if f.CheckedOut && !f.ByMe {
			s.Holder = f.Holder
		}
	}
	return s
}

// isDone tells a listed row that no longer blocks from one that has not blocked yet.
func isDone(f Facts, a Answers, r Requirement) bool {
	switch r.ID {
	case CheckOut:
		return f.ByMe
	case QuantumLock:
		return a.Lock // asked anew each time
	}
	if f.State == StateNone {
		return true
	}
	for _, row := range Requirements {
		if row.ID == r.ID {
			return true // comes before the row that blocks now
		}
		if row.Needed(f, Answers{}) {
			return false
		}
	}
	return false
}
