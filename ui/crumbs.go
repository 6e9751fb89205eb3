package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// crumbs are the folders that lead to the one that is shown. Each opens.
type crumbs struct {
	env   *env
	root  *fyne.Container
	open  func(ref)
	vault app.VaultKey
	above []app.Crumb
}

func newCrumbs(e *env, open func(ref)) *crumbs {
	c := &crumbs{env: e, open: open}
	gap := widgets.NewText("…  ›", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	c.root = &fyne.Container{Layout: &crumbsLayout{gap}, Objects: []fyne.CanvasObject{gap}}
	return c
}

func (c *crumbs) render(v *app.View, n *app.FolderView) {
	above := n.Above[:max(0, len(n.Above)-1)] // the folder itself is the heading
	if n.Vault == c.vault && slices.Equal(above, c.above) {
		return
	}
	c.vault, c.above = n.Vault, slices.Clone(above)
	l := c.root.Layout.(*crumbsLayout)
	c.root.Objects = []fyne.CanvasObject{l.gap}
	for i, x := range above {
		name := x.Name
		if i == 0 {
			name = or(c.env.vaultName(n.Vault), name)
		}
		to := ref{n.Vault, x.ID}
		c.root.Add(c.env.button(widgets.Link, or(name, tr("folder {id}", "id", x.ID)), func() { c.open(to) }))
		c.root.Add(widgets.NewText("›", widgets.Style{Size: widgets.Small, Tone: widgets.Quiet}))
	}
}

// crumbsLayout lays buttons and what is between them out from the left. Where
// there is no room for all, those after the first give way to gap.
type crumbsLayout struct{ gap *widgets.Text }

func (l *crumbsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	wide := float32(0)
	for _, x := range o[1:] {
		wide += wish(x)
	}
	left := 3 // the first object that may go, and what is behind it
	for left+2 < len(o) && wide+wish(l.gap) > s.Width && wide > s.Width {
		wide -= wish(o[left]) + wish(o[left+1])
		left += 2
	}
	visible(l.gap, left > 3)
	most := l.most(o, left, s.Width)
	x := float32(0)
	for i, y := range o[1:] {
		i++
		shown := i < 3 || i >= left
		visible(y, shown)
		if i == left && left > 3 {
			place(l.gap, x, 0, wish(l.gap), s.Height)
			x += wish(l.gap)
		}
		if shown {
			w := wish(y)
			if _, text := y.(*widgets.Text); text {
				place(y, x+2, 0, w, s.Height)
			} else {
				w = min(w, most)
				place(y, x, 0, w, s.Height)
			}
			x += w
		}
	}
}

// most is how wide a name may be for all that are shown to have room.
func (l *crumbsLayout) most(o []fyne.CanvasObject, left int, width float32) float32 {
	names := float32(0)
	if left > 3 {
		width -= wish(l.gap)
	}
	for i, y := range o[1:] {
		switch _, text := y.(*widgets.Text); {
		case i+1 >= 3 && i+1 < left:
		case text:
			width -= wish(y)
		default:
			names++
		}
	}
	return max(24, width/max(1, names))
}

func wish(o fyne.CanvasObject) float32 {
	if t, ok := o.(*widgets.Text); ok {
		return t.Natural() + 6
	}
	return o.MinSize().Width
}

func (l *crumbsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 26) }
