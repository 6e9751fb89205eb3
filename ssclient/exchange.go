package ssclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"sallyport/workflow/sealed"
)

const (
	// PollEvery is how often a waiting Exchange should be polled.
	PollEvery = 2 * time.Second

	maxWaiting  = 5 * time.Minute // for a person to take up the phone
	maxAdvances = 64              // a server that always wants one thing more
	maxWays     = 32              // mechanisms of one challenge
)

// ExchangeStatus is where an Exchange stands.
type ExchangeStatus int

// The states of an Exchange, and what may be called in each. Any other call
// is refused without being sent, and changes nothing.
const (
	ExchangeChoose  ExchangeStatus = iota // Begin or Answer with one of the mechanisms
	ExchangeWaiting                       // Poll, Answer if it is Typed, Begin again, or another mechanism
	ExchangeDone                          // nothing more
	ExchangeFailed                        // nothing more: start another Exchange
)

func (s ExchangeStatus) String() string {
	switch s {
	case ExchangeChoose:
		return "choose"
	case ExchangeWaiting:
		return "waiting"
	case ExchangeDone:
		return "done"
	case ExchangeFailed:
		return "failed"
	}
	return fmt.Sprintf("ExchangeStatus(%d)", int(s))
}

// Step is what to show of an Exchange: a value, without secrets.
type Step struct {
	Status     ExchangeStatus
	Challenge  int         // from 1; of Challenges in this package, as far as the server says
	Challenges int         //
	Mechanisms []Mechanism // any one of them is enough
	Chosen     string      // the ID of the one that is waited for
	Number     string      // to be picked on the phone, where the server gives one
	Until      time.Time   // when waiting ends by this machine's clock
}

// Mechanism finds one that is offered.
func (s Step) Mechanism(id string) (Mechanism, bool) {
	for _, m := range s.Mechanisms {
		if m.ID == id {
			return m, true
		}
	}
	return Mechanism{}, false
}

// Exchange is a conversation of challenges and answers. Its methods may be
// called from any goroutine; one call waits for the other. None of them is
// ever repeated, and a failed call leaves the Exchange where it was, unless
// the Step that comes with the error says something else.
//
// ErrAnswer: the server does not take the answer; its own words are in the
// error, and how often one may try is its decision. A cancelled context ends
// a call, not the Exchange: Cancel does that.
type Exchange struct {
	c       *Client
	op      string
	advance string // path
	anon    bool
	// finish takes over what a success brings; what is wrong with it, or "".
	finish func(g *granted, sent time.Time) string
	turn   chan struct{} // full while a call is under way

	mu         sync.Mutex
	step       Step
	session    sealed.Secret
	tenant     sealed.Secret
	challenges [][]Mechanism
	advances   int
	given      []sealed.Secret // answers so far: they must not come back as a prompt
}

func (a *identityAnswer) wipe() {
	if a.Result != nil {
		a.Result.SessionID.Wipe()
		a.Result.TenantID.Wipe()
		a.Result.Tokens.wipe()
	}
}

// begin starts an Exchange. user may be empty where a token says who it is.
func (x *Exchange) begin(ctx context.Context, path, user string) error {
	x.turn = make(chan struct{}, 1)
	fields := []field{{"Version", sealed.New([]byte("1.0"))}}
	if user != "" {
		fields = append(fields, field{"User", sealed.New([]byte(user))})
	}
	k := call{op: x.op, path: path}
	a, err := x.post(ctx, k, fields)
	if err != nil {
		return err
	}
	defer a.wipe()
	if !*a.Success {
		e := k.fail(ErrRefused, "")
		if x.anon {
			e.Kind = ErrAuth
		}
		e.Message = clean(a.Message, maxText)
		return e
	}
	r := a.Result
	if at := r.Redirect + r.Elsewhere; at != "" {
		return k.fail(ErrFederated, hostOf(at))
	}
	if len(r.Challenges) == 0 && r.PodFQDN != "" && r.Summary != "LoginSuccess" {
		return k.fail(ErrNotAPI, "this tenant is at "+clean(r.PodFQDN, 253))
	}
	if r.Summary != "LoginSuccess" {
		r.Summary = "NewPackage" // whatever it is called when it is the first one
	}
	if reason := x.follow(a, "", Mechanism{}); reason != "" {
		return k.fail(ErrNotAPI, reason)
	}
	return nil
}

// Step is where the Exchange stands.
func (x *Exchange) Step() Step {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.step
	s.Mechanisms = slices.Clone(s.Mechanisms)
	return s
}

// Status is that of Step.
func (x *Exchange) Status() ExchangeStatus { return x.Step().Status }

// Mechanisms are the ways to satisfy the challenge at hand.
func (x *Exchange) Mechanisms() []Mechanism { return x.Step().Mechanisms }

// Cancel ends the Exchange here; the server is not told, it has its own limit.
func (x *Exchange) Cancel() { x.end(ExchangeFailed) }

// Begin lets the server send what the mechanism needs: a push, a call, a code;
// again, if it was begun before. For one that is only typed it does nothing.
// POST {tenant}/identity/Security/AdvanceAuthentication, Action StartOOB.
func (x *Exchange) Begin(ctx context.Context, id string) (Step, error) {
	return x.exclusively(ctx, func() error {
		m, err := x.way(id)
		if err != nil || !m.Waits {
			return err
		}
		return x.send(ctx, m, "StartOOB", sealed.Secret{})
	})
}

