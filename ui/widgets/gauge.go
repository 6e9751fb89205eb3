package widgets

import (
	"time"

	"fyne.io/fyne/v2"
)

// Gauge is a thin bar: what is left of a whole, from the left. Moving it
// resizes one small rectangle, so it costs nothing that a spinner would.
type Gauge struct {
	base
	left, whole time.Duration
	place       func(fyne.Size)
}

// NewGauge is an empty bar.
func NewGauge() *Gauge {
	g := &Gauge{place: func(fyne.Size) {}}
	g.ExtendBaseWidget(g)
	return g
}

// Set moves the bar.
func (g *Gauge) Set(left, whole time.Duration) {
	if g.left != left || g.whole != whole {
		g.left, g.whole = left, whole
		g.place(g.Size())
	}
}

// Fraction is the part that is left, for tests.
func (g *Gauge) Fraction() float64 {
	if g.whole <= 0 {
		return 0
	}
	return min(1, max(0, float64(g.left)/float64(g.whole)))
}

// CreateRenderer draws the whole and what is left of it.
func (g *Gauge) CreateRenderer() fyne.WidgetRenderer {
	track, bar := box(2), box(2)
	p := &paint{parts: []fyne.CanvasObject{track, bar}}
	p.tone = func() { fill(track, Line, "", 0); fill(bar, Accent, "", 0) }
	p.place = func(s fyne.Size) {
		y := (s.Height - 4) / 2
		put(track, 0, y, s.Width, 4)
		put(bar, 0, y, s.Width*float32(g.Fraction()), 4)
		show(bar, g.Fraction() > 0)
	}
	p.least = func() fyne.Size { return fyne.NewSize(40, 4) }
	g.place = p.place
	p.tone()
	return p
}
