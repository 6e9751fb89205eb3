package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Spinner says that something goes on. It moves eight times a second and not
// with each frame: Fyne paints the whole window anew for every movement, and
// where no graphics card does that, its own Activity keeps two processors so
// busy that what is waited for takes longer.
type Spinner struct {
	base
	size  float32
	step  int
	turns *fyne.Animation // nil: it stands still
	track *canvas.Arc
	arc   *canvas.Arc
}

// steps are the places of a turn, which takes a second.
const steps = 8

// NewSpinner stands still.
func NewSpinner(size float32) *Spinner {
	s := &Spinner{size: size}
	hole := 1 - 4/size
	s.track, s.arc = canvas.NewArc(0, 360, hole, nil), canvas.NewArc(0, 120, hole, nil)
	s.colour()
	s.ExtendBaseWidget(s)
	return s
}

// Start makes it turn, until Stop.
func (s *Spinner) Start() {
	if s.turns != nil {
		return
	}
	s.turns = fyne.NewAnimation(time.Second, s.turn)
	s.turns.Curve, s.turns.RepeatCount = fyne.AnimationLinear, fyne.AnimationRepeatForever
	s.turns.Start()
}

// Stop makes it stand still.
func (s *Spinner) Stop() {
	if s.turns != nil {
		s.turns.Stop()
		s.turns = nil
	}
}

func (s *Spinner) turn(done float32) {
	if step := int(done*steps) % steps; step != s.step {
		s.step = step
		s.arc.StartAngle = float32(step) * 360 / steps
		s.arc.EndAngle = s.arc.StartAngle + 120
		s.arc.Refresh()
	}
}

func (s *Spinner) colour() { s.track.FillColor, s.arc.FillColor = tint(Line), tint(Quiet) }

// CreateRenderer draws a ring and the part of it that moves.
func (s *Spinner) CreateRenderer() fyne.WidgetRenderer {
	return circle(s.size, s.colour, s.track, s.arc)
}
