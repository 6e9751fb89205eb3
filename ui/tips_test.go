package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// point rests the pointer on a place of the window.
func (r *rig) point(at fyne.Position) string {
	r.t.Helper()
	c := r.env.canvas
	test.MoveMouse(c, at)
	return r.env.keys.Tips.Said()
}

func middle(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(o.Size().Width/2, o.Size().Height/2)
}

func TestACutNameIsSaidInFullWhereThePointerRests(t *testing.T) {
	long := strings.Repeat("very-long-name.", 12)
	r := newRig(t, Light)
	v := atRest()
	rows := v.Vaults[0].Tree.Children[4].Rows
	rows[3].Name = long
	v.Pane.Host = long
	r.show(v)
	openFolders(r)
	r.win.Resize(fyne.NewSize(1024, 640))
	row := r.main.left.tree.rows.Object(rowID(rows[3], v.Vaults[0].Key))
	if row == nil {
		t.Fatal("the row is out of sight")
	}
	if said := r.point(middle(row)); said != long {
		t.Errorf("over the row it says %q", said)
	}
	if said := r.point(middle(r.main.pane.fields.machine.value)); said != long {
		t.Errorf("over the cut machine it says %q", said)
	}
	if said := r.point(middle(r.main.pane.name)); said != "" {
		t.Errorf("over a name that is not cut it says %q", said)
	}
}

func TestWhatAKeyDoesIsSaidWhereThePointerRests(t *testing.T) {
	r := newRig(t, Light)
	r.show(checkedOut(252e9, true))
	for _, c := range []struct {
		b    *widgets.Button
		want string
	}{
		{r.main.pane.out.extend, "Ctrl+E"}, {r.main.pane.out.in, "Ctrl+I"}, {r.main.dock.all, "Ctrl+J"},
	} {
		if said := r.point(middle(c.b)); !strings.Contains(said, c.want) {
			t.Errorf("[%s] says %q", c.b.Label(), said)
		}
	}
	r.point(middle(r.main.pane.out.in))
	r.main.pane.out.in.Tapped(nil)
	if said := r.env.keys.Tips.Said(); said != "" {
		t.Errorf("pressed, and it still says %q", said)
	}
	r.point(middle(r.main.pane.out.in))
	r.show(mainView())
	if said := r.env.keys.Tips.Said(); said != "" {
		t.Errorf("of what is gone it says %q", said)
	}
}

// Every picture without words says what it means, to the pointer and to the keyboard.
func TestEveryPictureSaysWhatItMeans(t *testing.T) {
	found := 0
	for _, s := range allScreens() {
		if !slices.Contains([]string{"access-own", "access-calendar", "inbox-other-times", "rest", "sessions"}, s.name) {
			continue
		}
		r := newRig(t, Light)
		r.show(s.view())
		if s.do != nil {
			s.do(r)
		}
		r.win.Resize(fyne.NewSize(512, 320))
		for _, c := range r.windows() {
			root := c.Content()
			if top := c.Overlays().Top(); top != nil {
				root = top
			}
			usable(root, func(o fyne.CanvasObject, _ fyne.Focusable) {
				b, ok := o.(*widgets.Button)
				if !ok || b.Label() != "" || c != r.env.canvas || !b.Bare() {
					return
				}
				found++
				c.Unfocus()
				c.Focus(b)
				if r.env.keys.Tips.Said() == "" {
					t.Errorf("%s: a picture at %v says nothing", s.name, middle(b))
				}
			})
		}
	}
	if found < 3 {
		t.Errorf("only %d pictures were looked at", found)
	}
}

// In a question, too, over which the window's own layer would not be seen.
func TestAQuestionSaysCutNamesInFull(t *testing.T) {
	long := strings.Repeat("very-long-name.", 12)
	r := newRig(t, Light)
	v := checkedOut(252e9, true)
	v.Prompt = &app.PromptView{ID: 3, Kind: app.PromptQuit, Quit: app.QuitPrompt{CheckOuts: []string{long}}}
	r.show(v)
	var name fyne.CanvasObject
	walk(r.env.canvas.Overlays().Top(), func(o fyne.CanvasObject) {
		if x, ok := o.(*widgets.Text); ok && x.Text() == long {
			name = x
		}
	})
	if name == nil {
		t.Fatal("the question does not name it")
	}
	r.dialogs.modal.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: middle(name)}})
	if said := r.env.keys.Tips.Said(); said != long {
		t.Errorf("it says %q", said)
	}
	r.show(checkedOut(252e9, true))
	if said := r.env.keys.Tips.Said(); said != "" {
		t.Errorf("the question is gone, and it says %q", said)
	}
}
