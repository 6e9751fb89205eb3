package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/workflow"
)

// The screens of the secret workflows: what a vault may ask, and how it is waited for.

func ticketSystems() []app.TicketSystemView {
	return []app.TicketSystemView{
		{ID: 1, Name: "Incidents", Label: "Incident", Pattern: "^INC[0-9]{6}$", PatternError: "An incident is INC and six digits.", Mandatory: workflow.BothNeeded, Page: "https://tickets.example.com/$TICKETID"},
		{ID: 2, Name: "Changes", Label: "Change", Pattern: "^CHG[0-9]{7}$", Mandatory: workflow.TicketOnly, Page: "https://tickets.example.com/$TICKETID"},
		{ID: 3, Name: "Service desk", Label: "Case", Mandatory: workflow.EitherOne},
	}
}

func ticketView(insists bool) app.View {
	v := mainView()
	v.Tickets = ticketSystems()
	v.Pane = app.PaneView{
		ID: 12, Name: "core-sw", Path: `\Network`, Template: "Unix Account (SSH)", Kind: "ssh", Host: "core-sw.example.com", User: "admin",
		Primary: app.PrimaryConnect, Ask: app.FormView{ID: 7, Reason: true, Tickets: true, Insists: insists, Start: noon},
		Steps: []workflow.PlanStep{{ID: workflow.Comment, Progress: workflow.Now, Asks: true}, {ID: workflow.Connect, Progress: workflow.Later}},
	}
	return v
}

func requestView() app.View {
	v := ticketView(false)
	v.Pane.Name, v.Pane.Primary = "edge-fw", app.PrimaryRequest
	v.Pane.Ask.Tickets, v.Pane.Ask.Access = false, true
	v.Pane.Steps = []workflow.PlanStep{{ID: workflow.Approval, Progress: workflow.Now, Asks: true}, {ID: workflow.Connect, Progress: workflow.Later}}
	return v
}

func request(status workflow.RequestStatus) app.RequestView {
	return app.RequestView{
		ID: 70, SecretID: 12, Secret: "edge-fw", Requester: "Alice Adams", Status: status, Reason: "Replace the failed line card",
		Asked: noon, From: noon.Add(2 * time.Minute), Until: noon.Add(62 * time.Minute), Reviewers: "Ann Archer, Root",
	}
}

// waitingView is a request that was made: pending, or granted for later, being waited for or not.
func waitingView(status workflow.RequestStatus, waits bool) app.View {
	v := requestView()
	v.Pane.Ask, v.Pane.Primary = app.FormView{}, app.PrimaryWait
	v.Pane.Steps[0] = workflow.PlanStep{ID: workflow.Approval, Progress: workflow.Waiting}
	v.Pane.Wait = app.WaitView{Row: workflow.Approval, Request: request(status)}
	if status == workflow.RequestApproved {
		v.Pane.Wait.Request.DecidedBy, v.Pane.Wait.Request.Response = "Ann Archer", "Tonight only."
	}
	if waits {
		v.Pane.Wait.Since, v.Pane.Cancel = noon, true
	}
	return v
}

// decidedView is a request that came to nothing: it can be made anew.
func decidedView(status workflow.RequestStatus) app.View {
	v := requestView()
	v.Pane.Wait.Request = request(status)
	v.Pane.Wait.Request.DecidedBy, v.Pane.Wait.Request.Response = "Ann Archer", "Ask the network team, they have a window at six."
	return v
}

func lockView(how app.LockForm) app.View {
	v := ticketView(false)
	v.Pane.Name, v.Pane.Ask = "hsm-01", app.FormView{ID: 9, Lock: how, Start: noon}
	id := workflow.QuantumLock
	if how == app.LockCreate {
		id = workflow.CreateLock
	}
	v.Pane.Steps = []workflow.PlanStep{{ID: id, Progress: workflow.Now, Asks: true}, {ID: workflow.Connect, Progress: workflow.Later}}
	return v
}

