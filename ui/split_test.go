package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

// In a narrow window one side is seen at a time: what was asked for, with a way back.
func TestANarrowWindowShowsOneSideAtATime(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.win.Resize(fyne.NewSize(512, 320))
	sides := func(want side) {
		t.Helper()
		l, p := r.main.left.root.Visible(), r.main.body.Objects[1].Visible()
		if l != (want == leftSide) || p != (want == rightSide) || r.main.header.back.Visible() != (want == rightSide) {
			t.Errorf("tree %v, pane %v, way back %v", l, p, r.main.header.back.Visible())
		}
	}
	sides(leftSide)
	r.main.left.focusList()
	r.show(atRest())
	sides(rightSide)
	if r.focused() == fyne.Focusable(r.main.left.tree.rows) {
		t.Error("keys move in a tree that nobody sees")
	}
	r.press(fyne.KeyEscape)
	sides(leftSide)
	if r.focused() != fyne.Focusable(r.main.left.tree.rows) {
		t.Errorf("the focus is on %T", r.focused())
	}
	r.main.choose(ref{id: 12})
	sides(rightSide)
	r.main.header.back.Tapped(nil)
	sides(leftSide)

	inbox := atRest()
	inbox.Inbox.Open = true
	r.show(inbox)
	sides(rightSide)
	r.press(fyne.KeyEscape)
	r.want(app.ShowInbox{})
	r.show(atRest())
	sides(rightSide)
	found := atRest()
	found.Search = app.SearchView{Text: "db", Version: 1}
	r.show(found)
	sides(leftSide)

	r.win.Resize(fyne.NewSize(1024, 640))
	if !r.main.left.root.Visible() || !r.main.body.Objects[1].Visible() || r.main.header.back.Visible() {
		t.Error("a wide window does not show both")
	}
}

func TestPagesScrollByKey(t *testing.T) {
	r := newRig(t, Light)
	r.show(settingsView())
	r.win.Resize(fyne.NewSize(512, 320))
	s := r.main.prefs.scroll
	for _, c := range []struct {
		key  fyne.KeyName
		down bool
	}{{fyne.KeyPageDown, true}, {fyne.KeyPageUp, false}, {fyne.KeyEnd, true}, {fyne.KeyHome, false}} {
		if r.press(c.key); s.Offset.Y > 0 != c.down {
			t.Errorf("after %s it stands at %v", c.key, s.Offset.Y)
		}
	}
}

// With everything drawn larger a window would grow out of its screen.
func TestTheWindowIsNoLargerThanItsScreen(t *testing.T) {
	r := newRig(t, Light)
	r.opts.Screen = func() (int, int, bool) { return 1024, 640, true }
	r.fitScreen()
	if got := r.env.canvas.Size(); got != fyne.NewSize(1024, 600) {
		t.Errorf("the window is %v", got)
	}
	r.opts.Screen = func() (int, int, bool) { return 320, 200, true }
	r.fitScreen()
	if got := r.env.canvas.Size(); got.Width < leastWidth || got.Height < leastHeight {
		t.Errorf("the window is %v", got)
	}
}

// A question that is higher than the window goes to what has the focus, and turns by key.
func TestAQuestionHigherThanTheWindowScrolls(t *testing.T) {
	r := newRig(t, Light)
	r.win.Resize(fyne.NewSize(512, 320))
	v := checkedOut(252e9, true)
	v.Prompt = &app.PromptView{ID: 2, Kind: app.PromptExtend, Secret: "db-01", Extend: app.ExtendPrompt{
		SecretID: 11, Max: 60, Problem: app.Problem{Kind: app.ProblemExtendRefused, Secret: "db-01", Detail: "Comment too short"},
	}}
	r.show(v)
	s := r.dialogs.modal.Scroll()
	if s.Offset.Y != 0 {
		t.Fatalf("it begins at %v", s.Offset.Y)
	}
	r.env.focus(r.button("Cancel"))
	if s.Offset.Y == 0 {
		t.Error("the button with the focus is out of sight")
	}
	r.press(fyne.KeyPageUp)
	if s.Offset.Y != 0 {
		t.Errorf("turned up, it stands at %v", s.Offset.Y)
	}
}

// What is to be compared comes before the button that has the focus.
func TestAQuestionBeginsAtItsTop(t *testing.T) {
	for _, s := range allScreens() {
		if !slices.Contains([]string{"help", "host-key", "certificate", "quit", "about"}, s.name) {
			continue
		}
		r := newRig(t, Light)
		r.win.Resize(fyne.NewSize(512, 320))
		r.show(s.view())
		if s.do != nil {
			s.do(r)
		}
		if at := r.dialogs.modal.Scroll().Offset.Y; at != 0 {
			t.Errorf("%s begins at %v", s.name, at)
		}
	}
}
