package ui

import (
	"strconv"
	"strings"
	"time"

	"sallyport/app"
	"sallyport/workflow"
)

// inWords is a remaining time in words.
func inWords(d time.Duration) string {
	if d < time.Minute {
		return trn(int(d/time.Second), "{n} second", "{n} seconds")
	}
	return trn(int(d/time.Minute), "{n} minute", "{n} minutes")
}

// warn says in words what the red ring says in colour.
func warn(d time.Duration) string {
	switch {
	case d == 0:
		return tr("Its time is over")
	case d < time.Minute:
		return tr("Less than a minute left")
	}
	return trn(int(d/time.Minute)+1, "Less than {n} minute left", "Less than {n} minutes left")
}

// StepText is one line of the way in.
func StepText(s workflow.PlanStep, p *app.PaneView) (name, detail string) {
	switch s.ID {
	case workflow.MFA:
		return tr("MFA challenge"), progressText(s, tr("passed"), tr("in a window of its own"), tr("not possible now"))
	case workflow.Approval:
		return tr("Approval"), approvalStep(s, p)
	case workflow.Comment:
		open := tr("the vault asks why, and writes it down")
		if p.Ask.Tickets && !p.Ask.Insists {
			open = tr("the vault asks why, and may want a ticket")
		}
		return reasonName(p), progressText(s, tr("given"), open, tr("cannot be given now"))
	case workflow.PendingChange:
		return tr("Password change"), progressText(s, tr("finished"), tr("the vault finishes it first"), tr("cannot be waited for"))
	case workflow.CheckOut:
		return checkOutStep(s)
	case workflow.QuantumLock:
		return tr("QuantumLock"), progressText(s, tr("password given"), tr("your own password for it, each time"), tr("not for you"))
	case workflow.CreateLock:
		return tr("QuantumLock"), progressText(s, tr("password set"), tr("you choose your password for it now"), tr("not possible now"))
	case workflow.Connect:
		return tr("Connect"), connectStep(s, p)
	}
	return string(s.ID), ""
}

func progressText(s workflow.PlanStep, done, open, blocked string) string {
	switch s.Progress {
	case workflow.Done:
		return done
	case workflow.Waiting:
		return tr("running; Sallyport goes on when it has ended")
	case workflow.Blocked:
		return blocked
	}
	return open
}

// reasonName is what the vault wants to be told.
func reasonName(p *app.PaneView) string {
	if p.Ask.Insists {
		return tr("Reason and ticket")
	}
	return tr("Reason")
}

// approvalStep says who is asked, since when, or what was decided.
func approvalStep(s workflow.PlanStep, p *app.PaneView) string {
	r := p.Wait.Request
	switch {
	case s.Progress == workflow.Done && !p.ApprovalEnd.IsZero():
		return tr("granted until {time}", "time", moment(p.ApprovalEnd))
	case s.Progress != workflow.Waiting:
		return progressText(s, tr("granted"), tr("somebody must allow it first"), tr("not possible now"))
	case r.Status == workflow.RequestApproved:
		return tr("granted from {time}", "time", moment(r.From))
	case r.Reviewers != "":
		return tr("asked {who} at {time}", "who", r.Reviewers, "time", moment(r.Asked))
	}
	return tr("asked for at {time}", "time", moment(r.Asked))
}

// RequestText says how an access request stands, "" where there is nothing to say.
func RequestText(w app.WaitView) string {
	r := w.Request
	if w.Row == "" && r.Status != workflow.RequestDenied {
		return ""
	}
	answer := ""
	if r.Response != "" {
		answer = tr("“{text}”", "text", r.Response)
	}
	by, window := or(r.DecidedBy, tr("Somebody")), WindowText(r.From, r.Until)
	switch {
	case w.Row == workflow.PendingChange:
		return tr("The vault is changing the password. Sallyport looks every few seconds and goes on by itself.")
	case w.Row == workflow.Approval && r.Status == workflow.RequestPending:
		return tr("You asked at {time} for access {window}. {who} must allow it. Sallyport goes on by itself when that has happened, and tells you.",
			"time", moment(r.Asked), "window", window, "who", or(r.Reviewers, tr("Somebody")))
	case w.Row == workflow.Approval && r.Status == workflow.RequestApproved:
		granted := tr("{who} granted access {window}.", "who", by, "window", window)
		return join(join(granted, answer), tr("Sallyport goes on by itself then."))
	case r.Status == workflow.RequestDenied:
		return join(tr("{who} denied your request.", "who", by), answer)
	}
	return ""
}

func checkOutStep(s workflow.PlanStep) (name, detail string) {
	name, detail = tr("Check out"), tr("for you alone")
	if s.Minutes > 0 {
		detail = tr("{span}, for you alone", "span", span(time.Duration(s.Minutes)*time.Minute))
	}
	if s.Extend {
		detail += tr(", can be extended")
	}
	switch {
	case s.Progress == workflow.Done: // how long is told by the ring
		name = tr("Checked out")
		if detail = tr("for you alone"); s.Extend {
			detail += tr(", can be extended")
		}
	case s.Holder != "":
		detail = tr("held by {who}", "who", s.Holder)
	}
	return name, detail
}

func connectStep(s workflow.PlanStep, p *app.PaneView) string {
	kind := KindText(p.Kind)
	switch {
	case s.Progress == workflow.Blocked:
		return tr("not possible now")
	case p.Kind == app.WebPage:
		return tr("its page in the browser, the password on the clipboard")
	case p.Kind == "custom":
		return tr("starts “{launcher}” on this computer", "launcher", launcherName(p))
	case p.Ask.Target != nil && p.Ask.Target.What == app.TargetHost && len(p.Ask.Target.Only) > 0:
		return strings.TrimSpace(trn(len(p.Ask.Target.Only), "{protocol} to the {n} machine that it is for", "{protocol} to one of {n} machines, your choice", "protocol", kind))
	case p.Ask.Target != nil && p.Ask.Target.What == app.TargetHost:
		return strings.TrimSpace(tr("{protocol} to the machine that you name", "protocol", kind))
	case p.Host == "":
		return strings.TrimSpace(tr("{protocol} to the machine in the secret", "protocol", kind))
	}
	to := p.Host
	if p.Port > 0 {
		to = p.Host + ":" + strconv.Itoa(p.Port)
	}
	if p.User != "" {
		to = tr("{host} as {user}", "host", to, "user", p.User)
	}
	return strings.TrimSpace(tr("{protocol} to {host}", "protocol", kind, "host", to))
}

// KindText is the name of a protocol.
func KindText(kind string) string {
	switch kind {
	case "custom":
		return tr("Program")
	case app.WebPage:
		return tr("Web page")
	}
	return strings.ToUpper(kind)
}

// WindowText is a stretch of time and how long it is: the day is said once.
func WindowText(from, until time.Time) string {
	end := moment(until)
	if y, m, d := from.Local().Date(); until.Local().Year() == y && until.Local().Month() == m && until.Local().Day() == d {
		end = wall(until.Local())
	}
	return tr("from {from} until {until} ({span})", "from", moment(from), "until", end, "span", span(until.Sub(from)))
}
