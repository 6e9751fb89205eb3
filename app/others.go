package app

import (
	"context"
	"time"
)

// lookIfFree is how often a secret that somebody else holds is looked at for a user who waits for it.
const lookIfFree = 30 * time.Second

// watchFree tells the user when nobody holds the secret any more, or no longer.
func (a *App) watchFree(id int, on bool) {
	sec := a.s.secrets[id]
	if sec == nil || sec.watched == on {
		return
	}
	sec.watched = on
	if on {
		sec.watch = a.nextID()
		a.lookIfFree(sec)
	}
}

func (a *App) lookIfFree(sec *secret) {
	watch := sec.watch
	a.after(lookIfFree, func() {
		if sec.watched && sec.watch == watch && a.s.vault != nil {
			a.read(sec)
			a.lookIfFree(sec)
		}
	})
}

// freed looks at each reading of a watched secret.
func (a *App) freed(sec *secret) {
	if sec.watched && !sec.facts.CheckedOut {
		sec.watched = false
		a.notify(NoticeFree, sec, 0)
	}
}

// askForce asks before another user's check-out is ended.
func (a *App) askForce(id int) {
	sec := a.s.secrets[id]
	if sec == nil || !sec.facts.MayForce || sec.facts.ByMe || !sec.facts.CheckedOut || a.asks(PromptForce) {
		return
	}
	a.ask(PromptView{
		Kind: PromptForce, Secret: sec.name(),
		Force: ForcePrompt{SecretID: id, Holder: sec.facts.Holder, Minutes: sec.facts.MinutesLeft},
	}, func(yes bool) {
		if yes {
			a.force(sec)
		}
	})
}

// force ends another user's check-out, once, and looks what came of it.
func (a *App) force(sec *secret) {
	vault := a.access()
	sec.epoch++
	sec.problem = Problem{}
	a.async(a.ctx, func(ctx context.Context) func() {
		err := vault.ForceCheckIn(ctx, sec.id)
		return func() {
			sec.epoch++
			a.wrote(sec.id, sec.name(), stepForce, outcomeOf(err))
			if err != nil {
				sec.problem = a.failed(err)
			}
			a.read(sec)
		}
	})
}

// asks reports whether a question of that kind is open or waits.
func (a *App) asks(k PromptKind) bool {
	for _, p := range a.s.prompts {
		if p.view.Kind == k {
			return true
		}
	}
	return false
}
