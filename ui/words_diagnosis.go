package ui

import "slices"

// diagnosisWords are what a diagnosis says in fixed words. It is written in
// English, for terminals and tickets; the window translates what is in here.
var diagnosisWords = []string{
	"SESSIONS", "CLIENTS", "TERMINALS", "DESKTOP", "FILES", "WAY TO THE VAULT",
	"ready", "cannot be started", "can", "no version", "none",
	"Faults are those of the version's number; a distribution may have put the correction into an older one.",
	"chosen", "found", "the first that was found", "chosen in the settings", "chosen by $TERMINAL", "a console of its own, shown as Windows is set up",
	"D-Bus", "notifications", "tray", "screen lock", "sleep", "idle lock", "keyring",
	"there", "no answer", "not needed", "no-bus", "no-store", "no-login", "locked", "of-the-system",
	"shown by the desktop", "nobody shows them: look at the window", "none: check-outs and their times are in the window alone",
	"locks the window as well", "nobody tells of it: the window does not lock with the screen",
	"locks the window before", "nobody tells of it: the window does not lock before the machine sleeps",
	"the window locks when nobody is there", "nobody knows how long nobody was there: lock by hand (F12)",
	"only what is done in programs of X counts: the window may lock too early",
	"settings", "journal", "trail", "log", "known hosts", "sessions", "not there yet", "others can open it", "there is no place for it",
	"proxy", "not used: the settings name one", "CA file", "the settings", "the command line",
	"not used: its exit codes do not say why a session failed, and FreeRDP has given it up for sdl-freerdp",
}

// diagnosisText is a cell of a diagnosis in the window's language. What programs
// and the environment say stays as it is.
func diagnosisText(cell string) string {
	if slices.Contains(diagnosisWords, cell) {
		return tr(cell)
	}
	return cell
}
