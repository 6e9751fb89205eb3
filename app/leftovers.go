package app

import (
	"sallyport/app/journal"
	"sallyport/app/settings"
)

// leftovers are the entries of dead programs that have not been given to a vault yet.
type leftovers struct{ journal.Entries }

// take gives out what belongs to a vault's user, and keeps the rest.
func (l *leftovers) take(v settings.Vault) (e journal.Entries) {
	v.Server = normalServer(v.Server)
	is := func(server, user string) bool { return v.Is(normalServer(server), user) }
	l.CheckOuts, e.CheckOuts = part(l.CheckOuts, func(c journal.CheckOut) bool { return is(c.Server, c.User) })
	l.Sessions, e.Sessions = part(l.Sessions, func(s journal.Session) bool { return is(s.Server, s.User) })
	l.Waits, e.Waits = part(l.Waits, func(w journal.Wait) bool { return is(w.Server, w.User) })
	return e
}

// next is a vault that something is left of.
func (l *leftovers) next() (v settings.Vault, ok bool) {
	switch {
	case len(l.CheckOuts) > 0:
		return settings.Vault{Server: l.CheckOuts[0].Server, User: l.CheckOuts[0].User}, true
	case len(l.Sessions) > 0:
		return settings.Vault{Server: l.Sessions[0].Server, User: l.Sessions[0].User}, true
	case len(l.Waits) > 0:
		return settings.Vault{Server: l.Waits[0].Server, User: l.Waits[0].User}, true
	}
	return v, false
}

// part divides a list by what a test says.
func part[E any](all []E, is func(E) bool) (rest, those []E) {
	for _, e := range all {
		if is(e) {
			those = append(those, e)
		} else {
			rest = append(rest, e)
		}
	}
	return rest, those
}
