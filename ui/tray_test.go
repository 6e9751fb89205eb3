package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

func TestTheTraySaysWhatIsCheckedOutAndIsDrawnOnlyWhenThatChanges(t *testing.T) {
	p, queue := &port{}, []func(){}
	var menus []*fyne.Menu
	New(testApp(t), p, Options{
		Languages: []string{"en"}, Post: func(f func()) { queue = append(queue, f) }, Tray: func(m *fyne.Menu) { menus = append(menus, m) },
	})
	show := func(v app.View) []string {
		p.send(v)
		for len(queue) > 0 {
			f := queue[0]
			queue = queue[1:]
			f()
		}
		var words []string
		for _, i := range menus[len(menus)-1].Items {
			words = append(words, i.Label)
		}
		return words
	}
	v := checkedOut(20*time.Minute, false)
	want := []string{"db-01 until 10:17", "pay-01 until 10:19", "", "Show the window", "Quit"}
	if got := show(v); !slices.Equal(got, want) {
		t.Errorf("it says %q", got)
	}
	drawn := len(menus)
	v.CheckOuts = slices.Clone(v.CheckOuts)
	for i := range 30 { // a tick changes nothing that it says
		v.CheckOuts[0].Remaining -= time.Duration(i) * time.Second
		show(v)
	}
	if len(menus) != drawn {
		t.Errorf("it was drawn %d times", len(menus)-drawn)
	}
	menu := menus[drawn-1]
	menu.Items[0].Action()
	if p.last() != app.Intent(app.Select{SecretID: 11}) {
		t.Errorf("a check-out does %#v", p.last())
	}
	if quit := menu.Items[4]; !quit.IsQuit {
		t.Error("the toolkit would add a way to quit that asks nobody")
	} else if quit.Action(); p.last() != app.Intent(app.Quit{}) {
		t.Errorf("quitting does %#v", p.last())
	}
	if got := show(lockedView()); !slices.Equal(got, []string{"Show the window", "Quit"}) {
		t.Errorf("locked, it says %q", got)
	}
}

// Shown is for what may wait until the window is there: once, after the first View.
func TestShownIsCalledOnceAfterTheFirstView(t *testing.T) {
	p, queue, drawn := &port{}, []func(){}, 0
	var at []int
	New(testApp(t), p, Options{
		Languages: []string{"en"}, Post: func(f func()) { queue = append(queue, f) }, Shown: func() { at = append(at, drawn) },
	})
	for range 3 {
		p.send(app.View{Screen: app.ScreenSignIn})
		drawn++
		for len(queue) > 0 {
			f := queue[0]
			queue = queue[1:]
			f()
		}
	}
	if !slices.Equal(at, []int{1}) {
		t.Errorf("called after the Views %v", at)
	}
}
