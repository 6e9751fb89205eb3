package ui

import (
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// fileRows are the fields of a secret that may hold a file.
type fileRows struct {
	env    *env
	root   *fyne.Container
	rows   []*fileRow
	secret ref
	shown  []app.FileView
}

// fileRow is one of them.
type fileRow struct {
	slug string
	root *fyne.Container
	note *fyne.Container // why it cannot be saved
	save *widgets.Button
	stop *widgets.Button
	busy *busyLine
}

func newFileRows(e *env) *fileRows {
	r := &fileRows{env: e, root: widgets.NewColumn(0)}
	r.root.Hide()
	return r
}

func (r *fileRows) render(n *app.PaneView) (changed bool) {
	r.secret = paneRef(n)
	if !slices.Equal(r.shown, n.Files) {
		r.shown, changed = n.Files, true
		r.rows, r.root.Objects = nil, nil
		for _, f := range n.Files {
			row := r.newRow(f)
			r.rows = append(r.rows, row)
			r.root.Objects = append(r.root.Objects, widgets.NewRule(), row.root)
		}
	}
	for _, row := range r.rows {
		on := row.slug == n.Reading
		changed = row.busy.set(on) || changed
		changed = visible(row.save, !on && n.Fields.Open) || changed
		changed = visible(row.note, !n.Fields.Open) || changed
		able(row.save, n.Reading == "")
	}
	return visible(r.root, len(r.rows) > 0) || changed
}

func (r *fileRows) newRow(f app.FileView) *fileRow {
	row := &fileRow{slug: f.Slug}
	row.stop = r.env.button(widgets.Link, tr("Cancel"), func() { r.env.to(r.secret.vault, app.CancelFile{SecretID: r.secret.id}) })
	row.save = r.env.button(widgets.Link, tr("Save as…"), func() {
		r.env.to(r.secret.vault, app.SaveFile{SecretID: r.secret.id, Slug: f.Slug})
	})
	row.note = widgets.NewInset(widgets.Inset{Right: 4}, widgets.NewText(tr("known once the secret is open"), widgets.Style{Tone: widgets.Quiet}))
	row.busy = newBusyLine(r.env, tr("Reading the file…"), row.stop)
	name := widgets.NewText(f.Name, widgets.Style{Tone: widgets.Quiet, Cut: true})
	gap := widgets.NewText("", widgets.Style{Cut: true})
	row.root = widgets.NewFixed(0, 32, widgets.NewInset(widgets.Inset{Right: -4}, widgets.NewLine(8, gap, widgets.NewFixed(240, 32, name), gap, row.busy.root, row.save, row.note)))
	return row
}

// savePrompt asks where a file shall be written.
type savePrompt struct {
	env     *env
	id      int
	exists  bool // of the path that stands there
	busy    bool
	box     *fyne.Container
	path    *widgets.Entry
	there   *widgets.Paragraph
	fault   *problemBox
	ok      *widgets.Button
	choose  *widgets.Button // the folder
	buttons *fyne.Container
	relay   func()
}

func newSavePrompt(e *env, p *app.PromptView, relayout func()) *savePrompt {
	s := &savePrompt{env: e, id: p.ID, relay: relayout}
	s.path = widgets.NewEntry(e.keys, "")
	s.path.SetText(filepath.Join(p.Save.Folder, p.Save.Name))
	s.path.CursorColumn = len([]rune(s.path.Text))
	s.path.OnSubmitted = func(string) { s.submit() }
	s.path.OnChanged = func(string) { s.warn(false) }
	s.there = widgets.NewParagraph(tr("A file of that name is there already. Replacing it cannot be taken back."), widgets.Style{Tone: widgets.Red})
	s.there.Hide()
	s.fault = newProblemBox(e, relayout)
	s.ok = e.button(widgets.Primary, tr("Save"), s.submit)
	cancel := e.button(widgets.Plain, tr("Cancel"), s.dismiss).WithHint(tr("Esc"))
	s.choose = e.button(widgets.Plain, tr("Choose the folder…"), func() {
		e.folder(filepath.Dir(s.path.Text), func(to string) {
			s.path.SetText(filepath.Join(to, filepath.Base(s.path.Text)))
			e.focus(s.path)
		})
	})
	s.buttons = widgets.NewWrap(8, s.ok, s.choose, cancel)
	s.box = widgets.NewColumn(
		12,
		widgets.NewText(tr("Save {file}", "file", p.Save.Name), heading()),
		widgets.NewParagraph(tr("{size} from {secret}. Only you can read the file, and Sallyport does not look after it: delete it when you are done.", "size", sizeText(p.Save.Size), "secret", p.Secret), widgets.Style{}),
		field(tr("File"), s.path), s.there, s.fault.Card,
		widgets.NewInset(widgets.Inset{Top: 4}, s.buttons),
	)
	return s
}

func (s *savePrompt) content() fyne.CanvasObject { return s.box }
func (s *savePrompt) first() fyne.Focusable      { return s.path }
func (s *savePrompt) dismiss()                   { s.env.do(app.Dismiss{PromptID: s.id}) }

func (s *savePrompt) submit() {
	if !s.busy {
		s.env.do(app.WriteFile{PromptID: s.id, Path: s.path.Text, Replace: s.exists})
	}
}

// warn says that a file would be replaced, and that it needs saying.
func (s *savePrompt) warn(exists bool) {
	if s.exists == exists {
		return
	}
	s.exists = exists
	visible(s.there, exists)
	text := tr("Save")
	if exists {
		text = tr("Replace it")
	}
	s.ok.SetLabel(text)
	s.buttons.Layout.Layout(s.buttons.Objects, s.buttons.Size())
	s.relay()
}

func (s *savePrompt) update(p *app.PromptView) bool {
	answered := s.busy && !p.Save.Busy
	s.busy = p.Save.Busy
	able(s.ok, !s.busy)
	if answered {
		s.warn(p.Save.Exists)
	}
	return s.fault.set(p.Save.Problem)
}

// sizeText is how large a file is.
func sizeText(n int) string {
	switch {
	case n < 10_000:
		return trn(n, "{n} byte", "{n} bytes")
	case n < 10_000_000:
		return tr("{n} kB", "n", n/1000)
	}
	return tr("{n} MB", "n", n/1_000_000)
}
