package app

import (
	"context"
	"time"
)

// A vault that did not answer is asked again after awayFirst, then less and
// less often: each time a single call that needs no right.
const (
	awayFirst = 5 * time.Second
	awayMost  = time.Minute
)

// lostTouch shows the vault as offline until it answers again.
func (a *App) lostTouch(p Problem) {
	if a.s.vault == nil || !a.s.away.None() {
		return
	}
	a.s.away = p
	a.askIfBack(awayFirst)
}

func (a *App) askIfBack(wait time.Duration) {
	vault := a.s.vault
	a.after(wait, func() {
		if a.s.vault != vault || vault == nil || a.s.away.None() {
			return
		}
		a.async(a.ctx, func(ctx context.Context) func() {
			_, err := vault.CheckVersion(ctx)
			return func() {
				switch {
				case a.s.vault != vault || a.s.away.None():
				case err != nil && passing(err):
					a.askIfBack(min(awayMost, 2*wait))
				default:
					a.inTouch()
				}
			}
		})
	})
}

// tryAgain is the user who does not want to wait for the next time.
func (a *App) tryAgain() {
	if a.s.vault == nil {
		a.resume()
		return
	}
	a.refresh()
}

// inTouch takes up again what the vault did not answer.
func (a *App) inTouch() {
	if a.s.away.None() {
		return
	}
	a.s.away = Problem{}
	for id, f := range a.s.tree.Children {
		if !f.Problem.None() {
			a.listFolder(id)
		}
	}
}
