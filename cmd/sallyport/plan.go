package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"sallyport/app"
	"sallyport/ui"
	"sallyport/workflow"
)

func planCommand() *cobra.Command {
	var f signInFlags
	var with string
	c := &cobra.Command{
		Use:   `plan ID|\Folder\Name…`,
		Short: "Show what the vault would ask on the way into a secret; nothing is changed",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withVault(c.Context(), f, func(p *projection) error { return planAll(c.Context(), p, args, with, c.OutOrStdout()) })
		},
	}
	f.add(c)
	addLauncher(c, &with)
	return c
}

// planAll prints one plan after the other; what is wrong with one does not hide the rest.
func planAll(ctx context.Context, p *projection, what []string, with string, out io.Writer) error {
	var wrong []error
	for i, w := range what {
		if i > 0 {
			fmt.Fprintln(out)
		}
		err := plan(ctx, p, w, with, out)
		if err != nil && len(what) > 1 {
			p.say("%s: %v", w, err)
		}
		wrong = append(wrong, err)
	}
	return cmp.Or(wrong...)
}

// plan prints the way in, and ends with 4 where it cannot be gone now.
func plan(ctx context.Context, p *projection, what, with string, out io.Writer) error {
	pane, err := p.find(ctx, what)
	if err == nil {
		pane, err = p.take(ctx, pane, with)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  %s  %s\n", pane.Name, pane.Path, pane.Template)
	for _, s := range pane.Steps {
		name, detail := ui.StepText(s, &pane)
		fmt.Fprintf(out, "%s %-18s %s\n", planMark(s.Progress), name, detail)
	}
	if len(pane.Launchers) > 1 {
		fmt.Fprintf(out, "    %-18s %s\n", "Launchers", strings.Join(launcherNames(pane), ", "))
	}
	for _, s := range pane.RDP {
		planSetting(out, s)
	}
	for _, s := range pane.SSH {
		if s.Owner == app.OwnerConnection { // the step says the usual
			planSetting(out, s)
		}
	}
	if pane.Primary == app.PrimaryUnavailable {
		return unavailable(pane)
	}
	return nil
}

func planSetting(out io.Writer, s app.SessionSetting) {
	name, value, whose := ui.SettingText(s)
	if whose != "" {
		value += " (" + whose + ")"
	}
	fmt.Fprintf(out, "    %-18s %s\n", name, value)
}

func planMark(p workflow.Progress) string {
	switch p {
	case workflow.Done:
		return "[x]"
	case workflow.Now:
		return "[>]"
	case workflow.Waiting:
		return "[~]"
	case workflow.Blocked:
		return "[!]"
	}
	return "[ ]"
}