// jumpView asks everything at once.
func jumpView() app.View {
	v := requestView()
	v.Pane.Name, v.Pane.Primary = "jump-01", app.PrimaryChallenge
	v.Pane.Ask.Tickets, v.Pane.Ask.Lock = true, app.LockEnter
	v.Pane.Facts = app.CheckOutFacts{Needed: true, Minutes: 30}
	v.Pane.Steps = []workflow.PlanStep{
		{ID: workflow.MFA, Progress: workflow.Now},
		{ID: workflow.Approval, Progress: workflow.Now, Asks: true},
		{ID: workflow.CheckOut, Progress: workflow.Later, Minutes: 30, Extend: true},
		{ID: workflow.QuantumLock, Progress: workflow.Later, Asks: true},
		{ID: workflow.Connect, Progress: workflow.Later},
	}
	return v
}

func allMethods() []app.MFAMethod {
	return []app.MFAMethod{
		{Kind: app.MFAPush, Name: "Mobile Authenticator", Masked: "Alice's phone", Sends: true},
		{Kind: app.MFACode, Name: "OATH OTP client"},
		{Kind: app.MFAEmail, Name: "Email", Masked: "a***@example.com", Sends: true},
		{Kind: app.MFAText, Name: "SMS", Masked: "42", Sends: true},
		{Kind: app.MFAPhone, Name: "Phone call", Masked: "42", Sends: true},
		{Kind: app.MFAQuestion, Name: "Security Question", Prompt: "What was the name of your first pet?"},
		{Kind: app.MFAPassword, Name: "Password"},
		{Kind: app.MFAOther, Name: "A device this version does not know"},
	}
}

// challengeView is a challenge in a state; chosen is an index into allMethods, or -1.
func challengeView(s app.MFAState, chosen int, more func(*app.MFAView)) app.View {
	v := ticketView(false)
	v.Pane.Name, v.Pane.Primary, v.Pane.Cancel, v.Pane.Ask = "dc-01", app.PrimaryChallenge, true, app.FormView{}
	v.Pane.Steps = []workflow.PlanStep{{ID: workflow.MFA, Progress: workflow.Now}, {ID: workflow.Connect, Progress: workflow.Later}}
	v.MFA = &app.MFAView{ID: 4, For: "dc-01", State: s, Step: 1, Steps: 1, Chosen: chosen, Browser: true}
	if s != app.MFAStarting {
		v.MFA.Methods = allMethods()
	}
	if more != nil {
		more(v.MFA)
	}
	return v
}

func timed(m *app.MFAView) { m.Left, m.Whole = 37*time.Second, time.Minute }

func inboxView(n int) app.View {
	v := atRest()
	v.Inbox = app.InboxView{Open: true, Version: 1 + n}
	for i := range n {
		r := request(workflow.RequestPending)
		r.ID, r.MayDecide, r.Requester = 70+i, true, "Bob Brown"
		r.Asked = noon.Add(time.Duration(i) * time.Minute)
		v.Inbox.Rows = append(v.Inbox.Rows, r)
	}
	if n > 1 {
		r := &v.Inbox.Rows[1]
		r.Secret, r.Ticket, r.Until = "jump-01", "INC204518", noon.Add(26*time.Hour)
		r.Reason = "The quarterly failover rehearsal needs the jump host for as long as the network team works on the second data centre."
	}
	return v
}

func historyView(rows ...app.HistoryRow) app.View {
	v := atRest()
	v.History = app.HistoryView{SecretID: 12, Seq: 1, Rows: rows}
	return v
}

func someHistory() []app.HistoryRow {
	return []app.HistoryRow{
		{At: noon, Who: "alice", What: "check-out", Note: "done", Ours: true},
		{At: noon.Add(-time.Second), Who: "Alice Adams", What: "CHECKOUT", Note: "Replace failed disk in bay 4", Ticket: "INC204518"},
		{At: noon.Add(-time.Hour), Who: "alice", What: "view-comment", Note: "refused", Ours: true},
		{At: noon.Add(-26 * time.Hour), Who: "Bartholomew Featherstonehaugh", What: "PASSWORD CHANGE", Note: "The password was changed by the heartbeat after it was found to differ from the one on the machine, and verified twice."},
	}
}

