package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
)

// manyMarks is a vault with 10,000 favorites, of which 20,000 secrets are marked
// beside others.
func manyMarks() app.View {
	v := mainView()
	f := &v.Sections.Favorites
	f.Known, f.Version, f.Total = true, 1, 10_000
	for i := range f.Total {
		f.Rows = append(f.Rows, app.Row{ID: 1001 + 3*i, Name: "db", Kind: "ssh"})
	}
	v.Batch.Version = 1
	for i := range 20_000 {
		v.Batch.Marked = append(v.Batch.Marked, app.Marked{SecretID: 21_000 - i}) // what is looked for comes late
	}
	return v
}

// BenchmarkLiftMarked is what happens on the UI goroutine when one of many is
// lifted, or its menu opens.
func BenchmarkLiftMarked(b *testing.B) {
	v := manyMarks()
	for b.Loop() {
		if all := unfavored(&v, together(&v, ref{id: 1001})); len(all) != 20_000-6_667 {
			b.Fatalf("%d are no favorites", len(all))
		}
	}
}

// BenchmarkTreeOfMarked is one more mark while the favorites are open in the tree.
func BenchmarkTreeOfMarked(b *testing.B) {
	p, queue := &port{}, []func(){}
	u := New(test.NewTempApp(b), p, Options{Variant: Light, Languages: []string{"en"}, Post: func(f func()) { queue = append(queue, f) }})
	u.win.Resize(fyne.NewSize(1280, 800))
	u.win.Show()
	b.Cleanup(u.win.Close)
	draw := func(v app.View) {
		p.send(v)
		for ; len(queue) > 0; queue = queue[1:] {
			queue[0]()
		}
	}
	v := manyMarks()
	draw(v)
	u.main.left.tree.toggle(sectionID(app.SectionFavorites))
	for b.Loop() {
		v.Batch.Version++
		draw(v)
	}
	if n := len(u.main.left.tree.rows.Items()); n < 200 {
		b.Fatalf("%d rows", n)
	}
}
