package ui

import (
	"fmt"
	"strconv"

	"sallyport/app"
)

// settingsRow is one setting. Its value is written as a text here; app says
// whether it can be used.
type settingsRow struct {
	name, note string
	choices    []settingsChoice // one of these; nil: it is ticked or typed
	tick       bool
	hint       string // in an empty entry
	read       func(*app.Chosen) string
	write      func(*app.Chosen, string)
	intent     func(*app.Chosen) app.Intent
}

type settingsChoice struct{ value, text string }

// ticked is the value of a tick.
func ticked(on bool) string { return strconv.FormatBool(on) }

// text is a setting that is a word.
func (r settingsRow) text(at func(*app.Chosen) *string) settingsRow {
	r.read = func(c *app.Chosen) string { return *at(c) }
	r.write = func(c *app.Chosen, v string) { *at(c) = v }
	return r
}

// number is one of several numbers.
func (r settingsRow) number(at func(*app.Chosen) *int, say func(int) string, all ...int) settingsRow {
	for _, n := range all {
		r.choices = append(r.choices, settingsChoice{strconv.Itoa(n), say(n)})
	}
	r.read = func(c *app.Chosen) string { return strconv.Itoa(*at(c)) }
	r.write = func(c *app.Chosen, v string) { *at(c), _ = strconv.Atoi(v) } // it is one of all
	return r
}

func (r settingsRow) yesNo(at func(*app.Chosen) *bool) settingsRow {
	r.tick = true
	r.read = func(c *app.Chosen) string { return ticked(*at(c)) }
	r.write = func(c *app.Chosen, v string) { *at(c) = v == ticked(true) }
	return r
}

// onOff is yes, no, or whatever the secret suggests.
func (r settingsRow) onOff(at func(*app.Chosen) *app.Switch) settingsRow {
	r.choices = []settingsChoice{{"", tr("as the secret suggests")}, {string(app.SwitchOn), tr("on")}, {string(app.SwitchOff), tr("off")}}
	r.read = func(c *app.Chosen) string { return string(*at(c)) }
	r.write = func(c *app.Chosen, v string) { *at(c) = app.Switch(v) }
	return r
}

// rowsOf are the settings of a section; what the system lacks is said with them.
func rowsOf(s section, l Lacks) (rows []settingsRow) {
	var intent func(*app.Chosen) app.Intent
	switch s {
	case sectionGeneral:
		rows, intent = generalRows(), func(c *app.Chosen) app.Intent { return app.SetGeneral{To: c.General} }
	case sectionDesktops:
		rows, intent = desktopRows(), setDesktops
	case sectionSSH:
		rows, intent = sshRows(), func(c *app.Chosen) app.Intent { return app.SetSSH{To: c.SSH} }
	case sectionSafety:
		rows, intent = safetyRows(l), func(c *app.Chosen) app.Intent { return app.SetSafety{To: c.Safety} }
	case sectionNetwork:
		rows, intent = networkRows(), func(c *app.Chosen) app.Intent { return app.SetNetwork{To: c.Network} }
	}
	for i := range rows {
		rows[i].intent = intent
	}
	return rows
}

func setDesktops(c *app.Chosen) app.Intent { return app.SetRDP{To: c.RDP} }

// The values that a setting may have; what they are called is said where they are offered.
const (
	inEnglish, inGerman              = "en", "de"
	lightTheme, darkTheme            = "light", "dark"
	inWindow, inFull, onAll          = "window", "full", "all"
	soundOff, soundHere, soundHost   = "off", "here", "host"
	byOpenSSH, byPlink, byPuTTY      = "openssh", "plink", "putty"
	byRemmina                        = "remmina"
	logDebug, logInfo, logErrorsOnly = "debug", "info", "error"
)

func percent(n int) string {
	if n == 0 {
		return tr("as the system has it")
	}
	return tr("{n} %", "n", n)
}

func seconds(n int) string { return trn(n, "{n} second", "{n} seconds") }

// usual says what a 0 stands for.
func usual(means int, say func(int) string) func(int) string {
	return func(n int) string {
		switch {
		case n == 0:
			return tr("{what} (usual)", "what", say(means))
		case n < 0:
			return tr("never")
		}
		return say(n)
	}
}

