package main

import (
	"testing"

	"sallyport/cmd/internal/desk"
)

// TestRealClose closes the window by its own button, as the window manager
// does it, whatever is open: it ends by itself within seconds and without a
// complaint, and nothing stays behind on the vault.
func TestRealClose(t *testing.T) {
	r := newRig(t)
	r.must(r.desk.Trust(r.demo))
	keys := func(keys ...string) func() {
		return func() {
			for _, k := range keys {
				r.must(r.desk.Key(k))
				r.must(r.desk.Still())
			}
		}
	}
	for _, s := range []struct {
		name    string
		outside bool // before anybody has signed in
		reach   func()
	}{
		{"the sign-in page", true, func() {}},
		{"the settings before the sign-in", true, keys("ctrl+comma")},
		{"a diagnosis that is under way", true, keys("Tab", "Tab", "Tab", "Tab", "Tab", "Return")},
		{"the tree", false, func() {}},
		{"the help", false, keys("F1")},
		{"a row's menu", false, func() { r.must(r.window.Choose("db-01")); keys("Escape", "Escape", "Down", "shift+F10")() }},
		{"a search", false, func() { keys("ctrl+k")(); r.must(r.desk.Type("db")) }},
		{"the inbox", false, keys("ctrl+b")},
		{"a challenge in its own window", false, func() {
			r.must(r.window.Choose("dc-01"))
			r.must(r.desk.Key("ctrl+Return"))
			_, err := r.desk.Window("challenge")
			r.must(err)
		}},
		{"a locked window", false, keys("F12")},
	} {
		t.Run(s.name, func(t *testing.T) {
			r.t = t
			r.open()
			t.Cleanup(r.window.Kill) // the next one would only bring it to the front
			if !s.outside {
				r.signIn()
			}
			s.reach()
			r.must(r.desk.CloseWindow(r.window.Main))
			r.must(r.window.Wait())
			for _, line := range r.window.Complaints() {
				t.Error(line)
			}
		})
	}
	r.t = t
	t.Run("a session that runs", func(t *testing.T) {
		r.t = t
		r.open()
		r.signIn()
		r.connect("db-01")
		r.must(r.desk.Focus(r.window.Main)) // for the answer to what it asks
		ground := r.ground()
		r.must(r.desk.CloseWindow(r.window.Main))
		r.dialog(ground)
		r.picture("asked")
		r.must(r.desk.Key("Return"))
		r.must(r.window.Wait())
		r.must(r.desk.Gone("^Sallyport: db-01"))
		r.checkedIn(dbSecret)
	})
	r.t = t
	r.window = (*desk.Seat)(nil)
}
