package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// sessionItem is one session, in the dock or in the list of all.
type sessionItem struct {
	id     string
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

func newSessionItem(e *env, id string) *sessionItem {
	d := &sessionItem{env: e, id: id, icon: widgets.NewIcon(nil, widgets.Quiet, 16), ring: widgets.NewRing(14, 3.5)}
	d.name = widgets.NewText("", widgets.Style{Bold: true, Cut: true})
	d.kind = widgets.NewText("", widgets.Style{Tone: widgets.Quiet})
	d.state = widgets.NewText("", widgets.Style{Tone: widgets.Amber, Cut: true})
	d.time = widgets.NewText("", widgets.Style{})
	d.left = widgets.NewText("", widgets.Style{Bold: true})
	d.extend = e.button(widgets.Compact, tr("Extend"), func() { e.to(d.secret.vault, app.AskExtend{SecretID: d.secret.id}) })
	d.end = e.button(widgets.Compact, tr("End"), func() { e.do(app.End{SessionID: id}) })
	d.again = e.button(widgets.Compact, tr("Connect again"), func() { e.do(app.Reconnect{SessionID: id}) })
	return d
}

// parts are its objects in the order of sessionLayout.
func (d *sessionItem) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.icon, d.name, d.kind, d.state, d.time, d.ring, d.left, d.extend, d.again, d.end}
}

func (d *sessionItem) render(s *app.SessionView, v *app.View) (changed bool) {
	d.secret = ref{s.Vault, s.SecretID}
	c, held := checkOutOf(v, d.secret)
	state, end := SessionText(s.State), tr("End")
	if s.State == app.SessionFailed {
		end = tr("Dismiss")
		if !s.Problem.None() {
			state = Sentence(s.Problem).Title
		}
	}
	if s.Lapsed && state == "" {
		state = tr("its check-out is over")
	}
	if s.Recovered && state == "" {
		state = tr("from before")
	}
	changed = d.name.Text() != s.Name || d.state.Text() != state || d.end.Label() != end ||
		len(d.left.Text()) != len(clock(c.Remaining))
	d.icon.Set(d.env.kindIcon(s.Kind), widgets.Quiet)
	d.name.Set(s.Name)
	d.kind.Set(dotted(dotted(s.Kind, tunnelText(s.Tunnels)), d.env.vaultName(s.Vault)))
	d.state.Set(state)
	d.state.SetTone(stateTone(s))
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

// renderEnded draws a session that is over, for the moment it stays.
func (d *sessionItem) renderEnded(e *app.EndedView) (changed bool) {
	state := SessionEndText(e.How)
	changed = d.state.Text() != state
	d.icon.Set(d.env.kindIcon(e.Kind), widgets.Quiet)
	d.name.Set(e.Name)
	d.kind.Set(dotted(e.Kind, d.env.vaultName(e.Vault)))
	d.state.Set(state)
	d.state.SetTone(widgets.Quiet)
	d.time.Set(elapsed(e.Lasted))
	d.end.SetLabel(tr("Dismiss"))
	able(d.end, true)
	for _, o := range []fyne.CanvasObject{d.ring, d.left, d.extend} {
		changed = visible(o, false) || changed
	}
	changed = visible(d.state, true) || changed // it was hidden while all was well
	changed = visible(d.time, true) || changed
	return visible(d.again, e.Again) || changed
}

func stateTone(s *app.SessionView) fyne.ThemeColorName {
	switch {
	case s.State == app.SessionFailed:
		return widgets.Red
	case s.Lapsed:
		return widgets.Amber
	}
	return widgets.Quiet
}
