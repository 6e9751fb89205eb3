package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// section is a part of the page of settings.
type section int

const (
	sectionGeneral section = iota
	sectionDesktops
	sectionSSH
	sectionPrograms
	sectionVaults
	sectionSafety
	sectionNetwork
)

// sectionNames are the sections, in the order of their buttons.
var sectionNames = []string{"General", "Remote desktops", "SSH", "Programs", "Vaults", "Safety", "Network"}

// settingsPage is what the user has chosen, in the place of the pane. What is
// changed holds at once: there is nothing to save.
type settingsPage struct {
	page
	env     *env
	tabs    []*widgets.Button
	problem *problemBox
	body    *fyne.Container

	section  section
	controls []control // of the section that is shown
	version  int
	vaults   []app.VaultView
	chosen   *app.Chosen
	open     bool
}

func newSettingsPage(e *env) *settingsPage {
	p := &settingsPage{env: e, version: -1, chosen: &app.Chosen{}}
	p.problem = newProblemBox(e, p.relayout)
	p.body = widgets.NewColumn(18)
	p.closes(e, app.ShowSettings{})
	said := widgets.NewText(tr("Changes apply at once."), widgets.Style{Tone: widgets.Quiet, Cut: true})
	tabs := widgets.NewWrap(6)
	for i, name := range sectionNames {
		b := e.button(widgets.Tab, tr(name), func() { p.turn(section(i)) })
		p.tabs = append(p.tabs, b)
		tabs.Add(b)
	}
	p.build(nil, p.head(pageTitle(tr("Settings")), said), tabs, p.problem.Card, widgets.NewCard("", p.body))
	p.mark()
	return p
}

// turn shows another section.
func (p *settingsPage) turn(s section) {
	p.section = s
	p.mark()
	p.draw()
	p.scroll.ScrollToTop()
	p.relayout()
}

func (p *settingsPage) mark() {
	for i, b := range p.tabs {
		b.SetOn(section(i) == p.section)
	}
}

func (p *settingsPage) render(v *app.View) {
	n := &v.Settings
	opened := n.Open && !p.open
	p.open = n.Open
	changed := visible(p.root, n.Open)
	if !n.Open || n.Chosen == nil {
		return
	}
	p.chosen = n.Chosen
	changed = p.problem.set(n.Problem) || changed
	switch {
	case opened || p.section == sectionVaults && !slices.EqualFunc(v.Vaults, p.vaults, sameVault):
		p.vaults = slices.Clone(v.Vaults)
		p.draw()
		changed = true
	case n.Version != p.version:
		p.refresh()
		changed = true
	}
	p.version = n.Version
	if changed {
		p.relayout()
	}
	if opened {
		p.env.focus(p.tabs[p.section])
	}
}

func sameVault(a, b app.VaultView) bool {
	return a.Key == b.Key && a.Name == b.Name && a.User == b.User && a.State == b.State && a.Problem == b.Problem
}

// draw makes the section anew.
func (p *settingsPage) draw() {
	p.controls, p.body.Objects = nil, nil
	switch p.section {
	case sectionPrograms:
		p.drawPrograms()
	case sectionVaults:
		p.drawVaults()
	default:
		for _, r := range rowsOf(p.section, p.env.lacks) {
			p.add(r)
		}
		if p.section == sectionDesktops {
			p.drawFolders()
		}
	}
	p.body.Refresh()
}

// refresh shows what was changed. Lists are made anew, and what is being typed stays.
func (p *settingsPage) refresh() {
	if p.section == sectionPrograms || p.section == sectionDesktops {
		at := p.focused()
		p.draw()
		p.focusOn(at)
		return
	}
	for _, c := range p.controls {
		c.show(p.chosen)
	}
}

// focused is which of the section's objects has the focus, counted; -1: none.
func (p *settingsPage) focused() int {
	return slices.Index(focusables(p.body), p.env.canvas.Focused())
}

func (p *settingsPage) focusOn(i int) {
	all := focusables(p.body)
	if i >= 0 && len(all) > 0 {
		p.env.focus(all[min(i, len(all)-1)])
	}
}

