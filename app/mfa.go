package app

import (
	"context"
	"errors"
	"time"

	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// lookAtBrowser is how often the vault is asked whether a challenge was passed in the browser.
const lookAtBrowser = 4 * time.Second

// challenge is one multifactor challenge. The first of the queue has the window.
type challenge struct {
	id    int
	what  string // secret or vault it is for
	page  string // where the browser can pass it; "": nowhere
	start func(context.Context) (*ssclient.Exchange, error)
	// inBrowser asks whether it was passed there; nil: nobody can tell.
	inBrowser func(context.Context) (passed bool, err error)
	passed    func()
	givenUp   func()

	typed   sealed.Secret      // a password typed beforehand, for the first time one is asked for
	x       *ssclient.Exchange // nil: not begun yet
	step    ssclient.Step
	whole   time.Duration // how long was given when step.Until was set
	state   MFAState
	chosen  string // id of the mechanism
	message string
	problem Problem
	turn    int // of the last thing begun: an older answer does not count
}

// challenge asks the user to pass what stands before a secret.
func (a *App) challenge(sec *secret, w *way) {
	vault := a.s.vault
	if vault == nil {
		return
	}
	c := &challenge{
		what: sec.name(), page: a.secretPage(sec.id),
		start: func(ctx context.Context) (*ssclient.Exchange, error) { return vault.StartSecretChallenge(ctx, sec.id) },
		inBrowser: func(ctx context.Context) (bool, error) {
			st, err := vault.SecretState(ctx, sec.id)
			return err == nil && workflow.SecretState(st.State) != workflow.StateMFA, err
		},
		passed: func() {
			a.wrote(sec.id, sec.name(), stepChallenge, "done")
			a.apply(sec, w, workflow.Event{Kind: workflow.Answered})
		},
		givenUp: func() {
			a.wrote(sec.id, sec.name(), stepChallenge, "given up")
			a.apply(sec, w, workflow.Event{Kind: workflow.Cancel})
		},
	}
	w.challenge = c
	a.pose(c)
}

// pose begins a challenge, or queues it behind the one that has the window.
func (a *App) pose(c *challenge) {
	c.id = a.nextID()
	a.s.challenges = append(a.s.challenges, c)
	if len(a.s.challenges) == 1 {
		a.startChallenge(c)
	}
}

// posed is the challenge that has the window, if its id is this one.
func (a *App) posed(id int) *challenge {
	if len(a.s.challenges) > 0 && a.s.challenges[0].id == id {
		return a.s.challenges[0]
	}
	return nil
}

// drop takes a challenge away, whatever it was doing, and lets the next one begin.
func (a *App) drop(c *challenge) {
	for i, other := range a.s.challenges {
		if other != c {
			continue
		}
		a.s.challenges = append(a.s.challenges[:i:i], a.s.challenges[i+1:]...)
		c.turn = 0
		c.typed.Wipe()
		if c.x != nil {
			c.x.Cancel()
		}
		if i == 0 && len(a.s.challenges) > 0 {
			a.startChallenge(a.s.challenges[0])
		}
		return
	}
}

// startChallenge asks the vault for the ways to pass it.
func (a *App) startChallenge(c *challenge) {
	c.state, c.problem, c.message, c.chosen = MFAStarting, Problem{}, "", ""
	c.x, c.step, c.turn = nil, ssclient.Step{}, a.nextID()
	turn := c.turn
	a.async(a.ctx, func(ctx context.Context) func() {
		x, err := c.start(ctx)
		return func() {
			switch {
			case c.turn != turn && x != nil:
				x.Cancel()
			case c.turn != turn:
			case err != nil:
				a.stepped(c, ssclient.Step{Status: ssclient.ExchangeFailed}, err, true)
			default:
				c.x = x
				a.stepped(c, x.Step(), nil, true)
			}
		}
	})
}

// exchange makes one call; fresh: the user has not chosen anything yet.
func (a *App) exchange(c *challenge, do func(context.Context) (ssclient.Step, error), fresh bool) {
	c.turn = a.nextID()
	turn := c.turn
	a.async(a.ctx, func(ctx context.Context) func() {
		step, err := do(ctx)
		return func() {
			if c.turn == turn {
				a.stepped(c, step, err, fresh)
			}
		}
	})
}

// stepped takes in where an exchange stands now.
func (a *App) stepped(c *challenge, step ssclient.Step, err error, fresh bool) {
	before := c.step
	c.step, c.message, c.problem = step, "", Problem{}
	if !step.Until.Equal(before.Until) {
		c.whole = step.Until.Sub(a.now())
	}
	if err != nil {
		a.challengeFailed(c, err, before.Status == ssclient.ExchangeWaiting)
	}
	switch step.Status {
	case ssclient.ExchangeDone:
		a.drop(c)
		c.passed()
	case ssclient.ExchangeFailed:
		c.state = MFAFailed
	case ssclient.ExchangeWaiting:
		c.chosen, c.state = step.Chosen, MFAApprove
		if m, ok := step.Mechanism(step.Chosen); ok && m.Typed {
			c.state = MFAType
		}
		a.pollLater(c)
	case ssclient.ExchangeChoose:
		c.state = MFAChoose
		m, again := step.Mechanism(c.chosen)
		switch {
		case err == nil && !c.typed.Empty() && asksPassword(step):
			a.answerTyped(c)
		case err != nil && again && m.Typed && !m.Waits:
			c.state = MFAType // a wrong code: the next one
		case err == nil && (fresh || step.Challenge != before.Challenge) && len(step.Mechanisms) == 1:
			a.chooseMechanism(c, step.Mechanisms[0])
		default:
			c.chosen = ""
		}
	}
}

// asksPassword reports whether a password is among what may be answered now.
func asksPassword(s ssclient.Step) bool {
	for _, m := range s.Mechanisms {
		if m.Kind == ssclient.MechanismPassword && m.Typed && !m.Waits {
			return true
		}
	}
	return false
}

// answerTyped uses the password that was typed before, once.
func (a *App) answerTyped(c *challenge) {
	password := c.typed
	c.typed = sealed.Secret{}
	for _, m := range c.step.Mechanisms {
		if m.Kind == ssclient.MechanismPassword {
			c.chosen, c.state = m.ID, MFAType
			a.answerChallenge(AnswerMFA{ID: c.id, Answer: password})
			return
		}
	}
	password.Wipe()
}

// challengeFailed says why: in the vault's own words where it gave some. A confirmation that was waited for may have been late.
func (a *App) challengeFailed(c *challenge, err error, waited bool) {
	var api *ssclient.APIError
	switch {
	case errors.Is(err, ssclient.ErrAnswer):
		if errors.As(err, &api) && api.Message != "" {
			c.message = api.Message
			return
		}
		c.problem = Problem{Kind: ProblemAnswer}
	case waited && errors.Is(err, ssclient.ErrTimeout) && c.step.Status == ssclient.ExchangeChoose:
		c.problem = Problem{Kind: ProblemNotConfirmed}
	case errors.Is(err, ssclient.ErrNoChallenge):
		c.problem = Problem{Kind: ProblemNoChallenge}
	case errors.Is(err, ssclient.ErrFederated):
		c.problem = Problem{Kind: ProblemFederated, Where: detail(err)}
	default:
		c.problem = a.failed(err)
	}
}

// pollLater asks in a while whether somebody has confirmed.
func (a *App) pollLater(c *challenge) {
	turn := c.turn
	a.after(ssclient.PollEvery, func() {
		if c.turn == turn && c.step.Status == ssclient.ExchangeWaiting && c.x != nil {
			a.exchange(c, c.x.Poll, false)
		}
	})
}

// chooseMethod is the user's choice; the same again sends again.
func (a *App) chooseMethod(i ChooseMFA) {
	c := a.posed(i.ID)
	if c == nil || c.x == nil || i.Method < 0 || i.Method >= len(c.step.Mechanisms) || c.state == MFAChecking {
		return
	}
	a.chooseMechanism(c, c.step.Mechanisms[i.Method])
}

func (a *App) chooseMechanism(c *challenge, m ssclient.Mechanism) {
	c.chosen, c.message, c.problem = m.ID, "", Problem{}
	if !m.Waits {
		c.state, c.turn = MFAType, a.nextID()
		return
	}
	c.state = MFAChecking
	a.exchange(c, func(ctx context.Context) (ssclient.Step, error) { return c.x.Begin(ctx, m.ID) }, false)
}

// answerChallenge sends what was typed, and wipes it.
func (a *App) answerChallenge(i AnswerMFA) {
	c := a.posed(i.ID)
	if c == nil || c.x == nil || c.state != MFAType || i.Answer.Empty() {
		i.Answer.Wipe()
		return
	}
	c.state, c.message, c.problem = MFAChecking, "", Problem{}
	chosen, answer := c.chosen, i.Answer
	a.exchange(c, func(ctx context.Context) (ssclient.Step, error) {
		defer answer.Wipe()
		return c.x.Answer(ctx, chosen, answer)
	}, false)
}

// challengeInBrowser opens the page and looks until the vault says that it was passed there.
func (a *App) challengeInBrowser(id int) {
	c := a.posed(id)
	if c == nil || c.page == "" || c.state == MFABrowser {
		return
	}
	a.openPage(c.page)
	c.state, c.problem, c.message, c.turn = MFABrowser, Problem{}, "", a.nextID()
	if c.inBrowser != nil {
		a.lookAtBrowser(c)
	}
}

func (a *App) lookAtBrowser(c *challenge) {
	turn := c.turn
	a.after(lookAtBrowser, func() {
		if c.turn != turn {
			return
		}
		a.async(a.ctx, func(ctx context.Context) func() {
			passed, err := c.inBrowser(ctx)
			return func() {
				switch {
				case c.turn != turn:
				case passed:
					a.drop(c)
					c.passed()
				case err != nil && !cancelled(err):
					c.problem = a.failed(err)
					fallthrough
				default:
					a.lookAtBrowser(c)
				}
			}
		})
	})
}

// retryChallenge begins anew.
func (a *App) retryChallenge(id int) {
	if c := a.posed(id); c != nil && c.state == MFAFailed {
		a.startChallenge(c)
	}
}

// cancelChallenge gives it up, and what it was for.
func (a *App) cancelChallenge(id int) {
	if c := a.posed(id); c != nil {
		a.drop(c)
		c.givenUp()
	}
}

// giveUpChallenges ends them all: the sign-in they were posed in is over. The
// last goes first, so that none behind it begins.
func (a *App) giveUpChallenges() {
	for n := len(a.s.challenges); n > 0; n = len(a.s.challenges) {
		c := a.s.challenges[n-1]
		a.drop(c)
		c.givenUp()
	}
}

// secretPage is the secret's page of the vault's own web interface; "" if there is no browser.
func (a *App) secretPage(id int) string {
	if a.cfg.OpenURL == nil || a.s.vault == nil {
		return ""
	}
	return a.s.vault.SecretPage(id)
}

// mfaKind is the vault's kind of mechanism in the words of a view.
func mfaKind(k ssclient.MechanismKind) MFAKind {
	kinds := map[ssclient.MechanismKind]MFAKind{
		ssclient.MechanismPassword: MFAPassword, ssclient.MechanismCode: MFACode, ssclient.MechanismPush: MFAPush,
		ssclient.MechanismPhone: MFAPhone, ssclient.MechanismCodeByEmail: MFAEmail, ssclient.MechanismCodeByText: MFAText,
		ssclient.MechanismQuestion: MFAQuestion,
	}
	if kind, ok := kinds[k]; ok {
		return kind
	}
	return MFAOther
}

// viewMFA is the challenge as its window shows it.
func (a *App) viewMFA(now time.Time) *MFAView {
	if len(a.s.challenges) == 0 {
		return nil
	}
	c := a.s.challenges[0]
	v := &MFAView{
		Vault: a.seat.key,
		ID:    c.id, For: c.what, State: c.state, Chosen: -1, Number: c.step.Number, Message: c.message,
		Step: c.step.Challenge, Steps: c.step.Challenges,
		Browser: c.page != "", Problem: c.problem,
	}
	for i, m := range c.step.Mechanisms {
		v.Methods = append(v.Methods, MFAMethod{Kind: mfaKind(m.Kind), Name: m.Name, Prompt: m.Prompt, Masked: m.Masked, Sends: m.Waits})
		if m.ID == c.chosen {
			v.Chosen = i
		}
	}
	if !c.step.Until.IsZero() {
		v.Left, v.Whole = max(0, c.step.Until.Sub(now)).Truncate(time.Second), c.whole
	}
	return v
}
