package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sallyport/app"
)

func statusCommand() *cobra.Command {
	var f signInFlags
	c := &cobra.Command{
		Use:   "status",
		Short: "Show what you have checked out",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withVault(c.Context(), f, func(p *projection) error { return status(c.Context(), p, c.OutOrStdout()) })
		},
	}
	f.add(c)
	return c
}

func checkInCommand() *cobra.Command {
	var f signInFlags
	c := &cobra.Command{
		Use:   "check-in ID",
		Short: "Give a secret back that you have checked out",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := strconv.Atoi(args[0])
			if err != nil || id < 1 {
				return &exitError{exitUsage, fmt.Sprintf("%q is not the number of a secret", args[0])}
			}
			return withVault(c.Context(), f, func(p *projection) error { return checkIn(c.Context(), p, id, c.OutOrStdout()) })
		},
	}
	f.add(c)
	return c
}

// withVault signs in, runs one command and leaves all check-outs as the command left them.
func withVault(ctx context.Context, f signInFlags, do func(*projection) error) error {
	if err := f.check(); err != nil {
		return err
	}
	p, err := project(options{caFile: f.caFile}, os.Stderr, openTerminal())
	if err != nil {
		return err
	}
	defer p.detach()
	if err := p.signIn(ctx, f); err != nil {
		return err
	}
	return do(p)
}

func status(ctx context.Context, p *projection, out io.Writer) error {
	v, err := p.until(ctx, func(v app.View) bool { return v.KnowsMine })
	if err != nil {
		return interrupted(err)
	}
	if len(v.CheckOuts) == 0 {
		_, err := fmt.Fprintln(out, "Nothing is checked out by "+v.User+".")
		return err
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tLEFT\tENDS")
	for _, c := range v.CheckOuts {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", c.SecretID, c.Name, minutes(c.Remaining), c.EndsAt.Format("15:04"))
	}
	return w.Flush()
}

func checkIn(ctx context.Context, p *projection, id int, out io.Writer) error {
	p.core.Do(app.Select{SecretID: id})
	v, err := p.until(ctx, func(v app.View) bool {
		return v.KnowsMine && v.Pane.ID == id && !v.Pane.Loading && (len(v.Pane.Steps) > 0 || !v.Pane.Problem.None())
	})
	switch {
	case err != nil:
		return interrupted(err)
	case len(v.Pane.Steps) == 0:
		return problemExit(named(v.Pane.Problem, strconv.Itoa(id)))
	case heldBy(v, id) == nil && v.Pane.Facts.Holder != "":
		return &exitError{exitRefused, fmt.Sprintf("%s is checked out by %s, not by you. Nothing was changed.", v.Pane.Name, v.Pane.Facts.Holder)}
	case heldBy(v, id) == nil:
		_, err := fmt.Fprintf(out, "%s is not checked out; nothing to do.\n", v.Pane.Name)
		return err
	}
	name := v.Pane.Name
	p.core.Do(app.CheckIn{SecretID: id})
	v, err = p.until(ctx, func(v app.View) bool {
		held := heldBy(v, id)
		return held == nil || held.Retrying
	})
	if err != nil {
		return interrupted(err)
	}
	if held := heldBy(v, id); held != nil {
		return problemExit(held.Problem)
	}
	_, err = fmt.Fprintf(out, "%s checked in.\n", name)
	return err
}
