package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// rdpLine says how a remote desktop will be, in one line; opened, each thing
// and whose word it is.
type rdpLine struct {
	env    *env
	root   *fyne.Container
	toggle *widgets.Button
	sum    *widgets.Text
	list   *fyne.Container
	relay  func()

	secret ref
	shown  []app.RDPSetting
	open   bool
}

func newRDPLine(e *env, relayout func()) *rdpLine {
	l := &rdpLine{env: e, relay: relayout, list: widgets.NewColumn(2)}
	l.toggle = e.button(widgets.Link, tr("Remote desktop"), l.flip).WithIcon(e.icon("right"))
	l.sum = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true})
	l.root = widgets.NewColumn(4, widgets.NewInset(widgets.Inset{Left: -4}, widgets.NewLine(8, l.sum, l.toggle, l.sum)), l.list)
	l.root.Hide()
	l.list.Hide()
	return l
}

func (l *rdpLine) flip() {
	l.open = !l.open
	icon := "right"
	if l.open {
		icon = "down"
	}
	l.toggle.SetIcon(l.env.icon(icon))
	visible(l.list, l.open)
	l.relay()
}

func (l *rdpLine) render(n *app.PaneView) (changed bool) {
	l.secret = paneRef(n)
	changed = visible(l.root, len(n.RDP) > 0)
	if slices.EqualFunc(n.RDP, l.shown, sameSetting) {
		return changed
	}
	l.shown = n.RDP
	l.sum.Set(RDPSummary(n.RDP))
	focus := l.focused()
	l.list.Objects = nil
	for _, s := range n.RDP {
		l.list.Add(l.line(s))
	}
	if focus >= 0 && focus < len(l.list.Objects) { // the choice that was just made
		if c := l.change(focus); c != nil {
			l.env.focus(c)
		}
	}
	return true
}

func sameSetting(a, b app.RDPSetting) bool {
	return a.Field == b.Field && a.Value == b.Value && a.Owner == b.Owner && slices.Equal(a.Choices, b.Choices)
}

// focused is the line whose button has the focus, -1 if none has.
func (l *rdpLine) focused() int {
	f := l.env.canvas.Focused()
	for i := range l.list.Objects {
		if c := l.change(i); c != nil && f == fyne.Focusable(c) {
			return i
		}
	}
	return -1
}

// change is the button of a line; nil where nothing can be chosen.
func (l *rdpLine) change(i int) *widgets.Button {
	line := l.list.Objects[i].(*fyne.Container)
	b, _ := line.Objects[len(line.Objects)-1].(*widgets.Button)
	return b
}

func (l *rdpLine) line(s app.RDPSetting) fyne.CanvasObject {
	name, value, whose := RDPText(s)
	label := widgets.NewFixed(132, 26, widgets.NewText(name, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet}))
	if whose != "" {
		value = tr("{value} ({whose})", "value", value, "whose", whose)
	}
	text := widgets.NewText(value, widgets.Style{Size: widgets.Small, Cut: true})
	if s.Choices == nil {
		return widgets.NewLine(8, text, label, text)
	}
	var b *widgets.Button
	b = l.env.button(widgets.Link, tr("Change"), func() { l.choose(s, b) })
	return widgets.NewLine(8, text, label, text, b)
}

// choose opens the list of what may be chosen for this secret.
func (l *rdpLine) choose(s app.RDPSetting, at *widgets.Button) {
	items := []*fyne.MenuItem{fyne.NewMenuItem(tr("As usual"), func() { l.chosen(s.Field, "") })}
	items[0].Checked = s.Owner != app.RDPByConnection
	for _, v := range s.Choices {
		_, text, _ := RDPText(app.RDPSetting{Field: s.Field, Value: v})
		item := fyne.NewMenuItem(text, func() { l.chosen(s.Field, v) })
		item.Checked = s.Owner == app.RDPByConnection && s.Value == v
		items = append(items, item)
	}
	under(widget.NewPopUpMenu(fyne.NewMenu("", items...), l.env.canvas), at)
}

func (l *rdpLine) chosen(f app.RDPField, value string) {
	l.env.to(l.secret.vault, app.ChooseRDP{SecretID: l.secret.id, Field: f, Value: value})
}
