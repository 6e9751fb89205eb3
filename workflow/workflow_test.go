package workflow

import (
	"slices"
	"testing"
	"time"
)

// everything is what a user can say.
var everything = Answers{Reason: "why", Ticket: "INC000001", Lock: true, Until: time.Date(2026, 1, 1, 18, 0, 0, 0, time.UTC)}

// vault is the smallest server that honours the calls of the table. It names
// its blockers in an order of its own: nothing public says which is right.
type vault struct {
	mfa, approval, change, comment, checkOut, lock, create bool // still demanded

	order           []RequirementID
	keepsSayingBoth bool // says …AndComment until the check-out, comment or not
	request         RequestStatus
	asked           map[RequirementID]int
	waited          int
	calls           []CallKind
}

func (v *vault) facts() Facts {
	f := Facts{State: StateNone, MinutesLeft: -1, Minutes: 30, Request: v.request}
	for _, id := range v.order {
		if s := v.state(id); s != StateNone {
			f.State = s
			return f
		}
	}
	f.ByMe, f.CheckedOut = true, true
	return f
}

func (v *vault) state(id RequirementID) SecretState {
	switch {
	case id == MFA && v.mfa:
		return StateMFA
	case id == Approval && v.approval:
		return StateApproval
	case id == PendingChange && v.change:
		return StateCheckOutPending
	case id == CheckOut && v.checkOut && (v.comment || v.keepsSayingBoth):
		return StateCheckOutAndComment
	case id == CheckOut && v.checkOut:
		return StateCheckOut
	case id == Comment && v.comment && !v.checkOut:
		return StateComment
	case id == QuantumLock && v.create:
		return StateCreateQuantumLock
	case id == QuantumLock && v.lock:
		return StateQuantumLock
	}
	return StateNone
}

func (v *vault) perform(c CallKind) {
	v.calls = append(v.calls, c)
	switch c {
	case CallRequest:
		v.request = RequestPending
	case CallComment:
		v.comment = false
	case CallCheckOut:
		v.checkOut = false
	case CallSetLock:
		v.create = false
	}
}

// await is the time that a way in waits: approvers and password changers act.
func (v *vault) await(row RequirementID) {
	v.waited++
	switch row {
	case Approval:
		v.approval, v.request = false, RequestApproved
	case PendingChange:
		v.change = false
	}
}

// answer is what a user says to the form of a row, and nothing besides.
func (v *vault) answer(row RequirementID) (a Answers) {
	v.asked[row]++
	switch row {
	case MFA:
		v.mfa = false // in the window of its own
	case Approval:
		a.Reason, a.Until = everything.Reason, everything.Until
	case Comment:
		a.Reason = everything.Reason
	case CreateLock, QuantumLock:
		a.Lock = true
	}
	return a
}

// run drives a session against v until it launches, fails or goes round too often.
func run(t *testing.T, v *vault, a Answers) Session {
	t.Helper()
	v.asked = map[RequirementID]int{}
	s, todo := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true, Answers: a})
	steps := 0
	for len(todo) > 0 {
		var e Event
		switch eff := todo[0]; eff.Kind {
		case ReadFacts:
			if steps++; steps > 2*len(Requirements) {
				t.Fatalf("no end after %d looks; calls %v", steps, v.calls)
			}
			e = Event{Kind: FactsRead, Facts: v.facts()}
		case Perform:
			v.perform(eff.Call)
			e = Event{Kind: CallDone}
		case Await:
			v.await(eff.Row)
			e = Event{Kind: FactsRead, Facts: v.facts()}
		case AskUser:
			e = Event{Kind: Answered, Answers: v.answer(eff.Row)}
		case Start:
			return s
		default:
			t.Fatalf("unexpected effect %v", eff)
		}
		s, todo = Apply(s, e)
	}
	return s
}

// orders are ways for a vault to name several blockers one after the other.
// QuantumLock is the last of each: its password goes with the read, so that a
// vault could name nothing after it.
var orders = map[string][]RequirementID{
	"MFA first":         {MFA, Approval, PendingChange, Comment, CheckOut, QuantumLock},
	"MFA last":          {Approval, PendingChange, CheckOut, Comment, MFA, QuantumLock},
	"from the far end":  {CheckOut, Comment, PendingChange, Approval, MFA, QuantumLock},
	"approval in midst": {Comment, CheckOut, Approval, MFA, PendingChange, QuantumLock},
}

