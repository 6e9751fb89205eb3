package main

import "testing"

// A remote desktop outlives its window, as ssh does, and is found again.
func TestRealCrashWithARemoteDesktop(t *testing.T) {
	d := newRemoteDesktop(t)
	d.open()
	d.signIn()
	d.connect(d.acc.Name)
	d.asks()
	d.trust()
	d.desktop(d.acc.Name)
	before := d.freeRDPs()
	if len(before) != 1 {
		t.Fatalf("%d clients serve one session", len(before))
	}
	d.window.Kill()
	d.open()
	d.signIn()
	_, err := d.desk.Window(`^\(1\) Sallyport — alice @`)
	d.must(err)
	d.picture("found")
	if after := d.freeRDPs(); len(after) != 1 || after[0] != before[0] {
		t.Fatalf("the client did not outlive the window: %v, was %v", after, before)
	}
	d.checkIns(d.secret, 0)
	behind, err := d.desk.Window("^Sallyport: " + d.acc.Name)
	d.must(err)
	d.must(d.desk.Focus(behind))
	d.desktop(d.acc.Name)
	d.logOff()
	d.ended("ended", 1)

	// This one ends while no window runs.
	d.connect(d.acc.Name)
	d.desktop(d.acc.Name)
	d.window.Kill()
	d.logOff()
	d.rdpEnds()
	d.checkIns(d.secret, 1)
	d.open()
	d.signIn()
	d.must(d.demo.Happened(d.secret, "check-in", "*", 2))
	d.quit()
	d.checkIns(d.secret, 2)
}
