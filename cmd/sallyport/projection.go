package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"sallyport/app"
	"sallyport/ui"
)

// projection is a terminal's picture of the app: it waits for views and tells
// the app what the person wants, as the window does.
type projection struct {
	core  *app.App
	close func()
	err   io.Writer
	tty   *terminal
	asked int // the prompt that was answered last

	mu    sync.Mutex
	last  app.View
	fresh chan struct{} // one token when last has changed
}

// project starts an app without a window.
func project(o options, errOut io.Writer, tty *terminal) (*projection, error) {
	core, closeAll, err := newApp(o)
	if err != nil {
		return nil, &exitError{exitFailed, err.Error()}
	}
	p := &projection{core: core, close: closeAll, err: errOut, tty: tty, fresh: make(chan struct{}, 1)}
	go core.Run(context.Background()) // ends with close
	core.Subscribe(func(v app.View) {
		p.mu.Lock()
		p.last = v
		p.mu.Unlock()
		select {
		case p.fresh <- struct{}{}:
		default:
		}
	})
	return p, nil
}

func (p *projection) view() app.View {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// until waits for a view that satisfies done. When ctx ends it returns the last view and ctx's error.
func (p *projection) until(ctx context.Context, done func(app.View) bool) (app.View, error) {
	for {
		if v := p.view(); done(v) {
			return v, nil
		}
		select {
		case <-p.fresh:
		case <-p.core.Done():
			return p.view(), &exitError{exitFailed, "the program ended"}
		case <-ctx.Done():
			return p.view(), ctx.Err()
		}
	}
}

// signIn signs in and waits for the vault.
func (p *projection) signIn(ctx context.Context, f signInFlags) error {
	password, err := f.password(os.Stdin, p.tty)
	if err != nil {
		return err
	}
	p.core.Do(app.SignIn{Server: f.server, User: f.user, Domain: f.domain, Password: password})
	// Views may be skipped, so that it was busy may never be seen; before it
	// began, the sign-in page of a fresh app has no problem.
	for {
		v, err := p.until(ctx, func(v app.View) bool {
			return v.Screen == app.ScreenMain || v.MFA != nil || !v.SignIn.Busy && !v.SignIn.Problem.None()
		})
		switch {
		case err != nil:
			return interrupted(err)
		case v.MFA != nil: // a Platform asks for more than the password
			if err := p.challenge(ctx); err != nil {
				return err
			}
		case v.Screen == app.ScreenMain:
			return nil
		default:
			return problemExit(v.SignIn.Problem)
		}
	}
}

// leave checks in what is held and ends the app.
func (p *projection) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), finishLimit)
	defer cancel()
	p.core.Do(app.QuitNow{How: app.QuitCheckIn})
	if _, err := p.until(ctx, func(v app.View) bool { return v.Closing }); err != nil {
		p.say("not everything could be checked in; `sallyport status` shows what is left")
	}
	p.close()
}

// detach ends the app and leaves check-outs as they are.
func (p *projection) detach() {
	ctx, cancel := context.WithTimeout(context.Background(), finishLimit)
	defer cancel()
	p.core.Do(app.QuitNow{How: app.QuitKeep})
	_, _ = p.until(ctx, func(v app.View) bool { return v.Closing }) // closed next, either way
	p.close()
}

func (p *projection) say(format string, args ...any) {
	fmt.Fprintf(p.err, "sallyport: "+format+"\r\n", args...) // ssh may have the terminal in raw mode
}

// problemExit is the end of a command that met a problem.
func problemExit(p app.Problem) error {
	m := ui.Sentence(p)
	text := m.Title + ". " + m.Body
	if m.Next != "" {
		text += " " + m.Next
	}
	return &exitError{code: codeOf(p.Kind), text: text}
}

// codeOf is the exit code of a problem.
func codeOf(k app.ProblemKind) int {
	switch k {
	case app.ProblemSignInRefused, app.ProblemSignedOut, app.ProblemNotRenewed, app.ProblemNotKept:
		return exitSignIn
	case app.ProblemUnreachable, app.ProblemNotAVault, app.ProblemWay, app.ProblemCertificate, app.ProblemTimeout, app.ProblemServerError:
		return exitUnreachable
	case app.ProblemBadServerURL, app.ProblemTarget:
		return exitUsage
	case app.ProblemThrottled:
		return exitThrottled
	case app.ProblemHeld, app.ProblemRefused, app.ProblemLock, app.ProblemNoLock, app.ProblemNotYet, app.ProblemGone, app.ProblemNoProgress,
		app.ProblemNoLauncher, app.ProblemOtherLauncher, app.ProblemNotAllowed,
		app.ProblemCommand, app.ProblemSecretToken, app.ProblemNotApproved, app.ProblemConnectAs, app.ProblemNotOpen:
		return exitRefused
	}
	return exitFailed
}

// minutes shows a duration as people say it.
func minutes(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}
