package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// checkOutCard is the card with the ring, or what there is to say without one.
type checkOutCard struct {
	env    *env
	root   *widgets.Card
	view   app.CheckOutView
	held   *fyne.Container
	ring   *widgets.Ring
	time   *widgets.Text
	of     *widgets.Text
	ends   *widgets.Text
	warns  *widgets.Text
	extend *widgets.Button
	in     *widgets.Button
	keep   *widgets.Check
	busy   *widgets.Text

	free  *fyne.Container
	tell  *widgets.Check  // when it is free
	force *widgets.Button // end the other's check-out
	id    ref
	state *widgets.Paragraph
	more  *widgets.Paragraph
	relay func()
}

func newCheckOutCard(e *env, relayout func()) *checkOutCard {
	c := &checkOutCard{env: e, relay: relayout, ring: widgets.NewRing(116, 8)}
	mid := fyne.TextAlignCenter
	c.time = widgets.NewText("", widgets.Style{Size: 26, Bold: true, Align: mid})
	c.of = widgets.NewText("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Align: mid})
	c.ends = widgets.NewText("", widgets.Style{Align: mid, Tone: widgets.Quiet})
	c.warns = widgets.NewText("", widgets.Style{Bold: true, Align: mid, Tone: widgets.Red})
	c.busy = widgets.NewText("", widgets.Style{Size: widgets.Small, Align: mid, Tone: widgets.Quiet})
	c.extend = keyed(e.button(widgets.Plain, tr("Extend…"), func() { e.to(c.view.Vault, app.AskExtend{SecretID: c.view.SecretID}) }), actExtend)
	c.in = keyed(e.button(widgets.Plain, tr("Check in"), func() { e.to(c.view.Vault, app.CheckIn{SecretID: c.view.SecretID}) }), actCheckIn)
	c.keep = widgets.NewCheck(e.keys, tr("Keep after last session"), e.icon("check"), func(on bool) {
		e.to(c.view.Vault, app.Keep{SecretID: c.view.SecretID, Keep: on})
	})
	dial := &fyne.Container{Layout: &dialLayout{}, Objects: []fyne.CanvasObject{c.ring, c.time, c.of}}
	buttons := widgets.NewHalves(8, c.extend, c.in)
	c.held = widgets.NewColumn(8, dial, widgets.NewColumn(0, c.warns, c.ends), buttons, c.keep, c.busy)
	c.state = widgets.NewParagraph("", widgets.Style{Bold: true})
	c.more = widgets.NewParagraph("", widgets.Style{Tone: widgets.Quiet})
	c.tell = widgets.NewCheck(e.keys, tr("Notify me when free"), e.icon("check"), func(on bool) {
		e.to(c.id.vault, app.NotifyWhenFree{SecretID: c.id.id, On: on})
	})
	c.force = e.button(widgets.Danger, tr("Force check-in…"), func() { e.to(c.id.vault, app.AskForce{SecretID: c.id.id}) })
	c.free = widgets.NewColumn(6, c.state, c.more, c.tell, widgets.NewLine(8, nil, c.force))
	c.root = widgets.NewCard(tr("Check-out"), widgets.NewColumn(0, c.held, c.free))
	return c
}

func (c *checkOutCard) render(v *app.View) (changed bool) {
	c.id = paneRef(&v.Pane)
	n, ok := checkOutOf(v, c.id)
	changed = visible(c.root, ok || v.Pane.Facts.Needed || v.Pane.Facts.Ended != app.NotEnded)
	changed = visible(c.held, ok) || changed
	changed = visible(c.free, !ok) || changed
	if !ok {
		return c.renderFree(&v.Pane) || changed
	}
	c.view = n
	tone, ink := widgets.Accent, widgets.Ink
	if n.Red {
		tone, ink = widgets.Red, widgets.Red
	}
	c.ring.Set(n.Remaining, n.Total, tone)
	c.time.Set(clock(n.Remaining))
	c.time.SetTone(ink)
	c.of.Set(tr("of {span}", "span", span(n.Total)))
	c.ends.Set(tr("Ends at {time}", "time", wall(n.EndsAt)))
	if n.Red {
		c.warns.Set(warn(n.Remaining))
	}
	busy := BusyText(n.Busy)
	if n.Retrying {
		busy = tr("Check-in failed, trying again…")
	}
	c.busy.Set(busy)
	c.keep.Set(n.Keep)
	able(c.in, n.Busy == app.NotBusy)
	able(c.extend, n.Busy == app.NotBusy && n.CanExtend)
	changed = visible(c.warns, n.Red) || changed
	changed = visible(c.busy, busy != "") || changed
	return visible(c.extend, n.CanExtend) || changed
}

// able enables or disables a button.
func able(b *widgets.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

func (c *checkOutCard) renderFree(n *app.PaneView) bool {
	f := &n.Facts
	state, more, tone := tr("Free now"), "", widgets.Green
	if f.Minutes > 0 {
		more = tr("Yours alone for {span}.", "span", span(time.Duration(f.Minutes)*time.Minute))
	}
	switch {
	case f.Holder != "":
		state, tone = tr("Held by {who}", "who", f.Holder), widgets.Amber
		more = tr("Only one person can hold it.")
		if f.FreeInMin > 0 {
			more = join(tr("Free in {minutes} at the latest.", "minutes", minutes(f.FreeInMin)), more)
		}
	case n.Problem.Kind == app.ProblemUnreachable || n.Problem.Kind == app.ProblemTimeout:
		state, tone = tr("Not known now"), widgets.Quiet
	case f.Ended != app.NotEnded:
		ended := EndText(f.Ended)
		if !f.EndedAt.IsZero() {
			ended = join(ended, tr("That was at {time}.", "time", wall(f.EndedAt)))
		}
		switch {
		case f.Ended.Taken():
			state, more, tone = ended, join(state+".", more), widgets.Amber
		case !f.Needed:
			state, more = tr("Not checked out"), ended
		default:
			more = ended + "\n" + more
		}
	}
	if f.Failed {
		more += "\n" + tr("The last change of its password failed: it may not work.")
	}
	changed := c.state.Text() != state || c.more.Text() != more
	c.tell.Set(f.Watched)
	changed = visible(c.tell, f.Holder != "") || changed
	changed = visible(c.force, f.Holder != "" && f.MayForce) || changed
	c.state.Set(state)
	c.state.SetTone(tone)
	c.more.Set(more)
	return changed
}

// dialLayout puts time and whole in the middle of the ring.
type dialLayout struct{}

func (l *dialLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], (s.Width-116)/2, 4, 116, 116)
	place(o[1], 0, 4+116/2-26, s.Width, 34)
	place(o[2], 0, 4+116/2+8, s.Width, 18)
}

func (l *dialLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 132) }
