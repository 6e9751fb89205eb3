package widgets

import "fyne.io/fyne/v2"

// Drags hears of a row that is dragged out of its list.
type Drags interface {
	Lift(id string) bool // false: it stays where it is
	Over(at fyne.Position)
	Drop()
}

// slip is how far the pointer may slip in a tap.
const slip = 8

// lift follows one drag of one row, from the press to the release.
type lift struct {
	id   string // as it was pressed: the row may show another one meanwhile
	far  float32
	away bool
}

// dragged is called with each movement.
func (l *lift) dragged(d Drags, id string, e *fyne.DragEvent) {
	if l.id == "" {
		l.id = id
	}
	l.far += abs(e.Dragged.DX) + abs(e.Dragged.DY)
	if d == nil || l.far < slip {
		return
	}
	if !l.away {
		l.away = d.Lift(l.id)
	}
	if l.away {
		d.Over(e.AbsolutePosition)
	}
}

// end is called with the release. It reports whether that was a tap after all.
func (l *lift) end(d Drags) (tap bool) {
	away, far := l.away, l.far
	*l = lift{}
	if away {
		d.Drop()
	}
	return far < slip
}

func abs(f float32) float32 { return max(f, -f) }
