package app

import (
	"sync/atomic"

	"sallyport/app/journal"
	"sallyport/app/settings"
)

// seat is what an App shares with the others of its Accounts, and what it
// begins with. One that is alone has a seat of its own.
type seat struct {
	key     VaultKey
	lasting bool // what waits goes on after a restart: of a window, not of one command
	live    *settings.Live
	ids     *ids
	page    *journal.Page // nil: nothing can be remembered

	remembered settings.Vault  // what it signs in to, if the keyring has what that takes; zero: nothing
	left       journal.Entries // of earlier runs, for this vault's user

	// warn says what is to be known even when this App is no more; from any goroutine.
	warn func(Problem)
	// admit gives what a sign-in has learned to the App of that user, in its loop.
	admit func(*admission)
}

// ids are the numbers of prompts, forms and challenges: an answer carries one
// and finds by it what it answers, whichever vault had asked.
type ids struct{ last atomic.Int64 }

func (i *ids) next() int { return int(i.last.Add(1)) }

// alone is the seat of an App that is not one of several.
func alone(a *App) *seat {
	live, err := settings.Open(a.cfg.Settings)
	if err != nil {
		a.cfg.Log.Warn("read settings", "error", err) // a window says so, see Accounts
	}
	s := &seat{
		live: live, ids: &ids{}, admit: a.signedIn,
		warn:       func(p Problem) { a.box.put(func() { a.warn(p) }) },
		remembered: settings.Vault{Server: a.cfg.Server, User: a.cfg.User},
	}
	if a.cfg.Journal != nil {
		s.page = a.cfg.Journal.Page(journal.Entries{})
	}
	return s
}
