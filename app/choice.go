package app

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// choice is how a secret is going to be opened.
type choice struct {
	id    int            // the chosen launcher's; 0: none was chosen
	form  *TargetForm    // what the launcher asks for; nil: nothing
	views []LauncherView // of all launchers; made when they are learnt
}

// asked is what the user gave for a TargetForm.
type asked struct {
	what  TargetField // "": nothing was asked for
	value string
}

// order is what a way in shall start, settled when it begins.
type order struct {
	with  ssclient.Launcher // the zero one: none was known then
	kind  launcher.Kind
	asked asked

	command command // of a custom launcher
}

// launcher is the one that Connect starts: the chosen one, or the first that
// this program knows. ok is false as long as none is known.
func (sec *secret) launcher() (l ssclient.Launcher, ok bool) {
	for _, l := range sec.launchers {
		if l.ID == sec.choice.id {
			return l, true
		}
	}
	for _, l := range sec.launchers {
		if protocolOf(l) != "" {
			return l, true
		}
	}
	if len(sec.launchers) > 0 {
		return sec.launchers[0], true
	}
	return l, false
}

// launchersRead takes in the ways to open a secret, and what the user chose among them before.
func (a *App) launchersRead(sec *secret, all []ssclient.Launcher) {
	sec.launchers = append([]ssclient.Launcher{}, all...)
	sec.choice = choice{}
	kept := a.connection(sec).Launcher
	for _, l := range sec.launchers {
		sec.choice.views = append(sec.choice.views, LauncherView{ID: l.ID, Name: l.Name, Kind: string(protocolOf(l))})
		if kept != "" && strings.EqualFold(l.Name, kept) {
			sec.choice.id = l.ID
		}
	}
	a.formTarget(sec)
}

// chooseLauncher takes another of the vault's launchers for a secret, and
// remembers it. A way that is being gone keeps the one it began with.
func (a *App) chooseLauncher(i ChooseLauncher) {
	sec := a.s.secrets[i.SecretID]
	if sec == nil || sec.way != nil {
		return
	}
	for _, l := range sec.launchers {
		if l.ID != i.LauncherID {
			continue
		}
		sec.choice.id, sec.problem = l.ID, Problem{}
		a.formTarget(sec)
		sec.cannot = a.impossible(sec)
		a.remember(sec, func(c *settings.Connection) { c.Launcher = l.Name })
	}
}

// connection is what the user has chosen for a secret.
func (a *App) connection(sec *secret) settings.Connection {
	return a.seat.live.Now().Connection(a.s.server, sec.id)
}

// remember changes that.
func (a *App) remember(sec *secret, change func(*settings.Connection)) {
	c := a.connection(sec)
	was := c.Launcher + "\n" + c.Host
	if change(&c); c.Launcher+"\n"+c.Host == was {
		return
	}
	a.change(func(s *settings.Settings) { s.Choose(a.s.server, sec.id, change) })
}

// targetWords are the names by which administrators ask for a part of a connection.
var targetWords = map[string]TargetField{
	"machine": TargetHost, "host": TargetHost, "hostname": TargetHost, "server": TargetHost, "computer": TargetHost, "ip": TargetHost,
	"address": TargetHost, "ipaddress": TargetHost, "target": TargetHost,
	"user": TargetUser, "username": TargetUser, "login": TargetUser, "account": TargetUser,
	"domain": TargetDomain, "port": TargetPort,
}

// fieldOf is what a name asks for.
func fieldOf(name string) TargetField {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
	if f, ok := targetWords[plain]; ok {
		return f
	}
	return TargetOther
}

// formTarget finds out what the launcher asks for. A list of machines is asked
// for even where the vault names no field for it.
func (a *App) formTarget(sec *secret) {
	l, ok := sec.launcher()
	sec.choice.form = nil
	if !ok {
		return
	}
	listed := l.RestrictedHost && l.ApprovedList && len(l.RestrictedHosts) > 0
	prompts := l.PromptedField != nil && l.PromptedField.Promptable
	if !listed && !prompts {
		return
	}
	f := &TargetForm{What: TargetHost, Name: "Machine", Last: a.connection(sec).Host}
	if prompts {
		f.Name = l.PromptedField.Name
		f.What = fieldOf(f.Name)
	}
	if f.What != TargetHost {
		f.Last = ""
	} else if l.RestrictedHost {
		for _, h := range l.RestrictedHosts {
			if l.ApprovedList {
				f.Only = append(f.Only, h.Value)
			} else {
				f.Never = append(f.Never, h.Value)
			}
		}
		if len(f.Only) > 0 && !slices.ContainsFunc(f.Only, func(h string) bool { return sameHost(h, f.Last) }) {
			f.Last = ""
		}
	}
	sec.choice.form = f
}

