package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
)

// narrow is the width below which there is room for one side at a time.
const narrow float32 = 720

// side is one of the two halves of the main page.
type side int

const (
	leftSide  side = iota // the tree, or what a search has found
	rightSide             // the pane, or what lies over it
)

// splitLayout gives the tree its width and the pane the rest; the third object
// is the handle between. Where that is too narrow for both, it shows the side in front.
type splitLayout struct {
	width float32
	front side
	one   bool // there is room for one side only
	// turned hears that there is room for another number of sides than before.
	turned func()
}

func (l *splitLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	if was := l.one; s.Width > 0 {
		l.one = s.Width < narrow
		if was != l.one && l.turned != nil {
			defer l.turned()
		}
	}
	visible(o[0], !l.one || l.front == leftSide)
	visible(o[1], !l.one || l.front == rightSide)
	visible(o[2], !l.one)
	if l.one {
		place(o[l.front], 0, 0, s.Width, s.Height)
		return
	}
	l.width = min(max(l.width, 200), max(200, s.Width-520))
	place(o[0], 0, 0, l.width, s.Height)
	place(o[1], l.width, 0, s.Width-l.width, s.Height)
	place(o[2], l.width-3, 0, 6, s.Height)
}

func (l *splitLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 200) }

// setUpFront tells the header which side there is to go back from.
func (m *mainPage) setUpFront() {
	m.header.layout.back = m.header.back
	m.header.back.OnTapped = m.goBack
	m.split.turned = m.showBack
}

// bring puts a side in front.
func (m *mainPage) bring(s side) {
	if m.split.front == s {
		return
	}
	m.split.front = s
	m.body.Layout.Layout(m.body.Objects, m.body.Size())
	m.showBack()
	if m.split.one && s == rightSide && m.env.canvas.Focused() == fyne.Focusable(m.left.list()) {
		m.env.canvas.Unfocus() // keys must not move what nobody sees
	}
}

// leftIsBehind reports whether the right side hides the left.
func (m *mainPage) leftIsBehind() bool { return m.split.one && m.split.front == rightSide }

func (m *mainPage) showBack() {
	if visible(m.header.back, m.leftIsBehind()) {
		m.header.relayout()
	}
}

// bringWhatIsNew puts in front what the user has asked for: a secret or a list
// at the right, what a search finds at the left. What was asked for stays in
// front when there is room for both again.
func (m *mainPage) bringWhatIsNew(prev, v *app.View) {
	found := v.Search.Text != "" && v.Search.Text != prev.Search.Text
	switch {
	case found, v.InTree.Seq != prev.InTree.Seq, !covered(v) && v.Pane.ID == 0:
		m.bring(leftSide)
	case covered(v) && !covered(prev), v.Folder.Open && v.Folder.Seq != prev.Folder.Seq, v.VaultPage.Open && v.VaultPage != prev.VaultPage, paneRef(&v.Pane) != paneRef(&prev.Pane):
		m.bring(rightSide)
	}
}

// forward goes to the right side, where the left hides it.
func (m *mainPage) forward() bool {
	if m.split.one {
		m.bring(rightSide)
	}
	return m.split.one
}

// goBack leaves what is in front at the right, where it hides the left.
func (m *mainPage) goBack() {
	m.bring(leftSide)
	m.left.focusList()
}
