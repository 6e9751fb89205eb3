package ui

import (
	"strings"

	"sallyport/app"
)

// launcherChooser stands beside Connect where the vault has several ways to
// open a secret, and says which one Connect takes.
type launcherChooser struct {
	*chooser
	all    []app.LauncherView
	secret ref
}

func newLauncherChooser(e *env) *launcherChooser {
	c := &launcherChooser{}
	c.chooser = newChooser(e, func(i int) { e.to(c.secret.vault, app.ChooseLauncher{SecretID: c.secret.id, LauncherID: c.all[i].ID}) })
	c.button.Hide()
	return c
}

// render shows the choice while Connect is there to be pressed.
func (c *launcherChooser) render(n *app.PaneView, free bool) (changed bool) {
	c.secret = paneRef(n)
	same := len(c.all) == len(n.Launchers)
	for i := range c.all {
		same = same && c.all[i] == n.Launchers[i]
	}
	if !same {
		c.all = n.Launchers
		names := make([]string, 0, len(c.all))
		for _, l := range c.all {
			names = append(names, LauncherText(l))
		}
		c.set(names)
		changed = true
	}
	for i, l := range c.all {
		if l.ID == n.Launcher && i != c.now {
			c.show(i)
			changed = true
		}
	}
	return visible(c.button, free && len(c.all) > 1) || changed
}

// launcherName is the vault's word for the launcher that Connect takes.
func launcherName(n *app.PaneView) string {
	for _, l := range n.Launchers {
		if l.ID == n.Launcher {
			return l.Name
		}
	}
	return ""
}

// launcherFault reports whether only the launcher keeps a secret from being opened.
func launcherFault(k app.ProblemKind) bool {
	switch k {
	case app.ProblemOtherLauncher, app.ProblemNoLauncher, app.ProblemCommand, app.ProblemSecretToken:
		return true
	}
	return false
}

// LauncherText is the name of a launcher, and what it speaks where that does
// not say so.
func LauncherText(l app.LauncherView) string {
	kind := KindText(l.Kind)
	if l.Kind != "ssh" && l.Kind != "rdp" || strings.Contains(strings.ToUpper(l.Name), kind) {
		return l.Name
	}
	return l.Name + " · " + kind
}

// TargetHint is what the empty field of a launcher's question says.
func TargetHint(what app.TargetField) string {
	switch what {
	case app.TargetHost:
		return tr("name, name:port or address")
	case app.TargetUser:
		return tr("the account to sign in with")
	case app.TargetDomain:
		return tr("the account's domain")
	case app.TargetPort:
		return tr("a number from 1 to 65535")
	}
	return tr("the launcher asks for it")
}

// TargetMissing is the sentence where nothing was given. name is the administrator's word.
func TargetMissing(what app.TargetField, name string) string {
	switch what {
	case app.TargetHost:
		return tr("Say which machine to connect to. Nothing was sent.")
	case app.TargetUser:
		return tr("Say which account to sign in with. Nothing was sent.")
	case app.TargetDomain:
		return tr("Say which domain the account is of. Nothing was sent.")
	case app.TargetPort:
		return tr("Say which port to connect to. Nothing was sent.")
	}
	return tr("The launcher asks for “{name}”. Nothing was sent.", "name", name)
}
