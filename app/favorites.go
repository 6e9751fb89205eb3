package app

import "context"

// favoring makes favorites of secrets, or does away with them, one call after the other.
type favoring struct {
	wait    []SetFavorite // the first is under way
	waits   map[int]bool  // the secrets of these
	of      int           // all of this run
	failed  int           // of them, or not tried
	problem Problem       // of the first that failed
	sec     *secret
}

// setFavorite makes a secret a favorite, or one no longer, once. Others wait for
// their turn. Where the answer leaves open what came of it, the vault is asked
// what holds.
func (a *App) setFavorite(i SetFavorite) {
	s := &a.s.sections
	if a.s.vault == nil || a.favorite(i.SecretID) == map[bool]Favorite{true: FavoriteYes, false: FavoriteNo}[i.On] {
		return
	}
	f := s.favoring
	if f == nil {
		f = &favoring{waits: map[int]bool{}}
		s.favoring = f
	}
	if f.waits[i.SecretID] {
		return
	}
	f.wait, f.waits[i.SecretID] = append(f.wait, i), true
	f.of++
	s.favorites.progress(f)
	if len(f.wait) == 1 {
		a.favorNext(f)
	}
}

func (a *App) favorNext(f *favoring) {
	vault, i := a.s.vault, f.wait[0]
	a.s.sections.favorites.seq++ // a list that is on its way tells of the time before
	a.async(a.ctx, func(ctx context.Context) func() {
		err := vault.SetFavorite(ctx, i.SecretID, i.On)
		return func() {
			if a.s.vault == vault && a.s.sections.favoring == f {
				a.favorAnswered(f, err)
			}
		}
	})
}

// favorAnswered goes on with the next. Where the vault does not answer, the
// others are left as they are.
func (a *App) favorAnswered(f *favoring, err error) {
	s := &a.s.sections
	if err != nil {
		p := a.failed(err)
		if s.favoring != f {
			return // that was the end of the sign-in, see leaveFavorites
		}
		f.fail(a.s.secret(f.wait[0].SecretID), p, 1)
		if p.Kind == ProblemUnreachable || p.Kind == ProblemTimeout {
			f.failed += len(f.wait) - 1
			f.wait = f.wait[:1]
		}
	}
	delete(f.waits, f.wait[0].SecretID)
	f.wait = f.wait[1:]
	if s.favorites.progress(f); len(f.wait) > 0 {
		a.favorNext(f)
		return
	}
	s.favoring = nil
	s.favorites.progress(nil)
	if f.failed > 0 {
		a.favorFailed(f)
	}
	a.listFavorites()
}

// leaveFavorites is the end of a run with its sign-in: those that wait are left
// as they are, and the next sign-in reads what holds.
func (a *App) leaveFavorites() {
	s := &a.s.sections
	f := s.favoring
	if f == nil {
		return
	}
	s.favoring = nil
	s.favorites.progress(nil)
	if f.of > 1 && a.s.leaving == nil { // of a single one its star will tell
		f.fail(a.s.secret(f.wait[0].SecretID), Problem{Kind: ProblemSignedOut}, len(f.wait))
		a.favorFailed(f)
	}
}

// fail notes that n were not set, the first of them for that reason.
func (f *favoring) fail(sec *secret, p Problem, n int) {
	if f.failed == 0 {
		f.problem, f.sec = p, sec
	}
	f.failed += n
}

// progress shows how far several are.
func (s *section) progress(f *favoring) {
	s.view.Set, s.view.ToSet = 0, 0
	if f != nil && f.of > 1 {
		s.view.Set, s.view.ToSet = f.of-len(f.wait), f.of
	}
	s.view.Version++
}

// favorFailed says that favorites were not set, where it can be seen.
func (a *App) favorFailed(f *favoring) {
	p := f.problem
	p.Secret = f.sec.name()
	switch {
	case f.of > 1:
		a.warn(Problem{Kind: ProblemFavorites, Secret: p.Secret, Why: p.Kind, Detail: p.Detail, Count: f.failed, Of: f.of})
	case a.s.selected == f.sec.id:
		f.sec.problem = p
	default:
		a.warn(p)
	}
}

// favorite says whether a secret is one.
func (a *App) favorite(id int) Favorite {
	s := &a.s.sections
	if !s.favorites.view.Known {
		return FavoriteUnknown
	}
	if _, is := s.place[id]; is {
		return FavoriteYes
	}
	return FavoriteNo
}
