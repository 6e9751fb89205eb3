package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// shownLife is how long a value stays on the screen.
const shownLife = 15 * time.Second

// ShowField shows a value of the secret in the pane for a moment, or hides it
// again; "" is its password. It goes to the window by Config.Show and is in no View.
type ShowField struct {
	SecretID int
	Slug     string
	On       bool
}

func (ShowField) intent() {}

// PasswordView says what may be done with the password of the secret in the pane.
type PasswordView struct {
	Copy  bool
	Show  bool
	Shown bool // it is on the screen
	Never bool // the vault lets it be used, and not be seen
}

// bare is a value on the screen.
type bare struct {
	sec  *secret
	slug string
	hide func()
}

// open reports whether the vault gives out what the secret holds, as far as it has told.
func (sec *secret) open() bool {
	return sec.known && workflow.Next(sec.facts, workflow.Answers{}).Kind == workflow.Ready
}

// closed says why a value cannot be had now; password: it is one.
func (sec *secret) closed(password bool) Problem {
	switch {
	case !sec.open():
		return Problem{Kind: ProblemNotOpen, Secret: sec.name(), Unchanged: true}
	case password && sec.summary.HidePassword:
		return Problem{Kind: ProblemHidden, Secret: sec.name(), Unchanged: true}
	}
	return Problem{}
}

func (a *App) viewPassword(sec *secret) PasswordView {
	may := a.s.vault != nil && sec.closed(true).None()
	return PasswordView{
		Copy: may && a.cfg.Copy != nil, Show: may && a.cfg.Show != nil,
		Shown: a.s.bare != nil && a.s.bare.sec == sec && a.s.bare.slug == "", Never: sec.summary.HidePassword,
	}
}

// showField reads a value, which the vault audits, and shows it.
func (a *App) showField(i ShowField) {
	sec := a.s.secrets[i.SecretID]
	if i.On && sec != nil && sec.fetch != nil && sec.fetch.of == Intent(i) && sec.fetch.seq == a.s.bareSeq {
		return // it is on its way
	}
	a.hideField()
	if !i.On || sec == nil || a.s.vault == nil || a.cfg.Show == nil || a.s.selected != i.SecretID {
		return
	}
	asked := a.s.bareSeq
	if sec.later(i, func() bool { return asked == a.s.bareSeq }) {
		return
	}
	if sec.problem = sec.closed(i.Slug == ""); !sec.problem.None() {
		return
	}
	sec.fetch = &fetch{of: i, seq: asked}
	seen := !sec.summary.HidePassword
	from := reader{a.access(), sec.id, sealed.Secret{}, sec.launchers, false}
	a.async(a.ctx, func(ctx context.Context) func() {
		value, p := a.readValue(ctx, from, i.Slug, seen)
		return func() {
			defer a.fetched(sec)
			switch {
			case !p.None():
				p.Secret = sec.name()
				sec.problem = p
			case asked != a.s.bareSeq || !sec.open(): // left, locked, or given back meanwhile
				value.Wipe()
			default:
				a.bared(sec, i.Slug, value)
			}
		}
	})
}

// fetch is the reading of a value, for the screen or the clipboard. One of a
// secret is read at a time; what is asked for meanwhile comes after it.
type fetch struct {
	of   Intent
	seq  int // state.bareSeq when it began
	next []queued
}

// queued is a value that is to be read, if it is wanted then.
type queued struct {
	of     Intent
	wanted func() bool
}

// later puts i behind what is being read of the secret; false: nothing is.
func (sec *secret) later(i Intent, wanted func() bool) bool {
	f := sec.fetch
	if f == nil {
		return false
	}
	f.next = slices.DeleteFunc(f.next, func(w queued) bool { return w.of == i })
	if _, shows := i.(ShowField); shows || f.of != i { // a second click copies nothing else
		f.next = append(f.next, queued{i, wanted})
	}
	return true
}

// fetched goes on with what was asked for meanwhile.
func (a *App) fetched(sec *secret) {
	next := sec.fetch.next
	sec.fetch = nil
	for _, w := range next {
		if w.wanted() && !a.s.covered {
			a.intend(w.of) // the second begins to wait for the first
		}
	}
}

func always() bool { return true }

func (a *App) bared(sec *secret, slug string, value sealed.Secret) {
	a.wrote(sec.id, sec.name(), stepShow, cmp.Or(slug, "password"))
	b := &bare{sec, slug, a.cfg.Show(a.seat.key, sec.id, slug, value)}
	a.s.bare = b
	a.after(shownLife, func() {
		if a.s.bare == b {
			a.hideField()
		}
	})
}

// hideValues takes everything off the screen that is to be seen for a moment,
// and drops a file that is not written yet.
func (a *App) hideValues() {
	a.hideField()
	a.hideCode()
	a.dropFile()
}

// hideField takes what is shown off the screen, and what is on its way there.
func (a *App) hideField() {
	a.s.bareSeq++
	if b := a.s.bare; b != nil {
		a.s.bare = nil
		b.hide()
	}
}
