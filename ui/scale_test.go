package ui

import (
	"os"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"sallyport/app"
)

// scaled is what a display does to windows that are open: each point takes more
// pixels. The desktop lets the main one have as many as before; that of a
// challenge has the size of what is in it.
func (r *rig) scaled(by float32) {
	size, was := r.env.canvas.Size(), r.env.canvas.Scale()
	for _, c := range r.windows() {
		c.(test.WindowlessCanvas).SetScale(by)
	}
	r.win.Resize(fyne.NewSize(size.Width*was/by, size.Height*was/by))
	r.show(r.cur) // the next second, at the latest
}

// TestAScreenFollowsTheScaleOfItsDisplay: a window that is dragged to another
// display, or whose display is set anew, shows everything that it showed; and
// what it shows there is what it would have shown if it had begun there.
func TestAScreenFollowsTheScaleOfItsDisplay(t *testing.T) {
	for _, s := range allScreens() {
		t.Run(s.name, func(t *testing.T) {
			draw := func() *rig {
				r := newRig(t, Light)
				r.opts.Screen = func() (int, int, bool) { return 1280, 640, true } // a challenge that fits at 1 does not at 2
				r.show(s.view())
				if s.do != nil {
					s.do(r)
				}
				return r
			}
			r := draw()
			before := r.outline()
			for _, scale := range []float32{1.25, 2, 1.5} {
				r.scaled(scale)
				r.wantInside()
				if c := r.windows(); len(c) > 1 && c[1].Size().Height > r.room(c[1]).Height {
					t.Errorf("at %v the challenge of %v stands out of the screen", scale, c[1].Size())
				}
			}
			there := r.outline()
			r.scaled(1)
			if d := cmp.Diff(before, r.outline()); d != "" {
				t.Errorf("back on the first display it is not as it was (-want +got):\n%s", d)
			}
			fresh := draw()
			fresh.scaled(1.5)
			if d := cmp.Diff(fresh.outline(), there); d != "" {
				t.Errorf("on the second display something is as it was on the first (-want +got):\n%s", d)
			}
		})
	}
}

// obeying is an app whose windows take their scale from the environment when
// the theme is set, as those of a driver do. They keep their size in points.
type obeying struct {
	fyne.App
	r *rig
}

func (o obeying) Settings() fyne.Settings { return obeyingSettings{o.App.Settings(), o.r} }

type obeyingSettings struct {
	fyne.Settings
	r *rig
}

func (s obeyingSettings) SetTheme(to fyne.Theme) {
	s.Settings.SetTheme(to)
	scale, err := strconv.ParseFloat(os.Getenv("FYNE_SCALE"), 32)
	if err != nil {
		scale = 1
	}
	for _, c := range s.r.windows() {
		c.(test.WindowlessCanvas).SetScale(float32(scale))
	}
}

// TestTheSizeOfTextHoldsInTheOpenWindow: what was chosen on the page of settings
// is obeyed by the window it was chosen in, which stays on its screen, cuts
// nothing, and goes back to what the environment says.
func TestTheSizeOfTextHoldsInTheOpenWindow(t *testing.T) {
	t.Setenv("FYNE_SCALE", "")
	r := newRig(t, Light)
	r.opts.Screen = func() (int, int, bool) { return 1280, 840, true }
	r.app = obeying{r.app, r}
	v := settingsView()
	openFolders(r)
	version := v.Settings.Version
	choose := func(percent int) {
		to := *v.Settings.Chosen
		to.General = app.GeneralSettings{TextScale: percent}
		version++
		v.Settings.Chosen, v.Settings.Version = &to, version
		r.show(v)
	}
	r.show(v)
	before := r.outline()
	for _, percent := range []int{150, 200, 125} {
		choose(percent)
		want := float32(percent) / 100
		if got := r.env.canvas.Scale(); got != want {
			t.Errorf("%d %% are drawn at %v", percent, got)
		}
		if size := r.env.canvas.Size(); size.Width*want > 1280 || size.Height*want > 840 {
			t.Errorf("at %d %% the window of %v stands out of the screen", percent, size)
		}
		r.wantInside()
	}
	choose(0)
	r.win.Resize(fyne.NewSize(1280, 800))
	if d := cmp.Diff(before, r.outline()); d != "" || r.env.canvas.Scale() != 1 {
		t.Errorf("as the system has it, at %v (-want +got):\n%s", r.env.canvas.Scale(), d)
	}
}

// A display that is set anew draws a window larger: it stays where it can be reached.
func TestAWindowStaysOnADisplayThatIsSetAnew(t *testing.T) {
	r := newRig(t, Light)
	r.opts.Screen = func() (int, int, bool) { return 1280, 840, true }
	r.show(atRest())
	if size := r.env.canvas.Size(); size != fyne.NewSize(1280, 800) {
		t.Fatalf("on the first display it has %v", size)
	}
	r.env.canvas.(test.WindowlessCanvas).SetScale(2)
	r.show(atRest())
	if size := r.env.canvas.Size(); size.Width > 640 || size.Height > 400 {
		t.Errorf("at twice the scale of a display of 1280×840 it has %v", size)
	}
	r.wantInside()
}
