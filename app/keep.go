package app

import (
	"context"
	"runtime/debug"
	"slices"

	"sallyport/app/cache"
	"sallyport/workflow/sealed"
)

// keepKnown follows what the user and the vaults say about keeping names, and
// recalls what an earlier run has kept.
func (a *App) keepKnown() {
	of := accountOf(a.s.server, a.s.user)
	a.knownOf(of)
	k := &a.s.known
	k.kept = a.s.remember && a.canKeep() && a.limits().names >= 0
	if !k.kept {
		a.forgetKnown()
		return
	}
	a.recall(of)
}

// saveKnown writes down what is known, if that has changed. The key is made with the first file.
func (a *App) saveKnown() {
	k := &a.s.known
	if k.due != nil {
		k.due()
		k.due = nil
	}
	if !k.kept || !k.changed || k.saving || k.loading {
		return
	}
	of, key, keep := k.account, k.key.Clone(), a.toKeep()
	k.saving, k.changed = true, false
	a.async(a.ctx, func(context.Context) func() {
		key, err := a.write(of, key, keep)
		keep.Body = nil
		debug.FreeOSMemory() // twice the size of what is known: needed once
		return func() { a.savedKnown(of, key, err) }
	})
}

// toKeep is what goes into the file now.
func (a *App) toKeep() cache.Kept {
	k := &a.s.known
	keep := cache.Kept{Saved: a.now(), Recent: slices.Clone(k.recent), Body: k.index.Encode()}
	if d := a.limits().names; d > 0 {
		keep.Until = keep.Saved.Add(d)
	}
	return keep
}

// write makes the key where there is none yet, and the file.
func (a *App) write(of cache.Account, key sealed.Secret, keep cache.Kept) (sealed.Secret, error) {
	if key.Empty() {
		var err error
		if key, err = cache.NewKey(); err != nil {
			return key, err
		}
		if err := a.cfg.Keyring.Set(cacheKey(of), key); err != nil {
			key.Wipe()
			return sealed.Secret{}, err
		}
	}
	return key, a.cfg.Cache.Save(of, key, keep)
}

func (a *App) savedKnown(of cache.Account, key sealed.Secret, err error) {
	k := &a.s.known
	if k.account == of {
		k.saving = false
	}
	if k.account != of || !k.kept { // signed out, or forbidden, while it was written
		key.Wipe()
		a.forget(of)
		return
	}
	k.key.Wipe()
	k.key = key
	if err != nil {
		if err.Error() != k.failed { // the next change tries again: the same is said once
			a.cfg.Log.Warn("remember vault", "error", err)
		}
		k.failed = err.Error()
		return
	}
	k.failed = ""
	if k.changed {
		a.knowsMore()
	}
}

// forgetKnown removes what is remembered of this account, and its key with it.
// What this run has listed goes on being found.
func (a *App) forgetKnown() {
	k := &a.s.known
	k.stop()
	k.kept, k.key = false, sealed.Secret{}
	if k.account != (cache.Account{}) {
		a.forget(k.account)
	}
}

func (a *App) forget(of cache.Account) {
	if !a.canKeep() {
		return
	}
	a.async(a.ctx, func(context.Context) func() {
		if err := a.cfg.Cache.Forget(of); err != nil {
			a.cfg.Log.Warn("forget vault", "error", err)
		}
		// Without its file a key opens nothing, and most often there is none.
		if err := a.cfg.Keyring.Delete(cacheKey(of)); err != nil {
			a.cfg.Log.Debug("forget the key of a vault", "error", err)
		}
		return nil
	})
}

// stop ends what is under way for an account that is left.
func (k *known) stop() {
	if k.due != nil {
		k.due()
		k.due = nil
	}
	k.key.Wipe()
}

// saveLast writes down what the last moments have changed, when the loop has ended.
func (a *App) saveLast() {
	k := &a.s.known
	if !k.kept || !k.changed || k.key.Empty() {
		return
	}
	key, err := a.write(k.account, k.key.Clone(), a.toKeep())
	key.Wipe()
	if err != nil {
		a.cfg.Log.Warn("remember vault", "error", err)
	}
}
