package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// drag carries a secret from a list to the favorites, by pointer.
type drag struct {
	env   *env
	page  *mainPage
	ghost *widgets.Plate // goes with the pointer
	zone  *widgets.Plate // where it can be let go
	what  ref            // 0: nothing is carried
	name  string
	has   bool // it is a favorite already
	over  bool // the zone
}

func newDrag(e *env, page *mainPage) *drag {
	d := &drag{env: e, page: page, ghost: widgets.NewPlate(), zone: widgets.NewPlate()}
	d.ghost.Hide()
	d.zone.Hide()
	return d
}

// Lift begins with a secret. While nobody knows which are favorites, none is made one.
func (d *drag) Lift(id string) bool {
	n, ok := secretID(id)
	v := &d.page.left.tree.last
	if !ok || !v.Sections.Favorites.Known {
		return false
	}
	row, _ := rowOf(v, n)
	d.what, d.name, d.over = n, row.Name, false
	d.has = v.Sections.Favorites.Has(n.vault, n.id)
	d.env.dropPopUp()
	d.env.keys.Tips.Hide()
	d.draw()
	d.place()
	visible(d.zone, true)
	return true
}

// Over moves it.
func (d *drag) Over(at fyne.Position) {
	if d.what.id == 0 {
		return // given up
	}
	root := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.page.root)
	at = at.Subtract(root)
	if over := d.takes(at); over != d.over {
		d.over = over
		d.draw()
	}
	w := min(d.ghost.MinSize().Width, 320)
	x := min(at.X+12, d.page.root.Size().Width-w-4)
	place(d.ghost, max(0, x), at.Y+14, w, widgets.RowH)
	visible(d.ghost, true)
}

// Drop lets it go: over the favorites it becomes one.
func (d *drag) Drop() {
	if d.what.id != 0 && d.over && !d.has {
		d.env.to(d.what.vault, app.SetFavorite{SecretID: d.what.id, On: true})
	}
	d.cancel()
}

// cancel gives it up, and reports whether there was anything.
func (d *drag) cancel() bool {
	was := d.what.id != 0
	d.what = ref{}
	visible(d.zone, false)
	visible(d.ghost, false)
	return was
}

func (d *drag) draw() {
	d.ghost.Set(d.env.icon("star"), d.name, widgets.Panel, widgets.Line)
	switch {
	case d.has:
		d.zone.Set(d.env.icon("star-full"), tr("Is a favorite already"), widgets.Panel, widgets.Line)
	case d.over:
		d.zone.Set(d.env.icon("star-full"), tr("Let go to add it to the favorites"), widgets.Selected, widgets.Accent)
	default:
		d.zone.Set(d.env.icon("star"), tr("Drop here: add to favorites"), widgets.Panel, widgets.Accent)
	}
}

// place puts the zone over the favorites: in a list that was scrolled, or over
// results of a search, where they would be.
func (d *drag) place() {
	root := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.page.root)
	left := d.page.left.root
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(left).Subtract(root)
	place(d.zone, at.X+8, at.Y+8, left.Size().Width-17, widgets.RowH+d.favorites())
}

// favorites is how high the rows of the favorites are that can be seen.
func (d *drag) favorites() float32 {
	if d.page.left.now {
		return 0
	}
	return d.page.left.tree.rows.Below(sectionID(app.SectionFavorites))
}

// takes reports whether the pointer is over the zone, or next to it.
func (d *drag) takes(at fyne.Position) bool {
	const near = 8
	p, s := d.zone.Position(), d.zone.Size()
	return at.X >= p.X-near && at.X <= p.X+s.Width+near && at.Y >= p.Y-near && at.Y <= p.Y+s.Height+near
}
