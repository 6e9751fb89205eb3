package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

func TestSearchMovesInItsResults(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.ctrl(fyne.KeyK)
	r.typed("db")
	r.want(app.Search{Text: "db"})
	v := mainView()
	v.Search = searchView().Search
	r.show(v)
	if !r.main.left.results.root.Visible() || r.main.left.tree.root.Visible() {
		t.Fatal("results must stand in the tree's place")
	}
	if got := r.main.left.results.said.Text(); got != "5 of 240 found" {
		t.Errorf("count says %q", got)
	}
	r.press(fyne.KeyDown)
	r.press(fyne.KeyReturn)
	r.want(app.Select{SecretID: 12})
	r.press(fyne.KeyEscape)
	r.want(app.Search{Text: ""})
	r.show(mainView())
	if !r.main.left.tree.root.Visible() || r.focused() != fyne.Focusable(r.main.left.tree.rows) {
		t.Error("Esc must show the tree again, with the focus in it")
	}
}

func TestWhoeverUnlocksFindsTheSearchAsItWas(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.ctrl(fyne.KeyK)
	r.typed("db")
	r.show(searchView())
	r.show(app.View{Screen: app.ScreenLocked, SignIn: app.SignInView{Server: "https://v", User: "alice"}})
	r.show(searchView())
	if text := r.main.header.search.entry.Text; text != "db" || !r.main.left.results.root.Visible() {
		t.Errorf("the box says %q over what was found", text)
	}
}

// Whoever types fast means what they typed, not what was found for the word before.
func TestEnterWaitsForTheAnswerToWhatWasTyped(t *testing.T) {
	r := newRig(t, Light)
	r.show(searchView())
	r.ctrl(fyne.KeyK)
	r.typed("web")
	r.port.did = nil
	r.press(fyne.KeyReturn)
	old := searchView()
	old.Search.Text = "we"
	r.show(old)
	old.Search.Text, old.Search.Busy = "web", true
	old.Search.Rows = []app.Row{{ID: 11, Name: "wbe-01", Guess: true}} // the vault may know better
	r.show(old)
	r.ctrl(fyne.KeyReturn)
	r.press(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Fatalf("an old result was chosen: %#v", r.port.last())
	}
	found := mainView()
	found.Search = app.SearchView{Text: "web", Version: 2, Total: 2, Rows: []app.Row{{ID: 41, Name: "web-01"}, {ID: 11, Name: "db-01", Path: `\Web`}}}
	r.show(found)
	r.want(app.Select{SecretID: 41})
	r.port.did = nil
	r.typed("x")
	r.press(fyne.KeyReturn)
	r.typed("y") // thought better of it
	found.Search.Text, found.Search.Version = "webxy", 3
	r.show(found)
	if _, ok := r.port.last().(app.Select); ok {
		t.Errorf("an Enter from before the last letter chose: %#v", r.port.last())
	}
}

func TestCtrlEnterOnAResultSelectsAndConnects(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.ctrl(fyne.KeyK)
	r.typed("db")
	v := mainView()
	v.Search = searchView().Search
	r.show(v)
	r.press(fyne.KeyDown)
	r.ctrl(fyne.KeyReturn)
	r.want(app.Select{SecretID: 12})
	at := atRest()
	at.Search = v.Search
	r.show(at)
	r.want(app.Connect{SecretID: 12})
}
