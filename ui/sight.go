package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/ui/widgets"
)

// scrolls are the pages that scroll; at most one of them is shown.
func (u *UI) scrolls() []*container.Scroll {
	m, s := u.main, u.signIn
	return []*container.Scroll{m.pane.scroll, m.inbox.scroll, m.held.scroll, m.batch.scroll, m.listed.scroll, m.prefs.scroll, s.scroll, s.prefs.scroll}
}

// intoSight scrolls to what has just got the focus.
func (u *UI) intoSight() {
	o, ok := u.env.canvas.Focused().(fyne.CanvasObject)
	if !ok {
		return
	}
	all := u.scrolls()
	if s := u.dialogs.modal.Scroll(); s != nil {
		all = append(all, s)
	}
	for _, s := range all {
		if s.Visible() && within(s.Content, o) {
			scrollTo(s, o)
		}
	}
}

// turnPage scrolls the page that is shown by a key that nobody else wanted.
func (u *UI) turnPage(k fyne.KeyName) bool {
	for _, s := range u.scrolls() {
		if !shown(u.win.Content(), s) {
			continue
		}
		page := s.Size().Height - 2*widgets.Tall
		end := max(0, s.Content.MinSize().Height-s.Size().Height)
		to, known := map[fyne.KeyName]float32{
			fyne.KeyPageUp: s.Offset.Y - page, fyne.KeyPageDown: s.Offset.Y + page, fyne.KeyHome: 0, fyne.KeyEnd: end,
		}[k]
		if known {
			s.ScrollToOffset(fyne.NewPos(0, min(max(0, to), end)))
		}
		return known
	}
	return false
}

// shown reports whether o is to be seen in what it is in.
func shown(in, o fyne.CanvasObject) bool {
	if !in.Visible() || in == o {
		return in.Visible()
	}
	c, ok := in.(*fyne.Container)
	return ok && slices.ContainsFunc(c.Objects, func(x fyne.CanvasObject) bool { return shown(x, o) })
}

func within(in, o fyne.CanvasObject) (found bool) {
	if in == o {
		return true
	}
	switch c := in.(type) {
	case *fyne.Container:
		return slices.ContainsFunc(c.Objects, func(x fyne.CanvasObject) bool { return x.Visible() && within(x, o) })
	case *widgets.Card:
		return within(c.Content(), o)
	}
	return false
}

// scrollTo scrolls as little as it takes, with a little room around.
func scrollTo(s *container.Scroll, o fyne.CanvasObject) {
	const room = 16
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	y := at(o).Y - at(s).Y
	switch bottom := y + o.Size().Height + room; {
	case y < room || bottom-y > s.Size().Height: // or higher than the scroll: its beginning
		s.ScrollToOffset(fyne.NewPos(0, max(0, s.Offset.Y+y-room)))
	case bottom > s.Size().Height:
		s.ScrollToOffset(fyne.NewPos(0, s.Offset.Y+bottom-s.Size().Height))
	}
}