// TestEveryCombination goes all ways in there are: every set of demands, in
// several orders, with nothing and with all said beforehand.
func TestEveryCombinationEndsReadyAndAsksAndSendsEachThingOnce(t *testing.T) {
	for name, order := range orders {
		for bits := range 1 << 8 {
			demands := vault{
				mfa: bits&1 != 0, approval: bits&2 != 0, change: bits&4 != 0, comment: bits&8 != 0,
				checkOut: bits&16 != 0, lock: bits&32 != 0, create: bits&64 != 0, keepsSayingBoth: bits&128 != 0,
				order: order,
			}
			if demands.create && !demands.lock {
				continue // a password for a lock that is not there
			}
			for _, first := range []Answers{{}, everything} {
				v := demands
				s := run(t, &v, first)
				if s.Phase != Launching || s.CheckedOut != demands.checkOut {
					t.Fatalf("%s %+v: ended in %s, checked out %v", name, demands, s.Phase, s.CheckedOut)
				}
				v.hold(t, name, demands, first)
			}
		}
	}
}

// hold compares what happened with what was demanded.
func (v *vault) hold(t *testing.T, name string, d vault, first Answers) {
	t.Helper()
	sent := map[CallKind]int{
		CallRequest: b2i(d.approval), CallCheckOut: b2i(d.checkOut), CallSetLock: b2i(d.create), CallComment: b2i(d.comment),
	}
	if d.keepsSayingBoth && d.checkOut {
		sent[CallComment] = 1
	}
	for c, want := range sent {
		if got := count(v.calls, c); got != want {
			t.Errorf("%s %+v: %s sent %d times, want %d", name, d, c, got, want)
		}
	}
	said := first.Spoke()
	asked := map[RequirementID]int{
		MFA: b2i(d.mfa), Approval: b2i(d.approval && !said),
		Comment:    b2i(sent[CallComment] == 1 && !said && !v.spokeBefore(Comment, d)),
		CreateLock: b2i(d.create && !first.Lock), QuantumLock: b2i(d.lock && !d.create && !first.Lock),
	}
	for row, want := range asked {
		if got := v.asked[row]; got != want {
			t.Errorf("%s %+v first %+v: asked %d times for %s, want %d", name, d, first, got, row, want)
		}
	}
	if want := b2i(d.approval) + b2i(d.change); v.waited != want {
		t.Errorf("%s %+v: waited %d times, want %d", name, d, v.waited, want)
	}
}

// spokeBefore: the reason of the access request serves as the comment too.
func (v *vault) spokeBefore(row RequirementID, d vault) bool {
	if !d.approval {
		return false
	}
	for _, id := range v.order {
		switch {
		case id == Approval:
			return true
		case id == row && !d.checkOut, id == CheckOut && d.checkOut:
			return false
		}
	}
	return false
}

func TestARefusedAnswerIsAskedForAgain(t *testing.T) {
	for _, c := range []struct {
		state SecretState
		call  CallKind
	}{{StateComment, CallComment}, {StateApproval, CallRequest}, {StateCreateQuantumLock, CallSetLock}} {
		s, _ := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true, Answers: everything})
		facts := Event{Kind: FactsRead, Facts: Facts{State: c.state}}
		s, todo := Apply(s, facts)
		if len(todo) != 1 || todo[0].Call != c.call {
			t.Fatalf("%s: %v", c.state, todo)
		}
		s, _ = Apply(s, Event{Kind: CallRefused})
		if s, todo = Apply(s, facts); !s.Waiting() || len(todo) != 1 || todo[0].Kind != AskUser {
			t.Errorf("%s: after a refusal %v, stuck %v", c.state, todo, s.Stuck)
		}
	}
}

func TestAWrongQuantumLockPasswordIsAskedForAgain(t *testing.T) {
	s, _ := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true, Answers: everything})
	facts := Event{Kind: FactsRead, Facts: Facts{State: StateQuantumLock}}
	s, todo := Apply(s, facts)
	if len(todo) != 1 || todo[0].Kind != Start {
		t.Fatalf("with a password at hand: %v", todo)
	}
	s, _ = Apply(s, Event{Kind: LockRefused})
	if s, todo = Apply(s, facts); !s.Waiting() || todo[0].Row != QuantumLock {
		t.Errorf("after a wrong one: %v", todo)
	}
}

