package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"sallyport/app"
	"sallyport/ui"
)

// many is what `sallyport connect` remembers about several sessions while they run.
type many struct {
	*projection
	f        connectFlags
	said     map[int]string // the last line about a secret, by its number
	tried    map[int]bool   // asked alone once: not for ever
	extended map[int]bool
}

// connectMany opens a window of its own for each secret, and stays until all are given back.
func connectMany(ctx context.Context, f connectFlags, what []string) error {
	p, err := f.enter(ctx, options{})
	if err != nil {
		return err
	}
	defer p.leave()
	m := &many{projection: p, f: f, said: map[int]string{}, tried: map[int]bool{}, extended: map[int]bool{}}
	v, err := m.mark(ctx, what)
	if err != nil {
		return err
	}
	given, err := p.fill(app.PaneView{Ask: v.Batch.Ask}, v.Tickets, f.given)
	if err != nil {
		return err
	}
	p.core.Do(app.ConnectMarked{Given: given})
	if _, err := p.until(ctx, func(v app.View) bool { return v.Batch.Total > 0 }); err != nil {
		return interrupted(err)
	}
	return m.stay(ctx)
}

// mark marks what was named, and waits until it is known what all of it asks together.
func (m *many) mark(ctx context.Context, what []string) (app.View, error) {
	ids := make([]int, 0, len(what))
	for _, w := range what {
		id, err := strconv.Atoi(w)
		if err != nil {
			pane, err := m.find(ctx, w)
			if err != nil {
				return app.View{}, err
			}
			id = pane.ID
		}
		ids = append(ids, id)
	}
	m.core.Do(app.Mark{SecretIDs: ids, On: true})
	if m.f.folder != "" {
		m.core.Do(app.MarkFolder{Path: m.f.folder})
	}
	m.core.Do(app.ShowBatch{Open: true})
	v, err := m.until(ctx, func(v app.View) bool { return v.Batch.Open && !v.Batch.Busy })
	switch {
	case err != nil:
		return v, interrupted(err)
	case !v.Batch.Problem.None():
		return v, problemExit(named(v.Batch.Problem, "The folder "+m.f.folder))
	case len(v.Batch.Marked) == 0:
		return v, &exitError{exitRefused, fmt.Sprintf("there is nothing to connect to in %s. Nothing was changed", m.f.folder)}
	}
	return v, nil
}

// stay tells how far each is, answers what is asked, and ends when all is over and given back.
func (m *many) stay(ctx context.Context) error {
	for {
		v, err := m.until(ctx, func(v app.View) bool { return m.next(v) != nil })
		if err != nil {
			return interrupted(err)
		}
		if done, err := m.next(v)(ctx, v); done || err != nil {
			return err
		}
	}
}

// next is what is to be done about a view; nil: nothing.
func (m *many) next(v app.View) func(context.Context, app.View) (done bool, err error) {
	switch {
	case v.Screen != app.ScreenMain:
		return func(_ context.Context, v app.View) (bool, error) { return true, problemExit(v.SignIn.Problem) }
	case v.MFA != nil:
		return m.pass
	case m.asks(v):
		return m.reply
	}
	for _, r := range v.Batch.Rows {
		if m.said[r.SecretID] != rowLine(r) || r.State == app.BatchAsking && v.Prompt == nil && !m.tried[r.SecretID] {
			return m.tell
		}
	}
	for _, c := range v.CheckOuts {
		if c.Red && c.CanExtend && m.f.extend > 0 && !m.extended[c.SecretID] {
			return m.extend
		}
	}
	if !v.Batch.Open || v.Batch.Running || busy(v) {
		return nil
	}
	return m.over
}

// busy reports whether a session runs, or something of ours is still to be given back.
func busy(v app.View) bool {
	for _, s := range v.Sessions {
		if s.State != app.SessionFailed {
			return true
		}
	}
	for _, c := range v.CheckOuts {
		if c.Ours && !c.Keep && !c.Retrying {
			return true
		}
	}
	return false
}

func rowLine(r app.BatchRow) string {
	line := cmp.Or(r.Name, fmt.Sprint("secret ", r.SecretID)) + ": " + ui.BatchStateText(r.State)
	if !r.Problem.None() {
		line += ". " + ui.Sentence(named(r.Problem, r.Name)).String()
	}
	return line
}

// tell says what is new about each, and answers those that ask alone.
func (m *many) tell(ctx context.Context, v app.View) (bool, error) {
	for _, r := range v.Batch.Rows {
		if line := rowLine(r); m.said[r.SecretID] != line {
			m.said[r.SecretID] = line
			m.say("%s", line)
		}
	}
	for _, r := range v.Batch.Rows {
		if r.State == app.BatchAsking && v.Prompt == nil && !m.tried[r.SecretID] {
			m.tried[r.SecretID] = true
			return false, m.askAlone(ctx, r)
		}
	}
	return false, nil
}

// askAlone answers a form of one secret. What cannot be answered is cancelled; the others go on.
func (m *many) askAlone(ctx context.Context, r app.BatchRow) error {
	pane, err := m.find(ctx, strconv.Itoa(r.SecretID))
	if ctx.Err() != nil {
		return interrupted(ctx.Err())
	}
	var given app.Given
	f := m.f.given
	if err == nil {
		if pane.Ask.Error != "" {
			m.say("%s: %s", r.Name, pane.Ask.Error)
			f = givenFlags{} // what was given to all was refused
		}
		given, err = m.fill(pane, m.view().Tickets, f)
	}
	if err != nil {
		m.say("%s: %v", r.Name, err)
		m.core.Do(app.Cancel{SecretID: r.SecretID})
	} else {
		m.core.Do(app.Connect{SecretID: r.SecretID, Given: given})
	}
	m.core.Do(app.ShowBatch{Open: true})
	_, err = m.until(ctx, func(v app.View) bool { return v.Batch.Open })
	return interrupted(err)
}

// pass answers a challenge; one that is given up is its secret's end alone.
func (m *many) pass(ctx context.Context, v app.View) (bool, error) {
	who := v.MFA.For
	err := m.challenge(ctx)
	if ctx.Err() != nil {
		return true, interrupted(ctx.Err())
	}
	if err != nil {
		m.say("%s: %v", who, err)
	}
	return false, nil
}

func (m *many) reply(_ context.Context, v app.View) (bool, error) {
	m.answer(v.Prompt, m.f)
	return false, nil
}

func (m *many) extend(_ context.Context, v app.View) (bool, error) {
	for _, c := range v.CheckOuts {
		if c.Red && c.CanExtend && !m.extended[c.SecretID] {
			m.extended[c.SecretID] = true
			m.core.Do(app.AskExtend{SecretID: c.SecretID})
		}
	}
	return false, nil
}

// over is the end: it is a failure if one of them never connected.
func (m *many) over(_ context.Context, v app.View) (bool, error) {
	refused := 0
	for _, r := range v.Batch.Rows {
		if r.State != app.BatchEnded && r.State != app.BatchConnected {
			refused++
		}
	}
	if refused > 0 {
		return true, &exitError{exitRefused, fmt.Sprintf("%d of %d were not connected", refused, v.Batch.Total)}
	}
	return true, nil
}
