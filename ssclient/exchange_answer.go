package ssclient

import (
	"encoding/json"
	"net/url"
	"time"

	"sallyport/workflow/sealed"
)

// identityResult is what both calls answer inside of their envelope.
type identityResult struct {
	Summary    string        `json:"Summary"`
	SessionID  sealed.Secret `json:"SessionId"`
	TenantID   sealed.Secret `json:"TenantId"`
	Redirect   string        `json:"Redirect"`
	Elsewhere  string        `json:"IdpRedirectUrl"`
	PodFQDN    string        `json:"PodFqdn"`
	Challenges []struct {
		Mechanisms []identityMechanism `json:"Mechanisms"`
	} `json:"Challenges"`
	Number json.RawMessage `json:"GeneratedAuthValue"`
	Tokens granted         `json:"OAuthTokens"`
}

// identityAnswer is the envelope.
type identityAnswer struct {
	Success *bool           `json:"success"`
	Message string          `json:"Message"`
	Result  *identityResult `json:"Result"`
	sent    time.Time
}

// follow goes where a good answer to action leads; what is wrong with it, or "".
func (x *Exchange) follow(a *identityAnswer, action string, m Mechanism) string {
	r := a.Result
	switch r.Summary {
	case "LoginSuccess":
		return x.succeed(a)
	case "OobPending":
		x.wait(action, m, numberIn(r.Number))
		return ""
	case "StartNextChallenge":
		return x.next()
	case "NewPackage":
		return x.unpack(r)
	}
	return "unknown summary " + x.shown(r.Summary)
}

// succeed takes over what the server gives, unless the user gave up meanwhile.
func (x *Exchange) succeed(a *identityAnswer) string {
	x.mu.Lock()
	if x.step.Status == ExchangeFailed {
		x.mu.Unlock()
		return "cancelled meanwhile"
	}
	reason := x.finish(&a.Result.Tokens, a.sent)
	x.mu.Unlock()
	if reason == "" {
		x.end(ExchangeDone)
	}
	return reason
}

// wait is for a person. A code that is sent again comes with new time and a
// new number; typing or asking gives neither.
func (x *Exchange) wait(action string, m Mechanism, number string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.step.Status == ExchangeFailed {
		return
	}
	if action == "StartOOB" || x.step.Chosen != m.ID {
		x.step.Number, x.step.Until = "", x.c.now().Round(0).Add(maxWaiting)
	}
	if number != "" {
		x.step.Number = number
	}
	x.step.Status, x.step.Chosen = ExchangeWaiting, m.ID
}

// chooseAgain forgets what was waited for.
func (x *Exchange) chooseAgain() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.step.Status == ExchangeWaiting {
		x.step.Status, x.step.Chosen, x.step.Number, x.step.Until = ExchangeChoose, "", "", time.Time{}
	}
}

// next goes to the following challenge of the package.
func (x *Exchange) next() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.step.Challenge >= len(x.challenges) {
		return "there is no next challenge"
	}
	x.face(x.step.Challenge + 1)
	return ""
}

// face is called with mu held; n counts from 1. A cancelled Exchange stays so.
func (x *Exchange) face(n int) {
	if x.step.Status == ExchangeFailed {
		return
	}
	x.step = Step{Challenge: n, Challenges: len(x.challenges), Mechanisms: x.challenges[n-1]}
}

// unpack takes over challenges.
func (x *Exchange) unpack(r *identityResult) string {
	var all [][]Mechanism
	for _, c := range r.Challenges {
		var ways []Mechanism
		for _, raw := range c.Mechanisms[:min(len(c.Mechanisms), maxWays)] {
			if m := raw.mechanism(x.shown); m.ID != "" {
				ways = append(ways, m)
			}
		}
		if len(ways) == 0 {
			return "a challenge without a way to meet it"
		}
		all = append(all, ways)
	}
	if len(all) == 0 {
		return "no challenge in the answer"
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if !r.SessionID.Empty() {
		x.session.Wipe()
		x.session = r.SessionID.Clone()
	}
	if !r.TenantID.Empty() {
		x.tenant = r.TenantID.Clone()
	}
	if x.session.Empty() {
		return "answer has no session"
	}
	x.challenges = all
	x.face(1)
	return ""
}

// numberIn reads the number to match, which comes as a string or as a number.
func numberIn(raw json.RawMessage) string {
	if s := text(raw); s != "" {
		return clean(s, 20)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) != nil {
		return ""
	}
	return clean(n.String(), 20)
}

// hostOf is all that may be shown of an address that the server made up.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return clean(u.Host, 253)
}
