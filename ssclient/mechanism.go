package ssclient

import (
	"cmp"
	"fmt"
	"strings"
)

// MechanismKind is what a mechanism asks of the user.
type MechanismKind int

// The kinds. What the server may add some day is MechanismOther, and still
// works if it is Typed or Waits.
const (
	MechanismOther       MechanismKind = iota
	MechanismPassword                  // UP
	MechanismCode                      // of an app or a token: OATH, OTP without a push, RADIUS
	MechanismPush                      // to the vendor's app: OTP
	MechanismPhone                     // a call: PF
	MechanismCodeByEmail               // EMAIL
	MechanismCodeByText                // SMS
	MechanismQuestion                  // SQ
)

func (k MechanismKind) String() string {
	switch k {
	case MechanismOther:
		return "other"
	case MechanismPassword:
		return "password"
	case MechanismCode:
		return "code"
	case MechanismPush:
		return "push"
	case MechanismPhone:
		return "phone"
	case MechanismCodeByEmail:
		return "code by e-mail"
	case MechanismCodeByText:
		return "code by text message"
	case MechanismQuestion:
		return "question"
	}
	return fmt.Sprintf("MechanismKind(%d)", int(k))
}

// Mechanism is one way to satisfy a challenge. All texts but the ID are the
// server's, cleaned, and may be empty.
type Mechanism struct {
	ID     string
	Kind   MechanismKind
	Name   string // to choose it by: "Password"
	Prompt string // to ask for the answer with: "Enter Password"
	Masked string // where something is sent: "a***@example.com"
	Typed  bool   // an answer can be typed
	Waits  bool   // Begin sends something, and Poll waits for it. Neither: in the browser only
}

// identityMechanism is the server's own description.
type identityMechanism struct {
	Name          string `json:"Name"`
	AnswerType    string `json:"AnswerType"`
	MechanismID   string `json:"MechanismId"`
	Select        string `json:"PromptSelectMech"`
	Chosen        string `json:"PromptMechChosen"`
	Question      string `json:"Question"`
	Email         string `json:"MaskedEmailAddress"`
	PartialEmail  string `json:"PartialAddress"`
	PartialDevice string `json:"PartialDeviceAddress"`
	PartialPhone  string `json:"PartialPhoneNumber"`
}

// mechanism is what the user is shown, every text seen by shown first.
func (r identityMechanism) mechanism(shown func(string) string) Mechanism {
	m := Mechanism{
		ID: r.MechanismID, Kind: r.kind(), Name: cmp.Or(shown(r.Select), shown(r.Name)),
		Prompt: shown(r.Chosen),
		Masked: shown(cmp.Or(r.Email, r.PartialEmail, r.PartialDevice, r.PartialPhone)),
	}
	m.Typed, m.Waits = r.answered()
	if m.Kind == MechanismQuestion {
		m.Prompt = cmp.Or(shown(r.Question), m.Prompt)
	}
	return m
}

// answered reads the three known answer types; of another one nothing is known.
func (r identityMechanism) answered() (typed, waits bool) {
	switch strings.ToLower(r.AnswerType) {
	case "text":
		return true, false
	case "starttextoob":
		return true, true
	case "startoob":
		return false, true
	}
	return false, false
}

func (r identityMechanism) kind() MechanismKind {
	_, waits := r.answered()
	switch name := strings.ToUpper(r.Name); {
	case name == "UP":
		return MechanismPassword
	case name == "OTP" && waits:
		return MechanismPush
	case name == "OATH", name == "OTP", name == "RADIUS":
		return MechanismCode
	case name == "PF":
		return MechanismPhone
	case name == "EMAIL":
		return MechanismCodeByEmail
	case name == "SMS":
		return MechanismCodeByText
	case name == "SQ":
		return MechanismQuestion
	}
	return MechanismOther
}
