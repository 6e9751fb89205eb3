package widgets

import "testing"

func TestASpinnerMovesEightTimesATurn(t *testing.T) {
	s := NewSpinner(16)
	moves, last := 0, s.arc.StartAngle
	for frame := range 60 {
		s.turn(float32(frame+1) / 60)
		if s.arc.StartAngle != last {
			moves, last = moves+1, s.arc.StartAngle
		}
	}
	if moves != steps {
		t.Errorf("%d movements in 60 frames", moves)
	}
}
