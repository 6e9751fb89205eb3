package workflow

import (
	"fmt"
	"time"
)

// Session is one way in and the client at its end: from the click to the check-in.
type Session struct {
	Phase   Phase
	Launch  bool // false: the way ends when the secret is checked out
	Facts   Facts
	Answers Answers
	Step    Step // the last thing done or asked

	CheckedOut bool // this way in made the check-out
	Doubtful   bool // a check-out was sent and never answered, and the vault did not show it
	Cancelled  bool // the user wants out; what is in flight ends first
	Refusal    Refusal
	Stuck      bool // the same step twice with the same facts
	Renewed    bool // a call met an expired sign-in; it may be asked once more
}

// EventKind names what happened to a session.
type EventKind string

// The events.
const (
	Begin        EventKind = "begin"         // Answers, Launch
	FactsRead    EventKind = "facts-read"    // Facts
	FactsFailed  EventKind = "facts-failed"  // the state could not be read
	Answered     EventKind = "answered"      // Answers
	CallDone     EventKind = "call-done"     //
	CallRefused  EventKind = "call-refused"  // the vault said no: nothing was done
	CallDoubtful EventKind = "call-doubtful" // no clear answer: it may have been done
	CallStale    EventKind = "call-stale"    // not performed, because the sign-in had to be renewed first
	Started      EventKind = "started"       // the client process runs
	Opened       EventKind = "opened"        // there is no client to wait for: the user ends the check-out
	StartFailed  EventKind = "start-failed"  // secret not read, or client not started
	LockRefused  EventKind = "lock-refused"  // the vault did not take the QuantumLock password
	Ended        EventKind = "ended"         // the client is gone
	GivenBack    EventKind = "given-back"    // checked in, or kept because something else needs it
	Cancel       EventKind = "cancel"
)

// Event is one happening with its data.
type Event struct {
	Kind    EventKind
	Facts   Facts
	Answers Answers
	Launch  bool
}

// EffectKind names what the app must do.
type EffectKind string

// The effects.
const (
	ReadFacts EffectKind = "read-facts" // GET state, then FactsRead or FactsFailed
	AskUser   EffectKind = "ask"        // show the form of Row, then Answered or Cancel
	Perform   EffectKind = "perform"    // Call, then CallDone, CallRefused or CallDoubtful
	Await     EffectKind = "await"      // read the facts again in a while: somebody else must act
	Start     EffectKind = "start"      // read the secret and start the client, then Started or StartFailed
	Abort     EffectKind = "abort"      // cut short what is in flight; its event still comes
	GiveBack  EffectKind = "give-back"  // check in unless another session or the user keeps it, then GivenBack
)

// Effect is one thing to do.
type Effect struct {
	Kind EffectKind
	Row  RequirementID
	Call CallKind
}

// transition is one cell of the phase table.
type transition func(Session, Event) (Session, []Effect)

// Phases and EventKinds list the axes of the phase table.
var (
	Phases     = []Phase{Idle, Gathering, Launching, Running, CheckingIn, Finished, Failed}
	EventKinds = []EventKind{
		Begin, FactsRead, FactsFailed, Answered, CallDone, CallRefused, CallDoubtful, CallStale,
		Started, Opened, StartFailed, LockRefused, Ended, GivenBack, Cancel,
	}
)

// transitions is the phase table: an event that has no cell changes nothing.
var transitions = map[Phase]map[EventKind]transition{
	Idle: {
		Begin: begin,
	},
	Gathering: {
		FactsRead:    advance,
		FactsFailed:  abandon,
		Answered:     answered,
		CallDone:     callDone,
		CallRefused:  callRefused,
		CallDoubtful: callDoubtful,
		CallStale:    callStale,
		Cancel:       cancelGathering,
	},
	Launching: {
		Started:     started,
		Opened:      opened,
		StartFailed: abandon,
		LockRefused: lockRefused,
		Cancel:      cancelLaunching,
	},
	Running: {
		Ended: ended,
	},
	CheckingIn: {
		GivenBack: givenBack,
	},
}

// Apply is the session machine: what e makes of s, and what is to be done.
func Apply(s Session, e Event) (Session, []Effect) {
	if t, ok := transitions[s.Phase][e.Kind]; ok {
		return t(s, e)
	}
	return s, nil
}

// Waiting reports whether the session waits for the user to type.
func (s Session) Waiting() bool { return s.Phase == Gathering && s.Step.Kind == Ask }

// Over reports whether nothing more will happen.
func (s Session) Over() bool { return s.Phase == Finished || s.Phase == Failed }

func (e Effect) String() string { return fmt.Sprintf("%s %s%s", e.Kind, e.Row, e.Call) }

