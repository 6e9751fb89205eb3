package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sallyport/app"
	"sallyport/ui"
)

// connectFlags are those of `sallyport connect`.
type connectFlags struct {
	signInFlags
	given    givenFlags
	launcher string
	extend   int
	via      viaFlags

	folder     string
	foreground bool
}

func connectCommand() *cobra.Command {
	var f connectFlags
	c := &cobra.Command{
		Use:   `connect ID|\Folder\Name…`,
		Short: "Open an SSH session in this terminal, or several in windows of their own, and check in at the end",
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			if f.extend < 0 {
				return &exitError{exitUsage, "--extend takes the minutes to add, at least 1"}
			}
			switch {
			case f.folder == "" && len(args) == 0:
				return &exitError{exitUsage, "name a secret by its number or path, or a folder with --folder"}
			case f.folder == "" && len(args) == 1:
				return connect(c.Context(), f, args[0])
			case f.foreground:
				return &exitError{exitUsage, "--foreground is for one secret: a terminal holds one session. Leave it out, and each gets a window of its own. Nothing was changed"}
			case f.launcher != "":
				return &exitError{exitUsage, "--launcher is for one secret: others may not have it. Nothing was changed"}
			}
			return connectMany(c.Context(), f, args)
		},
	}
	f.add(c)
	f.given.add(c)
	addLauncher(c, &f.launcher)
	f.via.add(c)
	c.Flags().StringVar(&f.folder, "folder", "", `connect to every secret right in this folder (\Folder\Name), each in a window of its own`)
	c.Flags().BoolVar(&f.foreground, "foreground", false, "in this terminal, as a single session is anyway")
	c.Flags().IntVar(&f.extend, "extend", 0, "when the check-out runs out, add this many minutes, once")
	return c
}

// enter signs in for sessions; whoever has a projection leaves it.
func (f connectFlags) enter(ctx context.Context, o options) (*projection, error) {
	o.caFile, o.ownConfig = f.caFile, f.via.ownConfig
	var err error
	if o.via, err = f.via.settings(); err != nil {
		return nil, err
	}
	p, err := project(o, os.Stderr, openTerminal())
	if err != nil {
		return nil, err
	}
	if err := p.signIn(ctx, f.signInFlags); err != nil {
		p.detach()
		return nil, err
	}
	return p, nil
}

// connect goes the whole way in, in the terminal, and stays until the secret is given back.
func connect(ctx context.Context, f connectFlags, what string) error {
	p, err := f.enter(ctx, options{foreground: true})
	if err != nil {
		return err
	}
	defer p.leave()
	pane, err := p.find(ctx, what)
	if err == nil {
		pane, err = p.take(ctx, pane, f.launcher)
	}
	if err == nil && pane.Primary == app.PrimaryUnavailable {
		err = unavailable(pane)
	}
	if err != nil {
		return err
	}
	for _, s := range pane.Steps {
		name, detail := ui.StepText(s, &pane)
		p.say("%s: %s", name, detail)
	}
	if err := p.wayIn(ctx, pane, f); err != nil {
		return err
	}
	return p.stay(ctx, pane.ID, f)
}

// unavailable says why nothing can be done about a secret now.
func unavailable(pane app.PaneView) error {
	if !pane.Problem.None() {
		return problemExit(named(pane.Problem, pane.Name))
	}
	held := app.Problem{Kind: app.ProblemHeld, Who: pane.Facts.Holder, Minutes: pane.Facts.FreeInMin, Unchanged: true}
	return problemExit(named(held, pane.Name))
}

