package demovault

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Factor is one way to prove who one is.
type Factor string

// The factors of an exchange.
const (
	FactorPassword Factor = "password"
	FactorOATH     Factor = "oath"     // the code of an authenticator app: User.TOTPSecret
	FactorCode     Factor = "otp"      // the same code, under the other name that is seen
	FactorEmail    Factor = "email"    // a code by e-mail: Outbox
	FactorSMS      Factor = "sms"      // a code by text message: Outbox
	FactorPush     Factor = "push"     // a prompt in the mobile app: Pushes, AnswerPush
	FactorPhone    Factor = "phone"    // a call to answer: Pushes, AnswerPush
	FactorQuestion Factor = "question" // User.SecurityAnswer
)

// The values of AnswerType.
const (
	answerText    = "Text"
	answerTextOOB = "StartTextOob"
	answerOOB     = "StartOob"
)

// factorKind is how a factor looks on the wire.
type factorKind struct{ name, answer, choose string }

var factorKinds = map[Factor]factorKind{
	FactorPassword: {"UP", answerText, "Password"},
	FactorOATH:     {"OATH", answerText, "Authenticator app"},
	FactorCode:     {"OTP", answerText, "Mobile app code"},
	FactorEmail:    {"EMAIL", answerTextOOB, "E-mail"},
	FactorSMS:      {"SMS", answerTextOOB, "Text message"},
	FactorPush:     {"OTP", answerOOB, "Mobile app"},
	FactorPhone:    {"PF", answerOOB, "Phone call"},
	FactorQuestion: {"SQ", answerText, "Security question"},
}

// secondFactors are those that a challenge offers unless the settings say otherwise.
func secondFactors() []Factor {
	return []Factor{FactorOATH, FactorEmail, FactorSMS, FactorPush, FactorPhone, FactorQuestion}
}

// securityQuestion is everybody's.
const securityQuestion = "What is your word for this demo?"

// mechanism is a factor in one exchange, with what may be shown of where a code goes.
type mechanism struct {
	id     string
	factor Factor
	name   string // of the user, without the domain
}

func (m mechanism) kind() factorKind { return factorKinds[m.factor] }

// mechanism makes one for a name. What it shows is made of the name alone, so
// that a name that does not exist looks like any other.
func (v *Vault) mechanism(f Factor, name string) mechanism {
	return mechanism{id: newToken(""), factor: f, name: localName(name)}
}

// TenantDomain is that of the demo's users, as in alice@demo.example.
const TenantDomain = "demo.example"

// localName is the user name of "alice" and "alice@demo.example".
func localName(name string) string {
	name = strings.TrimSpace(name)
	if local, domain, ok := strings.Cut(name, "@"); ok && strings.EqualFold(domain, TenantDomain) {
		return local
	}
	return name
}

// lastDigits are those of the telephone of a name.
func (v *Vault) lastDigits(name string) string {
	if v.challenges.key == nil {
		v.challenges.key = make([]byte, 32)
		_, _ = rand.Read(v.challenges.key) // never fails
	}
	mac := hmac.New(sha256.New, v.challenges.key)
	mac.Write([]byte(strings.ToLower(name)))
	return fmt.Sprintf("%02d", binary.BigEndian.Uint32(mac.Sum(nil))%100)
}

// maskedEmail shows the first letter.
func maskedEmail(name string) string {
	r, _ := utf8.DecodeRuneInString(strings.ToLower(name))
	if r == utf8.RuneError {
		r = 'x'
	}
	return string(r) + "***@" + TenantDomain
}

type challengeModel struct {
	extra
	Mechanisms []mechanismModel `json:"Mechanisms"`
}

type mechanismModel struct {
	extra
	Name                 string `json:"Name"`
	AnswerType           string `json:"AnswerType"`
	MechanismID          string `json:"MechanismId"`
	PromptSelectMech     string `json:"PromptSelectMech"`
	PromptMechChosen     string `json:"PromptMechChosen"`
	PartialAddress       string `json:"PartialAddress,omitempty"`
	MaskedEmailAddress   string `json:"MaskedEmailAddress,omitempty"`
	PartialDeviceAddress string `json:"PartialDeviceAddress,omitempty"`
	PartialPhoneNumber   string `json:"PartialPhoneNumber,omitempty"`
}

func (v *Vault) challengeModels(steps [][]mechanism) []challengeModel {
	out := make([]challengeModel, len(steps))
	for i, step := range steps {
		out[i].Mechanisms = make([]mechanismModel, len(step))
		for j, m := range step {
			out[i].Mechanisms[j] = v.mechanismModel(m)
		}
	}
	return out
}

