package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// batchPage connects many secrets together, in the place of the pane: one form
// for what all of them ask, and below it how far each is.
type batchPage struct {
	page
	env     *env
	said    *widgets.Text
	form    *form
	card    *widgets.Card
	start   *widgets.Button
	clear   *widgets.Button
	stop    *widgets.Button
	gauge   *widgets.Gauge
	busy    *busyLine
	problem *problemBox
	rows    *widgets.Rows
	acts    *fyne.Container // stop and shut
	top     *widgets.Beside
	formID  int
	asked   bool // the form has a place for the reason
	open    bool
}

func newBatchPage(e *env, choose func(ref)) *batchPage {
	p := &batchPage{env: e, gauge: widgets.NewGauge()}
	p.said = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Cut: true})
	p.busy = newBusyLine(e, tr("Asking the vault…"), nil)
	p.problem = newProblemBox(e, p.relayout)
	p.form = newForm(e, p.submit, p.relayout)
	p.start = e.button(widgets.Primary, "", p.submit).WithHint(tr("Ctrl Enter"))
	p.clear = e.button(widgets.Plain, tr("Clear marks"), func() { e.do(app.ClearMarks{}) })
	p.stop = e.button(widgets.Plain, tr("Cancel all"), func() { e.do(app.CancelBatch{}) })
	p.card = widgets.NewCard(tr("One answer for all"), widgets.NewColumn(8, p.form.root, widgets.NewLine(8, nil, p.start, p.clear)))
	p.rows = widgets.NewRows(e.keys, widgets.Glass{}).TwoLines()
	p.rows.OnChoose = func(id string) {
		if n, ok := secretID(id); ok {
			choose(n)
		}
	}
	p.closes(e, app.ShowBatch{})
	words := widgets.NewColumn(2, pageTitle(tr("Connect together")), p.said)
	p.acts = widgets.NewLine(8, nil, p.stop, p.shut)
	p.top = &widgets.Beside{Gap: 16}
	head := &fyne.Container{Layout: p.top, Objects: []fyne.CanvasObject{words, p.acts}}
	parts := widgets.NewColumn(12, head, p.gauge, p.problem.Card, p.busy.root, p.card)
	p.scroll = container.NewVScroll(widgets.NewInset(widgets.Inset{Top: 16, Right: 24, Bottom: 4, Left: 24}, parts))
	p.root = &fyne.Container{Layout: &batchLayout{}, Objects: []fyne.CanvasObject{p.scroll, p.rows}}
	p.root.Hide()
	return p
}

// submit connects what is marked, with what was typed once for all.
func (p *batchPage) submit() {
	if !p.card.Visible() {
		return
	}
	if g, ok := p.form.read(true); ok {
		p.env.do(app.ConnectMarked{Given: g})
	}
}

func (p *batchPage) render(v *app.View) {
	n := &v.Batch
	opened := n.Open && !p.open
	p.open = n.Open
	changed := visible(p.root, n.Open)
	if !n.Open {
		p.asked = false
		return
	}
	p.said.Set(BatchText(n))
	p.start.SetLabel(trn(len(n.Marked), "Connect {n}", "Connect {n}"))
	able(p.start, !n.Busy)
	changed = p.busy.set(n.Busy) || changed
	changed = p.problem.set(n.Problem) || changed
	changed = visible(p.card, len(n.Marked) > 0) || changed
	changed = visible(p.stop, n.Running) || changed
	p.top.Width = p.acts.MinSize().Width
	changed = visible(p.gauge, n.Total > 0) || changed
	p.gauge.Set(time.Duration(n.Settled), time.Duration(n.Total))
	changed = p.form.render(n.Ask, v.Tickets, n.Ask.ID != p.formID) || changed
	p.formID = n.Ask.ID
	items := make([]widgets.RowItem, 0, len(n.Rows))
	for i := range n.Rows {
		items = append(items, p.row(&n.Rows[i]))
	}
	p.rows.SetItems(items)
	if changed {
		p.relayout()
		p.root.Refresh()
	}
	// What the marked secrets ask is often known only a moment after the page is.
	late := n.Ask.Reason && !p.asked && p.env.canvas.Focused() == fyne.Focusable(p.start)
	p.asked = n.Ask.Reason
	if opened || late {
		p.arrive(n)
	}
}