func TestADeniedRequestIsNotSentAgainByItself(t *testing.T) {
	s, _ := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true, Answers: everything})
	s, _ = Apply(s, Event{Kind: FactsRead, Facts: Facts{State: StateApproval}})
	s, _ = Apply(s, Event{Kind: CallDone})
	s, todo := Apply(s, Event{Kind: FactsRead, Facts: Facts{State: StateApproval, Request: RequestPending, RequestID: 5}})
	if len(todo) != 1 || todo[0].Kind != Await {
		t.Fatalf("pending: %v", todo)
	}
	if s, todo = Apply(s, Event{Kind: FactsRead, Facts: Facts{State: StateApproval, Request: RequestDenied, RequestID: 5}}); !s.Waiting() || todo[0].Row != Approval {
		t.Errorf("denied: %v", todo)
	}
}

func TestOneFormAsksForWhatCanBeAskedTogether(t *testing.T) {
	for _, c := range []struct {
		name string
		f    Facts
		want []RequirementID
	}{
		{"a reason, and a lock behind it", Facts{State: StateComment, ListsComment: true, ListsQuantumLock: true}, []RequirementID{Comment, QuantumLock}},
		{"the lock alone", Facts{State: StateQuantumLock, ListsComment: true, ListsQuantumLock: true}, []RequirementID{QuantumLock}},
		{"approval by itself, as it may take days", Facts{State: StateApproval, ListsApproval: true, ListsQuantumLock: true}, []RequirementID{Approval}},
		{"nothing before MFA is passed", Facts{State: StateMFA, ListsComment: true}, []RequirementID{MFA}},
		{"nothing while it is held", Facts{State: StateCheckOutAndComment, CheckedOut: true, ListsComment: true}, nil},
		{"nothing when nothing is asked", Facts{State: StateCheckOut, ListsComment: true}, nil},
	} {
		if got := Form(c.f, Answers{}); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAnAnswerThatChangesNothingEndsTheWayIn(t *testing.T) {
	s, _ := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true})
	facts := Event{Kind: FactsRead, Facts: Facts{State: StateCheckOut}}
	s, _ = Apply(s, facts)
	s, _ = Apply(s, Event{Kind: CallRefused})
	s, todo := Apply(s, facts)
	if s.Phase != Failed || !s.Stuck || len(todo) != 0 {
		t.Errorf("after a refused call and the same facts: phase %s, stuck %v, to do %v", s.Phase, s.Stuck, todo)
	}
}

func TestACallThatMetAnExpiredSignInIsDecidedOnAgainOnce(t *testing.T) {
	s, _ := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true})
	facts := Event{Kind: FactsRead, Facts: Facts{State: StateCheckOut}}
	s, _ = Apply(s, facts)
	s, _ = Apply(s, Event{Kind: CallStale})
	s, todo := Apply(s, facts)
	if len(todo) != 1 || todo[0].Call != CallCheckOut {
		t.Fatalf("after a renewed sign-in: %v", todo)
	}
	s, _ = Apply(s, Event{Kind: CallStale})
	if s, _ = Apply(s, facts); !s.Stuck {
		t.Error("a second stale call went round again")
	}
}

func TestADoubtfulCheckOut(t *testing.T) {
	begin := func() Session {
		s, _ := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true})
		s, _ = Apply(s, Event{Kind: FactsRead, Facts: Facts{State: StateCheckOut}})
		s, todo := Apply(s, Event{Kind: CallDoubtful})
		if len(todo) != 1 || todo[0].Kind != ReadFacts {
			t.Fatalf("after a doubtful answer the state must be read, got %v", todo)
		}
		return s
	}
	t.Run("that was made goes on", func(t *testing.T) {
		s, todo := Apply(begin(), Event{Kind: FactsRead, Facts: Facts{State: StateNone, ByMe: true, CheckedOut: true}})
		if s.Phase != Launching || !s.CheckedOut || todo[0].Kind != Start {
			t.Errorf("got %+v, %v", s, todo)
		}
	})
	t.Run("that was not made fails without a second try", func(t *testing.T) {
		s, todo := Apply(begin(), Event{Kind: FactsRead, Facts: Facts{State: StateCheckOut}})
		if s.Phase != Failed || !s.Doubtful || len(todo) != 0 {
			t.Errorf("got %+v, %v", s, todo)
		}
	})
	t.Run("that cannot be looked up stays doubtful", func(t *testing.T) {
		s, todo := Apply(begin(), Event{Kind: FactsFailed})
		if s.Phase != Failed || !s.Doubtful || len(todo) != 0 {
			t.Errorf("got %+v, %v", s, todo)
		}
	})
}

