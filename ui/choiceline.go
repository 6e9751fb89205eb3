package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// choiceLine says how the sessions of a secret will be, in one line; opened,
// each thing, whose word it is, and what the user chooses for this secret.
type choiceLine struct {
	env     *env
	root    *fyne.Container
	toggle  *widgets.Button
	sum     *widgets.Text
	list    *fyne.Container
	rows    []*choiceRow
	relay   func()
	summary func([]app.SessionSetting) string

	secret ref
	shown  []app.SessionSetting
	taken  int         // app.PaneView.Choices of the last View
	wrong  app.Problem // why what was chosen last was not taken
	open   bool
	edit   *choiceEdit // nil: nothing is being typed
}

func newChoiceLine(e *env, name string, summary func([]app.SessionSetting) string, relayout func()) *choiceLine {
	l := &choiceLine{env: e, relay: relayout, summary: summary, list: widgets.NewColumn(2)}
	l.toggle = e.button(widgets.Link, name, l.flip).WithIcon(e.icon("right"))
	l.sum = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	l.root = widgets.NewColumn(4, widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(8, l.sum, l.toggle, l.sum)), l.list)
	l.root.Hide()
	l.list.Hide()
	return l
}

func (l *choiceLine) flip() {
	l.open = !l.open
	icon := "right"
	if l.open {
		icon = "down"
	}
	l.toggle.SetIcon(l.env.icon(icon))
	visible(l.list, l.open)
	l.relay()
}

// render shows all, which is of the secret in the pane.
func (l *choiceLine) render(n *app.PaneView, all []app.SessionSetting) (changed bool) {
	focus := l.focused()
	changed = l.complain(n.Problem)
	done := paneRef(n) != l.secret
	if done {
		l.edit = nil
	} else if l.edit != nil && n.Choices != l.taken { // what was typed is taken
		focus, done = l.edit.of.Field, true
		l.edit = nil
	}
	l.secret, l.taken = paneRef(n), n.Choices
	changed = visible(l.root, len(all) > 0) || changed
	if !done && slices.EqualFunc(all, l.shown, sameSetting) {
		return changed
	}
	l.shown = all
	l.sum.Set(l.summary(all))
	l.draw()
	l.focus(focus)
	return true
}

// complain says below what is being typed why it was not taken.
func (l *choiceLine) complain(p app.Problem) (changed bool) {
	if p.Kind != app.ProblemChoice {
		p = app.Problem{}
	}
	if l.wrong = p; l.edit == nil {
		return false
	}
	l.edit.wrong.Set(Sentence(p).Body)
	return visible(l.edit.wrong, !p.None())
}

// complains reports whether it says so here.
func (l *choiceLine) complains() bool { return l.edit != nil && !l.wrong.None() }

func sameSetting(a, b app.SessionSetting) bool {
	return a.Field == b.Field && a.Value == b.Value && a.Owner == b.Owner && a.Typed == b.Typed && a.Text == b.Text && slices.Equal(a.Choices, b.Choices)
}

// draw makes the rows anew; what is being typed stays in its own.
func (l *choiceLine) draw() {
	if l.edit != nil && !slices.ContainsFunc(l.shown, func(s app.SessionSetting) bool { return s.Typed && s.Field == l.edit.of.Field }) {
		l.edit = nil // it cannot be chosen any more
	}
	l.rows, l.list.Objects = nil, nil
	for _, s := range l.shown {
		row := l.row(s)
		l.rows = append(l.rows, row)
		l.list.Add(row.root)
	}
}

// focused is the field whose button has the focus, "" if none has.
func (l *choiceLine) focused() app.SettingField {
	f := l.env.canvas.Focused()
	for _, row := range l.rows {
		if row.change != nil && f == fyne.Focusable(row.change) {
			return row.of.Field
		}
	}
	return ""
}

func (l *choiceLine) focus(f app.SettingField) {
	for _, row := range l.rows {
		if row.of.Field == f && row.change != nil {
			l.env.focus(row.change)
		}
	}
}

// choiceRow is one of the things.
type choiceRow struct {
	of     app.SessionSetting
	root   *fyne.Container
	change *widgets.Button // nil: nothing can be chosen, or it is being typed
}

// choiceW is the width of the things' names.
const choiceW float32 = 132