// find shows the secret that was named by id or path.
func (p *projection) find(ctx context.Context, what string) (app.PaneView, error) {
	if p.view().Pane.ID != 0 { // what is shown is of the one before
		p.core.Do(app.Select{})
		if _, err := p.until(ctx, func(v app.View) bool { return v.Pane.ID == 0 }); err != nil {
			return app.PaneView{}, err
		}
	}
	if id, err := strconv.Atoi(what); err == nil {
		p.core.Do(app.Select{SecretID: id})
	} else if strings.ContainsAny(what, `\/`) {
		p.core.Do(app.SelectPath{Path: what})
	} else {
		return app.PaneView{}, &exitError{exitUsage, fmt.Sprintf(`%q is neither a secret's number nor a path like \Folder\Name`, what)}
	}
	v, err := p.until(ctx, func(v app.View) bool {
		return !v.Banner.None() && v.Banner.Secret == what ||
			v.Pane.ID != 0 && !v.Pane.Loading && (len(v.Pane.Steps) > 0 || !v.Pane.Problem.None())
	})
	switch {
	case err != nil:
		return app.PaneView{}, err
	case v.Pane.ID == 0:
		return v.Pane, problemExit(v.Banner)
	case len(v.Pane.Steps) == 0:
		return v.Pane, problemExit(named(v.Pane.Problem, cmp.Or(v.Pane.Name, "The secret "+what)))
	}
	return v.Pane, nil
}

func named(p app.Problem, secret string) app.Problem {
	if p.Secret == "" {
		p.Secret = secret
	}
	return p
}

// wayIn answers what the vault asks and waits until the client runs.
func (p *projection) wayIn(ctx context.Context, pane app.PaneView, f connectFlags) error {
	given, err := p.fill(pane, p.view().Tickets, f.given)
	if err != nil {
		return err
	}
	turn, waits := pane.Turns, false
	p.core.Do(app.Connect{SecretID: pane.ID, Given: given})
	for {
		// Views may be skipped: what has come of the way is told by its turns, not by having been seen under way.
		v, err := p.until(ctx, func(v app.View) bool {
			return v.Screen != app.ScreenMain || v.MFA != nil || v.Pane.Turns != turn || !v.Pane.Problem.None() ||
				!waits && !v.Pane.Wait.Since.IsZero() || p.asks(v)
		})
		switch {
		case err != nil:
			return interrupted(err)
		case len(v.Sessions) > 0:
			return nil
		case p.asks(v):
			p.answer(v.Prompt, f)
		case !v.Pane.Problem.None():
			return problemExit(named(v.Pane.Problem, v.Pane.Name))
		case v.Screen != app.ScreenMain:
			return problemExit(v.SignIn.Problem)
		case v.MFA != nil:
			turn = v.Pane.Turns
			if err := p.challenge(ctx); err != nil {
				return err
			}
		case !waits && !v.Pane.Wait.Since.IsZero():
			waits = true
			p.sayWait(v.Pane)
		case v.Pane.Ask.Reason || v.Pane.Ask.Access || v.Pane.Ask.Lock != app.LockNone:
			if v.Pane.Ask.Error != "" {
				p.say("%s", v.Pane.Ask.Error)
				f.given = givenFlags{} // what was given was refused
			}
			if given, err = p.fill(v.Pane, v.Tickets, f.given); err != nil {
				return err
			}
			turn = v.Pane.Turns
			p.core.Do(app.Connect{SecretID: pane.ID, Given: given})
		default:
			return nil // begun and over already
		}
	}
}