func (v *Vault) mechanismModel(m mechanism) mechanismModel {
	k := m.kind()
	out := mechanismModel{Name: k.name, AnswerType: k.answer, MechanismID: m.id, PromptSelectMech: k.choose}
	switch m.factor {
	case FactorPassword:
		out.PromptMechChosen = "Enter Password"
	case FactorOATH, FactorCode:
		out.PromptMechChosen = "Enter the code that the app shows"
	case FactorEmail:
		out.MaskedEmailAddress = maskedEmail(m.name)
		out.PartialAddress = TenantDomain
		out.PromptMechChosen = "Enter the code sent to " + out.MaskedEmailAddress
	case FactorSMS:
		out.PartialDeviceAddress = v.lastDigits(m.name)
		out.PromptMechChosen = "Enter the code sent to the number ending in " + out.PartialDeviceAddress
	case FactorPush:
		out.PromptMechChosen = "Accept the request in the mobile app"
	case FactorPhone:
		out.PartialPhoneNumber = v.lastDigits(m.name)
		out.PromptMechChosen = "Answer the call to the number ending in " + out.PartialPhoneNumber
	case FactorQuestion:
		out.PromptMechChosen = securityQuestion
	}
	return out
}

// Message is a code that was "sent".
type Message struct {
	At      time.Time
	User    string
	Channel string // "email" or "text"
	Text    string
}

// Push is a prompt that waits on somebody's device.
type Push struct {
	ID     int
	User   string
	Device string
	Number string // to compare with the one the client shows; "" for a call
	For    string // what is being asked for
	At     time.Time
}

type promptState int

const (
	promptPending promptState = iota
	promptAccepted
	promptDeclined
)

type prompt struct {
	Push
	state promptState
}

// outboxSize is how many messages are kept.
const outboxSize = 200

// Outbox lists the codes that were sent by e-mail or text, oldest first.
func (v *Vault) Outbox() []Message {
	v.enter()
	defer v.leave()
	return slices.Clone(v.challenges.outbox)
}

// Pushes lists the prompts of the mobile app and the calls that nobody has
// answered yet, oldest first.
func (v *Vault) Pushes() []Push {
	now := v.enter()
	defer v.leave()
	v.endChallenges(now)
	out := []Push{}
	for _, p := range v.challenges.prompts {
		if p.state == promptPending {
			out = append(out, p.Push)
		}
	}
	return out
}

// Errors of AnswerPush.
var (
	ErrNoPush      = errors.New("no such prompt, or it is no longer pending")
	ErrWrongNumber = errors.New("not the number that the prompt asks for: declined")
)

// AnswerPush accepts or declines a prompt as its user would. Accepting with
// another number than the prompt's declines it; a call has none.
func (v *Vault) AnswerPush(id int, accept bool, number string) error {
	now := v.enter()
	defer v.leave()
	v.endChallenges(now)
	for _, p := range v.challenges.prompts {
		if p.ID != id || p.state != promptPending {
			continue
		}
		switch {
		case !accept:
			p.state = promptDeclined
		case p.Number != "" && strings.TrimSpace(number) != p.Number:
			p.state = promptDeclined
			return ErrWrongNumber
		default:
			p.state = promptAccepted
		}
		return nil
	}
	return ErrNoPush
}

// send gives a code or a prompt to the user of the exchange; nobody gets what
// is for a name that does not exist.
func (v *Vault) send(x *exchange, m mechanism, now time.Time) *outOfBand {
	box, to := &v.challenges, &outOfBand{mechanism: m.id}
	name := ""
	if x.user != nil {
		name = x.user.Name
	}
	switch m.factor {
	case FactorEmail, FactorSMS:
		channel, digits := "email", 8
		if m.factor == FactorSMS {
			channel, digits = "text", 6
		}
		to.code = randomText(digits, "0123456789")
		if name != "" {
			box.outbox = append(box.outbox, Message{now, name, channel, "Your code to " + x.reason.text + ": " + to.code})
			box.outbox = box.outbox[max(0, len(box.outbox)-outboxSize):]
		}
	default:
		box.last++
		p := &prompt{Push: Push{ID: box.last, User: name, For: x.reason.text, At: now}}
		if m.factor == FactorPush {
			p.Device, p.Number = "Mobile app", randomText(2, "123456789")
		} else {
			p.Device = "Telephone ending in " + v.lastDigits(m.name)
		}
		to.prompt = p
		if name != "" {
			box.prompts = append(box.prompts, p)
		}
	}
	return to
}

// withdraw makes what was sent last useless.
func (v *Vault) withdraw(x *exchange) {
	if x.waiting == nil {
		return
	}
	gone := x.waiting.prompt
	x.waiting = nil
	v.challenges.prompts = slices.DeleteFunc(v.challenges.prompts, func(p *prompt) bool { return p == gone })
}
