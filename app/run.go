package app

import (
	"errors"
	"strconv"
	"strings"

	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// custom reports whether a launcher starts a program of the administrators' choice.
func custom(l ssclient.Launcher) bool {
	return l.IsCustom && strings.TrimSpace(l.CustomProcessName) != ""
}

// commandProblem says why a launcher's program cannot be run here, as far as
// that can be known before the secret is read.
func (a *App) commandProblem(sec *secret, l ssclient.Launcher) Problem {
	_, _, err := a.commandOf(l)
	return runProblem(err, l, sec.name())
}

// commandOf is what a launcher would start: the absolute path, and its
// arguments with nothing filled in.
func (a *App) commandOf(l ssclient.Launcher) (path string, args []string, err error) {
	if args, err = launcher.SplitParameters(l.CustomParameters); err != nil {
		return "", nil, err
	}
	if err = launcher.HasSecret(args); err != nil {
		return "", nil, err
	}
	path, err = a.cfg.Launcher.Find(l.CustomProcessName)
	return path, args, err
}

// runProblem turns what is wrong with a launcher's program into a Problem.
func runProblem(err error, l ssclient.Launcher, secret string) Problem {
	if err == nil {
		return Problem{}
	}
	p := Problem{Kind: ProblemCommand, Secret: secret, Where: l.Name, Detail: err.Error(), Unchanged: true}
	var token *launcher.SecretTokenError
	var missing *launcher.NotFoundError
	switch {
	case errors.As(err, &token):
		p.Kind, p.Detail = ProblemSecretToken, token.Token
	case errors.As(err, &missing):
		p.Kind, p.Where, p.Detail = ProblemNoProgram, missing.Tool, l.Name
	}
	return p
}

// approval is what the user is asked to allow.
func (a *App) approval(l ssclient.Launcher, path string) settings.Approval {
	return settings.Approval{Server: a.s.server, Launcher: l.Name, Program: l.CustomProcessName, Path: path, Parameters: l.CustomParameters}
}

// askRun asks before a program of the vault's choosing runs for the first time,
// and begins the way in when it may.
func (a *App) askRun(sec *secret, g Given, l ssclient.Launcher, path string, args []string) {
	if a.asks(PromptRun) {
		g.Lock.Wipe()
		return
	}
	var q *prompt
	q = a.ask(PromptView{
		Kind: PromptRun, Secret: sec.name(),
		Run: RunPrompt{Launcher: l.Name, Server: a.s.server, Path: path, Args: args},
	}, func(yes bool) {
		if !yes {
			g.Lock.Wipe()
			sec.problem = Problem{Kind: ProblemNotApproved, Secret: sec.name(), Where: path, Unchanged: true}
			return
		}
		allowed := a.approval(l, path)
		allowed.Terminal = q.view.Run.Terminal
		a.change(func(s *settings.Settings) { s.Approve(allowed) })
		a.begin(sec.id, g, true)
	})
}

// allowRun answers such a question with yes.
func (a *App) allowRun(i AllowRun) {
	if p := a.open(i.PromptID); p != nil && p.view.Kind == PromptRun {
		p.view.Run.Terminal = i.Terminal
		a.answer(i.PromptID, true)
	}
}

// command is the program of a way in, allowed by the user; settled before the
// secret is read.
type command struct {
	path     string
	args     []string
	terminal bool
}

// commandFor is the command of a launcher; ok is false where the user has not allowed it.
func (a *App) commandFor(l ssclient.Launcher) (c command, ok bool, err error) {
	path, args, err := a.commandOf(l)
	if err != nil {
		return c, false, err
	}
	had, ok := a.seat.live.Now().Approved(a.approval(l, path))
	return command{path, args, had.Terminal}, ok, nil
}

// commandTarget fills a command with what the secret and the user say.
func commandTarget(o order, s ssclient.Secret, with route) (launcher.Target, Problem) {
	tokens := tokensOf(s, o.asked, o.with)
	args, err := tokens.Fill(o.command.args)
	t := launcher.Target{
		Kind: launcher.Custom, Title: "Sallyport: " + s.Name, Host: tokens.Values["MACHINE"], User: tokens.Values["USERNAME"],
		Command: &launcher.Command{Path: o.command.path, Args: args, Terminal: o.command.terminal},
	}
	p := runProblem(err, o.with, s.Name)
	p.Unchanged = false // the secret was read
	return with.dress(t), p
}

// tokensOf is what the parameters of a launcher may name: the fields of the
// secret by slug and by name, the usual names for machine and account, and what
// the launcher asks for.
func tokensOf(s ssclient.Secret, given asked, l ssclient.Launcher) launcher.Tokens {
	t := launcher.Tokens{Values: map[string]string{}}
	for _, i := range s.Items {
		if i.IsPassword || i.IsFile {
			t.Secret = append(t.Secret, i.Slug, i.FieldName)
			continue
		}
		v := first(s, []string{i.Slug})
		t.Values[i.Slug], t.Values[i.FieldName] = v, v
	}
	host, user, domain, port := first(s, hostSlugs), first(s, userSlugs), first(s, []string{"domain"}), first(s, []string{"port"})
	switch given.what {
	case TargetHost:
		host = given.value
	case TargetUser:
		user = given.value
	case TargetDomain:
		domain = given.value
	case TargetPort:
		port = given.value
	}
	if h, p, err := launcher.SplitHostPort(host, 0); err == nil && p != 0 {
		host, port = h, strconv.Itoa(p)
	}
	for name, v := range map[string]string{"MACHINE": host, "HOST": host, "SERVER": host, "USERNAME": user, "USER": user, "DOMAIN": domain, "PORT": port} {
		set(t.Values, name, v)
	}
	if given.what != "" && l.PromptedField != nil {
		set(t.Values, l.PromptedField.Name, given.value)
	}
	return t
}

// set puts a value under a name in place of whatever had that name, in any case.
func set(values map[string]string, name, v string) {
	for had := range values {
		if strings.EqualFold(had, name) {
			delete(values, had)
		}
	}
	values[name] = v
}
