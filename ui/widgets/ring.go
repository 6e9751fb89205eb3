package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Ring is the countdown ring: what is left of a whole, clockwise from the top.
type Ring struct {
	base
	size, thick float32
	left, total time.Duration
	tone        fyne.ThemeColorName
	track       *canvas.Arc
	arc         *canvas.Arc
}

// NewRing is a full ring.
func NewRing(size, thick float32) *Ring {
	r := &Ring{size: size, thick: thick, tone: Accent}
	r.track = canvas.NewArc(0, 360, 1-2*thick/size, nil)
	r.arc = canvas.NewArc(0, 360, 1-2*thick/size, nil)
	r.colour()
	r.ExtendBaseWidget(r)
	return r
}

// Set moves the ring.
func (r *Ring) Set(left, total time.Duration, tone fyne.ThemeColorName) {
	if r.left == left && r.total == total && r.tone == tone {
		return
	}
	r.left, r.total, r.tone = left, total, tone
	r.colour()
	r.arc.EndAngle = r.angle()
	show(r.arc, r.arc.EndAngle > 0)
	r.arc.Refresh()
}

// Fraction is the part that is left, for tests.
func (r *Ring) Fraction() float64 { return float64(r.angle()) / 360 }

func (r *Ring) angle() float32 {
	if r.total <= 0 {
		return 0
	}
	return 360 * float32(min(1, max(0, float64(r.left)/float64(r.total))))
}

func (r *Ring) colour() {
	r.track.FillColor = tint(Line)
	r.arc.FillColor = tint(r.tone)
	r.arc.CornerRadius = r.thick / 2
}

// CreateRenderer draws an arc for the whole and one for what is left.
func (r *Ring) CreateRenderer() fyne.WidgetRenderer {
	return &paint{
		parts: []fyne.CanvasObject{r.track, r.arc},
		place: func(s fyne.Size) {
			x, y := (s.Width-r.size)/2, (s.Height-r.size)/2
			put(r.track, x, y, r.size, r.size)
			put(r.arc, x, y, r.size, r.size)
		},
		least: func() fyne.Size { return fyne.NewSquareSize(r.size) },
		tone:  r.colour,
	}
}
