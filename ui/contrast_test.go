package ui

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"sallyport/ui/widgets"
)

// The least contrast of text, and of large letters, signs and focus rings.
const (
	leastText  = 4.5
	leastLarge = 3.0
)

// luminance is how light a colour is to the eye (WCAG 2.2).
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// variants of the theme, and Fyne's names of them.
var themeVariants = []struct {
	name string
	v    Variant
	fyne fyne.ThemeVariant
}{{"light", Light, theme.VariantLight}, {"dark", Dark, theme.VariantDark}}

// TestContrastOfTheTheme has the pairs that no screen at rest shows: under the
// pointer, and what is no text.
func TestContrastOfTheTheme(t *testing.T) {
	for _, variant := range themeVariants {
		look := NewTheme(variant.v)
		for _, p := range []struct {
			over, ground fyne.ThemeColorName
			least        float64
		}{
			{widgets.Ink, widgets.Hover, leastText},
			{widgets.Quiet, widgets.Hover, leastText},
			{widgets.Red, widgets.Hover, leastText},
			{widgets.Accent, widgets.Hover, leastText},
			{widgets.Amber, widgets.Hover, leastText},
			{widgets.Accent, widgets.Panel, leastText},
			{widgets.Quiet, widgets.Ground, leastText},
			{widgets.Ink, widgets.Raised, leastText},
			{widgets.Ink, widgets.Selected, leastText},
			{widgets.Accent, widgets.Selected, leastText},
			{widgets.OnRed, widgets.Selected, leastText},
			{widgets.OnRed, widgets.RedGround, leastText},
			{widgets.Ink, widgets.RedGround, leastText},
			{widgets.Ink, widgets.Warm, leastText},
			{widgets.Amber, widgets.Warm, leastText},
			{widgets.Red, widgets.Panel, leastText},
			{widgets.Amber, widgets.Panel, leastText},
			{widgets.Green, widgets.Panel, leastText},
			{widgets.OnAccent, widgets.Accent, leastText},
			{widgets.Accent, widgets.Ground, leastLarge},    // a focused entry
			{widgets.Accent, widgets.RedGround, leastLarge}, // a link with the focus in a problem
			{widgets.Accent, widgets.Warm, leastLarge},
			{widgets.Quiet, widgets.Panel, leastLarge}, // an empty box to tick
		} {
			if got := contrast(look.Color(p.over, variant.fyne), look.Color(p.ground, variant.fyne)); got < p.least {
				t.Errorf("%s: %s on %s has %.2f, wants %.1f", variant.name, p.over, p.ground, got, p.least)
			}
		}
	}
}

// wantContrast looks at each text that is drawn, and at what lies under it.
func (r *rig) wantContrast() {
	r.t.Helper()
	for _, c := range r.windows() {
		g := &grounds{t: r.t, window: theme.Color(theme.ColorNameBackground)}
		g.walk(c.Content(), fyne.Position{})
		if top := c.Overlays().Top(); top != nil {
			g.walk(top, fyne.Position{})
		}
		if g.seen == 0 {
			r.t.Error("no text seen")
		}
	}
}

// grounds are the rectangles drawn so far, in order.
type grounds struct {
	t      *testing.T
	window color.Color
	rects  []drawnRect
	seen   int
}

type drawnRect struct {
	at   fyne.Position
	size fyne.Size
	fill color.Color
}

// under is the colour under a place.
func (g *grounds) under(p fyne.Position) color.Color {
	for i := len(g.rects) - 1; i >= 0; i-- {
		r := g.rects[i]
		if p.X >= r.at.X && p.Y >= r.at.Y && p.X <= r.at.X+r.size.Width && p.Y <= r.at.Y+r.size.Height {
			return r.fill
		}
	}
	return g.window
}

func (g *grounds) walk(o fyne.CanvasObject, at fyne.Position) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch w := o.(type) {
	case *canvas.Rectangle:
		if _, _, _, a := w.FillColor.RGBA(); a == 0xFFFF {
			g.rects = append(g.rects, drawnRect{at, w.Size(), w.FillColor})
		}
	case *canvas.Text:
		g.text(w, at)
	case *fyne.Container:
		for _, x := range w.Objects {
			g.walk(x, at)
		}
	case *container.Scroll:
		g.walk(w.Content, at)
	case fyne.Disableable:
		if !w.Disabled() { // what cannot be used may be quieter
			g.widget(o, at)
		}
	case *widgets.Calendar: // days that cannot be chosen are quieter
	case fyne.Widget:
		g.widget(o, at)
	}
}

func (g *grounds) widget(o fyne.CanvasObject, at fyne.Position) {
	w, ok := o.(fyne.Widget)
	if !ok {
		return
	}
	for _, x := range test.WidgetRenderer(w).Objects() {
		g.walk(x, at)
	}
}

func (g *grounds) text(w *canvas.Text, at fyne.Position) {
	if w.Text == "" || w.Color == nil || w.Size().Width <= 0 {
		return
	}
	g.seen++
	ground := g.under(at.AddXY(min(w.Size().Width/2, 8), w.Size().Height/2))
	least := leastText
	if w.TextSize >= 24 || w.TextStyle.Bold && w.TextSize >= 18.66 {
		least = leastLarge
	}
	if got := contrast(w.Color, ground); got < least {
		g.t.Errorf("%q, %s on %s, has a contrast of %.2f, wants %.1f", w.Text, hex(w.Color), hex(ground), got, least)
	}
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}

// TestTheKeysInAMenuAreSeen: Fyne draws them in a colour of its own making.
func TestTheKeysInAMenuAreSeen(t *testing.T) {
	for _, variant := range themeVariants {
		r := newRig(t, variant.v)
		r.main.openMenu([]*fyne.MenuItem{keyItem("Connect", "Ctrl+Enter", func() {})}, fyne.NewPos(10, 10))
		seen := false
		walk(r.env.canvas.Overlays().Top(), func(o fyne.CanvasObject) {
			text, ok := o.(*canvas.Text)
			if !ok || text.Text != "Ctrl+Enter" {
				return
			}
			seen = true
			if _, _, _, a := text.Color.RGBA(); a < 0xF000 {
				t.Errorf("%s: seen through: %#x", variant.name, a)
			}
			if got := contrast(text.Color, theme.Color(widgets.Raised)); got < leastText {
				t.Errorf("%s: contrast %.2f", variant.name, got)
			}
		})
		if !seen {
			t.Errorf("%s: no key is in the menu", variant.name)
		}
	}
}
