package ui

import (
	"strings"
	"time"

	"sallyport/app"
)

// beatWell is the vault's word for a heartbeat that went well.
const beatWell = "Success"

// beatWords are the vault's words for what a heartbeat found, in a few of ours.
var beatWords = map[string]string{
	"Success":                         "The password works",
	"Failed":                          "The machine does not take the password",
	"Pending":                         "Waits for its turn",
	"Processing":                      "Under way",
	"Disabled":                        "Turned off",
	"UnableToConnect":                 "The machine was not reached",
	"UnknownError":                    "An error without a name",
	"IncompatibleHost":                "The machine is of another kind",
	"AccountLockedOut":                "The account is locked",
	"DnsMismatch":                     "The machine’s name leads elsewhere",
	"UnableToValidateServerPublicKey": "The machine’s key is not the known one",
	"ArgumentError":                   "The secret lacks something",
	"AccessDenied":                    "The machine denied access",
	"NeedsImmediateRetry":             "Is about to be tried again",
}

// beatUnder are those that are no result yet, or none that would be bad.
var beatUnder = map[string]bool{"Pending": true, "Processing": true, "Disabled": true, "NeedsImmediateRetry": true}

// BeatText is what the last heartbeat found, and when, or that one is under way.
func BeatText(h *app.HealthView) string {
	text := or(tr(beatWords[h.Status]), h.Status)
	switch {
	case underWay(h.Beat):
		return tr(choreWords[h.Beat.State])
	case text == "", h.Status == "Pending" && h.Beat.Bar == app.BarRight: // nor will it be
		return tr("Not tried yet")
	case h.Checked.IsZero():
		return text
	}
	return dotted(text, h.Checked.Local().Format(time.TimeOnly))
}

// ChangeText is whether the password is that of the machine, or that it is being changed.
func ChangeText(h *app.HealthView) string {
	switch {
	case underWay(h.Change):
		return tr(choreWords[h.Change.State])
	case h.Drifted:
		return tr("Out of sync with the machine")
	case h.Change.State == app.ChoreDone:
		return tr("Changed just now")
	}
	return tr("In sync")
}

func underWay(v app.ChoreView) bool {
	return v.State == app.ChoreAsking || v.State == app.ChorePending
}

var barWords = map[app.ChoreBar]string{
	app.BarRight:   "The vault does not offer this to you for this secret.",
	app.BarClosed:  "Open the secret first: check it out, or give what it asks for.",
	app.BarBusy:    "Not while the vault is at it.",
	app.BarOffline: "The vault does not answer now.",
}

// BarText says why the vault cannot be told to do something now.
func BarText(b app.ChoreBar) string { return tr(barWords[b]) }

var choreWords = map[app.ChoreState]string{
	app.ChoreAsking:  "Asking the vault…",
	app.ChorePending: "The vault is at it…",
	app.ChoreFailed:  "The vault tried, and it failed.",
	app.ChoreLost:    "No answer came, and the vault has not done it. Nothing was changed; try again.",
	app.ChoreSilent:  "The vault has not said yet what came of it. Look again later, or in the browser.",
}

// ChoreText is what there is to say about something that the vault was told
// to do beside how it stands, and why it cannot be told now.
func ChoreText(v app.ChoreView) string {
	text := ""
	switch v.State {
	case app.ChoreFailed, app.ChoreLost, app.ChoreSilent:
		text = tr(choreWords[v.State])
	case app.ChoreRefused:
		m := Sentence(v.Problem)
		text = join(m.Title+".", join(m.Body, m.Next))
	}
	return join(text, BarText(v.Bar))
}

// BeatMore is what there is to say about a heartbeat beside what it found.
func BeatMore(h *app.HealthView) string {
	v := h.Beat
	if v.State == app.ChoreFailed {
		v.State = app.ChoreDone // it was tried: what was found stands beside it
	}
	return unlessBusy(h, v)
}

// unlessBusy leaves out that the vault is at it where a line says so already.
func unlessBusy(h *app.HealthView, v app.ChoreView) string {
	if v.Bar == app.BarBusy && (underWay(h.Beat) || underWay(h.Change)) {
		v.Bar = app.BarNone
	}
	return ChoreText(v)
}

// ChangeMore is what there is to say about a password change.
func ChangeMore(h *app.HealthView) string {
	why := or(h.Change.Said, h.Why)
	if why != "" && h.Drifted {
		why = tr("The vault says: {text}.", "text", strings.TrimRight(why, "."))
	} else {
		why = ""
	}
	return join(why, unlessBusy(h, h.Change))
}

// ChangeWords say what changing a password does.
func ChangeWords(p app.ChangePrompt) string {
	text := tr("The vault gives the account a new random password, on its machine and in the secret.")
	switch {
	case p.User != "" && p.Host != "":
		text = tr("The vault gives {user} on {host} a new random password, and keeps it in the secret.", "user", p.User, "host", p.Host)
	case p.Host != "":
		text = tr("The vault gives the account on {host} a new random password, and keeps it in the secret.", "host", p.Host)
	}
	if p.Sessions > 0 {
		text = join(text, trn(p.Sessions, "Your {n} open session goes on, as long as the machine lets it.", "Your {n} open sessions go on, as long as the machine lets them."))
	}
	return text
}