func TestACheckOutIsGivenBackHoweverTheWayEnds(t *testing.T) {
	for _, p := range []Phase{Gathering, Launching, Running} {
		for _, e := range EventKinds {
			s := Session{Phase: p, CheckedOut: true, Cancelled: true, Launch: true}
			next, todo := Apply(s, Event{Kind: e, Facts: Facts{State: StateCannotView}})
			if next.Over() {
				t.Errorf("%s + %s: over while checked out, effects %v", p, e, todo)
			}
			if next.Phase == CheckingIn && (len(todo) != 1 || todo[0].Kind != GiveBack) {
				t.Errorf("%s + %s: checking in with effects %v", p, e, todo)
			}
		}
	}
}

func TestThePhaseTableIsTotal(t *testing.T) {
	for _, p := range Phases {
		for _, s := range sessionsIn(p) {
			for _, e := range eventsOf() {
				next, _ := Apply(s, e)
				if s.Over() && next != s {
					t.Errorf("%s is an end, but %s changed it", p, e.Kind)
				}
				if next.Phase == "" {
					t.Errorf("%s + %s leads nowhere", p, e.Kind)
				}
			}
		}
	}
}

func TestPlanShowsTheWholeWayBeforeItIsBegun(t *testing.T) {
	listed := Facts{ListsComment: true, ListsCheckOut: true, Minutes: 30, MinutesLeft: -1}
	for _, c := range []struct {
		name  string
		facts func(Facts) Facts
		want  map[RequirementID]Progress
	}{
		{
			"both at once", func(f Facts) Facts { f.State = StateCheckOutAndComment; return f },
			map[RequirementID]Progress{Comment: Now, CheckOut: Later, Connect: Later},
		},
		{
			"the reason still counts", func(f Facts) Facts { f.State = StateCheckOut; return f },
			map[RequirementID]Progress{Comment: Done, CheckOut: Now, Connect: Later},
		},
		{
			"held by me", func(f Facts) Facts { f.State = StateNone; f.ByMe = true; f.CheckedOut = true; return f },
			map[RequirementID]Progress{Comment: Done, CheckOut: Done, Connect: Now},
		},
		{
			"held by another", func(f Facts) Facts {
				f.State = StateCheckOutAndComment
				f.CheckedOut = true
				f.Holder = "Bob"
				return f
			},
			map[RequirementID]Progress{Comment: Later, CheckOut: Blocked, Connect: Blocked},
		},
		{
			"nothing demanded", func(Facts) Facts { return Facts{State: StateNone, MinutesLeft: -1} },
			map[RequirementID]Progress{Connect: Now},
		},
		{
			"approval comes first", func(f Facts) Facts { f.State = StateApproval; return f },
			map[RequirementID]Progress{Approval: Now, Comment: Later, CheckOut: Later, Connect: Later},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := map[RequirementID]Progress{}
			for _, s := range Plan(c.facts(listed), Answers{}) {
				got[s.ID] = s.Progress
			}
			if len(got) != len(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			for id, p := range c.want {
				if got[id] != p {
					t.Errorf("%s is %q, want %q", id, got[id], p)
				}
			}
		})
	}
}

