package ui

import "sallyport/app"

// The values of app's enumerations in words: a table for each, and the
// function that looks into it. What is not in a table has no words.

var busyWords = map[app.BusyKind]string{
	app.BusyReading:   "Asking the vault what is needed…",
	app.BusyComment:   "Giving the vault your reason…",
	app.BusyCheckOut:  "Checking out…",
	app.BusyLaunching: "Starting the session…",
	app.BusyCheckIn:   "Checking in…",
	app.BusyExtending: "Extending…",
	app.BusyRequest:   "Sending the request…",
	app.BusyLock:      "Setting your QuantumLock password…",
	app.BusyForcing:   "Ending the other check-out…",
	app.BusyThrottled: "The vault asks us to wait a moment…",
}

// BusyText is what a wait is for.
func BusyText(k app.BusyKind) string { return tr(busyWords[k]) }

var primaryWords = map[app.Primary]string{
	app.PrimaryConnect:            "Connect",
	app.PrimaryUnavailable:        "Connect",
	app.PrimaryCheckOutAndConnect: "Check out and connect",
	app.PrimaryOpen:               "Open",
	app.PrimaryCheckOutAndOpen:    "Check out and open",
	app.PrimaryChallenge:          "Challenge…",
	app.PrimaryRequest:            "Request access",
	app.PrimaryWait:               "Connect when it is free",
}

// PrimaryText is the main button.
func PrimaryText(p app.Primary) string { return tr(primaryWords[p]) }

var badgeWords = map[app.Badge]string{
	app.BadgeComment:  "reason",
	app.BadgeCheckOut: "check-out",
	app.BadgeApproval: "approval",
	app.BadgeLock:     "QuantumLock",
	app.BadgeMFA:      "MFA",
	app.BadgeHeld:     "held by {who}",
	app.BadgeSync:     "out of sync",
	app.BadgeBeat:     "heartbeat failed",
}

// BadgeText is the word at the right of a row.
func BadgeText(b app.Badge, holder string) string {
	return tr(badgeWords[b], "who", or(holder, tr("another")))
}

var endWords = map[app.EndKind]string{
	app.EndedByUser:  "You checked it in.",
	app.EndedLast:    "Checked in when its last session ended.",
	app.EndedExpiry:  "Its time ran out and the vault took it back.",
	app.EndedForced:  "Somebody else checked it in on the vault.",
	app.EndedQuit:    "Checked in when Sallyport closed.",
	app.EndedRecover: "Checked in after a crash.",
}

// EndText says how a check-out ended.
func EndText(k app.EndKind) string { return tr(endWords[k]) }

var quietWords = map[app.QuietKind]string{
	app.QuietCheckedIn:   "Checked in {secret} when its last session ended",
	app.QuietCopied:      "Copied from {secret}; Sallyport takes it off the clipboard by itself",
	app.QuietSaved:       "Saved a file of {secret}",
	app.QuietKept:        "Kept {secret} checked out after its last session",
	app.QuietRecoveredIn: "Checked in {secret} after a crash",
}

// QuietText is the quiet line of the dock.
func QuietText(k app.QuietKind, name string) string { return tr(quietWords[k], "secret", name) }

var sessionWords = map[app.SessionState]string{
	app.SessionStarting: "starting",
	app.SessionEnding:   "ending",
	app.SessionFailed:   "failed",
}

// SessionText is the state of a session, "" while all is well.
func SessionText(s app.SessionState) string { return tr(sessionWords[s]) }

// BehindText is what a locked window says.
func BehindText(b app.Behind) string {
	said := tr("Sallyport is locked.")
	switch {
	case b.CheckOuts+b.Sessions == 0:
		return said
	case b.Sessions == 0:
		return join(said, trn(b.CheckOuts, "Behind it {n} check-out keeps counting.", "Behind it {n} check-outs keep counting."))
	case b.CheckOuts == 0:
		return join(said, trn(b.Sessions, "Behind it {n} session is still running.", "Behind it {n} sessions are still running."))
	}
	return join(said, tr("Behind it, {checkouts} and {sessions} are still running.", "checkouts", trn(b.CheckOuts, "{n} check-out", "{n} check-outs"), "sessions", trn(b.Sessions, "{n} session", "{n} sessions")))
}

