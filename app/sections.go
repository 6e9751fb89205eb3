package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"sallyport/ssclient"
)

// sectionLooked is how many rows of a section the vault is asked about when it
// opens: what they demand, and who holds them.
const sectionLooked = 100

// sections are the lists above the vaults.
type sections struct {
	pinned, favorites, recent, shared section

	pinning  bool                      // a pin is being set
	favored  map[int]ssclient.Favorite // as the vault last told them; nil: not yet
	favoring *favoring                 // some are being set; nil: none is
	openedAt map[int]time.Time         // in this run
	stale    bool                      // more is known than the rows show, of any secret
	touched  map[int]bool              // and of these
	place    map[int]int               // where each favorite stands in its rows
}

// section is one list.
type section struct {
	view SectionView
	open bool // it was opened: read again with the rest
	seq  int  // of the last call: an older answer is not believed
}

func (s *section) set(rows []Row, total int) {
	s.view.Rows, s.view.Total, s.view.Known, s.view.Loading, s.view.Problem = rows, total, true, false, Problem{}
	s.view.Version++
}

func (s *section) failed(p Problem) {
	s.view.Problem, s.view.Loading = p, false
	s.view.Version++
}

func (s *section) load() (seq int) {
	s.seq++
	if !s.view.Loading {
		s.view.Loading = true
		s.view.Version++
	}
	return s.seq
}

func (s *sections) of(k Section) *section {
	switch k {
	case SectionPinned:
		return &s.pinned
	case SectionFavorites:
		return &s.favorites
	case SectionRecent:
		return &s.recent
	}
	return &s.shared
}

func (a *App) viewSections() SectionsView {
	s := &a.s.sections
	switch {
	case s.stale:
		a.listRecent()
		a.showFavorites()
	case len(s.touched) > 0:
		a.listRecent()
		a.freshenFavorites(s.touched)
	}
	s.stale = false
	clear(s.touched)
	return SectionsView{Pinned: s.pinned.view, Favorites: s.favorites.view, Recent: s.recent.view, Shared: s.shared.view}
}

// touch has the rows of a secret made anew: something was learnt about it.
func (a *App) touch(id int) {
	s := &a.s.sections
	if _, favorite := s.place[id]; !favorite && !slices.Contains(a.s.known.recent, id) {
		return
	}
	if s.touched == nil {
		s.touched = map[int]bool{}
	}
	s.touched[id] = true
}

// listSections asks what is in them: after a sign-in, and when the user wants it read again.
func (a *App) listSections() {
	a.listPinned()
	a.listFavorites()
	a.listShared()
	if r := &a.s.sections.recent; r.open {
		a.lookAtRows(r)
	}
}

// openSection asks about the rows that are about to be seen.
func (a *App) openSection(k Section) {
	s := a.s.sections.of(k)
	s.open = true
	switch k {
	case SectionShared:
		a.listShared()
	case SectionPinned: // folders: there is nothing more to know of them
	default:
		a.lookAtRows(s)
	}
}

// lookAtRows asks the vault about the first rows: who holds them changes.
func (a *App) lookAtRows(s *section) {
	var ids []int
	for _, r := range s.view.Rows[:min(len(s.view.Rows), sectionLooked)] {
		ids = append(ids, r.ID)
	}
	vault := a.s.vault
	if vault == nil || len(ids) == 0 {
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		all, err := vault.SecretsByID(ctx, ids)
		return func() {
			if a.s.vault != vault {
				return
			}
			if err != nil {
				s.failed(a.failed(err))
				return
			}
			for _, x := range all {
				a.learn(x)
			}
		}
	})
}

// listRecent makes the rows of what was opened here.
func (a *App) listRecent() {
	var rows []Row
	for _, id := range a.s.known.recent {
		if e, ok := a.s.known.index.Secret(id); ok {
			r := a.rowOf(e)
			r.Vault, r.Opened = a.seat.key, a.s.sections.openedAt[id]
			rows = append(rows, r)
		}
	}
	if v := &a.s.sections.recent.view; !v.Known || !slices.Equal(v.Rows, rows) {
		a.s.sections.recent.set(rows, len(rows))
	}
}

// listFavorites asks the vault which secrets this user favors, here or elsewhere.
func (a *App) listFavorites() {
	vault, f := a.s.vault, &a.s.sections.favorites
	if vault == nil {
		return
	}
	seq := f.load()
	a.async(a.ctx, func(ctx context.Context) func() {
		all, err := vault.Favorites(ctx)
		return func() {
			switch {
			case f.seq != seq || a.s.vault != vault:
			case err != nil:
				f.failed(a.failed(err))
			default:
				a.favoritesTold(all)
				if f.open {
					a.lookAtRows(f)
				}
			}
		}
	})
}

// byName orders rows as a person looks for them.
func byName(x, y Row) int {
	return cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
}

// listShared asks how many secrets others share with this user, and which once the section is open.
func (a *App) listShared() {
	vault, s := a.s.vault, &a.s.sections.shared
	if vault == nil {
		return
	}
	seq, most := s.load(), 1
	if s.open {
		most = pageOfFolder
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		list, err := vault.Secrets(ctx, ssclient.SecretFilter{SharedWithMe: true}, most)
		return func() {
			if s.seq != seq || a.s.vault != vault {
				return
			}
			if err != nil {
				s.failed(a.failed(err))
				return
			}
			rows := make([]Row, 0, len(list.Records))
			for _, x := range list.Records {
				r := a.learn(x)
				r.Vault = a.seat.key
				rows = append(rows, r)
			}
			s.set(rows, list.Total)
		}
	})
}
