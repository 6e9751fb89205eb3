package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// dock is the strip at the bottom: live sessions, and the quiet line.
type dock struct {
	env   *env
	root  *widgets.Bar
	line  *fyne.Container
	box   *fyne.Container
	quiet *widgets.Text
	none  *widgets.Text
	items map[string]*dockItem
	order string
}

func newDock(e *env) *dock {
	d := &dock{env: e, items: map[string]*dockItem{}}
	d.none = widgets.NewText(tr("No sessions"), widgets.Style{Tone: widgets.Quiet})
	d.quiet = widgets.NewText("", widgets.Style{Tone: widgets.Quiet, Align: fyne.TextAlignTrailing, Cut: true})
	d.line = widgets.NewLine(16, nil, d.none)
	scroll := container.NewHScroll(d.line)
	d.box = &fyne.Container{Layout: &dockLayout{}, Objects: []fyne.CanvasObject{scroll, d.quiet}}
	d.root = widgets.NewBar(widgets.Panel, widgets.Top, d.box)
	return d
}

func (d *dock) render(v *app.View) {
	order, changed := "", false
	for i := range v.Sessions {
		s := &v.Sessions[i]
		order += s.ID + "\n"
		it := d.items[s.ID]
		if it == nil {
			it = newDockItem(d.env, s.ID)
			d.items[s.ID] = it
		}
		if it.render(s, v) {
			changed = true
		}
	}
	if order != d.order {
		d.order = order
		d.arrange(v)
		changed = true
	}
	if q := QuietText(v.QuietKind, v.Quiet); q != d.quiet.Text() {
		d.quiet.Set(q)
		changed = true
	}
	if changed {
		d.line.Refresh()
		d.box.Refresh()
	}
}

// arrange puts the lines in order, with a rule between two.
func (d *dock) arrange(v *app.View) {
	live := make(map[string]bool, len(v.Sessions))
	objs := []fyne.CanvasObject{d.none}
	for i, s := range v.Sessions {
		live[s.ID] = true
		if i > 0 {
			objs = append(objs, widgets.NewFixed(1, 24, widgets.NewRule()))
		}
		objs = append(objs, d.items[s.ID].root)
	}
	for id := range d.items {
		if !live[id] {
			delete(d.items, id)
		}
	}
	d.none.Set(tr("Sessions"))
	if len(v.Sessions) == 0 {
		d.none.Set(tr("No sessions"))
	}
	d.line.Objects = objs
}

// dockItem is one session.
type dockItem struct {
	root   *fyne.Container
	icon   *widgets.Icon
	name   *widgets.Text
	kind   *widgets.Text
	state  *widgets.Text
	time   *widgets.Text
	ring   *widgets.Ring
	left   *widgets.Text
	extend *widgets.Button
	end    *widgets.Button
	again  *widgets.Button
	env    *env
	secret ref
}

func newDockItem(e *env, id string) *dockItem {
	d := &dockItem{env: e, icon: widgets.NewIcon(nil, widgets.Quiet, 16), ring: widgets.NewRing(14, 3.5)}
	d.name = widgets.NewText("", widgets.Style{Bold: true})
	d.kind = widgets.NewText("", widgets.Style{Tone: widgets.Quiet})
	d.state = widgets.NewText("", widgets.Style{Tone: widgets.Amber})
	d.time = widgets.NewText("", widgets.Style{})
	d.left = widgets.NewText("", widgets.Style{Bold: true})
	d.extend = e.button(widgets.Compact, tr("Extend"), func() { e.to(d.secret.vault, app.AskExtend{SecretID: d.secret.id}) })
	d.end = e.button(widgets.Compact, tr("End"), func() { e.do(app.End{SessionID: id}) })
	d.again = e.button(widgets.Compact, tr("Connect again"), func() { e.do(app.Reconnect{SessionID: id}) })
	d.root = widgets.NewLine(8, nil, d.icon, d.name, d.kind, d.state, d.time, d.ring, d.left, d.extend, d.again, d.end)
	return d
}

func (d *dockItem) render(s *app.SessionView, v *app.View) (changed bool) {
	d.secret = ref{s.Vault, s.SecretID}
	c, held := checkOutOf(v, d.secret)
	state, end := SessionText(s.State), tr("End")
	if s.State == app.SessionFailed {
		end = tr("Dismiss")
		if !s.Problem.None() {
			state = Sentence(s.Problem).Title
		}
	}
	if s.Recovered && state == "" {
		state = tr("from before")
	}
	changed = d.name.Text() != s.Name || d.state.Text() != state || d.end.Label() != end ||
		len(d.left.Text()) != len(clock(c.Remaining))
	d.icon.Set(d.env.kindIcon(s.Kind), widgets.Quiet)
	d.name.Set(s.Name)
	d.kind.Set(dotted(s.Kind, d.env.vaultName(s.Vault)))
	d.state.Set(state)
	d.state.SetTone(stateTone(s.State))
	d.time.Set(elapsed(s.Elapsed))
	d.end.SetLabel(end)
	able(d.end, s.State != app.SessionEnding)
	tone := widgets.Accent
	if c.Red {
		tone = widgets.Red
	}
	d.ring.Set(c.Remaining, c.Total, tone)
	d.left.Set(clock(c.Remaining))
	d.left.SetTone(tone)
	failed := s.State == app.SessionFailed
	for _, x := range []struct {
		o  fyne.CanvasObject
		on bool
	}{{d.state, state != ""}, {d.time, !failed}, {d.ring, held && !failed}, {d.left, held && !failed}, {d.extend, held && c.CanExtend && !failed}, {d.again, s.Again}} {
		changed = visible(x.o, x.on) || changed
	}
	return changed
}

func stateTone(s app.SessionState) fyne.ThemeColorName {
	if s == app.SessionFailed {
		return widgets.Red
	}
	return widgets.Quiet
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
