package main

import (
	"image"
	"os"
	"syscall"
	"testing"
)

// TestRealWindowIsAsLargeAsItWasLeft ends the window in the ways in which nobody
// in it asks for that, and in the usual one: the next one has its size.
func TestRealWindowIsAsLargeAsItWasLeft(t *testing.T) {
	r := newRig(t)
	size := func() image.Point {
		got, err := r.desk.Size(r.window.Main)
		r.must(err)
		return got
	}
	r.open()
	r.signIn()
	usual := size()
	for _, end := range []struct {
		by   string
		sig  os.Signal // nil: its user
		size image.Point
	}{
		{"the end of the desktop", syscall.SIGTERM, image.Pt(1100, 700)},
		{"a terminal that closes", syscall.SIGHUP, image.Pt(1020, 640)},
		{"its user", nil, image.Pt(1060, 680)},
	} {
		r.must(r.desk.Resize(r.window.Main, end.size))
		r.must(r.desk.Still())
		if got := size(); got != end.size || got == usual {
			t.Fatalf("it was made %v and is %v: the test proves nothing", end.size, got)
		}
		if end.sig == nil {
			r.quit()
		} else {
			r.must(r.window.Signal(end.sig))
		}
		r.open()
		if got := size(); got != end.size {
			t.Errorf("ended by %s at %v, it comes back with %v", end.by, end.size, got)
		}
		r.signIn()
	}
	r.picture("again")
	r.quit()
}
