package app

import (
	"context"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
)

// canLaunch finds out before the vault is asked for anything whether a client
// could be started at all, as far as that can be known.
func (a *App) canLaunch(sec *secret) Problem {
	if p := noLauncher(sec); !p.None() {
		return p
	}
	if l, ok := sec.launcher(); ok && custom(l) {
		return a.commandProblem(sec, l)
	}
	if sec.kind() == WebPage {
		return a.webProblem(sec)
	}
	t := a.route(sec).dress(probe(sec.kind()))
	if t.Kind == launcher.RDP {
		c := a.rdpChoices(sec.id)
		s, _ := mergeRDP(c.connection, c.user, sec.rdpRules)
		if p := a.cannotPaste(sec, s.Client); !p.None() {
			return p
		}
		t.RDP = &s
	}
	if err := a.cfg.Launcher.Check(t); err != nil {
		p := launchProblem(err, t)
		p.Unchanged = true
		return p
	}
	return Problem{}
}

// noLauncher says that the vault offers nothing that this program can start.
func noLauncher(sec *secret) Problem {
	l, ok := sec.launcher()
	switch {
	case ok && protocolOf(l) == "":
		return Problem{Kind: ProblemOtherLauncher, Secret: sec.name(), Where: l.Name, Unchanged: true}
	case sec.launchers != nil && !ok:
		return Problem{Kind: ProblemNoLauncher, Secret: sec.name(), Unchanged: true}
	}
	return Problem{}
}

// impossible says why no client of this program can open a secret, whatever
// else the vault says about it.
func (a *App) impossible(sec *secret) Problem {
	p := a.canLaunch(sec)
	switch p.Kind {
	case ProblemNotYet, ProblemOtherLauncher, ProblemNoLauncher, ProblemCommand, ProblemSecretToken:
		return p
	}
	return Problem{}
}

// probe is a target of which only the kind is known.
func probe(k launcher.Kind) launcher.Target {
	return launcher.Target{Kind: k, Host: "unknown.invalid", User: "unknown"}
}

// startClient reads the secret, hands what it signs in with to the client and wipes it.
func (a *App) startClient(sec *secret, w *way) {
	if p := a.settleChoice(sec, w); !p.None() {
		w.problem = p
		a.apply(sec, w, workflow.Event{Kind: workflow.StartFailed})
		return
	}
	order := w.order
	from := reader{a.access(), sec.id, w.lock.Clone(), sec.launchers, sec.proxied(order.kind)}
	on, with := a.handler(sec, w), a.route(sec)
	a.run(w, BusyLaunching, func(ctx context.Context) func() {
		defer from.lock.Wipe()
		l, problem := a.launch(ctx, from, order, with, on)
		return func() {
			a.setBusy(w, NotBusy)
			if problem.None() {
				w.lock.Wipe()
				if order.kind == WebPage {
					a.webOpened(sec, w, l.forget)
					return
				}
				sec.rdpRules = l.rules
				sec.host, sec.port, sec.user = l.machine.Host, l.port, l.machine.User
				a.rememberTarget(sec, w.order.asked)
				a.knowsAddress(sec.id, sec.host, sec.user)
				a.addSession(sec, w, l.client, l.target)
				return
			}
			w.starting = nil
			if !w.flow.Cancelled {
				w.problem = problem
			}
			failed := workflow.StartFailed
			if problem.Kind == ProblemLock {
				failed = workflow.LockRefused
				w.lock.Wipe()
			}
			a.apply(sec, w, workflow.Event{Kind: failed})
		}
	})
}

// launched is a client that was started.
type launched struct {
	machine launcher.Target // what the secret names
	port    int             // of it, before somebody chose another
	target  launcher.Target // where the client went: the machine, or a proxy
	client  launcher.Session
	rules   ssclient.RDPLauncherSettings
	forget  func() // takes what was copied off the clipboard; a web page only
}

func (a *App) launch(ctx context.Context, from reader, o order, with route, on launcher.Handler) (l launched, p Problem) {
	full, err := from.secret(ctx)
	if err != nil {
		return l, a.readProblem(ctx, from, err)
	}
	defer full.Wipe()
	switch o.kind {
	case launcher.Custom:
		if l.target, p = commandTarget(o, full, with); !p.None() {
			return l, p
		}
		if l.client, err = a.cfg.Launcher.Start(ctx, l.target, launcher.Credential{}, on); err != nil {
			return l, launchProblem(err, l.target)
		}
		return l, Problem{}
	case WebPage:
		l.forget, p = a.openWeb(ctx, from, full)
		return l, p
	}
	if l.machine, p = targetOf(o.kind, full, o.asked); !p.None() {
		return l, p
	}
	if connectsAs(o.kind, from, full) {
		return l, Problem{Kind: ProblemConnectAs, Where: l.machine.Host}
	}
	if restricted(o.with, l.machine) {
		return l, Problem{Kind: ProblemNotAllowed, Where: l.machine.Host}
	}
	if o.kind == launcher.RDP {
		if l.rules, err = rdpRules(ctx, from.vault, from.id); err != nil {
			return l, a.problemOf(err)
		}
		s, _ := mergeRDP(with.rdp.connection, with.rdp.user, l.rules)
		l.machine.RDP = &s
	}
	if from.proxied || full.ProxyEnabled {
		with = with.direct()
	}
	l.port = l.machine.Port
	if o.asked.port() {
		with.own.Port = 0 // what was asked for this session counts
	}
	l.machine = with.dress(l.machine)
	target, cred, p := a.credentialFor(ctx, from, full, l.machine)
	defer cred.Wipe()
	if !p.None() {
		return l, p
	}
	l.target = target
	if l.client, err = a.cfg.Launcher.Start(ctx, target, cred, on); err != nil {
		return l, launchProblem(err, target)
	}
	return l, Problem{}
}