func begin(s Session, e Event) (Session, []Effect) {
	s.Phase, s.Answers, s.Launch = Gathering, e.Answers, e.Launch
	return s, []Effect{{Kind: ReadFacts}}
}

func answered(s Session, e Event) (Session, []Effect) {
	s.Answers = s.Answers.with(e.Answers)
	return reread(s, e)
}

func reread(s Session, _ Event) (Session, []Effect) { return s, []Effect{{Kind: ReadFacts}} }

// advance takes the next step from fresh facts.
func advance(s Session, e Event) (Session, []Effect) {
	before := s.Facts
	s.Facts = e.Facts
	if s.Doubtful && s.Facts.ByMe {
		s.CheckedOut, s.Doubtful = true, false
	}
	if s.Cancelled || s.Doubtful {
		return abandon(s, e)
	}
	next := Next(s.Facts, s.Answers)
	if next.Kind == Call && next == s.Step && s.Facts == before {
		s.Stuck = true
		return abandon(s, e)
	}
	s.Step = next
	switch next.Kind {
	case Ask:
		return s, []Effect{{Kind: AskUser, Row: next.Row}}
	case Call:
		return s, []Effect{{Kind: Perform, Row: next.Row, Call: next.Call}}
	case Wait:
		return s, []Effect{{Kind: Await, Row: next.Row}}
	case Refuse:
		s.Refusal = next.Refusal
		return abandon(s, e)
	}
	if !s.Launch {
		s.Phase = Finished
		return s, nil
	}
	s.Phase = Launching
	return s, []Effect{{Kind: Start}}
}

func callDone(s Session, _ Event) (Session, []Effect) {
	switch s.Step.Call {
	case CallRequest:
		s.Answers.Until = time.Time{} // a denied request is not sent again by itself
	case CallComment:
		s.Answers.CommentSent = true
	case CallCheckOut:
		s.CheckedOut = true
	}
	return s, []Effect{{Kind: ReadFacts}}
}

// callRefused takes back what the refused call was made of, so that it is asked
// for anew, with the vault's own words beside it.
func callRefused(s Session, _ Event) (Session, []Effect) {
	switch s.Step.Call {
	case CallRequest:
		s.Answers.Until = time.Time{}
	case CallComment:
		s.Answers.Reason, s.Answers.Ticket = "", ""
	case CallSetLock:
		s.Answers.Lock = false
	}
	return s, []Effect{{Kind: ReadFacts}}
}

// lockRefused asks for the QuantumLock password again.
func lockRefused(s Session, e Event) (Session, []Effect) {
	s.Phase, s.Answers.Lock, s.Step = Gathering, false, Step{}
	return reread(s, e)
}

// callDoubtful asks the vault what became of the call; a write is never sent again blindly.
func callDoubtful(s Session, _ Event) (Session, []Effect) {
	switch s.Step.Call {
	case CallCheckOut:
		s.Doubtful = true
	case CallRequest: // if it was not made after all, the user is asked again
		s.Answers.Until = time.Time{}
	}
	return s, []Effect{{Kind: ReadFacts}}
}

// callStale looks at the state anew and lets the same call be decided on again, once.
func callStale(s Session, e Event) (Session, []Effect) {
	if !s.Renewed {
		s.Renewed, s.Step = true, Step{}
	}
	return reread(s, e)
}

// cancelGathering waits for a write in flight to be answered, so that what it did is known.
func cancelGathering(s Session, e Event) (Session, []Effect) {
	s.Cancelled = true
	if s.Waiting() || s.Step.Kind == Wait {
		return abandon(s, e)
	}
	return s, []Effect{{Kind: Abort}}
}

func cancelLaunching(s Session, _ Event) (Session, []Effect) {
	s.Cancelled = true
	return s, []Effect{{Kind: Abort}}
}

// abandon ends a way in that does not reach its client; a check-out it made is given back.
func abandon(s Session, _ Event) (Session, []Effect) {
	if s.CheckedOut {
		s.Phase = CheckingIn
		return s, []Effect{{Kind: GiveBack}}
	}
	s.Phase = Failed
	return s, nil
}

func ended(s Session, _ Event) (Session, []Effect) {
	s.Phase = CheckingIn
	return s, []Effect{{Kind: GiveBack}}
}

func givenBack(s Session, _ Event) (Session, []Effect) {
	s.Phase = Finished
	return s, nil
}

// opened leaves the check-out to the user.
func opened(s Session, e Event) (Session, []Effect) {
	if s.Cancelled {
		return abandon(s, e)
	}
	s.Phase = Finished
	return s, nil
}

// started goes on to Running; a user who cancelled meanwhile has the client ended at once.
func started(s Session, _ Event) (Session, []Effect) {
	s.Phase = Running
	if s.Cancelled {
		return s, []Effect{{Kind: Abort}}
	}
	return s, nil
}