func flowScreens() []screen {
	typeTicket := func(text string) func(*rig) {
		return func(r *rig) {
			f := r.main.pane.way.form
			r.env.focus(f.reason)
			r.typed("Port 7 is down")
			r.env.focus(f.ticket)
			r.typed(text)
		}
	}
	at := func(v app.View) func() app.View { return func() app.View { return v } }
	return append([]screen{
		{"holders", holdersView, nil},
		{"signin-token", func() app.View {
			return app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://vault.example.com/SecretServer"}}
		}, func(r *rig) { r.signIn.toggleMore() }},
		{"ticket", at(ticketView(false)), nil},
		{"ticket-insists", at(ticketView(true)), func(r *rig) { r.main.pane.way.focusNext() }},
		{"ticket-fits", at(ticketView(true)), typeTicket("INC204518")},
		{"ticket-wrong", at(ticketView(true)), func(r *rig) { typeTicket("INC20451")(r); r.press(fyne.KeyReturn) }},
		{"ticket-other", at(ticketView(true)), func(r *rig) { r.main.pane.way.form.system.pick(1) }},
		{"ticket-refused", func() app.View {
			v := ticketView(true)
			v.Pane.Ask.Error = "The ticket number is not known to Incidents."
			return v
		}, typeTicket("INC999999")},
		{"access", at(requestView()), nil},
		{"access-own", at(requestView()), func(r *rig) { r.main.pane.way.form.access.span.pick(3) }},
		{"access-over", at(requestView()), func(r *rig) {
			f := r.main.pane.way.form
			f.reason.SetText("disk")
			f.access.span.pick(3)
			f.access.until.day.SetText("2026-11-21")
			r.ctrl(fyne.KeyReturn)
		}},
		{"access-calendar", at(requestView()), func(r *rig) {
			f := r.main.pane.way.form.access
			f.span.pick(3)
			f.until.calendar.Tapped(nil)
		}},
		{"request-pending", at(waitingView(workflow.RequestPending, true)), nil},
		{"request-other-times", at(waitingView(workflow.RequestPending, true)), func(r *rig) { r.main.pane.way.wait.change.Tapped(nil) }},
		{"request-granted-later", at(waitingView(workflow.RequestApproved, true)), nil},
		{"request-denied", at(decidedView(workflow.RequestDenied)), nil},
		{"request-taken-back", at(decidedView(workflow.RequestCanceled)), nil},
		{"lock", at(lockView(app.LockEnter)), func(r *rig) { r.main.pane.way.focusNext() }},
		{"lock-create", at(lockView(app.LockCreate)), func(r *rig) {
			r.main.pane.way.form.lock.SetText("one")
			r.main.pane.way.form.again.SetText("other")
			r.ctrl(fyne.KeyReturn)
		}},
		{"lock-wrong", func() app.View {
			v := lockView(app.LockEnter)
			v.Pane.Ask.Error = "The QuantumLock password is incorrect."
			return v
		}, nil},
		{"everything", at(jumpView()), nil},
		{"held-force", func() app.View {
			v := heldView()
			v.Pane.Facts.MayForce, v.Pane.Facts.Watched = true, true
			return v
		}, openFolders},
		{"force", func() app.View {
			v := heldView()
			v.Prompt = &app.PromptView{ID: 3, Kind: app.PromptForce, Secret: "db-03", Force: app.ForcePrompt{SecretID: 13, Holder: "Bob Brown", Minutes: 18}}
			return v
		}, nil},
		{"short", func() app.View {
			v := checkedOut(3*time.Minute, true)
			v.Prompt = &app.PromptView{ID: 3, Kind: app.PromptShort, Secret: "db-01", Short: app.ShortPrompt{SecretID: 11, Left: 3 * time.Minute}}
			return v
		}, nil},
		{"free-again", func() app.View {
			v := withForm()
			v.Pane.Facts = app.CheckOutFacts{Needed: true, Minutes: 30, Ended: app.EndedForced, EndedAt: noon, Failed: true}
			v.Sessions = []app.SessionView{{ID: "s1", SecretID: v.Pane.ID, Name: v.Pane.Name, Kind: "ssh", State: app.SessionConnected, Elapsed: 31 * time.Minute, Lapsed: true}}
			return v
		}, nil},
		{"inbox-empty", at(inboxView(0)), nil},
		{"inbox-busy", func() app.View {
			v := inboxView(0)
			v.Inbox.Busy = true
			return v
		}, nil},
		{"inbox", func() app.View {
			v := inboxView(3)
			v.Inbox.Rows[2].Problem = app.Problem{Kind: app.ProblemRefused, Detail: "The request has been decided already."}
			return v
		}, nil},
		{"inbox-deny-without-a-word", at(inboxView(2)), func(r *rig) { r.main.inbox.cards[ref{id: 70}].deny.Tapped(nil) }},
		{"inbox-other-times", at(inboxView(1)), func(r *rig) { r.main.inbox.cards[ref{id: 70}].change.Tapped(nil) }},
		{"inbox-deciding", func() app.View {
			v := inboxView(2)
			v.Inbox.Rows[0].Busy = true
			return v
		}, nil},
		{"inbox-problem", func() app.View {
			v := inboxView(0)
			v.Inbox.Problem = app.Problem{Kind: app.ProblemUnreachable, Where: "vault.example.com"}
			return v
		}, nil},
		{"inbox-many", at(inboxView(30)), nil},
		{"history", at(historyView(someHistory()...)), nil},
		{"history-empty", at(historyView()), nil},
		{"history-problem", func() app.View {
			v := historyView(someHistory()[:1]...)
			v.History.Problem = app.Problem{Kind: app.ProblemUnreachable, Where: "vault.example.com"}
			return v
		}, nil},
	}, slices.Concat(challengeScreens(), upkeepScreens())...)
}