func (l *choiceLine) row(s app.SessionSetting) *choiceRow {
	name, value, whose := SettingText(s)
	label := widgets.NewText(name, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	if l.edit != nil && l.edit.of.Field == s.Field {
		l.edit.of = s
		return &choiceRow{of: s, root: widgets.NewInset(widgets.Inset{Top: 4, Bottom: 8}, widgets.NewLabelled(choiceW+8, label, l.edit.root))}
	}
	if whose != "" {
		value = tr("{value} ({whose})", "value", value, "whose", whose)
	}
	text := widgets.NewText(value, widgets.Style{Size: widgets.Small, Cut: true})
	row := &choiceRow{of: s, root: widgets.NewLine(8, text, widgets.NewFixed(choiceW, 26, label), text)}
	if s.Open() {
		row.change = l.env.button(widgets.Link, tr("Change"), func() {
			if s.Typed {
				l.typing(s)
				return
			}
			l.choose(s, row.change)
		})
		row.root.Add(row.change)
	}
	return row
}

// choose opens the list of what may be chosen for this secret.
func (l *choiceLine) choose(s app.SessionSetting, at *widgets.Button) {
	items := []*fyne.MenuItem{fyne.NewMenuItem(tr("As usual"), func() { l.chosen(s.Field, "") })}
	items[0].Checked = s.Owner != app.OwnerConnection
	for _, v := range s.Choices {
		_, text, _ := SettingText(app.SessionSetting{Field: s.Field, Value: v})
		item := fyne.NewMenuItem(text, func() { l.chosen(s.Field, v) })
		item.Checked = s.Owner == app.OwnerConnection && s.Value == v
		items = append(items, item)
	}
	under(widget.NewPopUpMenu(fyne.NewMenu("", items...), l.env.canvas), at)
}

func (l *choiceLine) chosen(f app.SettingField, value string) {
	l.env.to(l.secret.vault, app.ChooseSetting{SecretID: l.secret.id, Field: f, Value: value})
}

// choiceEdit is where one of the things is typed.
type choiceEdit struct {
	of    app.SessionSetting
	root  *fyne.Container
	entry *widgets.Entry
	wrong *widgets.Paragraph
}

// typing opens the place for one, in its row.
func (l *choiceLine) typing(s app.SessionSetting) {
	words := typedWords[s.Field]
	e := &choiceEdit{of: s, entry: widgets.NewEntry(l.env.keys, tr(words.hint))}
	e.entry.SetText(s.Text)
	e.entry.CursorColumn = len([]rune(s.Text))
	e.entry.OnSubmitted = func(string) { l.submit() }
	e.entry.OnKey = func(k *fyne.KeyEvent) bool {
		if k.Name == fyne.KeyEscape {
			l.stopTyping()
		}
		return k.Name == fyne.KeyEscape
	}
	e.wrong = widgets.NewParagraph("", widgets.Style{Tone: widgets.Red})
	e.wrong.Hide()
	note := widgets.NewParagraph(tr(words.note), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	links := widgets.NewWrap(4,
		l.env.button(widgets.Compact, tr("Set"), l.submit),
		l.env.button(widgets.Link, tr("As usual"), func() { l.chosen(s.Field, "") }),
		l.env.button(widgets.Link, tr("Cancel"), l.stopTyping),
	)
	e.root = widgets.NewColumn(6, e.entry, e.wrong, note, links)
	l.edit = e
	l.draw()
	l.relay()
	l.env.focus(e.entry)
}

// submit hands over what was typed.
func (l *choiceLine) submit() {
	value := l.edit.entry.Text
	if value == "" && len(l.edit.of.Choices) > 0 {
		value = l.edit.of.Choices[0]
	}
	l.chosen(l.edit.of.Field, value)
}

// unsent hands over what was typed and not handed over yet, and reports whether
// there was something.
func (l *choiceLine) unsent() bool {
	if l.edit == nil || !l.root.Visible() || l.edit.entry.Text == l.edit.of.Text {
		return false
	}
	l.submit()
	return true
}

// stopTyping leaves the thing as it is.
func (l *choiceLine) stopTyping() {
	s := l.edit.of
	l.edit = nil
	l.draw()
	l.relay()
	l.focus(s.Field)
	if !l.wrong.None() { // choosing what is there anyway takes the complaint away
		value := s.Text
		if s.Owner != app.OwnerConnection {
			value = ""
		} else if value == "" {
			value = s.Value
		}
		l.chosen(s.Field, value)
	}
}
