package workflow

import (
	"testing"
	"time"
)

// vault is the smallest server that honours the calls of the table.
type vault struct {
	comment, checkOut bool // still demanded
	split             bool // says RequiresComment, then RequiresCheckout, instead of both in one word
	keepsSayingBoth   bool // says …AndComment until the check-out, comment or not
	calls             []CallKind
}

func (v *vault) facts() Facts {
	f := Facts{State: StateNone, MinutesLeft: -1, Minutes: 30}
	switch {
	case v.comment && v.checkOut && !v.split:
		f.State = StateCheckOutAndComment
	case v.comment:
		f.State = StateComment
	case v.checkOut && v.keepsSayingBoth:
		f.State = StateCheckOutAndComment
	case v.checkOut:
		f.State = StateCheckOut
	default:
		f.ByMe, f.CheckedOut = true, true
	}
	return f
}

func (v *vault) perform(c CallKind) {
	v.calls = append(v.calls, c)
	switch c {
	case CallComment:
		v.comment = false
	case CallCheckOut:
		v.checkOut = false
	}
}

// run drives a session against v until it launches, fails or asks more often than it may.
func run(t *testing.T, v *vault, a Answers) (Session, int) {
	t.Helper()
	asked := 0
	s, todo := Apply(Session{Phase: Idle}, Event{Kind: Begin, Launch: true, Answers: a})
	for n := 0; len(todo) > 0; n++ {
		if n > 4*len(Requirements) {
			t.Fatalf("no end after %d effects; calls %v", n, v.calls)
		}
		var e Event
		switch eff := todo[0]; eff.Kind {
		case ReadFacts:
			e = Event{Kind: FactsRead, Facts: v.facts()}
		case Perform:
			v.perform(eff.Call)
			e = Event{Kind: CallDone}
		case AskUser:
			asked++
			e = Event{Kind: Answered, Answers: Answers{Comment: "why"}}
		case Start:
			return s, asked
		default:
			t.Fatalf("unexpected effect %v", eff)
		}
		s, todo = Apply(s, e)
	}
	return s, asked
}

func TestEveryCombinationEndsReadyAndSendsEachCallOnce(t *testing.T) {
	for i := range 16 {
		v := &vault{comment: i&1 != 0, checkOut: i&2 != 0, split: i&4 != 0, keepsSayingBoth: i&8 != 0}
		wantComment, wantCheckOut, given := v.comment, v.checkOut, *v
		for _, first := range []Answers{{}, {Comment: "why"}} {
			v = &vault{comment: given.comment, checkOut: given.checkOut, split: given.split, keepsSayingBoth: given.keepsSayingBoth}
			s, asked := run(t, v, first)
			if s.Phase != Launching {
				t.Errorf("%+v: ended in %s, want launching", given, s.Phase)
			}
			if got := count(v.calls, CallComment); got != b2i(wantComment) && !given.keepsSayingBoth {
				t.Errorf("%+v: %d comments sent, want %d", given, got, b2i(wantComment))
			}
			if got := count(v.calls, CallCheckOut); got != b2i(wantCheckOut) {
				t.Errorf("%+v: %d check-outs sent, want %d", given, got, b2i(wantCheckOut))
			}
			if asked > 1 || first.Comment != "" && asked > 0 {
				t.Errorf("%+v: asked %d times with first answers %+v", given, asked, first)
			}
			if s.CheckedOut != wantCheckOut {
				t.Errorf("%+v: session thinks it made a check-out: %v", given, s.CheckedOut)
			}
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
			map[RequirementID]Progress{Approval: Blocked, Comment: Later, CheckOut: Later, Connect: Blocked},
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
