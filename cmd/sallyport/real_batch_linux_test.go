package main

import (
	"testing"

	"sallyport/cmd/internal/desk"
)

// TestRealBatch connects what is found by its name, by keyboard alone: two are
// marked, one form answers for both, both run and both are listed.
func TestRealBatch(t *testing.T) {
	r := newRig(t)
	r.must(r.desk.Trust(r.demo))
	r.open()
	r.signIn()
	for _, step := range []func() error{
		func() error { return r.desk.Key("ctrl+k") },
		func() error { return r.desk.Type("web-0") },
		r.desk.Still,
		func() error { return r.desk.Key("Tab", "Tab") }, // past the account, into the results
		r.desk.Still,
		func() error { return r.desk.Key("Home", "space", "Down", "space") },
		r.desk.Still,
		func() error { return r.desk.Key("ctrl+m") },
		r.desk.Still,
	} {
		r.must(step())
	}
	r.picture("form")
	r.must(r.desk.Type("Replace disks"))
	r.must(r.desk.Key("ctrl+Return"))
	for _, name := range []string{"web-01", "web-02"} {
		_, err := r.desk.Window("^Sallyport: " + name)
		r.must(err)
	}
	r.bothIn()
	r.must(r.desk.Focus(r.window.Main))
	r.must(r.desk.Still())
	r.picture("run")
	r.must(r.desk.Key("ctrl+j"))
	r.must(r.desk.Still())
	r.picture("sessions")
	r.exitFrom("web-01", "web-02")
	r.sshEnds()
	r.must(r.desk.Focus(r.window.Main))
	r.must(r.desk.Still())
	r.picture("ended")
	r.quit()
}

// bothIn waits until the demo's host has let two in.
func (r *rig) bothIn() {
	r.t.Helper()
	r.must(desk.Until("the demo host to let both in", func() bool {
		logins, err := r.demo.Logins()
		return err == nil && len(logins) == 2
	}))
}

// exitFrom logs off in the terminals of the sessions.
func (r *rig) exitFrom(names ...string) {
	r.t.Helper()
	for _, name := range names {
		id, err := r.desk.Window("^Sallyport: " + name)
		r.must(err)
		r.must(r.desk.Focus(id))
		r.must(r.desk.Type("exit\n"))
		r.must(r.desk.Gone("^Sallyport: " + name))
	}
}
