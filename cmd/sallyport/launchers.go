package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sallyport/app"
)

func addLauncher(c *cobra.Command, name *string) {
	c.Flags().StringVar(name, "launcher", "", "the vault's launcher to use, where the secret has several; plan lists them")
}

// take chooses the launcher of that name, or the only one of that protocol.
func (p *projection) take(ctx context.Context, pane app.PaneView, name string) (app.PaneView, error) {
	if name == "" {
		return pane, nil
	}
	l, ok := launcherNamed(pane.Launchers, name)
	if !ok {
		return pane, &exitError{exitUsage, fmt.Sprintf("%s has no launcher %q; it has %s. Nothing was changed",
			pane.Name, name, cmp.Or(strings.Join(launcherNames(pane), ", "), "none"))}
	}
	p.core.Do(app.ChooseLauncher{SecretID: pane.ID, LauncherID: l.ID})
	v, err := p.until(ctx, func(v app.View) bool { return v.Pane.ID != pane.ID || v.Pane.Launcher == l.ID })
	return v.Pane, err
}

func launcherNamed(all []app.LauncherView, name string) (l app.LauncherView, ok bool) {
	for _, l := range all {
		if strings.EqualFold(l.Name, name) {
			return l, true
		}
	}
	for _, has := range all {
		if has.Kind == "" || !strings.EqualFold(has.Kind, name) {
			continue
		}
		if ok {
			return app.LauncherView{}, false // of two of a kind only the name tells
		}
		l, ok = has, true
	}
	return l, ok
}

// quoted is a list of arguments as nobody can mistake them.
func quoted(args []string) []string {
	out := make([]string, 0, len(args))
	for _, a := range args {
		out = append(out, strconv.Quote(a))
	}
	return out
}

// launcherNames has a star at the one that connecting takes.
func launcherNames(pane app.PaneView) []string {
	names := make([]string, 0, len(pane.Launchers))
	for _, l := range pane.Launchers {
		name := l.Name
		if l.ID == pane.Launcher {
			name += "*"
		}
		names = append(names, name)
	}
	return names
}

// fillTarget answers what a launcher asks for, from the flag or by asking.
func (p *projection) fillTarget(ask *app.TargetForm, f givenFlags) (string, error) {
	if f.target != "" {
		return f.target, nil
	}
	what := ask.Name
	if len(ask.Only) > 0 {
		what = fmt.Sprintf("%s (%s)", ask.Name, strings.Join(ask.Only, ", "))
	}
	return p.askLine(what, "--host", false)
}
