package demovault

import (
	"crypto/subtle"
	"maps"
	"slices"
	"strings"
	"time"
)

// exchange is one run of StartAuthentication and AdvanceAuthentication: the
// challenges somebody has to pass, in order, each by one of its mechanisms. The
// Platform's sign-in and the challenge before a secret are the same exchange.
type exchange struct {
	id       string
	user     *user // nil: nobody of that name; no password is right then
	reason   reason
	steps    [][]mechanism
	step     int // the challenge to pass now
	shown    int // how many of steps the client knows
	until    time.Time
	failures int
	sent     int        // codes and prompts
	waiting  *outOfBand // what was started last; nil: nothing
}

// reason is what an exchange is for: signing in, or one secret.
type reason struct {
	secret int // 0: signing in
	text   string
}

// outOfBand is a code or a prompt on its way around the client.
type outOfBand struct {
	mechanism string // id
	code      string // "": a prompt
	prompt    *prompt
}

// operation is one thing the client does in an exchange.
type operation struct {
	MechanismID text `json:"MechanismId"`
	Action      text `json:"Action"`
	Answer      text `json:"Answer"`
}

// advanced is what an operation led to.
type advanced struct {
	summary    string
	challenges [][]mechanism // of a new package
	number     string        // to compare on the device
}

// The values of Summary.
const (
	summaryNext    = "StartNextChallenge"
	summaryPackage = "NewPackage"
	summaryPending = "OobPending"
	summarySuccess = "LoginSuccess"
)

// challengeError is the Message of an answer that is no success.
type challengeError string

func (e challengeError) Error() string { return string(e) }

// What the Messages say is not public. They never tell a name that exists from
// one that does not.
const (
	errChallengeWrong   challengeError = "That was not right. Try again."
	errChallengeOver    challengeError = "Too many answers were not right. Start again."
	errChallengeOften   challengeError = "Too many codes or prompts were asked for. Start again."
	errChallengeGone    challengeError = "There is no such authentication, or it has ended. Start again."
	errChallengeRefused challengeError = "The request was declined on the device."
	errNotOffered       challengeError = "This way to answer is not offered now."
	errNotStarted       challengeError = "Nothing has been sent yet: StartOOB comes first."
	errNotText          challengeError = "This way is not answered by text."
	errNoAction         challengeError = "The Action must be Answer, StartOOB or Poll."
	errNotReadable      challengeError = "The request cannot be read."
)

// maxExchanges bounds what people without a token can make the vault remember.
const maxExchanges = 500

// maxSends bounds the codes and prompts of one exchange: nobody's phone is to
// be rung until they give in.
const maxSends = 10

// maxOperations bounds MultipleOperations.
const maxOperations = 10

// challengeBox is all that the vault remembers of exchanges.
type challengeBox struct {
	running map[string]*exchange
	prompts []*prompt
	outbox  []Message
	last    int    // id of a prompt
	key     []byte // for telephone numbers that nobody can guess
}

// challenge starts an exchange. The mechanisms of the steps are made for name,
// which need not exist.
func (v *Vault) challenge(u *user, name string, why reason, steps [][]Factor, now time.Time) *exchange {
	box := &v.challenges
	v.endChallenges(now)
	if len(box.running) >= maxExchanges {
		oldest := slices.MinFunc(slices.Collect(maps.Values(box.running)), func(a, b *exchange) int { return a.until.Compare(b.until) })
		v.endChallenge(oldest)
	}
	x := &exchange{id: newToken(""), user: u, reason: why, until: now.Add(v.settings.ChallengeLife)}
	for _, factors := range steps {
		step := []mechanism{}
		for _, f := range factors {
			step = append(step, v.mechanism(f, name))
		}
		if len(step) > 0 {
			x.steps = append(x.steps, step)
		}
	}
	x.shown = len(x.steps)
	if v.settings.FactorsLater {
		x.shown = 1
	}
	if box.running == nil {
		box.running = map[string]*exchange{}
	}
	box.running[x.id] = x
	return x
}

// exchangeOf finds a running exchange for the same reason.
func (v *Vault) exchangeOf(id string, secret int, now time.Time) *exchange {
	v.endChallenges(now)
	x := v.challenges.running[id]
	if x == nil || x.reason.secret != secret {
		return nil
	}
	return x
}

// endChallenges ends what has run out of time.
func (v *Vault) endChallenges(now time.Time) {
	for _, x := range v.challenges.running {
		if !now.Before(x.until) {
			v.endChallenge(x)
		}
	}
}

func (v *Vault) endChallenge(x *exchange) {
	v.withdraw(x)
	delete(v.challenges.running, x.id)
}

