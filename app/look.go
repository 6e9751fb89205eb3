package app

import (
	"context"
	"errors"
	"slices"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
)

// looked is what one look at a secret brought.
type looked struct {
	state   ssclient.SecretState
	options *ssclient.AccessOptions // nil: not asked for, or not told
	systems []TicketSystemView      // nil: not asked for
	request *ssclient.AccessRequest // this user's newest; nil: none, or not asked for
}

// wants is what is not known yet.
type wants struct {
	options, systems bool
	user             int
}

// wants says what a look at the secret should bring beyond its state.
func (a *App) wants(sec *secret) wants {
	return wants{options: sec.options == nil, systems: a.s.tickets == nil, user: a.s.userID}
}

// look asks the vault how a secret stands, and for what the state leaves open:
// whether a ticket is demanded, and how an access request is doing. What the
// vault does not tell is lived without; the state alone decides.
func look(ctx context.Context, vault Access, id int, w wants) (l looked, err error) {
	if l.state, err = vault.SecretState(ctx, id); err != nil {
		return l, err
	}
	state := workflow.SecretState(l.state.State)
	speaks := state == workflow.StateComment || state == workflow.StateCheckOutAndComment || state == workflow.StateApproval
	if speaks && w.options {
		got, err := vault.AccessOptions(ctx, id)
		if err != nil && !unanswered(err) {
			return l, err
		}
		l.options = &got
		if (got.RequiresComment || got.RequiresApproval) && w.systems {
			if l.systems, err = ticketSystems(ctx, vault); err != nil && !unanswered(err) {
				return l, err
			}
		}
	}
	if state == workflow.StateApproval {
		if l.request, err = newestRequest(ctx, vault, id, w.user); err != nil && !unanswered(err) {
			return l, err
		}
	}
	return l, nil
}

// unanswered: the vault said no, or does not know the question.
func unanswered(err error) bool {
	return errors.Is(err, ssclient.ErrAccessDenied) || errors.Is(err, ssclient.ErrRefused) || errors.Is(err, ssclient.ErrNotAPI)
}

// ticketSystems are the systems in use, the default first.
func ticketSystems(ctx context.Context, vault Access) ([]TicketSystemView, error) {
	all, err := vault.TicketSystems(ctx)
	if err != nil {
		return nil, err
	}
	views := []TicketSystemView{}
	for _, s := range all {
		if !s.Active {
			continue
		}
		if full, err := vault.TicketSystem(ctx, s.ID); err == nil {
			s = full
		} else if !unanswered(err) {
			return nil, err
		}
		v := TicketSystemView{
			ID: s.ID, Name: s.Name, Label: s.Title, Pattern: s.Pattern, PatternError: s.ErrorMessage,
			Mandatory: workflow.Mandatory(s.Rule), Page: s.ViewURL,
		}
		if s.IsDefault {
			views = slices.Insert(views, 0, v)
		} else {
			views = append(views, v)
		}
	}
	return views, nil
}

// read learns what the vault says about a secret now.
func (a *App) read(sec *secret) {
	vault := a.s.vault
	if vault == nil || sec.loading {
		return
	}
	sec.loading = true
	fresh, w := sec.reading(), a.wants(sec)
	id, knowsName, knowsLaunchers := sec.id, sec.summary.ID != 0, sec.launchers != nil
	a.async(a.ctx, func(ctx context.Context) func() {
		var summary ssclient.SecretSummary
		var launchers []ssclient.Launcher
		var rules ssclient.RDPLauncherSettings
		l, err := look(ctx, vault, id, w)
		if err == nil && !knowsName {
			summary, err = vault.SecretSummary(ctx, id)
		}
		if err == nil && !knowsLaunchers {
			launchers, err = a.launchersOf(ctx, vault, id)
		}
		if launcherOf(launchers, launcher.RDP) != 0 {
			rules, _ = vault.RDPLauncherSettings(ctx, id) // to be shown; what counts is asked for when it is opened
		}
		return func() {
			sec.loading = false
			defer a.beginEager(sec)
			if err != nil {
				sec.problem = a.failed(err)
				a.goneFrom(err, id)
				return
			}
			if !knowsName {
				a.learn(summary)
			}
			if !knowsLaunchers {
				a.launchersRead(sec, launchers)
				sec.rdpRules = rules
			}
			if !fresh() {
				a.read(sec)
				return
			}
			a.looked(sec, l)
			a.listFields(sec)
		}
	})
}

// looked takes in a whole look; stateRead one that saw the state alone.
func (a *App) looked(sec *secret, l looked) {
	if l.options != nil {
		sec.options = l.options
	}
	if l.systems != nil {
		a.s.tickets = l.systems
	}
	sec.request = l.request
	a.stateRead(sec, l.state)
}

// stateRead takes in one answer about a secret, whoever asked for it.
func (a *App) stateRead(sec *secret, st ssclient.SecretState) {
	before := sec.facts
	sec.facts, sec.known = sec.factsOf(st), true
	sec.may = permitsOf(st)
	a.knowsMFA(sec.id, sec.facts.ListsMFA)
	sec.sshProxy, sec.rdpProxy = st.May("ShowSshProxyCredentials"), st.May("ShowRdpProxyCredentials")
	if sec.summary.Name == "" {
		sec.summary.Name = st.SecretName
	}
	sec.cannot = a.impossible(sec)
	if sec.formID == 0 || before.State != sec.facts.State {
		a.newForm(sec)
	}
	if sec.facts.ByMe {
		a.holds(sec, st)
	} else if sec.hold != nil {
		a.lost(sec)
	}
	a.freed(sec)
	if a.s.selected == sec.id && !sec.open() {
		a.hideValues()
	}
}

// factsOf translates the server's answer for the table.
func (sec *secret) factsOf(st ssclient.SecretState) workflow.Facts {
	s := sec.summary
	f := workflow.Facts{
		State:         workflow.SecretState(st.State),
		CheckedOut:    is(st.IsCheckedOut),
		ByMe:          is(st.CheckedOutByCurrentUser),
		MinutesLeft:   -1,
		MayExtend:     st.AvailableActions.ExtendCheckOut,
		MayForce:      st.May("ForceCheckin"),
		ChangePending: is(st.PasswordChangePending),
		ChangeFailed:  is(st.PasswordChangeFailed),

		ListsMFA:     st.May("ViewMfa"),
		ListsComment: s.RequiresComment, ListsCheckOut: s.CheckOutEnabled,
		ListsApproval: s.RequiresApproval, ListsQuantumLock: s.DoubleLockEnabled,
	}
	f.CheckedOut = f.CheckedOut || f.ByMe
	if st.CheckedOutUserDisplayName != nil && !f.ByMe {
		f.Holder = *st.CheckedOutUserDisplayName
	}
	if f.Holder == "" && f.CheckedOut && !f.ByMe {
		f.Holder = s.CheckOutUserName
	}
	if st.CheckOutIntervalMinutes != nil {
		f.Minutes = max(0, *st.CheckOutIntervalMinutes)
	}
	if st.CheckOutMinutesRemaining != nil && f.CheckedOut {
		f.MinutesLeft = max(0, *st.CheckOutMinutesRemaining)
	}
	if st.ApprovalEnd != nil {
		f.ApprovalEnd = st.ApprovalEnd.Time.UTC()
	}
	f.Tickets = sec.options != nil && (sec.options.RequiresComment || sec.options.RequiresApproval)
	if sec.request != nil {
		f.Request, f.RequestID = workflow.RequestStatus(sec.request.Status), sec.request.ID
	}
	return f
}

func is(b *bool) bool { return b != nil && *b }
