package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/ui/widgets"
)

// chooser is a button that opens a list to choose one of.
type chooser struct {
	env    *env
	button *widgets.Button
	names  []string
	now    int
	chose  func(int)
}

func newChooser(e *env, chose func(int)) *chooser {
	c := &chooser{env: e, chose: chose}
	c.button = e.button(widgets.Plain, "", c.open).WithIcon(e.icon("down"))
	return c
}

func (c *chooser) set(names []string) {
	c.names, c.now = names, 0
	if len(names) > 0 {
		c.button.SetLabel(names[0])
	}
}

// show makes one the chosen one without telling anybody.
func (c *chooser) show(i int) {
	c.now = i
	c.button.SetLabel(c.names[i])
}

func (c *chooser) pick(i int) {
	c.show(i)
	c.chose(i)
}

func (c *chooser) open() {
	items := make([]*fyne.MenuItem, 0, len(c.names))
	for i, n := range c.names {
		items = append(items, fyne.NewMenuItem(short(n), func() { c.pick(i) }))
	}
	under(widget.NewPopUpMenu(fyne.NewMenu("", items...), c.env.canvas), c.button)
}

// short is a name in a menu, which is as wide as its longest.
func short(name string) string {
	const most = 60
	if r := []rune(widgets.Legible(name)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return widgets.Legible(name)
}

// popUp is what opens under a button.
type popUp interface{ ShowAtPosition(fyne.Position) }

func under(p popUp, b fyne.CanvasObject) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	p.ShowAtPosition(at.AddXY(0, b.Size().Height+4))
}

// dropPopUp takes away what is open over the window for the moment, a menu or a calendar.
func (e *env) dropPopUp() bool {
	if m, ok := e.canvas.Focused().(*widget.PopUpMenu); ok { // what lies on the top is a container of Fyne's own
		m.Hide()
		return true
	}
	p, ok := e.canvas.Overlays().Top().(*widget.PopUp)
	if ok {
		p.Hide()
	}
	return ok
}