// BeforeText is what a sign-in page says of what waits for its user; "": nothing does.
func BeforeText(b app.Behind) string {
	var outs, runs string
	if b.CheckOuts > 0 {
		outs = trn(b.CheckOuts, "{n} check-out from before may still be open in this vault.", "{n} check-outs from before may still be open in this vault.")
	}
	if b.Sessions > 0 {
		runs = trn(b.Sessions, "{n} session from before is still running.", "{n} sessions from before are still running.")
	}
	if outs+runs == "" {
		return ""
	}
	return join(join(outs, runs), tr("Sign in, and Sallyport goes on from there."))
}

var noticeWords = map[app.NoticeKind]struct{ title, body string }{
	app.NoticeRunningOut:    {"{secret} runs out soon", "{time} left. Extend it in Sallyport, or finish."},
	app.NoticeExpired:       {"{secret} is no longer checked out", "Its time ran out and the vault took it back."},
	app.NoticeGranted:       {"Access to {secret} was granted", "Sallyport goes on where it waited."},
	app.NoticeDenied:        {"Access to {secret} was denied", "Sallyport shows who denied it, and why."},
	app.NoticeLapsed:        {"The request for {secret} is over", "It was taken back, or its time ran out before anybody decided."},
	app.NoticeBarred:        {"Access to {secret} is over", "Its approval ended or was taken back. The vault would not open it again; what runs is listed in Sallyport."},
	app.NoticeFree:          {"{secret} is free", "Nobody has it checked out any more."},
	app.NoticeForced:        {"{secret} was checked in by somebody else", "Your check-out ended before its time."},
	app.NoticeCheckInFailed: {"{secret} may still be checked out", "The check-in did not reach the vault. Sallyport tries again."},
}

// NoticeText is a desktop notification.
func NoticeText(n app.Notice) (title, body string) {
	w := noticeWords[n.Kind]
	return tr(w.title, "secret", or(n.Secret, tr("A secret"))), // the window is locked
		tr(w.body, "time", inWords(n.Left))
}

var vaultWords = map[app.VaultState]string{
	app.VaultSignedOut: "signed out",
	app.VaultSigningIn: "signing in…",
	app.VaultLocked:    "locked",
	app.VaultOffline:   "offline",
	app.VaultFailed:    "failed",
}

// VaultText is how a vault stands, in a word; "" where all is well.
func VaultText(s app.VaultState) string { return tr(vaultWords[s]) }

// VaultWhy is why a vault is not as it should be, short enough for a row; its sign-in page says it in full.
func VaultWhy(p app.Problem) string {
	switch p.Kind {
	case app.ProblemCertificate:
		return tr("Certificate not trusted")
	case app.ProblemSignInRefused:
		return tr("Sign-in refused")
	}
	return Sentence(p).Title
}

var vaultNext = map[app.VaultState]string{
	app.VaultSignedOut: "Sign in…",
	app.VaultLocked:    "Sign in…",
	app.VaultFailed:    "Sign in…",
	app.VaultOffline:   "Try again",
}

// VaultNext is the one thing to do next about a vault that is not signed in to; "" where there is none.
func VaultNext(s app.VaultState) string { return tr(vaultNext[s]) }

var sectionWords = map[app.Section]string{
	app.SectionPinned:    "Pinned folders",
	app.SectionFavorites: "Favorites",
	app.SectionRecent:    "Recent",
	app.SectionShared:    "Shared with me",
}

// SectionText is the name of a section.
func SectionText(k app.Section) string { return tr(sectionWords[k]) }

var sectionEmpty = map[app.Section]string{
	app.SectionPinned:    "The menu of a folder pins it",
	app.SectionFavorites: "Ctrl+D marks a secret",
	app.SectionRecent:    "What you open shows here",
	app.SectionShared:    "Nothing is shared with you",
}

// SectionEmpty says how something gets into a section.
func SectionEmpty(k app.Section) string { return tr(sectionEmpty[k]) }