// focusables are what can have the focus below an object, in their order.
func focusables(o fyne.CanvasObject) (all []fyne.Focusable) {
	if f, ok := o.(fyne.Focusable); ok {
		return []fyne.Focusable{f}
	}
	if c, ok := o.(*fyne.Container); ok {
		for _, x := range c.Objects {
			all = append(all, focusables(x)...)
		}
	}
	return all
}

// settingsW is the width of a setting's name, fieldW that of what is typed.
const (
	settingsW float32 = 180
	fieldW    float32 = 300
)

// add puts a setting on the page: its name, how it is set, and what it does.
func (p *settingsPage) add(r settingsRow) {
	c := r.control(p)
	c.show(p.chosen)
	p.controls = append(p.controls, c)
	note := widgets.NewParagraph(r.note, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	name := widgets.NewText(r.name, widgets.Style{Cut: true})
	p.body.Add(widgets.NewLabelled(settingsW, name, widgets.NewColumn(4, c.object(), note)))
}

// set hands over a change, made to a copy of what is chosen.
func (p *settingsPage) set(r settingsRow, value string) {
	to := *p.chosen
	if r.read(&to) == value {
		return
	}
	r.write(&to, value)
	p.env.do(r.intent(&to))
}

// control sets one setting.
type control interface {
	object() fyne.CanvasObject
	show(*app.Chosen)
}

func (r settingsRow) control(p *settingsPage) control {
	switch {
	case r.tick:
		t := &tickControl{row: r}
		t.check = widgets.NewCheck(p.env.keys, tr("Yes"), p.env.icon("check"), func(on bool) { p.set(r, ticked(on)) })
		return t
	case r.choices != nil:
		c := &choiceControl{row: r}
		c.chooser = newChooser(p.env, func(i int) { p.set(r, c.offered[i].value) })
		return c
	}
	t := &typedControl{row: r, entry: widgets.NewEntry(p.env.keys, r.hint)}
	t.entry.OnSubmitted = func(v string) { t.tried = v; p.set(r, v) }
	t.entry.OnFocus = func(on bool) {
		if v := t.entry.Text; !on && v != t.tried {
			t.tried = v
			p.set(r, v)
		}
	}
	return t
}

// tickControl is on or off.
type tickControl struct {
	row   settingsRow
	check *widgets.Check
}

func (t *tickControl) object() fyne.CanvasObject { return widgets.NewFixed(0, widgets.Tall, t.check) }
func (t *tickControl) show(c *app.Chosen)        { t.check.Set(t.row.read(c) == ticked(true)) }

// choiceControl is one of several. What a file holds beside is one of them, too.
type choiceControl struct {
	row     settingsRow
	chooser *chooser
	offered []settingsChoice
}

func (t *choiceControl) object() fyne.CanvasObject { return widgets.NewLine(8, nil, t.chooser.button) }

func (t *choiceControl) show(c *app.Chosen) {
	now := t.row.read(c)
	t.offered = t.row.choices
	at := slices.IndexFunc(t.offered, func(o settingsChoice) bool { return o.value == now })
	if at < 0 {
		at, t.offered = len(t.offered), append(slices.Clone(t.offered), settingsChoice{now, now})
	}
	names := make([]string, len(t.offered))
	for i, o := range t.offered {
		names[i] = o.text
	}
	t.chooser.set(names)
	t.chooser.show(at)
}

// typedControl takes a text when it is left, or with Enter.
type typedControl struct {
	row   settingsRow
	entry *widgets.Entry
	tried string // handed over last: what is wrong is not said twice
}

func (t *typedControl) object() fyne.CanvasObject {
	return widgets.NewLine(8, nil, widgets.NewFixed(fieldW, 0, t.entry))
}

func (t *typedControl) show(c *app.Chosen) {
	v := t.row.read(c)
	t.tried = v
	if t.entry.Text != v {
		t.entry.SetText(v)
	}
}