// Answer gives what the user typed, and is the only call that can be wrong in
// ErrAnswer's sense. The caller wipes it. Action Answer.
func (x *Exchange) Answer(ctx context.Context, id string, typed sealed.Secret) (Step, error) {
	return x.exclusively(ctx, func() error {
		m, err := x.way(id)
		switch s := x.Step(); {
		case err != nil:
			return err
		case !m.Typed:
			return x.call().fail(ErrRefused, "nothing can be typed here")
		case m.Waits && s.Chosen != id:
			return x.call().fail(ErrRefused, "nothing was sent yet: begin first")
		case typed.Empty():
			return x.call().fail(ErrRefused, "the answer is empty")
		}
		return x.send(ctx, m, "Answer", typed)
	})
}

// Poll asks whether what Begin sent was confirmed. ErrTimeout together with
// ExchangeChoose: nobody did in time. Action Poll.
func (x *Exchange) Poll(ctx context.Context) (Step, error) {
	return x.exclusively(ctx, func() error {
		s := x.Step()
		m, err := x.way(s.Chosen)
		switch {
		case s.Status == ExchangeChoose:
			return x.call().fail(ErrRefused, "nothing is waited for")
		case err != nil:
			return err
		case !x.c.now().Before(s.Until):
			x.chooseAgain()
			return x.call().fail(ErrTimeout, "not confirmed within "+maxWaiting.String())
		}
		return x.send(ctx, m, "Poll", sealed.Secret{})
	})
}

// exclusively lets one call at a time go on.
func (x *Exchange) exclusively(ctx context.Context, f func() error) (Step, error) {
	select {
	case x.turn <- struct{}{}:
	case <-ctx.Done():
		return x.Step(), x.call().stopped(ctx)
	}
	defer func() { <-x.turn }()
	err := f()
	return x.Step(), err
}

func (x *Exchange) call() call { return call{op: x.op, path: x.advance} }

// way is the mechanism that is asked for, if it may be used now.
func (x *Exchange) way(id string) (Mechanism, error) {
	s := x.Step()
	m, ok := s.Mechanism(id)
	switch {
	case s.Status == ExchangeDone, s.Status == ExchangeFailed:
		return m, x.call().fail(ErrRefused, "this is over")
	case !ok:
		return m, x.call().fail(ErrRefused, "not one of the ways that are offered")
	case !m.Typed && !m.Waits:
		return m, x.call().fail(ErrRefused, "this way works in the browser only")
	}
	return m, nil
}

// send makes one AdvanceAuthentication and follows its answer.
func (x *Exchange) send(ctx context.Context, m Mechanism, action string, typed sealed.Secret) error {
	k := x.call()
	x.mu.Lock()
	if action != "Poll" {
		x.advances++
	}
	tooMany := x.advances > maxAdvances
	fields := []field{
		{"TenantId", x.tenant.Clone()},
		{"SessionId", x.session.Clone()},
		{"MechanismId", sealed.New([]byte(m.ID))},
		{"Action", sealed.New([]byte(action))},
	}
	if !typed.Empty() {
		own := typed.Clone()
		x.given = append(x.given, own)
		fields = append(fields, field{"Answer", own})
	}
	x.mu.Unlock()
	defer fields[0].value.Wipe()
	defer fields[1].value.Wipe()
	if tooMany {
		x.end(ExchangeFailed)
		return k.fail(ErrNotAPI, fmt.Sprintf("no end after %d steps", maxAdvances))
	}
	a, err := x.post(ctx, k, fields)
	if err != nil {
		if errors.Is(err, ErrAccessDenied) || errors.Is(err, ErrRefused) {
			x.end(ExchangeFailed)
		}
		return err
	}
	defer a.wipe()
	if !*a.Success {
		if action == "Poll" {
			x.chooseAgain() // turned down on the phone, or the time is over
		}
		e := k.fail(ErrAnswer, "")
		e.Message = x.shown(a.Message)
		return e
	}
	if reason := x.follow(a, action, m); reason != "" {
		x.end(ExchangeFailed)
		return k.doubt(k.fail(ErrNotAPI, reason))
	}
	return nil
}

// post makes either call. It is a write: sent once.
func (x *Exchange) post(ctx context.Context, k call, fields []field) (*identityAnswer, error) {
	a := &identityAnswer{}
	x.mu.Lock()
	k.hide = append([]sealed.Secret{x.session}, x.given...)
	x.mu.Unlock()
	k.method, k.anon, k.limit = http.MethodPost, x.anon, maxTokenBody
	k.header = http.Header{"X-Centrify-Native-Client": {"true"}}
	k.body = jsonObject(fields)
	defer k.body.clear()
	k.into = a
	k.check = func() string {
		switch {
		case a.Success == nil:
			return "answer does not say whether it went well"
		case *a.Success && a.Result == nil:
			return "answer has no result"
		}
		return ""
	}
	k.take = func(got answer) { a.sent = got.sent }
	if err := x.c.do(ctx, k); err != nil {
		a.wipe()
		return nil, err
	}
	return a, nil
}

// end forgets what must not stay.
func (x *Exchange) end(s ExchangeStatus) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.step.Status == ExchangeDone || x.step.Status == ExchangeFailed {
		return
	}
	x.step = Step{Status: s}
	x.session.Wipe()
	for _, g := range x.given {
		g.Wipe()
	}
	x.given, x.challenges = nil, nil
}

// shown is server text that may be shown: nothing of what was typed is in it.
func (x *Exchange) shown(s string) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if reveals(s, x.given) || reveals(s, []sealed.Secret{x.session}) {
		return ""
	}
	return clean(s, maxText)
}
