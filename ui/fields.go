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
}

func newFieldsCard(e *env) *fieldsCard {
	c := &fieldsCard{machine: newFieldRow(e, tr("Machine")), user: newFieldRow(e, tr("Username")), port: newFieldRow(e, tr("Port"))}
	pass := newFieldRow(e, tr("Password"))
	pass.value.Set("••••••••")
	pass.note.Set(tr("handed to the session, never shown"))
	pass.copy.Hide()
	c.root = widgets.NewCard("", widgets.NewColumn(0, c.machine.root, widgets.NewRule(), c.user.root, widgets.NewRule(),
		c.port.root, widgets.NewRule(), pass.root)).Flat()
	return c
}

func (c *fieldsCard) render(n *app.PaneView) {
	port := ""
	if n.Port > 0 {
		port = strconv.Itoa(n.Port)
	}
	c.machine.set(n.Host, tr("known once the secret is read"))
	c.user.set(n.User, tr("known once the secret is read"))
	c.port.set(port, tr("the usual one"))
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
	copyW := float32(0)
	if o[3].Visible() {
		copyW = o[3].MinSize().Width
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
	place(o[3], s.Width-o[3].MinSize().Width+4, (s.Height-26)/2, o[3].MinSize().Width, 26)
}

func (l *fieldLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 32) }