// arrive gives the focus to what is to be done first.
func (p *batchPage) arrive(n *app.BatchView) {
	switch {
	case len(n.Marked) == 0:
		p.env.focus(p.shut)
	case n.Ask.Reason:
		p.env.focus(p.form.reason)
	default:
		p.env.focus(p.start)
	}
}

func (p *batchPage) row(r *app.BatchRow) widgets.RowItem {
	note := dotted(r.Path, p.env.vaultName(r.Vault))
	if !r.Problem.None() {
		problem := r.Problem
		problem.Secret = or(problem.Secret, r.Name)
		m := Sentence(problem)
		note = join(m.Title+".", m.Body)
	}
	return widgets.RowItem{
		ID: rowID(app.Row{ID: r.SecretID}, r.Vault), Icon: p.env.kindIcon(r.Kind), Name: or(r.Name, tr("secret {id}", "id", r.SecretID)), Note: note,
		Right: or(BusyText(r.Busy), BatchStateText(r.State)), Tone: batchTone(r.State), Mark: p.mark(r.State),
	}
}

// mark is a picture beside the word: colour is never the only sign.
func (p *batchPage) mark(s app.BatchState) fyne.Resource {
	switch s {
	case app.BatchConnected:
		return p.env.icon("check")
	case app.BatchAsking:
		return p.env.icon("question")
	case app.BatchPending:
		return p.env.icon("clock")
	case app.BatchRefused:
		return p.env.icon("warning")
	}
	return nil
}

func batchTone(s app.BatchState) fyne.ThemeColorName {
	switch s {
	case app.BatchConnected:
		return widgets.Green
	case app.BatchAsking, app.BatchPending:
		return widgets.Amber
	case app.BatchRefused:
		return widgets.Red
	}
	return ""
}

// BatchText is the line under the heading.
func BatchText(n *app.BatchView) string {
	switch {
	case n.Total == 0 && len(n.Marked) == 0:
		return tr("Nothing is marked: Space marks the secret under the cursor in the tree, Ctrl+click any other.")
	case n.Total == 0:
		return trn(n.AtOnce, "{marked} marked; {n} at a time. What is not in this form is asked separately.",
			"{marked} marked; {n} at a time. What is not in this form is asked separately.", "marked", len(n.Marked))
	case n.Failed > 0:
		return tr("{done} of {total} done, {failed} of them refused", "done", n.Settled, "total", n.Total, "failed", n.Failed)
	}
	return tr("{done} of {total} done", "done", n.Settled, "total", n.Total)
}

// BatchStateText is where one secret stands.
func BatchStateText(s app.BatchState) string {
	switch s {
	case app.BatchMarked:
		return tr("marked")
	case app.BatchWaiting:
		return tr("waiting for its turn")
	case app.BatchReading:
		return tr("reading")
	case app.BatchAsking:
		return tr("asks you")
	case app.BatchPending:
		return tr("waits for somebody else")
	case app.BatchStarting:
		return tr("starting")
	case app.BatchConnected:
		return tr("connected")
	case app.BatchEnded:
		return tr("ended")
	case app.BatchRefused:
		return tr("refused")
	case app.BatchCancelled:
		return tr("cancelled")
	}
	return ""
}

// batchLayout gives the list what the form leaves, and in a low window the
// form what the list leaves.
type batchLayout struct{}

func (l *batchLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const side, gap, list = 24, 8, 96
	h := float32(0)
	if sc, ok := o[0].(*container.Scroll); ok {
		h = min(widgets.HeightOf(sc.Content, s.Width), max(list, s.Height-list))
	}
	place(o[0], 0, 0, s.Width, h)
	place(o[1], side-16, h+gap, s.Width-2*side+32, max(0, s.Height-h-gap-8))
}

func (l *batchLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 200) }
