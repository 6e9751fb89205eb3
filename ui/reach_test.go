package ui

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"sallyport/ui/widgets"
)

// wantReach: what can be used by pointer can be used by keyboard, and nothing
// keeps the focus for itself.
func (r *rig) wantReach() {
	r.t.Helper()
	for _, c := range r.windows() {
		root := c.Content()
		if top := c.Overlays().Top(); top != nil {
			root = top
		}
		reach(r.t, c, root)
	}
}

func reach(t *testing.T, c fyne.Canvas, root fyne.CanvasObject) {
	t.Helper()
	want := map[fyne.Focusable]bool{}
	usable(root, func(o fyne.CanvasObject, f fyne.Focusable) {
		if f == nil {
			t.Errorf("%T %q takes the pointer and no key", o, named(o))
			return
		}
		want[f] = true
		if tab, ok := f.(fyne.Tabbable); ok && tab.AcceptsTab() {
			t.Errorf("%T keeps Tab for itself", f)
		}
	})
	reached := map[fyne.Focusable]bool{}
	for range len(want) + 2 {
		c.FocusNext()
		if f := c.Focused(); f != nil {
			reached[f] = true
		}
	}
	for f := range want {
		if !reached[f] {
			t.Errorf("Tab does not reach %T %q", f, named(f.(fyne.CanvasObject)))
		}
	}
}

// usable calls f with whatever can be used, and with what has the focus for
// it: itself, or the list that it is in; nil: nothing has.
func usable(o fyne.CanvasObject, f func(fyne.CanvasObject, fyne.Focusable)) {
	usableIn(o, nil, f)
}

func usableIn(o fyne.CanvasObject, in fyne.Focusable, f func(fyne.CanvasObject, fyne.Focusable)) {
	if !o.Visible() {
		return
	}
	if d, ok := o.(fyne.Disableable); ok && d.Disabled() {
		return
	}
	focusable, is := o.(fyne.Focusable)
	if is {
		in = focusable
	}
	covers := strings.HasSuffix(fmt.Sprintf("%T", o), ".PopUp") || strings.HasSuffix(fmt.Sprintf("%T", o), ".OverlayContainer") // a tap beside it shuts it, as Esc does
	if _, ok := o.(fyne.Tappable); ok && !covers || is {
		f(o, in)
	}
	if _, ok := o.(*widgets.Entry); ok {
		return // what Fyne made it of
	}
	switch w := o.(type) {
	case *fyne.Container:
		for _, x := range w.Objects {
			usableIn(x, in, f)
		}
	case *container.Scroll:
		usableIn(w.Content, in, f)
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(w).Objects() {
			usableIn(x, in, f)
		}
	}
}

// TestTheFocusIsSeen: whatever has the focus looks different from what has
// not, by a line that stands out. Each kind and look of widget once, on the
// first of these screens that has it.
func TestTheFocusIsSeen(t *testing.T) {
	kinds := []string{"*widgets.Button 0", "*widgets.Button 1", "*widgets.Button 2", "*widgets.Button 3", "*widgets.Button 4", "*widgets.Button 5", "*widgets.Entry", "*widgets.Check", "*widgets.Rows", "*widgets.Option", "*widgets.Calendar", "*widgets.Chip", "*widgets.Table", "*widgets.TableHead"}
	on := []string{"signin", "signin-demo", "empty", "batch-form", "sessions", "folder", "access-calendar", "held-force", "mfa-choose"}
	for _, variant := range themeVariants {
		seen := map[string]bool{}
		for _, s := range allScreens() {
			if slices.Contains(on, s.name) {
				t.Run(s.name+" "+variant.name, func(t *testing.T) { focusIsSeen(t, s, variant.v, seen) })
			}
		}
		for _, kind := range kinds {
			if !seen[kind] {
				t.Errorf("%s: %s was on no screen", variant.name, kind)
			}
		}
	}
}

func focusIsSeen(t *testing.T, s screen, v Variant, seen map[string]bool) {
	r := newRig(t, v)
	r.win.Resize(fyne.NewSize(683, 427)) // less to draw
	r.show(s.view())
	if s.do != nil {
		s.do(r)
	}
	c := r.windows()[len(r.windows())-1]
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	usable(root, func(_ fyne.CanvasObject, f fyne.Focusable) {
		kind := kindOf(f)
		if f == nil || seen[kind] || outOfSight(f) {
			return
		}
		seen[kind] = true
		c.Focus(f) // it is scrolled to
		c.Unfocus()
		before := c.Capture()
		c.Focus(f)
		if n := standsOut(before, c.Capture()); n < 60 {
			t.Errorf("the focus on %s changes %d points", kind, n)
		}
	})
}

func kindOf(f fyne.Focusable) string {
	if b, ok := f.(*widgets.Button); ok {
		return fmt.Sprintf("%T %d", f, b.Look())
	}
	return fmt.Sprintf("%T", f)
}

// outOfSight reports whether something lies outside what the window shows.
func outOfSight(f fyne.Focusable) bool {
	o, ok := f.(fyne.CanvasObject)
	return !ok || o.Size().Width < 1
}

// standsOut counts the points that changed to a colour that differs enough from the one before.
func standsOut(before, after image.Image) (n int) {
	b, a := before.(*image.NRGBA), after.(*image.NRGBA)
	for i := 0; i < len(b.Pix); i += 4 {
		if p, q := b.Pix[i:i+4], a.Pix[i:i+4]; !bytes.Equal(p, q) && contrast(point(p), point(q)) >= leastLarge {
			n++
		}
	}
	return n
}

func point(p []byte) color.Color { return color.NRGBA{R: p[0], G: p[1], B: p[2], A: p[3]} }
