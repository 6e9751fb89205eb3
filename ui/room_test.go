package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// wantRoom fails for a text of ours that is cut, and for what stands out of
// what it is in. Names that are not ours may be cut.
func (r *rig) wantRoom(ours map[string]bool) {
	r.t.Helper()
	for _, w := range r.windows() {
		r.roomIn(w.Content(), ours)
		if top := w.Overlays().Top(); top != nil {
			r.roomIn(top, ours)
		}
	}
}

// windows are the canvases that show something.
func (r *rig) windows() []fyne.Canvas {
	all := []fyne.Canvas{r.env.canvas}
	if r.mfa.win != nil {
		all = append(all, r.mfa.win.Canvas())
	}
	return all
}

func (r *rig) roomIn(o fyne.CanvasObject, ours map[string]bool) {
	if !o.Visible() {
		return
	}
	const slack = 1 // of rounding
	const link = 4  // a link's words are in line with what is above, its button is wider
	switch w := o.(type) {
	case *widgets.Text:
		if ours[w.Text()] && (w.Shown() != w.Text() || w.Natural() > w.Size().Width+slack) {
			r.t.Errorf("%q is cut: %v wide, has %v", w.Text(), w.Natural(), w.Size().Width)
		}
	case *widgets.Button:
		if ours[w.Label()] && w.MinSize().Width > w.Size().Width+slack {
			r.t.Errorf("[%s] is cut: %v wide, has %v", w.Label(), w.MinSize().Width, w.Size().Width)
		}
	case *widgets.Entry:
		room := w.Size().Width - 14
		if text := fyne.MeasureText(w.PlaceHolder, widgets.Normal, fyne.TextStyle{}).Width; w.Text == "" && text > room+slack {
			r.t.Errorf("the hint %q is cut: %v wide, has %v", w.PlaceHolder, text, room)
		}
		return
	case *fyne.Container:
		for _, x := range w.Objects {
			if x.Visible() && w.Size().Width > 0 && x.Position().X+x.Size().Width > w.Size().Width+link+slack {
				r.t.Errorf("%T %s stands out of its line: up to %v of %v", x, named(x), x.Position().X+x.Size().Width, w.Size().Width)
			}
			r.roomIn(x, ours)
		}
	case *container.Scroll:
		r.roomIn(w.Content, ours)
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(w).Objects() {
			r.roomIn(x, ours)
		}
	}
}

// named is what an object says, to name it by.
func named(o fyne.CanvasObject) string {
	line, _ := (&outliner{}).line(o)
	return line
}

// allScreens are those of all goldens.
func allScreens() []screen {
	return slices.Concat(screens(), flowScreens(), desktopScreens(), shellScreens(), launcherScreens(), menuScreens(), lockScreens(), settingsScreens(), welcomeScreens())
}

// rooms are the windows that have to do: the least screen, and the same with
// everything drawn larger by half and twice.
var rooms = []struct {
	name string
	size fyne.Size
}{{"100", fyne.NewSize(1024, 640)}, {"150", fyne.NewSize(683, 427)}, {"200", fyne.NewSize(512, 320)}}

// TestEveryScreenHasRoom: in the least window nothing stands out of what it is
// in, and nothing lies where nobody can scroll to it; Tab goes as one reads, and
// the window can be left.
func TestEveryScreenHasRoom(t *testing.T) {
	for _, s := range allScreens() {
		t.Run(s.name, func(t *testing.T) {
			r := newRig(t, Light)
			r.show(s.view())
			if s.do != nil {
				s.do(r)
			}
			r.wantOrder()
			for _, room := range rooms {
				t.Run(room.name, func(t *testing.T) {
					r.t = t
					r.shoot(s.name+"-"+room.name, room.size.Width, room.size.Height)
					r.wantInside()
				})
			}
			r.t = t
			r.wantToClose()
		})
	}
}

// wantToClose: whatever is shown, the key to leave asks to leave, and when the
// app has finished the window draws nothing more.
func (r *rig) wantToClose() {
	r.t.Helper()
	r.ctrl(fyne.KeyQ)
	if _, ok := r.port.last().(app.Quit); !ok {
		r.t.Errorf("Ctrl+Q does %T", r.port.last())
	}
	over := r.cur
	over.Closing = true
	r.show(over)
	r.port.send(mainView())
	if r.pump(); !r.cur.Closing {
		r.t.Error("it draws after the end")
	}
}

// wantInside fails for what lies outside of the window and of every scroll.
func (r *rig) wantInside() {
	r.t.Helper()
	for _, c := range r.windows() {
		in := sight{t: r.t, right: c.Size().Width, bottom: c.Size().Height}
		in.walk(c.Content(), fyne.Position{})
		if top := c.Overlays().Top(); top != nil {
			in.walk(top, fyne.Position{})
		}
	}
}

// sight is what can be seen, or scrolled to.
type sight struct {
	t             *testing.T
	right, bottom float32
}

func (in sight) walk(o fyne.CanvasObject, at fyne.Position) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	const slack = 1
	if line, leaf := (&outliner{}).line(o); line != "" && leaf {
		right := at.X + o.Size().Width
		if t, ok := o.(*widgets.Text); ok && t.Shown() == t.Text() {
			right = at.X + min(o.Size().Width, t.Natural())
			if t.Natural() > o.Size().Width+slack && !t.Cuttable() {
				in.t.Errorf("%s is drawn beyond its place: %v of %v", line, t.Natural(), o.Size().Width)
			}
		}
		if right > in.right+slack || at.X < -4-slack || at.Y+o.Size().Height > in.bottom+slack {
			in.t.Errorf("%s is out of sight: %v %v to %v %v of %v %v", line, at.X, at.Y, right, at.Y+o.Size().Height, in.right, in.bottom)
		}
		return
	}
	switch c := o.(type) {
	case *fyne.Container:
		for _, x := range c.Objects {
			in.walk(x, at)
		}
	case *container.Scroll:
		if c.Direction != container.ScrollHorizontalOnly {
			in.bottom = at.Y + max(c.Size().Height, c.Content.MinSize().Height, c.Content.Size().Height)
		}
		in.right = min(in.right, at.X+c.Size().Width)
		if c.Direction != container.ScrollVerticalOnly {
			in.right = at.X + max(c.Size().Width, c.Content.MinSize().Width)
		}
		in.walk(c.Content, at)
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(c).Objects() {
			in.walk(x, at)
		}
	}
}
