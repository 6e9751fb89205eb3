package main

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"sallyport/cmd/internal/desk"
)

// mouse is somebody who does not touch the keyboard.
type mouse struct{ *rig }

func (m mouse) clicks(x, y int, button string) {
	m.t.Helper()
	m.must(m.desk.Shows(func() error { return m.desk.Click(image.Pt(x, y), button) }))
}

func (m mouse) drags(from, to image.Point) {
	m.t.Helper()
	m.must(m.desk.Shows(func() error { return m.desk.Drag(from, to) }))
}

// Where things are on a desk of 1280x800, with the folder \Linux open.
var (
	onFavorites = image.Pt(100, 90)
	onLinux     = image.Pt(100, 230)
	onDB01      = image.Pt(100, 286)
	onDB02      = image.Pt(100, 314)
	onCheckIn   = image.Pt(1180, 372)
)

func TestRealMouse(t *testing.T) {
	m := mouse{newRig(t)}
	m.open()
	m.signIn()
	m.listed()
	m.clicks(onLinux.X, onLinux.Y, desk.Left)
	m.picture("1-folder")
	m.drags(image.Pt(870, 180), image.Pt(600, 182)) // the head: what is asked before the machine
	m.picture("1-columns")

	m.clicks(onDB01.X, onDB01.Y, desk.Right)
	m.clicks(onDB01.X+40, onDB01.Y+52, desk.Left) // Check out only
	m.must(m.demo.Happened(103, "check-out", "*", 1))
	m.picture("2-checked-out")

	m.drags(onDB02, onFavorites)
	m.must(m.demo.Happened(104, "favorite", "*", 1))
	m.picture("3-favorite")

	m.clicks(onCheckIn.X, onCheckIn.Y, desk.Left)
	m.checkedIn(103)

	before := m.split()
	m.drags(image.Pt(before, 600), image.Pt(before+130, 600))
	after := 0
	if err := desk.Until("the split to follow", func() bool {
		after = m.split()
		return after >= before+126 && after <= before+134 // a hand may pull a little before the line follows
	}); err != nil {
		t.Errorf("the split was dragged from %d to %d, want %d: %v", before, after, before+130, err)
	}
	m.picture("4-split")
	m.quit()
	m.open()
	m.signIn()
	again := 0
	if err := desk.Until("the split to be where it was", func() bool { again = m.split(); return again == after }); err != nil {
		t.Errorf("the split was at %d and is at %d after a new start: %v", after, again, err)
	}
	m.picture("5-again")
	file, err := os.ReadFile(filepath.Join(m.desk.Home(), ".config", "sallyport", "settings.json"))
	m.must(err)
	wantColumns(t, file, "name", "workflow", "host", "user", "heartbeat", "accessed")
	m.quit()
}

// split is where the line between tree and pane is; 0: there is none.
func (m mouse) split() int {
	m.t.Helper()
	img, err := m.desk.Picture()
	m.must(err)
	for x := 150; x < 700; x++ {
		if img.At(x, 600) != img.At(x-1, 600) {
			return x
		}
	}
	return 0
}

// listed waits until the tree shows what the vault has: its second folder.
func (r *rig) listed() {
	r.t.Helper()
	r.must(desk.Until("the vault's folders", func() bool { return r.desk.Drawn(image.Rect(56, 246, 130, 270)) }))
	r.must(r.desk.Still())
}