func generalRows() []settingsRow {
	return []settingsRow{
		settingsRow{
			name: tr("Language"), note: tr("Language of this window. The vault's own texts stay as they are."),
			choices: []settingsChoice{{"", tr("as the system has it")}, {inEnglish, "English"}, {inGerman, "Deutsch"}},
		}.text(func(c *app.Chosen) *string { return &c.General.Language }),
		settingsRow{
			name: tr("Size of text"), note: tr("Enlarges everything in the window alike."),
		}.number(func(c *app.Chosen) *int { return &c.General.TextScale }, percent, 0, 100, 125, 150, 175, 200),
		settingsRow{
			name: tr("Colors"), note: tr("Light or dark, or whichever the system shows."),
			choices: []settingsChoice{{"", tr("as the system has it")}, {lightTheme, tr("light")}, {darkTheme, tr("dark")}},
		}.text(func(c *app.Chosen) *string { return &c.General.Theme }),
		settingsRow{
			name: tr("Keep check-outs"), note: tr("Do not check in by itself when the last session of a secret ends."),
		}.yesNo(func(c *app.Chosen) *bool { return &c.General.KeepOpen }),
		settingsRow{
			name: tr("Extend first"), note: tr("With less time than this left, connecting offers to extend before."),
		}.number(func(c *app.Chosen) *int { return &c.General.ExtendFirst }, usual(5, minutes), 0, 2, 10, 15, 30, -1),
		settingsRow{
			name: tr("At once"), note: tr("How many marked secrets are connected at a time; the others wait."),
		}.number(func(c *app.Chosen) *int { return &c.General.AtOnce }, usual(3, strconv.Itoa), 0, 1, 2, 5, 10, 20),
	}
}

func desktopRows() []settingsRow {
	vault := settingsChoice{"", tr("as the secret suggests")}
	return []settingsRow{
		settingsRow{
			name: tr("Client"), note: tr("The program that opens remote desktops. Remmina protects less: you paste the password into it, which other programs can read from the clipboard meanwhile; it asks about the certificate on its own and is held to none; and what goes wrong, it alone tells. No gateways and drives."),
			choices: []settingsChoice{{"", tr("the usual one")}, {byRemmina, tr("Remmina, protects less")}},
		}.text(func(c *app.Chosen) *string { return &c.RDP.Client }).reading(func(v string) string {
			if v != byRemmina {
				return ""
			}
			return v
		}),
		settingsRow{
			name: tr("Screen"), note: tr("Where a remote desktop is shown."),
			choices: []settingsChoice{{"", tr("a window")}, {inFull, tr("the whole screen")}, {onAll, tr("all monitors")}},
		}.text(func(c *app.Chosen) *string { return &c.RDP.Screen }).reading(func(v string) string {
			if v == inWindow {
				return "" // the same, said aloud
			}
			return v
		}),
		desktopSize(vault),
		settingsRow{name: tr("Follows the window"), note: tr("The desktop gets the size that its window is given.")}.onOff(func(c *app.Chosen) *app.Switch { return &c.RDP.Resize }),
		settingsRow{
			name: tr("Sound"), note: tr("Where the host's sound is played."),
			choices: []settingsChoice{{"", tr("off")}, {soundHere, tr("played here")}, {soundHost, tr("played on the host")}},
		}.text(func(c *app.Chosen) *string { return &c.RDP.Sound }).reading(func(v string) string {
			if v == soundOff {
				return ""
			}
			return v
		}),
		settingsRow{name: tr("Clipboard"), note: tr("Copy here and paste there, and the other way round. A secret may forbid it.")}.onOff(func(c *app.Chosen) *app.Switch { return &c.RDP.Clipboard }),
		settingsRow{name: tr("Printers"), note: tr("The host may print on this machine's printers. A secret may forbid it.")}.onOff(func(c *app.Chosen) *app.Switch { return &c.RDP.Printers }),
		settingsRow{name: tr("Smart cards"), note: tr("The host may use cards in this machine's readers. A secret may forbid it.")}.onOff(func(c *app.Chosen) *app.Switch { return &c.RDP.SmartCards }),
		settingsRow{name: tr("Administrative"), note: tr("Opens the session for administration of the host.")}.onOff(func(c *app.Chosen) *app.Switch { return &c.RDP.Admin }),
		settingsRow{name: tr("Gateway"), note: tr("A Remote Desktop Gateway to go through: host or host:port. Empty: straight to the host."), hint: tr("none")}.text(func(c *app.Chosen) *string { return &c.RDP.Gateway }),
		settingsRow{name: tr("User at the gateway"), note: tr("Its password is asked for. Empty: the host's user and password do."), hint: tr("as on the host")}.text(func(c *app.Chosen) *string { return &c.RDP.GatewayUser }),
	}
}

// reading makes one of values that mean the same.
func (r settingsRow) reading(as func(string) string) settingsRow {
	read := r.read
	r.read = func(c *app.Chosen) string { return as(read(c)) }
	return r
}

