package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// moreRows are the fields that a secret's template has beyond the usual. Their
// values are read one by one, when somebody asks for one.
type moreRows struct {
	env      *env
	root     *fyne.Container
	rows     []*moreRow
	secret   ref
	listed   []app.FieldView
	relayout func()
}

// moreRow is one of them.
type moreRow struct {
	field app.FieldView
	root  *fyne.Container
	line  *fyne.Container
	note  *widgets.Text
	copy  *widgets.Button
	look  *widgets.Button
	bare  *widgets.Letters
}

func newMoreRows(e *env, relayout func()) *moreRows {
	m := &moreRows{env: e, root: widgets.NewColumn(0), relayout: relayout}
	m.root.Hide()
	return m
}

func (m *moreRows) render(n *app.PaneView) (changed bool) {
	m.secret = paneRef(n)
	if !slices.Equal(m.listed, n.Fields.All) {
		m.cover()
		m.listed, changed = n.Fields.All, true
		m.rows, m.root.Objects = nil, nil
		for _, f := range n.Fields.All {
			row := m.newRow(f)
			m.rows = append(m.rows, row)
			m.root.Objects = append(m.root.Objects, widgets.NewRule(), row.root)
		}
	}
	for _, row := range m.rows {
		row.render(n)
	}
	return visible(m.root, len(m.rows) > 0) || changed
}

func (r *moreRow) render(n *app.PaneView) {
	open, note := n.Fields.Open, ""
	switch {
	case !open:
		note = tr("known once the secret is open")
	case r.field.Secret && !n.Fields.Secrets:
		open, note = false, tr("used, and never shown: the vault wants it so")
	}
	if r.note.Text() == note && r.copy.Visible() == open {
		return
	}
	r.note.Set(note)
	visible(r.copy, open)
	visible(r.look, open)
	r.line.Layout.Layout(r.line.Objects, r.line.Size())
}

func (m *moreRows) newRow(f app.FieldView) *moreRow {
	row := &moreRow{field: f, bare: widgets.NewLetters(), note: widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})}
	row.bare.Lines = f.Lines
	row.copy = m.env.button(widgets.Link, tr("Copy"), func() {
		m.env.to(m.secret.vault, app.CopyField{SecretID: m.secret.id, Slug: f.Slug})
	})
	row.look = m.env.button(widgets.Link, tr("Show"), func() {
		on := row.bare.Len() == 0
		if !on && row.cover() {
			m.relayout()
		}
		m.env.to(m.secret.vault, app.ShowField{SecretID: m.secret.id, Slug: f.Slug, On: on})
	})
	name := widgets.NewText(f.Name, widgets.Style{Tone: widgets.Quiet, Cut: true})
	row.line = &fyne.Container{Layout: moreLayout{}, Objects: []fyne.CanvasObject{name, row.note, row.copy, row.look}}
	row.root = widgets.NewColumn(0, row.line, row.bare.Box)
	return row
}

// glimpse shows the value of one.
func (m *moreRows) glimpse(slug string, value []byte) {
	for _, row := range m.rows {
		if row.field.Slug == slug {
			row.bare.Set(value)
			row.label()
		}
	}
}

// coverOnly takes away one of them, if it is shown.
func (m *moreRows) coverOnly(slug string) bool {
	for _, row := range m.rows {
		if row.field.Slug == slug {
			return row.cover()
		}
	}
	return false
}

// cover takes away what is shown, and reports whether anything was.
func (m *moreRows) cover() (had bool) {
	for _, row := range m.rows {
		had = row.cover() || had
	}
	return had
}

func (r *moreRow) cover() bool {
	had := r.bare.Clear()
	r.label()
	return had
}

func (r *moreRow) label() {
	text := tr("Show")
	if r.bare.Len() > 0 {
		text = tr("Hide")
	}
	r.look.SetLabel(text)
	r.line.Layout.Layout(r.line.Objects, r.line.Size())
}

// moreLayout is a name, a note, and buttons at the right. Names of fields are the administrator's, and long.
type moreLayout struct{}

func (moreLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	end := s.Width + 4
	for _, b := range o[2:] {
		if b.Visible() {
			w := b.MinSize().Width
			end -= w
			place(b, end, (s.Height-26)/2, w, 26)
		}
	}
	room := max(0, end-8)
	w := room
	if name, ok := o[0].(*widgets.Text); ok {
		w = min(name.Natural(), room)
	}
	place(o[0], 0, 0, w, s.Height)
	note := max(0, room-w-8) // where the buttons would be: in line with the notes of others, however long the names
	if text, ok := o[1].(*widgets.Text); ok {
		note = min(text.Natural(), note)
	}
	place(o[1], s.Width-note, 0, note, s.Height)
}

func (moreLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 32) }
