package ui

import (
	"strings"

	"sallyport/app"
)

// MFALead says what a challenge is for.
func MFALead(v *app.View) string {
	if v.Screen == app.ScreenSignIn {
		return tr("{vault} asks you to confirm that it is you before you are signed in.", "vault", or(app.HostOf(v.SignIn.Server), tr("The vault")))
	}
	return tr("{vault} asks you to confirm that it is you before {secret} opens.", "vault", or(vaultHost(v), tr("The vault")), "secret", v.MFA.For)
}

// vaultHost is the machine of the vault that poses the challenge.
func vaultHost(v *app.View) string {
	for _, x := range v.Vaults {
		if x.Key == v.MFA.Vault {
			return app.HostOf(x.Server)
		}
	}
	return ""
}

// StepOf counts the steps of a challenge that has several.
func StepOf(n, of int) string {
	if of < 2 {
		return ""
	}
	return tr("Step {n} of {total}", "n", n, "total", of)
}

// MFAText says where a challenge stands, with the vault's own words about the last answer.
func MFAText(v app.MFAView) string { return join(v.Message, MFAAsks(v, v.State)) }

func chosenMethod(v app.MFAView) app.MFAMethod {
	if v.Chosen >= 0 && v.Chosen < len(v.Methods) {
		return v.Methods[v.Chosen]
	}
	return app.MFAMethod{}
}

// MFAAsks says what to do in a state of a challenge.
func MFAAsks(v app.MFAView, s app.MFAState) string {
	method := chosenMethod(v)
	to := sentTo(method)
	switch s {
	case app.MFAType:
		switch method.Kind {
		case app.MFAEmail, app.MFAText:
			return tr("A code was sent{to}. Type it here.", "to", spaced(to))
		case app.MFAPassword:
			return or(method.Prompt, tr("Type your password."))
		case app.MFAQuestion:
			return or(method.Prompt, tr("Answer your security question."))
		}
		if method.Kind == app.MFAOther {
			return or(method.Prompt, tr("Type the answer for {way}.", "way", or(method.Name, tr("this way"))))
		}
		return or(method.Prompt, tr("Type the code your app shows."))
	case app.MFAApprove:
		switch {
		case method.Kind == app.MFAPhone:
			return tr("Your phone rings. Answer the call{to} and do what it says.", "to", spaced(to))
		case method.Kind == app.MFAEmail || method.Kind == app.MFAText:
			return tr("A message was sent{to}. Do what it says.", "to", spaced(to))
		case v.Number != "":
			return tr("Choose this number on {device}.", "device", or(method.Masked, tr("your device")))
		}
		return tr("Allow it on {device}.", "device", or(method.Masked, tr("your device")))
	case app.MFABrowser:
		return tr("Pass the challenge in the browser. Sallyport goes on by itself when the vault says that you have.")
	case app.MFAFailed:
		if !v.Problem.None() {
			return "" // it says more
		}
		return tr("The challenge is over. Nothing was changed on the vault.")
	}
	return ""
}

// sentTo says where a method sends something; of a number the vault may show its end alone.
func sentTo(m app.MFAMethod) string {
	switch {
	case m.Masked == "":
		return ""
	case strings.Trim(m.Masked, "0123456789") == "":
		return tr("to the number ending in {digits}", "digits", m.Masked)
	}
	return tr("to {address}", "address", m.Masked)
}

// spaced sets words apart from what stands before them, if there are any.
func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

var mfaBusy = map[app.MFAState]string{
	app.MFAStarting: "Asking the vault…",
	app.MFAChecking: "Checking…",
	app.MFAApprove:  "Waiting for your device…",
	app.MFABrowser:  "Waiting for the browser…",
}

// MFABusy is what a challenge waits for.
func MFABusy(s app.MFAState) string { return tr(mfaBusy[s]) }

// MethodText is one way to answer a challenge, in one line.
func MethodText(m app.MFAMethod) string { return join(MethodName(m), sentTo(m)) }

// methodNames are ours: the vault's own are its administrator's, and stand beside.
var methodNames = map[app.MFAKind]string{
	app.MFAPassword: "Password", app.MFACode: "Code from an authenticator app",
	app.MFAPush: "Notification on your device", app.MFAPhone: "Phone call",
	app.MFAEmail: "Code by e-mail", app.MFAText: "Code by text message",
	app.MFAQuestion: "Security question",
}

// MethodName is what a way to answer is called.
func MethodName(m app.MFAMethod) string {
	return or(tr(methodNames[m.Kind]), or(m.Name, tr("Another way")))
}

// MethodNote is what more there is to say: where it sends something, or the vault's own name for it.
func MethodNote(m app.MFAMethod) string {
	if to := sentTo(m); to != "" {
		return to
	}
	if strings.EqualFold(m.Name, MethodName(m)) {
		return "" // said already
	}
	return m.Name
}
