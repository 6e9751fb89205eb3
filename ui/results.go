package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// results is what a search found.
type results struct {
	env   *env
	root  *fyne.Container
	said  *widgets.Text
	empty *widgets.Paragraph
	rows  *widgets.Rows
	key   resultsKey

	placed string // the text whose best match had the cursor
}

type resultsKey struct {
	text    string
	version int
	busy    bool
	held    string
	kind    app.ProblemKind
	n       int
	marks   int // version
}

func newResults(e *env, chosen func(string)) *results {
	r := &results{env: e}
	r.said = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	r.empty = widgets.NewParagraph("", widgets.Style{Tone: widgets.Quiet})
	r.rows = widgets.NewRows(e.keys, widgets.Glass{}).TwoLines()
	r.rows.OnChoose = chosen
	r.root = &fyne.Container{Layout: &resultsLayout{}, Objects: []fyne.CanvasObject{r.said, r.empty, r.rows}}
	return r
}

func (r *results) render(v *app.View) {
	s := &v.Search
	key := resultsKey{s.Text, s.Version, s.Busy, heldKey(v), s.Problem.Kind, len(s.Rows), v.Batch.Version}
	if key == r.key {
		r.env.tick(r.rows, v)
		return
	}
	r.key = key
	if s.Text == "" {
		r.rows.SetItems(nil)
		return
	}
	r.said.Set(foundText(s))
	r.empty.Set(emptyText(s))
	items := make([]widgets.RowItem, 0, len(s.Rows))
	for _, row := range s.Rows {
		it := r.env.secretRow(row, row.Vault, 0, v)
		it.Note = dotted(r.env.vaultName(row.Vault), row.Path)
		items = append(items, it)
	}
	r.rows.SetItems(items)
	// The best match is one Enter away, as long as the user has not moved.
	if _, ok := r.rows.Item(r.rows.Cursor()); (!ok || r.placed != s.Text) && len(items) > 0 {
		r.rows.SetCursor(items[0].ID)
	}
	if !s.Busy {
		r.placed = s.Text
	}
	r.root.Refresh()
}

func foundText(s *app.SearchView) string {
	switch {
	case !s.Problem.None() && len(s.Rows) == 0:
		return Sentence(s.Problem).Title
	case !s.Problem.None(): // of one vault, and others have answered
		return tr("{n} found; {vault}: {problem}", "n", len(s.Rows), "vault", host(s.Problem.Where), "problem", Sentence(s.Problem).Title)
	case s.Busy && len(s.Rows) == 0:
		return tr("Searching…")
	case s.Total > len(s.Rows):
		return tr("{n} of {total} found", "n", len(s.Rows), "total", s.Total)
	}
	return tr("{n} found", "n", len(s.Rows))
}

func emptyText(s *app.SearchView) string {
	switch {
	case len(s.Rows) > 0:
		return ""
	case !s.Problem.None():
		m := Sentence(s.Problem)
		return join(m.Body, m.Next)
	case s.Busy:
		return ""
	}
	return tr("Nothing matches “{text}”. Try part of a name, a host, a user or a folder. Esc shows the tree again.", "text", s.Text)
}

// resultsLayout puts the count above the list, and the words for nothing in its place.
type resultsLayout struct{}

func (l *resultsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 16, 8, s.Width-32, 24)
	place(o[1], 16, 40, s.Width-32, widgets.HeightOf(o[1], s.Width-32))
	place(o[2], 0, 36, s.Width-1, s.Height-44)
}

func (l *resultsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 100) }
