package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// marks are the secrets that are marked, to be looked up for each row that is drawn.
type marks struct {
	version int
	all     map[app.Marked]bool
}

func (m *marks) take(b *app.BatchView) {
	if b.Version == m.version {
		return
	}
	m.version, m.all = b.Version, make(map[app.Marked]bool, len(b.Marked))
	for _, x := range b.Marked {
		m.all[x] = true
	}
}

func (m *marks) has(x app.Marked) bool { return m.all[x] }

// marksBar stands under the tree while something is marked.
type marksBar struct {
	root *widgets.Bar
	said *widgets.Text
}

func newMarksBar(e *env) *marksBar {
	b := &marksBar{said: widgets.NewText("", widgets.Style{Cut: true})}
	open := e.button(widgets.Compact, tr("Connect…"), func() { e.do(app.ShowBatch{Open: true}) })
	clear := e.button(widgets.Compact, tr("Clear"), func() { e.do(app.ClearMarks{}) })
	line := widgets.NewLine(8, b.said, b.said, open, clear)
	b.root = widgets.NewBar(widgets.Panel, widgets.Top, widgets.NewInset(widgets.Inset{Left: 16, Right: 12, Top: 6, Bottom: 6}, line))
	b.root.Hide()
	return b
}

// render reports whether the bar came or went.
func (b *marksBar) render(v *app.View) bool {
	n := len(v.Batch.Marked)
	b.said.Set(trn(n, "{n} marked", "{n} marked"))
	return visible(b.root, n > 0)
}

// marksLayout puts the bar under the list.
type marksLayout struct{ bar *widgets.Bar }

func (l *marksLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	h := float32(0)
	if l.bar.Visible() {
		h = dockH
	}
	for _, x := range o {
		if x == fyne.CanvasObject(l.bar) {
			place(x, 0, s.Height-h, s.Width-1, h)
			continue
		}
		place(x, 0, 0, s.Width, s.Height-h)
	}
}

func (l *marksLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }
