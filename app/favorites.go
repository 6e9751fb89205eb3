package app

import (
	"context"
	"slices"
)

// marking sets marks, one call after the other.
type marking struct {
	wait    []SetFavorite // the first is under way
	of      int           // all of this run
	failed  int           // of them, or not tried
	problem Problem       // of the first that failed
	sec     *secret
}

// setFavorite marks a secret, or takes the mark away, once. Others wait for
// their turn. Where the answer leaves open what came of it, the vault is asked
// what holds.
func (a *App) setFavorite(i SetFavorite) {
	s := &a.s.sections
	if a.s.vault == nil || a.favorite(i.SecretID) == map[bool]Favorite{true: FavoriteYes, false: FavoriteNo}[i.On] {
		return
	}
	m := s.marking
	if m == nil {
		m = &marking{}
		s.marking = m
	}
	if slices.ContainsFunc(m.wait, func(w SetFavorite) bool { return w.SecretID == i.SecretID }) {
		return
	}
	m.wait = append(m.wait, i)
	m.of++
	s.favorites.progress(m)
	if len(m.wait) == 1 {
		a.markNext(m)
	}
}

func (a *App) markNext(m *marking) {
	vault, i := a.s.vault, m.wait[0]
	a.s.sections.favorites.seq++ // a list that is on its way tells of the time before
	a.async(a.ctx, func(ctx context.Context) func() {
		err := vault.SetFavorite(ctx, i.SecretID, i.On)
		return func() {
			if a.s.vault == vault && a.s.sections.marking == m {
				a.marked(m, err)
			}
		}
	})
}

// marked goes on with the next. Where the vault does not answer, the others are
// left as they are.
func (a *App) marked(m *marking, err error) {
	s := &a.s.sections
	done := m.wait[0]
	m.wait = m.wait[1:]
	if err != nil {
		m.fail(a.s.secret(done.SecretID), a.failed(err))
		if s.marking != m {
			return // that was the end of the sign-in
		}
	}
	if s.favorites.progress(m); len(m.wait) > 0 {
		a.markNext(m)
		return
	}
	s.marking = nil
	s.favorites.progress(nil)
	if m.failed > 0 {
		a.markFailed(m)
	}
	a.listFavorites()
}

func (m *marking) fail(sec *secret, p Problem) {
	if m.failed++; m.failed == 1 {
		m.problem, m.sec = p, sec
	}
	if p.Kind == ProblemUnreachable || p.Kind == ProblemTimeout {
		m.failed += len(m.wait)
		m.wait = nil
	}
}

// progress shows how far several are.
func (s *section) progress(m *marking) {
	s.view.Set, s.view.ToSet = 0, 0
	if m != nil && m.of > 1 {
		s.view.Set, s.view.ToSet = m.of-len(m.wait), m.of
	}
	s.view.Version++
}

// markFailed says that marks were not set, where it can be seen.
func (a *App) markFailed(m *marking) {
	p := m.problem
	p.Secret = m.sec.name()
	switch {
	case m.of > 1:
		a.warn(Problem{Kind: ProblemFavorites, Secret: p.Secret, Why: p.Kind, Detail: p.Detail, Count: m.failed, Of: m.of})
	case a.s.selected == m.sec.id:
		m.sec.problem = p
	default:
		a.warn(p)
	}
}

// favorite says whether a secret is marked.
func (a *App) favorite(id int) Favorite {
	s := &a.s.sections
	if !s.favorites.view.Known {
		return FavoriteUnknown
	}
	if _, marked := s.place[id]; marked {
		return FavoriteYes
	}
	return FavoriteNo
}
