package app

import (
	"cmp"
	"slices"
	"strings"

	"sallyport/ssclient"
)

// favoritesTold takes in what the vault says of them.
func (a *App) favoritesTold(all []ssclient.Favorite) {
	s := &a.s.sections
	s.favored = make(map[int]ssclient.Favorite, len(all))
	for _, f := range all {
		s.favored[f.ID] = f
	}
	s.favorites.view.Loading, s.favorites.view.Problem = false, Problem{}
	a.showFavorites()
}

// showFavorites makes all rows anew, with what is known of each secret.
func (a *App) showFavorites() {
	s := &a.s.sections
	if s.favored == nil {
		return
	}
	rows := make([]Row, 0, len(s.favored))
	for _, f := range s.favored {
		rows = append(rows, a.favoriteRow(f))
	}
	a.orderFavorites(rows)
}

// favoriteRow is a favorite as a row.
func (a *App) favoriteRow(f ssclient.Favorite) Row {
	r := Row{ID: f.ID, Name: f.Name, Path: f.FolderPath}
	if e, ok := a.s.known.index.Secret(f.ID); ok {
		r = a.rowOf(e)
	}
	r.Vault = a.seat.key
	return r
}

// orderFavorites shows the rows by name, and notes where each stands.
func (a *App) orderFavorites(rows []Row) {
	type key struct {
		name string
		at   int
	}
	keys := make([]key, len(rows))
	for i, r := range rows {
		keys[i] = key{strings.ToLower(r.Name), i}
	}
	slices.SortFunc(keys, func(x, y key) int { return cmp.Or(cmp.Compare(x.name, y.name), rows[x.at].ID-rows[y.at].ID) })
	s := &a.s.sections
	sorted := make([]Row, len(rows))
	s.place = make(map[int]int, len(rows))
	for i, k := range keys {
		sorted[i] = rows[k.at]
		s.place[sorted[i].ID] = i
	}
	a.setFavorites(sorted)
}

func (a *App) setFavorites(rows []Row) {
	v := &a.s.sections.favorites.view
	v.Rows, v.Total, v.Known = rows, len(rows), true
	v.Version++
}

// freshenFavorites shows what has been learnt of some secrets. Of ten thousand
// rows the others stay as they are, and where they are unless a name changed.
func (a *App) freshenFavorites(ids map[int]bool) {
	s := &a.s.sections
	rows, moved := s.favorites.view.Rows, false
	var fresh []Row // views hold the old ones
	for id := range ids {
		i, ok := s.place[id]
		if !ok {
			continue
		}
		r := a.favoriteRow(s.favored[id])
		if r == rows[i] {
			continue
		}
		if fresh == nil {
			fresh = slices.Clone(rows)
		}
		moved = moved || r.Name != rows[i].Name
		fresh[i] = r
	}
	switch {
	case moved:
		a.orderFavorites(fresh)
	case fresh != nil:
		a.setFavorites(fresh)
	}
}
