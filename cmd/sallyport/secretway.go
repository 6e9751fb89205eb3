package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// wayFlags are what a caller allows and gives on the way to a secret.
type wayFlags struct {
	reason, ticket string
	ticketSystem   int
	checkOut       bool
	lockStdin      bool
	verbose        bool
}

func (f *wayFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.reason, "reason", "", "the reason, where the vault asks for one; it is left only then")
	c.Flags().StringVar(&f.ticket, "ticket", "", "the ticket number that goes with the reason")
	c.Flags().IntVar(&f.ticketSystem, "ticket-system", 0, "the number of the ticket system; without it the default one")
	c.Flags().BoolVar(&f.checkOut, "check-out", false, "check the secret out where that is needed; it stays checked out")
	c.Flags().BoolVar(&f.lockStdin, "quantum-lock-stdin", false, "read your QuantumLock password from standard input, on the last line")
	c.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "say on standard error what was not needed")
}

func (f *wayFlags) check(c *cobra.Command) error {
	if c.Flags().Changed("ticket-system") && (f.ticketSystem < 1 || f.ticket == "") {
		return &exitError{exitUsage, "--ticket-system is the number of a ticket system, and goes with --ticket. Nothing was sent"}
	}
	return nil
}

func (f *wayFlags) lockInput() []input {
	if !f.lockStdin {
		return nil
	}
	return []input{{"the QuantumLock password", func(i *inputs) *sealed.Secret { return &i.lock }}}
}

// way is one go at a secret: what was done on it so far.
type way struct {
	*script
	f         wayFlags
	id        int
	commented bool
	took      bool // checked out here
	asked     time.Time
	lease     workflow.Lease
}

// wayIn does what the vault wants before the secret opens, as far as the
// flags allow it. After every call the state is read again: the vault decides.
// The access is nil unless the secret opens with a QuantumLock password only.
func (s *script) wayIn(ctx context.Context, id int, f wayFlags) (*ssclient.Access, error) {
	w := &way{script: s, f: f, id: id}
	for range 8 { // more than there are steps: a write that found the sign-in renewed is asked again
		st, err := s.client.SecretState(ctx, id)
		if err != nil {
			return nil, err
		}
		w.tellCheckOut(st)
		switch state := workflow.SecretState(st.State); state {
		case workflow.StateNone:
			w.unneeded()
			return nil, nil
		case workflow.StateQuantumLock:
			if s.lock.Empty() {
				return nil, w.refuse(st, "needs your QuantumLock password: give it with --quantum-lock-stdin")
			}
			return &ssclient.Access{QuantumLock: s.lock}, nil
		default:
			if err := w.step(ctx, st, state); err != nil && !ssclient.Retryable(err) {
				return nil, err
			}
		}
	}
	return nil, &exitError{exitRefused, fmt.Sprintf("Action '%s' failed: the vault keeps asking the same. %s", s.action, s.left(nil))}
}

// step satisfies a state, or says which flag would.
func (w *way) step(ctx context.Context, st ssclient.SecretState, state workflow.SecretState) error {
	comment := (state == workflow.StateComment || state == workflow.StateCheckOutAndComment) && !w.commented
	checkOut := state == workflow.StateCheckOut || state == workflow.StateCheckOutAndComment
	switch {
	case why(state) != "":
		return w.refuse(st, why(state))
	case checkOut && is(st.IsCheckedOut) && !is(st.CheckedOutByCurrentUser):
		return w.refuse(st, "is checked out by "+holder(st)+freeIn(st)+": wait, or ask for it to be checked in")
	case checkOut && w.took, state == workflow.StateComment && w.commented:
		return w.refuse(st, "is still "+st.State+" after that was done; look at it in the browser")
	case comment && w.f.reason == "" && w.f.ticket == "" && checkOut && !w.f.checkOut:
		return w.refuse(st, "needs a comment and a check-out: give --reason and --check-out; it stays checked out"+interval(st)+", give it back with "+giveBack(w.id))
	case comment && w.f.reason == "" && w.f.ticket == "":
		return w.refuse(st, "needs a comment: give --reason, and --ticket where a ticket is wanted")
	case checkOut && !w.f.checkOut:
		return w.refuse(st, "needs a check-out: give --check-out; it stays checked out"+interval(st)+", give it back with "+giveBack(w.id))
	case comment:
		return w.comment(ctx, st)
	case checkOut:
		return w.checkOut(ctx, st)
	}
	return w.refuse(st, "is in the state "+st.State+", which this version does not know; open it in the browser")
}

// why names the states that no flag satisfies, and what does.
func why(state workflow.SecretState) string {
	switch state {
	case workflow.StateApproval:
		return "needs an approved access request: ask for access in the browser or in Sallyport's window, then try again"
	case workflow.StateMFA:
		return "needs a multifactor challenge: answer it in the browser or in Sallyport's window, then try again"
	case workflow.StateCheckOutPending:
		return "is having its password changed: try again in a few minutes"
	case workflow.StateCreateQuantumLock:
		return "needs a QuantumLock password, and you have none yet: set one in your profile in Secret Server"
	case workflow.StateQuantumLockNoAccess:
		return "has a QuantumLock that does not include you: ask its owner"
	case workflow.StateCannotView:
		return "may not be viewed by you (API_AccessDenied): " + checkPermission
	case workflow.StateUndelete:
		return "was deleted: ask the owner of its folder to bring it back"
	}
	return ""
}

