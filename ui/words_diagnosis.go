package ui

import (
	"slices"
	"strings"
)

// diagnosisWords are what a diagnosis says in fixed words. It is written in
// English, for terminals and tickets; the window translates what is in here.
var diagnosisWords = []string{
	"SESSIONS", "CLIENTS", "TERMINALS", "DESKTOP", "FILES", "WAY TO THE VAULT",
	"ready", "cannot be started", "in a terminal only, by `sallyport connect`", "there is no display", "can", "no version", "none",
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

	// What clients can do, and why one is not used.
	"older than 8.4: it would ask for the password in the terminal",
	"password: to its exact question, once",
	"private key: from an agent of the session's own",
	"keyboard-interactive: its questions say whose they are",
	"the key signs for the one host alone",
	"password and options: through a pipe",
	"password: on its standard input, up to 255 characters",
	"older than 2.4: its exit codes do not say why a session failed",
	"password: from Windows' credential store, for some seconds",
	"older than 1.4: it hands over to the Remmina that runs already",
	"reduced protection, only where it is chosen: the password is pasted by you, the certificate asked about once more by Remmina",
	"older than 0.77: it takes a password on its command line only",
	"password: through a pipe, to the one host whose key was trusted",
	"only by hand, where there is no FreeRDP: it takes no password from another program and does not tell when a session ends",
	"it does not say its version",

	// Known faults, and why one does no harm here.
	"not here",
	"Terrapin: somebody on the line can cut out the first messages and weaken what follows",
	"shell characters in host or user names reach a ProxyCommand",
	"names are checked, and with the user's own configuration have no such characters",
	"another host can pass for the right one where VerifyHostKeyDNS is on",
	"it is off",
	"$ and \\ in a user name are expanded",
	"with the user's own configuration, names have neither",
	"a host can make it read past the end of a buffer",
	"a host can make it use memory it has given back, by a redirected serial port",
	"serial ports are never redirected",
	"a host can crash it by its sound",
	"a host can write past the end of a buffer when something is pasted",
	"/restricted-admin sends the password all the same",
	"it is never used",
	"some sixty signatures tell a P-521 key",
	"PuTTY is given no keys",
}

// diagnosisText is a cell of a diagnosis in the window's language. What programs
// and the environment say stays as it is.
func diagnosisText(cell string) string {
	if version, ok := strings.CutPrefix(cell, "fixed in "); ok {
		return tr("fixed in {version}", "version", version)
	}
	if slices.Contains(diagnosisWords, cell) {
		return tr(cell)
	}
	if head, rest, ok := strings.Cut(cell, ": "); ok && slices.Contains(diagnosisWords, head) {
		return tr(head) + ": " + diagnosisText(rest)
	}
	return cell
}