// stay watches over the session until it has ended and the secret is given back.
func (p *projection) stay(ctx context.Context, id int, f connectFlags) error {
	extended := f.extend == 0
	warned, tunnelled := false, false
	var failed app.Problem
	for {
		v, err := p.until(ctx, func(v app.View) bool {
			held := heldBy(v, id)
			return p.asks(v) || len(v.Sessions) == 0 && (held == nil || !held.Ours || held.Keep || held.Retrying) && !v.Pane.Cancel ||
				!tunnelled && len(v.Sessions) > 0 && len(v.Sessions[0].Tunnels) > 0 || held != nil && held.Red && (!extended || !warned) || len(v.Sessions) > 0 && v.Sessions[0].State == app.SessionFailed
		})
		if err != nil {
			return interrupted(err)
		}
		held := heldBy(v, id)
		switch {
		case p.asks(v):
			p.answer(v.Prompt, f)
		case !tunnelled && len(v.Sessions) > 0 && len(v.Sessions[0].Tunnels) > 0:
			tunnelled = true
			p.sayTunnels(v.Sessions[0].Tunnels)
		case len(v.Sessions) > 0 && v.Sessions[0].State == app.SessionFailed:
			failed = v.Sessions[0].Problem
			p.core.Do(app.End{SessionID: v.Sessions[0].ID})
			if _, err := p.until(ctx, func(v app.View) bool { return len(v.Sessions) == 0 }); err != nil {
				return interrupted(err)
			}
		case held != nil && held.Red && !extended:
			extended = true
			p.core.Do(app.AskExtend{SecretID: id})
		case held != nil && held.Red && !warned:
			warned = true
			p.say("%s is checked out for %s more", held.Name, minutes(held.Remaining))
		case !failed.None():
			return problemExit(failed)
		default:
			if held != nil && held.Retrying {
				return problemExit(held.Problem)
			}
			if v.QuietKind == app.QuietCheckedIn {
				p.say("%s checked in", v.Quiet)
			}
			return nil
		}
	}
}

// asks reports whether the app asks something that was not answered yet. A View
// may still show the last question while the answer to it is on its way.
func (p *projection) asks(v app.View) bool { return v.Prompt != nil && v.Prompt.ID != p.asked }

// answer answers a question of the app, on the terminal where it is for a person.
func (p *projection) answer(q *app.PromptView, f connectFlags) {
	p.asked = q.ID
	switch q.Kind {
	case app.PromptHostKey:
		k := q.HostKey
		line, err := p.tty.readLine(fmt.Sprintf("The host %s is not known yet. Its %s key is\n  %s\nTrust it and connect? (yes/no) ", k.Host, k.KeyType, k.Fingerprint))
		p.core.Do(app.Answer{PromptID: q.ID, Yes: err == nil && strings.EqualFold(strings.TrimSpace(line), "yes")})
	case app.PromptCertificate:
		c := q.Certificate
		line, err := p.tty.readLine(fmt.Sprintf("The host %s is not known yet. It calls itself %s, issued by %s,\nvalid from %s until %s; the SHA-256 fingerprint of its certificate is\n  %s\nTrust it and connect? (yes/no) ",
			c.Host, c.Subject, c.Issuer, c.From.Local().Format(time.DateOnly), c.Until.Local().Format(time.DateOnly), c.Fingerprint))
		p.core.Do(app.Answer{PromptID: q.ID, Yes: err == nil && strings.EqualFold(strings.TrimSpace(line), "yes")})
	case app.PromptQuestion:
		p.question(q)
	case app.PromptRun:
		r := q.Run
		line, err := p.tty.readLine(fmt.Sprintf("The launcher %q of %s wants to run\n  %s\nWhat begins with $ is filled in from the secret, never its password.\nLet it run? (yes/no) ",
			r.Launcher, r.Server, strings.Join(append([]string{r.Path}, quoted(r.Args)...), "\n    ")))
		if err == nil && strings.EqualFold(strings.TrimSpace(line), "yes") {
			p.core.Do(app.AllowRun{PromptID: q.ID, Terminal: true})
			return
		}
		p.core.Do(app.Answer{PromptID: q.ID})
	case app.PromptExtend:
		reason := f.given.reason
		if reason == "" {
			reason = "session still in use"
		}
		p.core.Do(app.Extend{PromptID: q.ID, Minutes: f.extend, Reason: reason})
	default:
		p.core.Do(app.Dismiss{PromptID: q.ID})
	}
}

func heldBy(v app.View, id int) *app.CheckOutView {
	for i := range v.CheckOuts {
		if v.CheckOuts[i].SecretID == id {
			return &v.CheckOuts[i]
		}
	}
	return nil
}

func interrupted(err error) error {
	if err == nil {
		return nil
	}
	var exit *exitError
	if errors.As(err, &exit) {
		return err
	}
	return &exitError{exitFailed, "interrupted; what was checked out is checked in"}
}
