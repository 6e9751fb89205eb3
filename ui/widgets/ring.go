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
	return circle(r.size, r.colour, r.track, r.arc)
}

// circle is how arcs of one size are drawn, in the middle of what there is.
func circle(size float32, tone func(), arcs ...fyne.CanvasObject) *paint {
	return &paint{
		parts: arcs,
		place: func(in fyne.Size) {
			for _, o := range arcs {
				put(o, (in.Width-size)/2, (in.Height-size)/2, size, size)
			}
		},
		least: func() fyne.Size { return fyne.NewSquareSize(size) },
		tone:  tone,
	}
}