// desktopSize is of a desktop that is in a window.
func desktopSize(vault settingsChoice) settingsRow {
	r := settingsRow{name: tr("Size"), note: tr("Of a desktop in a window, when it opens."), choices: []settingsChoice{vault}}
	for _, s := range [][2]int{{1024, 768}, {1280, 800}, {1600, 1000}, {1920, 1080}, {2560, 1440}} {
		r.choices = append(r.choices, settingsChoice{size(s[0], s[1]), size(s[0], s[1])})
	}
	r.read = func(c *app.Chosen) string { return size(c.RDP.Width, c.RDP.Height) }
	r.write = func(c *app.Chosen, v string) {
		c.RDP.Width, c.RDP.Height = 0, 0
		_, _ = fmt.Sscanf(v, "%d×%d", &c.RDP.Width, &c.RDP.Height) // "" is none
	}
	return r
}

func size(w, h int) string {
	if w == 0 {
		return ""
	}
	return fmt.Sprintf("%d×%d", w, h)
}

func sshRows() []settingsRow {
	return []settingsRow{
		settingsRow{
			name: tr("Client"), note: tr("The program that opens SSH sessions."),
			choices: []settingsChoice{{"", "OpenSSH"}, {byPlink, tr("Plink, in a terminal")}, {byPuTTY, "PuTTY"}},
		}.text(func(c *app.Chosen) *string { return &c.SSH.Client }).reading(func(v string) string {
			if v == byOpenSSH {
				return ""
			}
			return v
		}),
		settingsRow{
			name: tr("Terminal"), note: tr("The command of the terminal for sessions. Empty: the first that is found."), hint: tr("the first that is found"),
		}.text(func(c *app.Chosen) *string { return &c.SSH.Terminal }),
		settingsRow{
			name: tr("Sign of life"), note: tr("How often a quiet session shows that it lives: some firewalls end quiet ones."),
		}.number(func(c *app.Chosen) *int { return &c.SSH.KeepAlive }, usual(15, seconds), 0, 5, 30, 60, 300, -1),
		settingsRow{
			name: tr("Character set"), note: tr("The locale that the host is asked for, like de_DE.UTF-8. Empty: the host's own."), hint: tr("the host's own"),
		}.text(func(c *app.Chosen) *string { return &c.SSH.Charset }),
		settingsRow{
			name: tr("Own configuration"), note: tr("OpenSSH reads ~/.ssh/config, too; what would weaken a session stays off."),
		}.yesNo(func(c *app.Chosen) *bool { return &c.SSH.OwnConfig }),
	}
}

func safetyRows(l Lacks) []settingsRow {
	lock := settingsRow{name: tr("Lock with the screen"), note: l.lock(tr("The window locks when the screen does, and before the machine goes to sleep."))}.
		yesNo(func(c *app.Chosen) *bool { return &c.Safety.NoLockWithScreen })
	lock.read = func(c *app.Chosen) string { return ticked(!c.Safety.NoLockWithScreen) }
	lock.write = func(c *app.Chosen, v string) { c.Safety.NoLockWithScreen = v != ticked(true) }
	return []settingsRow{
		settingsRow{
			name: tr("Lock after"), note: l.idle(tr("How long nobody is at the keyboard or the mouse before the window locks. What is held keeps counting.")),
		}.number(func(c *app.Chosen) *int { return &c.Safety.IdleMinutes }, usual(15, minutes), 0, 1, 5, 30, 60, -1),
		lock,
		settingsRow{
			name: tr("Clear the clipboard"), note: l.copied(tr("How long a copied secret stays on it. From the next one that is copied.")),
		}.number(func(c *app.Chosen) *int { return &c.Safety.ClipboardSeconds }, usual(15, seconds), 0, 5, 30, 60, 120),
	}
}

func networkRows() []settingsRow {
	calls := func(n int) string { return trn(n, "{n} call", "{n} calls") }
	return []settingsRow{
		settingsRow{
			name: tr("Calls a minute"), note: tr("What Sallyport asks of one vault at most; more waits."),
		}.number(func(c *app.Chosen) *int { return &c.Network.CallsPerMinute }, usual(100, calls), 0, 20, 40, 60, 80),
		settingsRow{
			name: tr("Proxy"), note: tr("An HTTP or HTTPS proxy on the way to vaults, like http://proxy.example:3128. Empty: as HTTPS_PROXY says. NO_PROXY counts."), hint: tr("as the environment says"),
		}.text(func(c *app.Chosen) *string { return &c.Network.Proxy }),
		settingsRow{
			name: tr("CA file"), note: tr("Certificates in a file, trusted beside the system's for vaults."), hint: tr("none"),
		}.text(func(c *app.Chosen) *string { return &c.Network.CAFile }),
		settingsRow{
			name: tr("Log"), note: tr("What is written to sallyport.log in the log folder, which “About Sallyport” names, and to the standard error stream. Never a secret."),
			choices: []settingsChoice{{logErrorsOnly, tr("errors")}, {"", tr("warnings and worse")}, {logInfo, tr("what happens")}, {logDebug, tr("everything")}},
		}.text(func(c *app.Chosen) *string { return &c.Network.LogLevel }),
	}
}
