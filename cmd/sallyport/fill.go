package main

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sallyport/app"
	"sallyport/ui"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// givenFlags answer on the command line what a vault asks. What is missing is
// asked on the terminal; a password always is.
type givenFlags struct {
	reason, ticket string
	system         int
	span           time.Duration
	target         string
}

// accessSpan is how long access is requested for where nobody says.
const accessSpan = time.Hour

func (f *givenFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.reason, "reason", "", "the reason to give where the vault asks for one, and for an extension")
	c.Flags().StringVar(&f.ticket, "ticket", "", "the ticket number to give where the vault asks for one")
	c.Flags().IntVar(&f.system, "ticket-system", 0, "the number of the ticket's system (default: the vault's)")
	c.Flags().StringVar(&f.target, "host", "", "the machine to go to, where the launcher asks for it; or what else it asks for")
	c.Flags().DurationVar(&f.span, "for", accessSpan, "how long access is requested for, from now, where somebody must approve it")
}

// fill answers the form of the pane, from the flags or by asking.
func (p *projection) fill(pane app.PaneView, systems []app.TicketSystemView, f givenFlags) (g app.Given, err error) {
	ask := pane.Ask
	if ask.Reason {
		if g.Reason, g.Ticket, g.System, err = p.fillReason(ask, systems, f); err != nil {
			return g, err
		}
	}
	if ask.Access {
		g.Span = cmp.Or(f.span, accessSpan)
	}
	if ask.Lock != app.LockNone {
		if g.Lock, err = p.askLock(ask.Lock == app.LockCreate); err != nil {
			return g, err
		}
	}
	if ask.Target != nil {
		g.Target, err = p.fillTarget(ask.Target, f)
	}
	return g, err
}

// fillReason asks for what the ticket system makes mandatory.
func (p *projection) fillReason(ask app.FormView, systems []app.TicketSystemView, f givenFlags) (reason, ticket string, system int, err error) {
	reason, ticket, system = strings.TrimSpace(f.reason), strings.TrimSpace(f.ticket), f.system
	mandatory, label := workflow.ReasonOnly, "Ticket number"
	if ask.Tickets && (ask.Insists || ticket != "") {
		chosen := systems[0]
		for _, s := range systems {
			if s.ID == system {
				chosen = s
			}
		}
		if system != 0 && chosen.ID != system {
			return "", "", 0, &exitError{exitUsage, noSuchSystem(system, systems)}
		}
		mandatory, system = chosen.Mandatory, chosen.ID
		if chosen.Label != "" {
			label = chosen.Label
		}
	}
	needsReason, needsTicket := mandatory.Lacks(reason, ticket)
	if needsTicket {
		if ticket, err = p.askLine(label, "--ticket", mandatory == workflow.EitherOne); err != nil {
			return "", "", 0, err
		}
		needsReason, _ = mandatory.Lacks(reason, ticket)
	}
	if needsReason {
		reason, err = p.askLine("Reason", "--reason", false)
	}
	return reason, ticket, system, err
}

func noSuchSystem(n int, systems []app.TicketSystemView) string {
	names := make([]string, 0, len(systems))
	for _, s := range systems {
		names = append(names, strconv.Itoa(s.ID)+" "+s.Name)
	}
	return fmt.Sprintf("the vault has no ticket system %d; it has %s. Nothing was changed", n, strings.Join(names, ", "))
}

// askLine asks until something is typed, or once where nothing is an answer too.
func (p *projection) askLine(what, flag string, mayBeEmpty bool) (string, error) {
	for {
		line, err := p.tty.readLine(what + ": ")
		if errors.Is(err, errNoTerminal) {
			return "", &exitError{exitRefused, fmt.Sprintf("the vault asks for a %s; give %s. Nothing was changed", strings.ToLower(what), flag)}
		}
		if err != nil {
			return "", &exitError{exitRefused, fmt.Sprintf("no %s was given. Nothing was changed", strings.ToLower(what))}
		}
		if line = strings.TrimSpace(line); line != "" || mayBeEmpty {
			return line, nil
		}
	}
}

// askLock asks for the QuantumLock password; a first one twice.
func (p *projection) askLock(first bool) (sealed.Secret, error) {
	if !first {
		return p.askSecret("QuantumLock password: ")
	}
	p.say("you have no QuantumLock password yet. Choose one now. Nobody can recover it")
	one, err := p.askSecret("New QuantumLock password: ")
	if err != nil {
		return one, err
	}
	two, err := p.askSecret("The same once more: ")
	defer two.Wipe()
	if err == nil && !one.Equal(two) {
		err = &exitError{exitRefused, "the two passwords differ. Nothing was changed"}
	}
	if err != nil {
		one.Wipe()
	}
	return one, err
}

func (p *projection) askSecret(prompt string) (sealed.Secret, error) {
	s, err := p.tty.readSecret(prompt)
	switch {
	case errors.Is(err, errNoTerminal):
		return s, &exitError{exitRefused, "the vault asks for a QuantumLock password, and there is no terminal to ask for it on. Nothing was changed"}
	case err != nil || s.Empty():
		return s, &exitError{exitRefused, "no password was given. Nothing was changed"}
	}
	return s, nil
}

// sayWait says what the way in waits for.
func (p *projection) sayWait(pane app.PaneView) {
	for _, s := range pane.Steps {
		if s.Progress == workflow.Waiting {
			name, detail := ui.StepText(s, &pane)
			p.say("waiting. %s: %s. Ctrl+C stops waiting", name, detail)
		}
	}
}