// advanceAll performs operations in order, up to the first that fails; the
// outcome is that of the last one performed.
func (v *Vault) advanceAll(x *exchange, ops []operation, now time.Time) (advanced, error) {
	if len(ops) == 0 || len(ops) > maxOperations {
		return advanced{}, errNotReadable
	}
	var out advanced
	for _, op := range ops {
		var err error
		if out, err = v.advance(x, op, now); err != nil {
			return advanced{}, err
		}
		if out.summary == summarySuccess {
			break
		}
	}
	return out, nil
}

func (v *Vault) advance(x *exchange, op operation, now time.Time) (advanced, error) {
	i := slices.IndexFunc(x.steps[x.step], func(m mechanism) bool { return m.id == op.MechanismID.S })
	if i < 0 {
		return advanced{}, errNotOffered
	}
	m := x.steps[x.step][i]
	switch strings.ToLower(op.Action.S) {
	case "answer":
		return v.answerChallenge(x, m, op.Answer.S, now)
	case "startoob":
		return v.startOutOfBand(x, m, now)
	case "poll":
		return v.pollOutOfBand(x, m)
	}
	return advanced{}, errNoAction
}

func (v *Vault) answerChallenge(x *exchange, m mechanism, answer string, now time.Time) (advanced, error) {
	switch {
	case m.kind().answer == answerOOB:
		return advanced{}, errNotText
	case m.kind().answer == answerTextOOB && !x.waitsFor(m):
		return advanced{}, errNotStarted
	case !v.rightAnswer(x, m, answer, now):
		if m.factor != FactorPassword && x.signsIn() && x.user != nil {
			v.signInFailed(x.user, now)
		}
		return advanced{}, v.challengeFailed(x, errChallengeWrong)
	}
	return v.challengePassed(x), nil
}

func (x *exchange) signsIn() bool { return x.reason.secret == 0 }

// rightAnswer says whether the answer fits. Nothing is right for a locked user
// who signs in, or codes could be guessed in one exchange after the other.
func (v *Vault) rightAnswer(x *exchange, m mechanism, answer string, now time.Time) bool {
	if x.signsIn() && x.user != nil && now.Before(x.user.lockedUntil) {
		return false
	}
	switch m.factor {
	case FactorPassword:
		return v.passwordFits(x.user, answer, now)
	case FactorEmail, FactorSMS:
		return subtle.ConstantTimeCompare([]byte(strings.TrimSpace(answer)), []byte(x.waiting.code)) == 1
	case FactorOATH, FactorCode:
		return x.user != nil && validCode(answer, x.user.TOTPSecret, now)
	case FactorQuestion:
		return x.user != nil && x.user.SecurityAnswer != "" &&
			subtle.ConstantTimeCompare([]byte(strings.ToLower(strings.TrimSpace(answer))), []byte(strings.ToLower(x.user.SecurityAnswer))) == 1
	}
	return false
}

// startOutOfBand sends a code or a prompt; what was sent before is of no use any more.
func (v *Vault) startOutOfBand(x *exchange, m mechanism, now time.Time) (advanced, error) {
	if m.kind().answer == answerText {
		return advanced{}, errNotOffered
	}
	v.withdraw(x)
	if x.sent++; x.sent > maxSends {
		v.endChallenge(x)
		return advanced{}, errChallengeOften
	}
	x.waiting = v.send(x, m, now)
	out := advanced{summary: summaryPending}
	if p := x.waiting.prompt; p != nil {
		out.number = p.Number
	}
	return out, nil
}

// pollOutOfBand looks whether the prompt has been answered on the device.
func (v *Vault) pollOutOfBand(x *exchange, m mechanism) (advanced, error) {
	if !x.waitsFor(m) {
		return advanced{}, errNotStarted
	}
	p := x.waiting.prompt
	switch {
	case p == nil || p.state == promptPending:
		return advanced{summary: summaryPending}, nil
	case p.state == promptAccepted:
		return v.challengePassed(x), nil
	}
	v.withdraw(x)
	return advanced{}, v.challengeFailed(x, errChallengeRefused)
}

func (x *exchange) waitsFor(m mechanism) bool { return x.waiting != nil && x.waiting.mechanism == m.id }

// challengePassed goes on to the next challenge, or ends the exchange well.
func (v *Vault) challengePassed(x *exchange) advanced {
	v.withdraw(x)
	x.step++
	switch {
	case x.step == len(x.steps):
		v.endChallenge(x)
		return advanced{summary: summarySuccess}
	case x.step < x.shown:
		return advanced{summary: summaryNext}
	}
	x.shown = len(x.steps)
	return advanced{summary: summaryPackage, challenges: x.steps[x.step:]}
}

// challengeFailed counts; the last failure ends the exchange.
func (v *Vault) challengeFailed(x *exchange, why challengeError) error {
	x.failures++
	if x.failures >= v.settings.ChallengeAttempts {
		v.endChallenge(x)
		return errChallengeOver
	}
	return why
}