func challengeScreens() []screen {
	at := func(s app.MFAState, chosen int, more func(*app.MFAView)) func() app.View {
		return func() app.View { return challengeView(s, chosen, more) }
	}
	return []screen{
		{"mfa-starting", at(app.MFAStarting, -1, nil), nil},
		{"mfa-choose", at(app.MFAChoose, -1, nil), nil},
		{"mfa-choose-second", at(app.MFAChoose, -1, func(m *app.MFAView) { m.Step, m.Steps, m.Methods = 2, 2, m.Methods[:2] }), nil},
		{"mfa-choose-refused", at(app.MFAChoose, -1, func(m *app.MFAView) { m.Message = "The request was denied on the device."; m.Methods = m.Methods[:3] }), nil},
		{"mfa-choose-late", at(app.MFAChoose, -1, func(m *app.MFAView) {
			m.Problem, m.Methods = app.Problem{Kind: app.ProblemNotConfirmed}, m.Methods[:3]
		}), nil},
		{"mfa-push", at(app.MFAApprove, 0, timed), nil},
		{"mfa-push-number", at(app.MFAApprove, 0, func(m *app.MFAView) { timed(m); m.Number = "47" }), nil},
		{"mfa-push-others", at(app.MFAApprove, 0, func(m *app.MFAView) { timed(m); m.Number = "47"; m.Methods = m.Methods[:4] }), func(r *rig) { r.mfa.other.Tapped(nil) }},
		{"mfa-phone", at(app.MFAApprove, 4, nil), nil},
		{"mfa-code", at(app.MFAType, 1, nil), func(r *rig) { r.mfa.code.SetText("123456") }},
		{"mfa-code-wrong", at(app.MFAType, 1, func(m *app.MFAView) { m.Message = "The code is not right. 2 tries are left." }), nil},
		{"mfa-email", at(app.MFAType, 2, func(m *app.MFAView) { m.Left, m.Whole = 252*time.Second, 5*time.Minute }), nil},
		{"mfa-question", at(app.MFAType, 5, nil), nil},
		{"mfa-checking", func() app.View { return challengeView(app.MFAType, 1, nil) }, func(r *rig) { r.show(challengeView(app.MFAChecking, 1, nil)) }},
		{"mfa-browser", at(app.MFABrowser, -1, nil), nil},
		{"mfa-failed", at(app.MFAFailed, -1, func(m *app.MFAView) { m.Message = "Too many wrong codes. The account is locked for 15 minutes." }), nil},
		{"mfa-none", at(app.MFAFailed, -1, func(m *app.MFAView) {
			m.Methods = nil
			m.Problem = app.Problem{Kind: app.ProblemNoChallenge, Detail: "404 Not Found"}
		}), nil},
	}
}
