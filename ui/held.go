package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// heldStep is how many check-outs are drawn at a time.
const heldStep = 40

// heldPage is who has what checked out, in the place of the pane.
type heldPage struct {
	page
	env     *env
	said    *widgets.Text
	list    *fyne.Container
	busy    *busyLine
	problem *problemBox
	empty   *emptyState
	choose  func(ref)
	version int
	open    bool
}

func newHeldPage(e *env, choose func(ref)) *heldPage {
	p := &heldPage{env: e, choose: choose, version: -1}
	p.said = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})
	p.busy = newBusyLine(e, tr("Asking the vault…"), nil)
	p.problem = newProblemBox(e, p.relayout)
	p.empty = newEmptyState(e)
	p.empty.set("check", tr("Nothing is checked out"), tr("No secret that you may see is held by anybody."))
	p.list = widgets.NewColumn(0)
	p.closes(e, app.ShowHeld{})
	p.build(p.empty.root, p.head(pageTitle(tr("Who holds what")), p.said), p.problem.Card, p.busy.root, p.list)
	return p
}

func (p *heldPage) render(v *app.View) {
	n := &v.Held
	opened := n.Open && !p.open
	p.open = n.Open
	changed := visible(p.root, n.Open)
	if !n.Open {
		return
	}
	changed = p.busy.set(n.Busy) || changed
	changed = p.problem.set(n.Problem) || changed
	changed = visible(p.empty.root, !n.Busy && len(n.Rows) == 0 && n.Problem.None()) || changed
	if n.Version != p.version {
		p.version = n.Version
		p.draw(n)
		changed = true
	}
	if changed {
		p.relayout()
	}
	if opened {
		p.env.focus(p.shut)
	}
}

func (p *heldPage) draw(n *app.HeldView) {
	p.said.Set(HeldText(n))
	p.list.Objects = nil
	for i, r := range n.Rows[:min(len(n.Rows), heldStep)] {
		if i > 0 {
			p.list.Add(widgets.NewRule())
		}
		name := p.env.button(widgets.Link, r.Name, func() { p.choose(ref{r.Vault, r.SecretID}) })
		tone := widgets.Ink
		if r.Mine {
			tone = widgets.Accent
		}
		p.list.Add(&fyne.Container{Layout: &heldLayout{}, Objects: []fyne.CanvasObject{
			name,
			widgets.NewText(dotted(r.Path, p.env.vaultName(r.Vault)), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true}),
			widgets.NewText(HolderText(r), widgets.Style{Tone: tone, Cut: true}),
			widgets.NewText(LeftText(r.Minutes), widgets.Style{Tone: widgets.Quiet, Align: fyne.TextAlignTrailing}),
		}})
	}
	if more := n.Total - min(len(n.Rows), heldStep); more > 0 {
		p.list.Add(widgets.NewText(tr("and {n} more on the vault", "n", more), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet}))
	}
}

// heldLayout is a row: name, folder, holder, time left; in two lines where it is narrow.
type heldLayout struct{}

const (
	heldLine   float32 = 32
	heldNarrow float32 = 560
)

// HeightFor is the height at a width.
func (l *heldLayout) HeightFor(_ []fyne.CanvasObject, w float32) float32 {
	if w < heldNarrow {
		return heldLine + 24
	}
	return heldLine
}

func (l *heldLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const left = 90
	place(o[3], s.Width-left, 0, left, heldLine)
	if s.Width < heldNarrow {
		half := s.Width / 2
		place(o[0], -4, 3, min(o[0].MinSize().Width, s.Width-left-8), 26)
		place(o[2], 0, 28, half-12, 24)
		place(o[1], half, 28, half, 24)
		return
	}
	w := (s.Width - left) / 3
	place(o[0], -4, (s.Height-26)/2, min(o[0].MinSize().Width, w-8), 26)
	place(o[1], w, 0, w-12, s.Height)
	place(o[2], 2*w, 0, w-12, s.Height)
}

func (l *heldLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(360, heldLine) }
