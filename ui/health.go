package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// healthCard says whether the vault's password is that of the machine, and
// has the vault try or change it.
type healthCard struct {
	root   *widgets.Card
	beat   *choreRow
	change *choreRow
	secret ref
	view   app.HealthView
	drawn  bool
}

func newHealthCard(e *env) *healthCard {
	c := &healthCard{}
	c.beat = newChoreRow(e, tr("Heartbeat"), tr("Heartbeat now"), func() { e.to(c.secret.vault, app.Heartbeat{SecretID: c.secret.id}) })
	c.change = newChoreRow(e, tr("Sync"), tr("Change now…"), func() { e.to(c.secret.vault, app.AskChange{SecretID: c.secret.id}) })
	c.root = widgets.NewCard("", widgets.NewColumn(0, c.beat.root, widgets.NewRule(), c.change.root)).Flat()
	return c
}

func (c *healthCard) render(n *app.PaneView) (changed bool) {
	c.secret = paneRef(n)
	if c.drawn && c.view == n.Health {
		return false
	}
	c.view, c.drawn = n.Health, true
	h := &n.Health
	changed = c.beat.set(BeatText(h), BeatMore(h), h.Beat, beatBad(h))
	return c.change.set(ChangeText(h), ChangeMore(h), h.Change, h.Drifted) || changed
}

func beatBad(h *app.HealthView) bool {
	return h.Status != "" && h.Status != beatWell && beatWords[h.Status] != "" && !beatUnder[h.Status]
}

// choreRow is one thing the vault can be told to do, how it stands, and below
// it what there is to say about that.
type choreRow struct {
	root  *fyne.Container
	line  *fyne.Container
	icon  *widgets.Icon
	value *widgets.Text
	do    *widgets.Button
	more  *widgets.Paragraph
	under *fyne.Container
	env   *env
}

func newChoreRow(e *env, label, action string, tapped func()) *choreRow {
	r := &choreRow{env: e, icon: widgets.NewIcon(nil, widgets.Amber, 14), value: widgets.NewText("", widgets.Style{Cut: true})}
	r.do = e.button(widgets.Compact, action, tapped)
	r.more = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	name := widgets.NewFixed(112, 32, widgets.NewText(label, widgets.Style{Tone: widgets.Quiet, Cut: true}))
	r.line = widgets.NewLine(8, r.value, name, r.icon, r.value, r.do)
	r.under = widgets.NewInset(widgets.Inset{Left: 120, Bottom: 8}, r.more)
	r.root = widgets.NewColumn(0, widgets.NewInset(widgets.Inset{Top: 3, Bottom: 3}, r.line), r.under)
	r.icon.Hide()
	r.under.Hide()
	return r
}

// set says how it stands; bad has a sign of its own, and words as well.
func (r *choreRow) set(value, more string, v app.ChoreView, bad bool) (changed bool) {
	tone := widgets.Ink
	if bad {
		tone = widgets.Amber
		r.icon.Set(r.env.icon("warning"), widgets.Amber)
	}
	changed = visible(r.icon, bad)
	if r.value.Text() != value {
		r.value.Set(value)
		changed = true
	}
	r.value.SetTone(tone)
	able(r.do, v.Bar == app.BarNone)
	if r.more.Text() != more {
		r.more.Set(more)
		changed = true
	}
	return visible(r.under, more != "") || changed
}

// newChangePrompt asks before the vault changes a password.
func newChangePrompt(e *env, p *app.PromptView) *meant {
	m := newMeant(e, p, widgets.Primary, tr("Change the password of {secret} now?", "secret", p.Secret))
	m.say(ChangeWords(p.Change))
	m.say(tr("What still uses the old one stops working: services, scripts, and whoever wrote it down. It cannot be taken back."))
	m.end(m.cancel, m.yes(widgets.Danger, tr("Change the password")))
	return m
}
