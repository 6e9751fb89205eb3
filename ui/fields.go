package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// fieldsCard shows what is known of the secret without reading its password.
type fieldsCard struct {
	root    *widgets.Card
	machine *fieldRow
	user    *fieldRow
	port    *fieldRow
	pass    *fieldRow
	bare    *widgets.Letters // the password, while it is shown
	look    *widgets.Button
	code    *codeRow
	codes   *fyne.Container // it and the line above
	lead    *fyne.Container // where it leads: the machine, and the port below
	gate    *fyne.Container
	more    *moreRows
	files   *fileRows
	secret  ref
	shown   string // the slug of what the last View says is seen, or thePassword; "": nothing
}

func newFieldsCard(e *env, relayout func()) *fieldsCard {
	c := &fieldsCard{machine: newFieldRow(e, tr("Machine")), user: newFieldRow(e, tr("Username")), port: newFieldRow(e, tr("Port"))}
	c.pass = newFieldRow(e, tr("Password"))
	c.pass.value.Set("••••••••")
	c.pass.note.Set(PasswordText(app.PasswordView{}))
	c.pass.copy.OnTapped = func() { e.to(c.secret.vault, app.CopyField{SecretID: c.secret.id}) }
	c.pass.copy.Hide()
	c.look = e.button(widgets.Link, tr("Show"), func() {
		on := c.bare.Len() == 0
		if !on && c.cover() {
			relayout()
		}
		e.to(c.secret.vault, app.ShowField{SecretID: c.secret.id, On: on})
	})
	c.look.Hide()
	c.pass.root.Add(c.look)
	c.bare = widgets.NewLetters()
	c.code = newCodeRow(e)
	c.files, c.more = newFileRows(e), newMoreRows(e, relayout)
	c.codes = widgets.NewColumn(0, widgets.NewRule(), c.code.root)
	c.codes.Hide()
	c.lead = widgets.NewColumn(0, c.machine.root, widgets.NewRule())
	c.gate = widgets.NewColumn(0, c.port.root, widgets.NewRule())
	c.root = widgets.NewCard("", widgets.NewColumn(0, c.lead, c.user.root, widgets.NewRule(),
		c.gate, c.pass.root, c.bare.Box, c.codes, c.more.root, c.files.root)).Flat()
	return c
}

// glimpse shows a field; "" is the password.
func (c *fieldsCard) glimpse(slug string, value []byte) {
	if slug != "" {
		c.more.glimpse(slug, value)
		return
	}
	c.bare.Set(value)
	c.label()
}

// coverOnly takes away one of them, if it is shown.
func (c *fieldsCard) coverOnly(shown string) bool {
	if shown != thePassword {
		return c.more.coverOnly(shown)
	}
	had := c.bare.Clear()
	c.label()
	return had
}

// cover takes away what is shown, and reports whether anything was.
func (c *fieldsCard) cover() bool {
	had := c.bare.Clear()
	c.label()
	return c.more.cover() || had
}

func (c *fieldsCard) label() {
	text := tr("Show")
	if c.bare.Len() > 0 {
		text = tr("Hide")
	}
	c.look.SetLabel(text)
	c.pass.root.Layout.Layout(c.pass.root.Objects, c.pass.root.Size())
}

func (c *fieldsCard) render(n *app.PaneView) (changed bool) {
	port := ""
	if n.Port > 0 {
		port = strconv.Itoa(n.Port)
	}
	unnamed := tr("known once the secret is read")
	if t := n.Ask.Target; t != nil && t.What == app.TargetHost {
		unnamed = tr("the one that you name")
	}
	c.machine.set(n.Host, unnamed)
	c.user.set(n.User, tr("known once the secret is read"))
	c.port.set(port, tr("the usual one"))
	page := n.Kind == app.WebPage // it leads to an address, which is one of its fields
	changed = visible(c.lead, !page)
	changed = visible(c.gate, !page) || changed
	changed = c.more.render(n) || changed
	switch secret, shown := paneRef(n), shownField(n); {
	case secret != c.secret:
		c.secret, c.shown = secret, shown
		changed = c.cover() || changed
	case shown != c.shown: // the next may be on the screen already
		changed = c.coverOnly(c.shown) || changed
		c.shown = shown
	}
	changed = visible(c.codes, n.Code.There) || changed
	c.code.render(n)
	changed = c.files.render(n) || changed
	note := PasswordText(n.Password)
	if c.pass.note.Text() != note || visible(c.pass.copy, n.Password.Copy) || visible(c.look, n.Password.Show) {
		visible(c.pass.copy, n.Password.Copy)
		visible(c.look, n.Password.Show)
		c.pass.note.Set(note)
		c.label()
	}
	return changed
}

// thePassword is how the password is called among slugs, of which none is a space.
const thePassword = " "

// shownField names what is on the screen; "": nothing.
func shownField(n *app.PaneView) string {
	if n.Password.Shown {
		return thePassword
	}
	return n.Fields.Shown
}

// PasswordText says why a password is not seen.
func PasswordText(p app.PasswordView) string {
	switch {
	case p.Never:
		return tr("used, and never shown: the vault wants it so")
	case p.Copy || p.Show:
		return ""
	}
	return tr("handed to the session")
}

// fieldRow is a label, a value and Copy.
type fieldRow struct {
	root  *fyne.Container
	value *widgets.Text
	note  *widgets.Text
	copy  *widgets.Button
}

func newFieldRow(e *env, label string) *fieldRow {
	f := &fieldRow{value: widgets.NewText("", widgets.Style{Cut: true}), note: widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})}
	f.copy = e.button(widgets.Link, tr("Copy"), func() { e.copy(f.value.Text()) })
	f.root = &fyne.Container{Layout: &fieldLayout{}, Objects: []fyne.CanvasObject{
		widgets.NewText(label, widgets.Style{Tone: widgets.Quiet}), f.value, f.note, f.copy,
	}}
	return f
}

// set shows a value, or why there is none.
func (f *fieldRow) set(value, otherwise string) {
	if f.value.Text() == value && f.note.Text() != "" == (value == "") {
		return
	}
	f.value.Set(value)
	if value != "" {
		otherwise = ""
	}
	f.note.Set(otherwise)
	visible(f.copy, value != "")
	f.root.Layout.Layout(f.root.Objects, f.root.Size())
}

type fieldLayout struct{}

func (l *fieldLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	copyW, end := float32(0), s.Width+4
	for _, b := range o[3:] {
		if b.Visible() {
			w := b.MinSize().Width
			place(b, end-w, (s.Height-26)/2, w, 26)
			copyW += w
			end -= w
		}
	}
	place(o[0], 0, 0, 112, s.Height)
	room := max(0, s.Width-120-copyW-8)
	w := float32(0)
	if t, ok := o[1].(*widgets.Text); ok {
		w = min(t.Natural(), room)
	}
	place(o[1], 120, 0, w, s.Height)
	if w > 0 {
		w += 12
	}
	place(o[2], 120+w, 0, max(0, room-w), s.Height)
}

func (l *fieldLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 32) }