func (w *way) refuse(st ssclient.SecretState, need string) error {
	name := st.SecretName
	if name == "" {
		name = fmt.Sprintf("secret %d", w.id)
	}
	return &exitError{exitRefused, fmt.Sprintf("Action '%s' failed: %s %s. %s", w.action, name, need, w.left(nil))}
}

func (w *way) comment(ctx context.Context, st ssclient.SecretState) error {
	cm := ssclient.Comment{Comment: w.f.reason, TicketNumber: w.f.ticket, TicketSystemID: w.f.ticketSystem}
	if cm.TicketNumber != "" && cm.TicketSystemID == 0 {
		cm.TicketSystemID = w.defaultTicketSystem(ctx)
	}
	if err := w.client.ViewComment(ctx, w.id, cm); err != nil {
		if errors.Is(err, ssclient.ErrRefused) {
			return w.refuse(st, "turned the comment down"+vaultWords(err)+": correct --reason, --ticket or --ticket-system")
		}
		return err
	}
	w.commented = true
	w.changed = append(w.changed, "The comment was left with "+st.SecretName+".")
	return nil
}

// defaultTicketSystem is the one that a person would find chosen; 0: the vault shall say.
func (w *way) defaultTicketSystem(ctx context.Context) int {
	all, err := w.client.TicketSystems(ctx)
	if err != nil {
		return 0
	}
	for _, t := range all {
		if t.IsDefault || len(all) == 1 {
			return t.ID
		}
	}
	return 0
}

func (w *way) checkOut(ctx context.Context, st ssclient.SecretState) error {
	w.asked = time.Now()
	err := w.client.CheckOut(ctx, w.id)
	if err != nil && !ssclient.Doubtful(err) {
		return err
	}
	if err != nil { // it may be ours: the state says so
		after, e := w.client.SecretState(ctx, w.id)
		if e != nil || !is(after.CheckedOutByCurrentUser) {
			return err
		}
	}
	w.took = true
	if st.CheckOutIntervalMinutes != nil {
		w.lease = w.lease.Observe(workflow.Reading{
			Sent: w.asked, Received: w.asked, Left: time.Duration(max(0, *st.CheckOutIntervalMinutes)) * time.Minute, Slack: time.Minute,
		})
	}
	return nil
}

// tellCheckOut says until when the check-out lasts, once the state has it.
func (w *way) tellCheckOut(st ssclient.SecretState) {
	if !w.took || w.asked.IsZero() {
		return
	}
	w.asked = time.Time{}
	if st.CheckOutMinutesRemaining != nil {
		w.lease = w.lease.Observe(workflow.Reading{
			Sent: st.Sent, Received: st.Received, Left: time.Duration(max(0, *st.CheckOutMinutesRemaining)) * time.Minute, Slack: time.Minute,
		})
	}
	until := ""
	if ends := w.lease.Ends(); !ends.IsZero() {
		until = " until " + ends.Local().Format("2006-01-02 15:04")
	}
	w.changed = append(w.changed, fmt.Sprintf("%s is checked out to you%s; give it back with %s.", st.SecretName, until, giveBack(w.id)))
	w.say("%s is checked out to you%s; give it back with %s", st.SecretName, until, giveBack(w.id))
}

// unneeded says what was given and not used, to who wants to know.
func (w *way) unneeded() {
	if !w.f.verbose {
		return
	}
	if (w.f.reason != "" || w.f.ticket != "") && !w.commented {
		w.say("no comment was asked for; none was left")
	}
	if w.f.checkOut && !w.took {
		w.say("no check-out was needed; none was made")
	}
	if !w.lock.Empty() {
		w.say("no QuantumLock password was needed; it was not sent")
	}
}

func giveBack(id int) string { return fmt.Sprintf("`sallyport check-in %d`", id) }

func is(b *bool) bool { return b != nil && *b }

func holder(st ssclient.SecretState) string {
	if st.CheckedOutUserDisplayName != nil && *st.CheckedOutUserDisplayName != "" {
		return *st.CheckedOutUserDisplayName
	}
	return "somebody else"
}

func freeIn(st ssclient.SecretState) string {
	if st.CheckOutMinutesRemaining == nil || *st.CheckOutMinutesRemaining < 1 {
		return ""
	}
	return fmt.Sprintf(", for up to %d minutes more", *st.CheckOutMinutesRemaining+1)
}

func interval(st ssclient.SecretState) string {
	if st.CheckOutIntervalMinutes == nil || *st.CheckOutIntervalMinutes < 1 {
		return ""
	}
	return fmt.Sprintf(" for %d minutes", *st.CheckOutIntervalMinutes)
}
