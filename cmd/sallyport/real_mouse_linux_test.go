package main

import (
	"image"
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

func TestRealMouse(t *testing.T) {
	m := mouse{newRig(t)}
	m.open()
	m.signIn()
	m.clicks(100, 230, desk.Left) // \Linux
	m.picture("1-folder")
	m.clicks(100, 286, desk.Right)
	m.picture("2-menu")
}
