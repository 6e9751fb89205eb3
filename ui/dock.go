package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// dockMost is how many sessions have room in the dock; the list of all has the rest.
const dockMost = 6

// dock is the strip at the bottom: live sessions, what is being connected, and the quiet line.
type dock struct {
	env   *env
	root  *widgets.Bar
	line  *fyne.Container
	box   *fyne.Container
	quiet *widgets.Text
	none  *widgets.Text
	all   *widgets.Button // opens the list of all sessions
	batch *widgets.Button // opens the run that is under way
	items sessionItems
}

func newDock(e *env) *dock {
	d := &dock{env: e, items: sessionItems{env: e}}
	d.none = widgets.NewText(tr("No sessions"), widgets.Style{Tone: widgets.Quiet})
	d.all = keyed(e.button(widgets.Link, "", func() { e.do(app.ShowSessions{Open: true}) }), actSessions)
	d.batch = keyed(e.button(widgets.Compact, "", func() { e.do(app.ShowBatch{Open: true}) }), actBatch)
	d.all.Hide()
	d.batch.Hide()
	d.quiet = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Align: fyne.TextAlignTrailing, Cut: true})
	d.line = widgets.NewLine(16, nil, d.none, d.all, d.batch)
	scroll := container.NewHScroll(d.line)
	d.box = &fyne.Container{Layout: &dockLayout{}, Objects: []fyne.CanvasObject{scroll, d.quiet}}
	d.root = widgets.NewBar(widgets.Panel, widgets.Top, d.box)
	return d
}

func (d *dock) render(v *app.View) {
	changed, reordered := d.items.render(v, dockMost)
	if reordered {
		d.arrange()
	}
	changed = d.counts(v) || changed
	if q := QuietText(v.QuietKind, v.Quiet); q != d.quiet.Text() {
		d.quiet.Set(q)
		changed = true
	}
	if changed {
		d.line.Refresh()
		d.box.Refresh()
	}
}

// counts says how many sessions there are, and how far a run is.
func (d *dock) counts(v *app.View) (changed bool) {
	changed = visible(d.none, len(v.Sessions) == 0 && len(v.Beside.Ended) == 0)
	changed = visible(d.all, len(v.Sessions) > 0) || changed
	changed = visible(d.batch, v.Batch.Running) || changed
	if d.all.Visible() {
		changed = relabel(d.all, SessionsText(v)) || changed
	}
	if d.batch.Visible() {
		changed = relabel(d.batch, tr("Connecting: {done} of {total}", "done", v.Batch.Settled, "total", v.Batch.Total)) || changed
	}
	return changed
}

// relabel changes the words of a button, and says whether it did.
func relabel(b *widgets.Button, said string) bool {
	if b.Label() == said {
		return false
	}
	b.SetLabel(said)
	return true
}

// arrange puts the lines in order, with a rule between two.
func (d *dock) arrange() {
	objs := []fyne.CanvasObject{d.none, d.all, d.batch}
	for i, it := range d.items.shown {
		if i > 0 {
			objs = append(objs, widgets.NewFixed(1, 24, widgets.NewRule()))
		}
		objs = append(objs, widgets.NewLine(8, nil, it.parts()...))
	}
	d.line.Objects = objs
}

// dockLayout gives the quiet line what it wants, up to two fifths, and the sessions the rest.
type dockLayout struct{}

func (l *dockLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := float32(0)
	if t, ok := o[1].(*widgets.Text); ok && t.Text() != "" {
		w = min(t.Natural(), s.Width*0.4)
	}
	place(o[1], s.Width-16-w, 1, w, s.Height-1)
	end := s.Width - 16
	if w > 0 {
		end -= w + 16
	}
	place(o[0], 16, 1, end-16, s.Height-1)
}

func (l *dockLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, dockH) }