func TestLease(t *testing.T) {
	t0 := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	minutes := func(at time.Time, m int) Reading {
		return Reading{Sent: at, Received: at, Left: time.Duration(m) * time.Minute, Slack: time.Minute}
	}
	madeNow := Lease{}.Observe(Reading{Sent: t0, Received: t0.Add(time.Second), Left: 30 * time.Minute})

	t.Run("starts from what the check-out grants", func(t *testing.T) {
		if got := madeNow.At(t0.Add(time.Second)).Remaining(); got != 30*time.Minute-time.Second {
			t.Errorf("remaining %v", got)
		}
	})
	t.Run("rounded-down minutes do not shorten it", func(t *testing.T) {
		got := madeNow.Observe(minutes(t0.Add(2*time.Second), 29)).Remaining()
		if got != 30*time.Minute-2*time.Second {
			t.Errorf("remaining %v", got)
		}
	})
	t.Run("minutes alone start from the floor, and what they show never grows", func(t *testing.T) {
		l := Lease{}.Observe(minutes(t0, 12))
		if got := l.Remaining(); got != 12*time.Minute {
			t.Errorf("first reading: %v", got)
		}
		l = l.Observe(minutes(t0.Add(50*time.Second), 12)) // so it was at least 12:50
		if got := l.Remaining(); got != 12*time.Minute-50*time.Second {
			t.Errorf("second reading: %v", got)
		}
		l = l.Observe(minutes(t0.Add(61*time.Second), 12)) // an extension by another program
		if got := l.Remaining(); got != 12*time.Minute {
			t.Errorf("third reading: %v", got)
		}
	})
	t.Run("an extension replaces it", func(t *testing.T) {
		l := madeNow.Observe(Reading{Received: t0.Add(time.Minute), Until: t0.Add(45 * time.Minute)})
		if got := l.Remaining(); got != 44*time.Minute {
			t.Errorf("remaining %v", got)
		}
	})
	t.Run("an end brought forward replaces it", func(t *testing.T) {
		if got := madeNow.Observe(minutes(t0.Add(time.Minute), 5)).Remaining(); got != 5*time.Minute {
			t.Errorf("remaining %v", got)
		}
	})
	t.Run("a clock set back grants nothing", func(t *testing.T) {
		l := madeNow.At(t0.Add(10 * time.Minute)).At(t0.Add(-time.Hour))
		if got := l.Remaining(); got != 20*time.Minute {
			t.Errorf("remaining %v", got)
		}
	})
	t.Run("is never negative", func(t *testing.T) {
		if l := madeNow.At(t0.Add(24 * time.Hour)); l.Remaining() != 0 || !l.Over() {
			t.Errorf("remaining %v", l.Remaining())
		}
	})
}

// FuzzLease: whatever a truthful vault (rounding minutes down) says and when, no more is shown than is left.
func FuzzLease(f *testing.F) {
	f.Add(uint16(1800), uint16(3), uint16(700), uint16(61), uint8(2))
	f.Fuzz(func(t *testing.T, total, a, b, c uint16, delay uint8) {
		t0 := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
		end := t0.Add(time.Duration(total) * time.Second)
		var l Lease
		now := t0
		for _, step := range []uint16{a, b, c} {
			sent := now.Add(time.Duration(step) * time.Second)
			looked := sent.Add(time.Duration(delay) * time.Millisecond)
			now = looked.Add(time.Duration(delay) * time.Millisecond)
			left := end.Sub(looked)
			if left < 0 {
				return
			}
			l = l.Observe(Reading{Sent: sent, Received: now, Left: left.Truncate(time.Minute), Slack: time.Minute})
			if got, is := l.Remaining(), end.Sub(now); got > max(0, is) {
				t.Fatalf("shows %v, the vault grants %v", got, is)
			}
		}
	})
}

func count(calls []CallKind, k CallKind) (n int) {
	for _, c := range calls {
		n += b2i(c == k)
	}
	return n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestAfterARefusedPasswordAChangeThatRunsIsWaitedFor(t *testing.T) {
	for _, c := range []struct {
		f    Facts
		a    Answers
		want StepKind
	}{
		{Facts{State: StateNone, ChangePending: true}, Answers{Fresh: true}, Wait},
		{Facts{State: StateNone}, Answers{Fresh: true}, Ready},
		{Facts{State: StateNone, ChangePending: true}, Answers{}, Ready}, // nobody has refused it yet
	} {
		if got := Next(c.f, c.a); got.Kind != c.want {
			t.Errorf("%+v %+v: %v, want %s", c.f, c.a, got, c.want)
		}
	}
}
