package widgets

import (
	"time"

	"fyne.io/fyne/v2"
)

// Chip is a pill in the header: a small ring, a name, a time.
type Chip struct {
	press
	ring *Ring
	name *Text
	time *Text
	red  bool
}

// chipName is the most a name may take.
const chipName float32 = 132

// NewChip is an empty chip.
func NewChip(keys *Keys) *Chip {
	c := &Chip{ring: NewRing(16, 4), name: NewText("", Style{Bold: true, Cut: true}), time: NewText("", Style{Bold: true})}
	c.keys, c.changed = keys, c.Refresh
	c.ExtendBaseWidget(c)
	return c
}

// Set shows a check-out; resized says that the chip wants another width.
func (c *Chip) Set(name, clock string, left, total time.Duration, red bool) (resized bool) {
	resized = c.name.Text() != name || len(c.time.Text()) != len(clock)
	if c.red != red {
		c.red = red
		c.Refresh()
	}
	c.name.Set(name)
	c.time.Set(clock)
	c.ring.Set(left, total, c.tone(Accent, Red))
	return resized
}

func (c *Chip) tone(calm, red fyne.ThemeColorName) fyne.ThemeColorName {
	if c.red {
		return red
	}
	return calm
}

// CreateRenderer draws the pill.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	ground, ring := box(14), box(17)
	p := &paint{parts: []fyne.CanvasObject{ring, ground, c.ring, c.name, c.time}}
	p.tone = func() {
		fill(ground, c.tone(Panel, RedGround), c.tone(Line, Red), 1)
		if c.hovered && !c.red {
			fill(ground, Hover, Line, 1)
		}
		fill(ring, "", Accent, 2)
		show(ring, c.focused)
		c.name.SetTone(c.tone(Accent, OnRed))
		c.time.SetTone(c.tone(Accent, OnRed))
	}
	p.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(ring, -3, -3, s.Width+6, s.Height+6)
		put(c.ring, 7, 0, 16, s.Height)
		n := min(chipName, c.name.Natural())
		put(c.name, 30, 0, n, s.Height)
		put(c.time, 35+n, 0, c.time.Natural(), s.Height)
	}
	p.least = func() fyne.Size {
		return fyne.NewSize(35+min(chipName, c.name.Natural())+c.time.Natural()+12, 28)
	}
	p.tone()
	return p
}
