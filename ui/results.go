package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

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
	keys  *widgets.Text // what can be done with a result
	key   resultsKey

	placed string // the text whose best match had the cursor
}

type resultsKey struct {
	text    string
	version int
	busy    bool
	offline bool
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
	r.keys = widgets.NewText(tr("Enter select · Ctrl+Enter connect · Ctrl+R tree"), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	r.root = &fyne.Container{Layout: &resultsLayout{}, Objects: []fyne.CanvasObject{r.said, r.empty, r.rows, r.keys}}
	return r
}

func (r *results) render(v *app.View) {
	s := &v.Search
	key := resultsKey{s.Text, s.Version, s.Busy, s.Offline, heldKey(v), s.Problem.Kind, len(s.Rows), v.Batch.Version}
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
		it.Marks = row.Marks.Name
		it.Note, it.Noted = resultNote(row, r.env.vaultName(row.Vault))
		items = append(items, it)
	}
	if more := s.Total - len(s.Rows); more > 0 && len(s.Rows) > 0 {
		n := note(rootID, 0, trn(more, "{n} more: narrow the search", "{n} more: narrow the search"))
		n.Note = tr("More letters, or a second word")
		items = append(items, n)
	}
	visible(r.keys, len(s.Rows) > 0)
	r.rows.SetItems(items)
	r.place(s, items)
	r.root.Refresh()
}

// place puts the cursor on the best match, one Enter away, as long as the user
// has not moved. A guess has it only while nothing is known that was typed right.
func (r *results) place(s *app.SearchView, items []widgets.RowItem) {
	if _, ok := r.rows.Item(r.rows.Cursor()); ok && r.placed == s.Text || len(items) == 0 {
		return
	}
	best := max(0, slices.IndexFunc(s.Rows, func(row app.Row) bool { return !row.Guess }))
	r.rows.SetCursor(items[best].ID)
	if !s.Busy || !s.Rows[best].Guess {
		r.placed = s.Text
	}
}

// resultNote is the second line of a result, and its marks: what matched
// first where the name did not, so that it is seen, then the whole path, which
// anything else would only cut short.
func resultNote(r app.Row, vault string) (text, marks string) {
	parts := []struct{ text, marks string }{{vault, ""}, {r.Path, r.Marks.Path}}
	for _, p := range []struct{ text, marks string }{{r.Template, r.Marks.Template}, {r.User, r.Marks.User}, {r.Host, r.Marks.Host}} {
		if r.Marks.Name == "" && p.marks != "" {
			parts = slices.Insert(parts, 0, p)
		}
	}
	for _, p := range parts {
		if p.text == "" {
			continue
		}
		if text != "" {
			text, marks = text+between, marks+strings.Repeat(".", utf8.RuneCountInString(between))
		}
		n := utf8.RuneCountInString(p.text)
		text += p.text
		marks += (p.marks + strings.Repeat(".", n))[:n]
	}
	if !strings.ContainsRune(marks, widgets.Marked) {
		marks = ""
	}
	return text, marks
}

const between = " · "

// foundText is how many were found, and whether the vault has had its say.
func foundText(s *app.SearchView) string {
	if len(s.Rows) == 0 {
		switch {
		case !s.Problem.None():
			return Sentence(s.Problem).Title
		case s.Busy:
			return tr("Searching…")
		}
	}
	found := tr("{n} found", "n", len(s.Rows))
	if s.Total > len(s.Rows) {
		found = tr("{n} of {total} found", "n", len(s.Rows), "total", s.Total)
	}
	switch {
	case !s.Problem.None(): // of one vault: others may have answered
		return Sentence(s.Problem).Title + between + found + between + app.HostOf(s.Problem.Where)
	case s.Busy:
		return found + between + tr("searching the vault…")
	case s.Offline:
		return found + between + tr("as listed before")
	}
	return found
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
	case s.Offline:
		return tr("Nothing that was listed before matches “{text}”. The vault is asked once you are signed in.", "text", s.Text)
	}
	return tr("Nothing matches “{text}”. Try part of a name, a host, a user or a folder. Esc shows the tree again.", "text", s.Text)
}

// resultsLayout puts the count above the list, and the words for nothing in its place.
type resultsLayout struct{}

func (l *resultsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 16, 8, s.Width-32, 24)
	place(o[1], 16, 40, s.Width-32, widgets.HeightOf(o[1], s.Width-32))
	keys := float32(0)
	if o[3].Visible() {
		keys = 24
	}
	place(o[2], 0, 36, s.Width-1, s.Height-44-keys)
	place(o[3], 16, s.Height-8-keys, s.Width-32, 24)
}

func (l *resultsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 100) }
