package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// drag carries secrets from a list to the favorites, by pointer.
type drag struct {
	env   *env
	page  *mainPage
	ghost *widgets.Plate // goes with the pointer
	zone  *widgets.Plate // where it can be let go
	what  []ref          // none: nothing is carried
	name  string
	add   []ref // of what: no favorites yet
	over  bool  // the zone
}

func newDrag(e *env, page *mainPage) *drag {
	d := &drag{env: e, page: page, ghost: widgets.NewPlate(), zone: widgets.NewPlate()}
	d.ghost.Hide()
	d.zone.Hide()
	return d
}

// Lift begins with a secret, and with all that are marked where it is one of
// them. While nobody knows which are favorites, none is made one.
func (d *drag) Lift(id string) bool {
	n, ok := secretID(id)
	v := &d.page.left.tree.last
	if !ok || !v.Sections.Favorites.Known {
		return false
	}
	row, _ := rowOf(v, n)
	d.what, d.name, d.over = together(v, n), row.Name, false
	if k := len(d.what); k > 1 {
		d.name = trn(k, "{n} secret", "{n} secrets")
	}
	d.add = unfavored(v, d.what)
	d.env.dropPopUp()
	d.env.keys.Tips.Hide()
	d.draw()
	d.place()
	visible(d.zone, true)
	return true
}

// together is a secret, and all others that are marked if it is.
func together(v *app.View, n ref) []ref {
	marked := v.Batch.Marked
	if !slices.Contains(marked, app.Marked{Vault: n.vault, SecretID: n.id}) {
		return []ref{n}
	}
	all := make([]ref, 0, len(marked))
	for _, m := range marked {
		all = append(all, ref{m.Vault, m.SecretID})
	}
	return all
}

// unfavored are those that are no favorites.
func unfavored(v *app.View, all []ref) []ref {
	rows := v.Sections.Favorites.Rows
	favorites := make(map[ref]bool, len(rows))
	for i := range rows {
		favorites[ref{rows[i].Vault, rows[i].ID}] = true
	}
	var some []ref
	for _, n := range all {
		if !favorites[n] {
			some = append(some, n)
		}
	}
	return some
}

// favor makes favorites of secrets, one call each.
func (e *env) favor(all []ref) {
	for _, n := range all {
		e.to(n.vault, app.SetFavorite{SecretID: n.id, On: true})
	}
}

// Over moves it.
func (d *drag) Over(at fyne.Position) {
	if len(d.what) == 0 {
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

// Drop lets it go: over the favorites it becomes one of them.
func (d *drag) Drop() {
	if d.over {
		d.env.favor(d.add)
	}
	d.cancel()
}

// cancel gives it up, and reports whether there was anything.
func (d *drag) cancel() bool {
	was := len(d.what) > 0
	d.what, d.add, d.over = nil, nil, false
	visible(d.zone, false)
	visible(d.ghost, false)
	return was
}

func (d *drag) draw() {
	d.ghost.Set(d.env.icon("star"), d.name, widgets.Panel, widgets.Line)
	text := zoneText(len(d.what), len(d.add), d.over)
	switch {
	case len(d.add) == 0:
		d.zone.Set(d.env.icon("star-full"), text, widgets.Panel, widgets.Line)
	case d.over:
		d.zone.Set(d.env.icon("star-full"), text, widgets.Selected, widgets.Accent)
	default:
		d.zone.Set(d.env.icon("star"), text, widgets.Panel, widgets.Accent)
	}
}

// zoneText says what comes of letting go, of so many that are carried and so many of them to add.
func zoneText(what, add int, over bool) string {
	switch {
	case add == 0 && what == 1:
		return tr("Is a favorite already")
	case add == 0:
		return tr("All of them are favorites already")
	case add == 1 && over:
		return tr("Let go to add it to the favorites")
	case add == 1:
		return tr("Drop here: add to favorites")
	case over:
		return trn(add, "Let go to add {n} to the favorites", "Let go to add {n} to the favorites")
	}
	return trn(add, "Drop here: add {n} to favorites", "Drop here: add {n} to favorites")
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
