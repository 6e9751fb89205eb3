package app

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/ssclient"
)

// favored is the secret that withFavorites makes the nth favorite.
func favored(n int) int { return n*7%large + 1 }

// withFavorites is an App that knows the large vault, and so many favorites of it.
func withFavorites(n int) *App {
	a := New(Config{})
	a.s.known.index = largeIndex()
	all := make([]ssclient.Favorite, 0, n)
	for i := range n {
		e, _ := a.s.known.index.Secret(favored(i)) // all are known
		all = append(all, ssclient.Favorite{ID: favored(i), Name: e.Name, FolderPath: e.Path})
	}
	a.favoritesTold(all)
	a.s.sections.stale = true
	a.viewSections()
	return a
}

func summary(a *App, id int) ssclient.SecretSummary {
	e, _ := a.s.known.index.Secret(id) // where it was dropped, a bare one
	s := summaryOf(e)
	s.ID = id
	return s
}

// Whatever is learnt, and in whatever order: the rows are those that would be made anew.
func TestFavoritesThatAreFreshenedAreThoseMadeAnew(t *testing.T) {
	a := withFavorites(300)
	s := &a.s.sections
	random := rand.New(rand.NewPCG(1, 2))
	kinds := map[string]func(id int){
		"a name":       func(id int) { x := summary(a, id); x.Name = fmt.Sprint("Ø", random.IntN(1000)); a.learn(x) },
		"a holder":     func(id int) { x := summary(a, id); x.CheckedOut, x.CheckOutUserName = true, "bob"; a.relearn(x) },
		"an address":   func(id int) { a.knowsAddress(id, fmt.Sprint("host", random.IntN(1000)), "root") },
		"a challenge":  func(id int) { a.knowsMFA(id, random.IntN(2) == 0) },
		"it is gone":   func(id int) { a.goneFrom(ssclient.ErrAccessDenied, id) },
		"it is opened": func(id int) { a.opened(id) },
		"a folder": func(id int) {
			e, _ := a.s.known.index.Secret(id)
			f, _ := a.s.known.index.Folder(max(1, e.Folder))
			a.knowsFolder(f.Parent, []ssclient.Folder{{ID: f.ID, ParentID: f.Parent, Name: "new", Path: fmt.Sprint(`\new`, random.IntN(1000))}}, nil, true)
		},
		"a listing": func(id int) {
			e, _ := a.s.known.index.Secret(id)
			a.knowsFolder(max(1, e.Folder), nil, []ssclient.SecretSummary{summary(a, id)}, false) // the others are gone
		},
	}
	names := slices.Sorted(func(yield func(string) bool) {
		for n := range kinds {
			if !yield(n) {
				return
			}
		}
	})
	for range 400 {
		kind := names[random.IntN(len(names))]
		kinds[kind](favored(random.IntN(len(s.favored))))
		got := slices.Clone(a.viewSections().Favorites.Rows)
		a.showFavorites()
		if diff := cmp.Diff(s.favorites.view.Rows, got); diff != "" {
			t.Fatalf("after %s: (-anew +freshened)\n%s", kind, diff)
		}
		for i, r := range got {
			if s.place[r.ID] != i {
				t.Fatalf("after %s, %d is said to be at %d, not at %d", kind, r.ID, s.place[r.ID], i)
			}
		}
	}
}

// What says nothing new about a favorite leaves the section as it was, and the window has nothing to draw.
func TestWhatIsNotAboutAFavoriteLeavesTheSection(t *testing.T) {
	a := withFavorites(300)
	before := a.viewSections()
	other := summary(a, 3) // no favorite
	other.Name = "another name"
	a.learn(other)
	a.learn(summary(a, favored(0))) // as it was
	if after := a.viewSections(); after.Favorites.Version != before.Favorites.Version || after.Recent.Version != before.Recent.Version {
		t.Errorf("favorites %d, were %d; recent %d, were %d", after.Favorites.Version, before.Favorites.Version, after.Recent.Version, before.Recent.Version)
	}
}

// What it costs that something is learnt about one of 10,000 favorites: who holds it.
func BenchmarkFavoriteLearnt(b *testing.B) {
	a := withFavorites(large / 10)
	holder := false
	for b.Loop() {
		holder = !holder
		x := summary(a, favored(42))
		x.CheckedOut = holder
		a.relearn(x)
		a.viewSections()
	}
}

// And about all of them at once, as when a folder of ten thousand is listed anew.
func BenchmarkFavoritesLearnt(b *testing.B) {
	a := withFavorites(large / 10)
	holder := false
	for b.Loop() {
		holder = !holder
		for i := range large / 10 {
			x := summary(a, favored(i))
			x.CheckedOut = holder
			a.relearn(x)
		}
		a.viewSections()
	}
}
