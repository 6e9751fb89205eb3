package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// pane shows the selected secret.
type pane struct {
	page
	env    *env
	empty  *emptyState
	name   *widgets.Paragraph
	where  *widgets.Paragraph
	web    *widgets.Button
	star   *star
	acts   *fyne.Container // the two
	top    *widgets.Beside
	cards  *fyne.Container
	way    *wayIn
	out    *checkOutCard
	fields *fieldsCard
	health *healthCard
	past   *historyCard
	fault  *problemBox // the secret could not be read at all

	awaited ref    // the secret whose first question gets the focus
	then    func() // done once it is there, in place of that; nil: nothing
	shown   ref
}

func newPane(e *env) *pane {
	p := &pane{env: e}
	p.name = widgets.NewParagraph("", widgets.Style{Size: widgets.Title, Bold: true})
	p.where = widgets.NewParagraph("", widgets.Style{Tone: widgets.Quiet})
	p.way = newWayIn(e, p.relayout)
	p.out = newCheckOutCard(e, p.relayout)
	p.fields = newFieldsCard(e, p.relayout)
	p.health = newHealthCard(e)
	p.past = newHistoryCard(e, p.relayout)
	p.fault = newProblemBox(e, p.relayout)
	p.cards = widgets.NewAside(widgets.Aside{Width: 232, Gap: 16, Least: 300}, p.way.root, p.out.root, p.fields.root, p.health.root, p.past.root)
	p.web = e.button(widgets.Plain, tr("Open in browser"), func() { e.to(p.shown.vault, app.OpenInBrowser{SecretID: p.shown.id}) })
	p.star = newStar(e)
	p.acts = widgets.NewLine(8, nil, p.star.button, p.web)
	p.top = &widgets.Beside{Gap: 16, Least: 280}
	head := &fyne.Container{Layout: p.top, Objects: []fyne.CanvasObject{widgets.NewColumn(2, p.name, p.where), p.acts}}
	p.empty = newEmptyState(e)
	p.build(p.empty.root, head, p.fault.Card, p.cards)
	p.root.Show()
	return p
}

// expect marks a secret the user has just chosen.
func (p *pane) expect(secret ref, then func()) {
	p.awaited, p.then = secret, then
	if secret == p.shown && len(p.way.view.Pane.Steps) > 0 {
		p.arrive()
	}
}

func (p *pane) render(v *app.View) {
	n := &v.Pane
	changed := paneRef(n) != p.shown
	p.shown = paneRef(n)
	// Without steps the vault has said nothing about the secret yet, or why it cannot.
	lost := len(n.Steps) == 0 && !n.Problem.None()
	ready := n.ID != 0 && len(n.Steps) > 0
	if p.renderEmpty(n) {
		changed = true
	}
	if where := dotted(whereText(n), p.env.vaultName(n.Vault)); p.name.Text() != n.Name || p.where.Text() != where {
		p.name.Set(n.Name)
		p.where.Set(where)
		changed = true
	}
	changed = visible(p.cards, ready) || changed
	changed = visible(p.web, n.Browser) || changed
	changed = p.star.render(n) || changed
	gone := lost && n.Problem.Kind == app.ProblemGone // nothing can be done about it
	changed = visible(p.acts, !gone && (n.Browser || n.Favorite != app.FavoriteUnknown)) || changed
	p.top.Width = p.acts.MinSize().Width
	changed = p.way.render(v) || changed
	changed = p.out.render(v) || changed
	changed = p.fields.render(n) || changed
	changed = p.health.render(n) || changed
	past := p.past.render(v)
	changed = past || changed
	fault := app.Problem{}
	if lost {
		fault = n.Problem
	}
	p.fault.set(fault)
	if changed {
		p.relayout()
	}
	if past && p.past.open && p.env.canvas.Focused() == fyne.Focusable(p.past.toggle) {
		scrollTo(p.scroll, p.past.root)
	}
	if ready && p.awaited == p.shown {
		p.arrive()
	}
}

// flipPast opens or closes the timeline by key, and brings it into sight.
func (p *pane) flipPast() {
	p.env.focus(p.past.toggle)
	p.past.flip()
}

// openPast opens the timeline of the shown secret.
func (p *pane) openPast() {
	if !p.past.open {
		p.flipPast()
	}
}

// arrive gives the focus to what the chosen secret asks first.
func (p *pane) arrive() {
	then := p.then
	p.awaited, p.then = ref{}, nil
	if then != nil {
		then()
		return
	}
	p.focusFirst()
}

// unlessAsked does something at once where nothing is to be typed, else shows what is.
func (p *pane) unlessAsked(do func()) {
	if asks(p.way.view.Pane.Ask) {
		p.focusFirst()
		return
	}
	do()
}

func (p *pane) focusFirst() {
	if n := &p.way.view.Pane; n.Primary == app.PrimaryUnavailable && n.Facts.Holder != "" {
		p.env.focus(p.out.tell) // nothing else can be done about it
		return
	}
	p.way.focusNext()
}

func (p *pane) renderEmpty(n *app.PaneView) bool {
	switch {
	case n.ID == 0:
		p.empty.set("key", tr("Nothing is selected"), tr("Choose a secret on the left, or press Ctrl+K and type part of its name. Selecting one changes nothing on the vault."))
	default:
		p.empty.set("dots", tr("Reading {secret}", "secret", or(n.Name, tr("the secret"))), tr("Asking the vault what it takes to get in."))
	}
	nothing := n.ID == 0 || len(n.Steps) == 0 && n.Problem.None()
	a := visible(p.empty.root, nothing)
	b := visible(p.scroll, !nothing)
	return a || b
}

// whereText is the line under the name: \Databases\Production · Unix Account (SSH).
func whereText(n *app.PaneView) string {
	path := n.Path
	if path != "" && !strings.HasPrefix(path, "\\") {
		path = "\\" + path
	}
	if path == "" || n.Template == "" {
		return path + n.Template
	}
	return path + "  ·  " + n.Template
}

// emptyState is a designed nothing: a picture, a sentence, what to do.
type emptyState struct {
	env   *env
	root  *fyne.Container
	icon  *widgets.Icon
	title *widgets.Text
	text  *widgets.Paragraph
}

func newEmptyState(e *env) *emptyState {
	s := &emptyState{env: e, icon: widgets.NewIcon(nil, widgets.Quiet, 28)}
	s.title = widgets.NewText("", widgets.Style{Size: widgets.Strong, Bold: true, Align: fyne.TextAlignCenter, Cut: true})
	s.text = widgets.NewParagraph("", widgets.Style{Tone: widgets.Quiet, Align: fyne.TextAlignCenter})
	s.root = widgets.NewColumn(8, s.icon, s.title, s.text)
	return s
}

func (s *emptyState) set(icon, title, text string) {
	s.icon.Set(s.env.icon(icon), widgets.Quiet)
	s.title.Set(title)
	s.text.Set(text)
}
