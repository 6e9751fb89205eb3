package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// InboxItem is the way to the approvals inbox in a menu.
func InboxItem(waiting int) string {
	if waiting == 0 {
		return tr("Approvals")
	}
	return tr("Approvals ({n})", "n", waiting)
}

// WaitingText counts what waits for an approver.
func WaitingText(n int) string {
	if n == 0 {
		return ""
	}
	return trn(n, "{n} request waits for you", "{n} requests wait for you, the oldest first")
}

// AskedText says when somebody asked an approver, and who else is asked.
func AskedText(r app.RequestView) string {
	if r.Reviewers != "" {
		return tr("asked {who}, {time}", "time", moment(r.Asked), "who", r.Reviewers)
	}
	return tr("asked {time}", "time", moment(r.Asked))
}

// ourSteps are the steps of this machine's trail in words.
var ourSteps = map[string]string{
	"view-comment": "Reason given", "check-out": "Checked out", "request-access": "Access requested",
	"set-quantum-lock": "QuantumLock password set", "check-in": "Checked in", "check-out-ended": "Check-out ended",
	"extend": "Check-out extended", "force-check-in": "Another check-out ended", "challenge": "Challenge",
	"session-started": "Session started", "session-ended": "Session ended",
	"web-opened": "Web page opened", "copied": "Copied", "shown": "Shown",
	"file-saved": "File saved",
	"heartbeat":  "Heartbeat asked for", "change-password": "Password change asked for",
}

// trailNotes are the trail's words for how a step ended.
var trailNotes = map[string]string{
	"refused": "refused", "doubtful": "doubtful", "not performed": "not performed",
	"password": "password", "one-time code": "one-time code", "closed": "closed", "expired": "its time ran out",
	"forced": "by somebody else", "approval-over": "the approval is over", "given up": "given up",
	"dropped": "the connection broke off", "unreachable": "the machine did not answer", "unknown-host": "the machine’s name is not known",
	"host-key-changed": "the machine showed another key", "host-key-denied": "the key was not trusted",
	"certificate-changed": "the machine showed another certificate", "certificate-denied": "the certificate was not trusted",
	"jump-refused": "the jump host did not let you through", "unanswered": "a question was not answered",
	"exited": "ended with an error", "vanished": "its window disappeared", "failed": "failed",
}

// HistoryText is one line of a timeline, and the colour of its words.
func HistoryText(r app.HistoryRow) (string, fyne.ThemeColorName) {
	text := r.What
	if !r.Ours {
		for _, s := range []string{r.Note, r.Ticket} {
			if s != "" {
				text += " · " + s
			}
		}
		return text, widgets.Ink
	}
	text = tr("Sallyport: {step}", "step", or(tr(ourSteps[r.What]), r.What))
	if r.Note != "done" && r.Note != "" {
		text += " · " + or(tr(trailNotes[r.Note]), r.Note)
	}
	if r.Note == "refused" || r.Note == "doubtful" {
		return text, widgets.Amber
	}
	return text, widgets.Quiet
}

// HeldText says how many check-outs there are.
func HeldText(h *app.HeldView) string {
	mine := 0
	for _, r := range h.Rows {
		if r.Mine {
			mine++
		}
	}
	text := trn(h.Total, "{n} check-out that you may see", "{n} check-outs that you may see")
	if mine > 0 {
		text = tr("{all}, {n} of them yours", "all", text, "n", mine)
	}
	if h.Folder != "" {
		text = tr("In {folder}: {text}", "folder", h.Folder, "text", text)
	}
	return text
}

// HolderText names who holds a secret.
func HolderText(r app.HeldRow) string {
	if r.Mine {
		return tr("you")
	}
	return or(r.Holder, tr("somebody else"))
}

// LeftText is how long a check-out still lasts at least, "" where it was not asked for.
func LeftText(minutes int) string {
	switch {
	case minutes < 0:
		return ""
	case minutes == 0:
		return tr("under 1 min")
	}
	return tr("{n} min left", "n", minutes)
}