// answer checks what was given for a form, before anything is asked of the vault.
func (f *TargetForm) answer(sec *secret, given string) (asked, Problem) {
	if f == nil {
		return asked{}, Problem{}
	}
	value := strings.TrimSpace(given)
	bad := func(reason string) (asked, Problem) {
		return asked{}, Problem{Kind: ProblemTarget, Secret: sec.name(), Where: f.Name, Detail: reason, Unchanged: true}
	}
	if value == "" {
		return bad("was not given")
	}
	err := f.check(value)
	var target *launcher.BadTargetError
	if errors.As(err, &target) {
		return bad(target.Reason)
	} else if err != nil {
		return bad(err.Error())
	}
	same := func(h string) bool { return sameHost(h, value) }
	if len(f.Only) > 0 && !slices.ContainsFunc(f.Only, same) || slices.ContainsFunc(f.Never, same) {
		return asked{}, Problem{Kind: ProblemNotAllowed, Secret: sec.name(), Where: value, Unchanged: true}
	}
	return asked{f.What, value}, Problem{}
}

// check holds a value to the rules of the field that it is for.
func (f *TargetForm) check(value string) error {
	t := probe(launcher.RDP)
	switch f.What {
	case TargetHost:
		_, _, err := launcher.SplitHostPort(value, 0)
		return err
	case TargetUser:
		t.User = value
	case TargetDomain:
		t.Domain = value
	case TargetPort:
		if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 65535 {
			return &launcher.BadTargetError{Field: "port", Reason: "is not a number between 1 and 65535"}
		}
		return nil
	default:
		return launcher.CheckValue(value)
	}
	return t.Validate()
}

// sameHost compares machines as they are written in lists: a name without a
// port stands for all ports of that machine.
func sameHost(listed, given string) bool {
	host, port, err := launcher.SplitHostPort(listed, 0)
	other, at, errOther := launcher.SplitHostPort(given, 0)
	if err != nil || errOther != nil {
		return strings.EqualFold(strings.TrimSpace(listed), strings.TrimSpace(given))
	}
	return host == other && (port == 0 || port == at)
}

// restricted says whether a launcher may go to a machine that the secret
// itself names.
func restricted(l ssclient.Launcher, t launcher.Target) bool {
	if !l.RestrictedHost || len(l.RestrictedHosts) == 0 {
		return false
	}
	listed := slices.ContainsFunc(l.RestrictedHosts, func(h ssclient.RestrictedHost) bool {
		host, port, err := launcher.SplitHostPort(h.Value, 0)
		return err == nil && host == strings.ToLower(t.Host) && (port == 0 || t.Port == 0 || port == t.Port)
	})
	return listed != l.ApprovedList
}

// rememberTarget keeps the machine that a session went to, where it was asked
// for: the next form begins with it.
func (a *App) rememberTarget(sec *secret, given asked) {
	if given.what != TargetHost {
		return
	}
	a.remember(sec, func(c *settings.Connection) { c.Host = given.value })
	a.formTarget(sec)
}

// settleChoice completes the order of a way in that began before a
// restart, when less was known.
func (a *App) settleChoice(sec *secret, w *way) (p Problem) {
	if w.order.with.ID == 0 {
		w.order.with, _ = sec.launcher()
		w.order.kind = sec.kind()
	}
	if f := sec.choice.form; f != nil && w.order.asked.what == "" {
		w.order.asked, p = f.answer(sec, f.Last)
	}
	if p.None() && w.order.kind == launcher.Custom {
		c, allowed, err := a.commandFor(w.order.with)
		if w.order.command = c; err != nil {
			return runProblem(err, w.order.with, sec.name())
		} else if !allowed { // not any more, or it has changed since the way began
			return Problem{Kind: ProblemNotApproved, Secret: sec.name(), Where: c.path}
		}
	}
	return p
}

// fill puts what the user gave into a target.
func (g asked) fill(t *launcher.Target) error {
	var err error
	switch g.what {
	case TargetHost:
		t.Host, t.Port, err = launcher.SplitHostPort(g.value, 0)
	case TargetUser:
		t.User = g.value
	case TargetDomain:
		t.Domain = g.value
	case TargetPort:
		t.Port, err = strconv.Atoi(g.value)
	}
	return err
}

// port reports whether the user gave one.
func (g asked) port() bool {
	var t launcher.Target
	return g.fill(&t) == nil && t.Port != 0
}
