package workflow

// CallKind is a call that satisfies a requirement. app/perform.go performs it.
type CallKind string

// The calls of the table.
const (
	NoCall       CallKind = ""
	CallComment  CallKind = "view-comment"
	CallCheckOut CallKind = "check-out"
)

// Refusal says why a way in cannot be gone, now or here.
type Refusal string

// The refusals.
const (
	NotRefused    Refusal = ""
	HeldByOther   Refusal = "held"        // somebody else has it checked out
	NoRight       Refusal = "no-right"    // the vault lets this user not see it
	Deleted       Refusal = "deleted"     // inactive
	NotYet        Refusal = "not-yet"     // a workflow this version cannot do; the browser can
	UnknownState  Refusal = "unknown"     // a state newer than this program
	ChangePending Refusal = "rpc-pending" // a password change must end first
)

// Requirement is one row of the table: one thing a vault may demand.
type Requirement struct {
	ID     RequirementID
	Needed func(Facts, Answers) bool // it blocks now
	Listed func(Facts) bool          // the vault's list says it will be demanded; nil: not known before
	Asks   bool                      // something must be typed for it
	Given  func(Answers) bool        // it has been typed; nil where Asks is false
	Call   CallKind
	Refuse func(Facts) Refusal // nil: never
}

// Requirements is the table. The order of its rows is the order of asking.
var Requirements = []Requirement{
	{
		ID:     MFA,
		Needed: in(StateMFA),
		Refuse: when(NotYet, StateMFA),
	},
	{
		ID:     Approval,
		Needed: in(StateApproval),
		Listed: func(f Facts) bool { return f.ListsApproval },
		Refuse: when(NotYet, StateApproval),
	},
	{
		ID:     PendingChange,
		Needed: in(StateCheckOutPending),
		Refuse: when(ChangePending, StateCheckOutPending),
	},
	{
		ID: Comment,
		Needed: func(f Facts, a Answers) bool {
			return f.State == StateComment || f.State == StateCheckOutAndComment && !a.CommentSent
		},
		Listed: func(f Facts) bool { return f.ListsComment },
		Asks:   true,
		Given:  func(a Answers) bool { return a.Comment != "" },
		Call:   CallComment,
	},
	{
		ID:     CheckOut,
		Needed: in(StateCheckOut, StateCheckOutAndComment),
		Listed: func(f Facts) bool { return f.ListsCheckOut },
		Call:   CallCheckOut,
		Refuse: func(f Facts) Refusal {
			if f.CheckedOut && !f.ByMe && f.State != StateNone {
				return HeldByOther
			}
			return NotRefused
		},
	},
	{
		ID:     QuantumLock,
		Needed: in(StateQuantumLock, StateCreateQuantumLock),
		Listed: func(f Facts) bool { return f.ListsQuantumLock },
		Refuse: when(NotYet, StateQuantumLock, StateCreateQuantumLock),
	},
}

// dead are the states that no step can leave.
var dead = map[SecretState]Refusal{
	StateCannotView: NoRight, StateQuantumLockNoAccess: NoRight, StateUndelete: Deleted,
}

// in is a Needed that is true in the given states.
func in(states ...SecretState) func(Facts, Answers) bool {
	return func(f Facts, _ Answers) bool { return one(f.State, states) }
}

// when is a Refuse that gives r in the given states.
func when(r Refusal, states ...SecretState) func(Facts) Refusal {
	return func(f Facts) Refusal {
		if one(f.State, states) {
			return r
		}
		return NotRefused
	}
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
	Ask    StepKind = "ask"    // the user must type something for Row
	Call   StepKind = "call"   // perform Call
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
		if !r.Needed(f, a) {
			continue
		}
		if r.Asks && !r.Given(a) {
			return Step{Kind: Ask, Row: r.ID}
		}
		return Step{Kind: Call, Row: r.ID, Call: r.Call}
	}
	return Step{Kind: Ready}
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
		steps = append(steps, planStep(f, r, needed, next))
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

func planStep(f Facts, r Requirement, needed bool, next Step) PlanStep {
	s := PlanStep{ID: r.ID, Progress: Later, Asks: r.Asks && needed}
	switch {
	case next.Row == r.ID && next.Kind == Refuse:
		s.Progress = Blocked
	case next.Row == r.ID:
		s.Progress = Now
	case !needed && isDone(f, r):
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
func isDone(f Facts, r Requirement) bool {
	if r.ID == CheckOut {
		return f.ByMe
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
