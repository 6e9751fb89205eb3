package app

import (
	"slices"
	"time"

	"sallyport/app/journal"
	"sallyport/launcher"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// handler is what the launcher tells about the client of a way in. The
// launcher may speak before Start has returned; the loop then remembers it.
func (a *App) handler(sec *secret, w *way) launcher.Handler {
	on := launcher.Handler{
		Prepared: func(id string) { a.prepared(sec, w, id) },
		Connected: func() {
			a.box.put(func() {
				w.connected = true
				if w.session != nil && w.session.state == SessionStarting {
					w.session.state = SessionConnected
				}
			})
		},
		Ended: func(o launcher.Outcome) {
			a.box.put(func() {
				w.outcome = &o
				if w.session != nil {
					a.sessionEnded(sec, w.session, o)
				}
			})
		},
		HostKey: func(q launcher.HostKeyQuestion, answer func(bool)) {
			a.box.put(func() {
				a.askTrust(w, PromptView{
					Kind: PromptHostKey, Secret: sec.name(),
					HostKey: HostKeyPrompt{Host: q.Host, KeyType: q.KeyType, Fingerprint: q.Fingerprint},
				}, answer)
			})
		},
		Question: func(q launcher.Question, answer func(sealed.Secret, bool)) {
			a.box.put(func() { a.askQuestion(sec, w, q, answer) })
		},
		Tunnels: func(all []launcher.Tunnel) {
			a.box.put(func() { w.tunnels = tunnelled(all) })
		},
		Certificate: func(q launcher.CertificateQuestion, answer func(bool)) {
			a.box.put(func() {
				a.askTrust(w, PromptView{
					Kind: PromptCertificate, Secret: sec.name(),
					Certificate: CertificatePrompt{
						Host: q.Host, Subject: q.Subject, Issuer: q.Issuer, Fingerprint: q.Fingerprint,
						From: q.NotBefore, Until: q.NotAfter, Vouched: q.Vouched,
					},
				}, answer)
			})
		},
	}
	if a.cfg.Copy != nil {
		on.Paste = func(password sealed.Secret) { a.box.put(func() { a.paste(sec, password) }) }
	}
	return on
}

// prepared writes down the session that is about to start, and only then lets
// it: a crash in between finds it again.
func (a *App) prepared(sec *secret, w *way, id string) {
	written := make(chan struct{})
	a.box.put(func() {
		w.starting = &journal.Session{
			ID: id, Server: a.s.server, User: a.s.user, SecretID: sec.id, Name: sec.name(),
			Kind: string(w.order.kind), Started: a.now(),
		}
		a.record()
		close(written)
	})
	select {
	case <-written:
	case <-a.ctx.Done():
	}
}

// askTrust shows a host's key or certificate seen for the first time.
func (a *App) askTrust(w *way, q PromptView, answer func(bool)) {
	if w.outcome != nil {
		return // the client is gone already
	}
	w.question = a.ask(q, answer)
}

// addSession puts a started client into the dock.
func (a *App) addSession(sec *secret, w *way, client launcher.Session, t launcher.Target) {
	w.session = &session{
		id: client.ID(), secretID: sec.id, name: sec.name(), kind: t.Kind, host: t.Host, server: a.s.server, user: a.s.user,
		state: SessionStarting, started: a.now(), client: client, way: w, given: w.order.asked, again: w.flow.Answers.Fresh,
	}
	w.starting = nil
	a.s.sessions = append(a.s.sessions, w.session)
	sec.beatAt, sec.barred = time.Time{}, false
	a.record()
	a.wrote(sec.id, sec.name(), stepSessionStart, string(t.Kind))
	if w.connected {
		w.session.state = SessionConnected
	}
	a.apply(sec, w, workflow.Event{Kind: workflow.Started})
	if w.outcome != nil {
		a.sessionEnded(sec, w.session, *w.outcome)
	}
}

// sessionEnded takes a client out of the dock, or leaves it there with why it
// failed, and gives the secret back if it was the last one on it.
func (a *App) sessionEnded(sec *secret, x *session, o launcher.Outcome) {
	if !x.alive() || x.client == nil {
		return
	}
	x.client = nil
	a.wrote(x.secretID, x.name, stepSessionEnd, endOf(o))
	if w := x.way; w.question != nil {
		q := w.question
		w.question = nil
		a.closePrompt(q)
	}
	x.problem = outcomeProblem(o, x.host)
	if x.problem.None() || x.asked {
		a.removeSession(x)
		a.passed(x, o)
	} else {
		x.state = SessionFailed
		x.retried = x.again && x.problem.Kind == ProblemHostRefused
		x.problem.Secret = x.name
		if sec.way == nil {
			sec.problem = x.problem
		}
	}
	a.s.waiting.Sessions = slices.DeleteFunc(a.s.waiting.Sessions, func(e journal.Session) bool { return e.ID == x.id })
	a.record()
	a.apply(sec, x.way, workflow.Event{Kind: workflow.Ended})
}

// reconnect opens a session anew that failed. After a refused password it is
// done once: the vault is asked whether the password is being changed, that is
// waited for, and what it holds then is tried. A second refusal would only
// bring the account nearer to being locked.
func (a *App) reconnect(id string) {
	if e, ok := a.forgetEnded(id); ok && e.Again {
		a.begin(e.SecretID, Given{Target: e.target}, true)
		return
	}
	for _, x := range a.s.sessions {
		if x.id != id || x.alive() || x.retried {
			continue
		}
		a.removeSession(x)
		a.begin(x.secretID, Given{Again: x.problem.Kind == ProblemHostRefused, Target: x.given.value}, true)
		return
	}
}

func (a *App) removeSession(x *session) {
	for i, y := range a.s.sessions {
		if y == x {
			a.s.sessions = append(a.s.sessions[:i:i], a.s.sessions[i+1:]...)
			return
		}
	}
}

// endSession asks a client to close, or dismisses one that is over.
func (a *App) endSession(id string) {
	a.forgetEnded(id)
	for _, x := range a.s.sessions {
		if x.id != id {
			continue
		}
		if !x.alive() {
			a.removeSession(x)
		} else if x.state != SessionEnding && x.client != nil {
			x.state, x.asked = SessionEnding, true
			x.client.Stop()
		}
		return
	}
}
