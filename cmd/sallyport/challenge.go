package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sallyport/app"
	"sallyport/ui"
)

// challenge answers a multifactor challenge on the terminal, until it is
// passed or given up.
func (p *projection) challenge(ctx context.Context) error {
	said := ""
	for {
		v, err := p.until(ctx, func(v app.View) bool {
			return v.MFA == nil || v.MFA.State != app.MFAStarting && v.MFA.State != app.MFAChecking
		})
		if err != nil {
			return interrupted(err)
		}
		m := v.MFA
		if m == nil {
			return nil
		}
		if text := ui.MFAText(*m); text != said && m.State != app.MFAFailed {
			said = text
			p.say("%s", text)
			if m.State == app.MFAApprove && m.Number != "" {
				p.say("the number is %s", m.Number)
			}
		}
		if err := p.answerChallenge(ctx, *m); err != nil {
			p.core.Do(app.CancelMFA{ID: m.ID})
			_, _ = p.until(ctx, func(v app.View) bool { return v.MFA == nil }) // ended, either way
			return err
		}
	}
}

// answerChallenge does what the present state of a challenge asks for, and
// waits until it is another.
func (p *projection) answerChallenge(ctx context.Context, m app.MFAView) error {
	switch m.State {
	case app.MFAFailed:
		return problemExit(m.Problem)
	case app.MFAChoose:
		n, err := p.askMethod(m.Methods)
		if err != nil {
			return err
		}
		p.core.Do(app.ChooseMFA{ID: m.ID, Method: n})
	case app.MFAType:
		answer, err := p.tty.readSecret("Answer: ")
		if err != nil || answer.Empty() {
			return noChallenge(err)
		}
		p.core.Do(app.AnswerMFA{ID: m.ID, Answer: answer})
	}
	_, err := p.until(ctx, func(v app.View) bool {
		return v.MFA == nil || v.MFA.State != m.State || v.MFA.Chosen != m.Chosen || v.MFA.Message != m.Message || v.MFA.Number != m.Number
	})
	return interrupted(err)
}

// askMethod asks for one of the methods by its number.
func (p *projection) askMethod(all []app.MFAMethod) (int, error) {
	for i, m := range all {
		p.say("%d  %s", i+1, ui.MethodText(m))
	}
	for {
		line, err := p.tty.readLine(fmt.Sprintf("Which? (1 to %d) ", len(all)))
		if err != nil {
			return 0, noChallenge(err)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && n >= 1 && n <= len(all) {
			return n - 1, nil
		}
	}
}

// noChallenge is the end of a command that cannot answer.
func noChallenge(err error) error {
	if errors.Is(err, errNoTerminal) {
		return &exitError{exitRefused, "the vault poses a multifactor challenge, and there is no terminal to answer it on. Nothing was changed"}
	}
	return &exitError{exitRefused, "the challenge was not answered. Nothing was changed"}
}
