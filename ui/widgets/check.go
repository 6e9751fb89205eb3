package widgets

import "fyne.io/fyne/v2"

// Check is a box to tick. OnChanged hears the user only, never Set.
type Check struct {
	press
	On        bool
	OnChanged func(bool)
	label     *Text
	tick      *Icon
}

// NewCheck is a check box with words; tick is the mark in it.
func NewCheck(keys *Keys, label string, tick fyne.Resource, changed func(bool)) *Check {
	c := &Check{OnChanged: changed, label: NewText(label, Style{}), tick: NewIcon(tick, OnAccent, 16)}
	c.keys, c.changed = keys, c.Refresh
	c.OnTapped = func() {
		c.Set(!c.On)
		if c.OnChanged != nil {
			c.OnChanged(c.On)
		}
	}
	c.ExtendBaseWidget(c)
	return c
}

// Label is its words.
func (c *Check) Label() string { return c.label.Text() }

// Set ticks or clears the box.
func (c *Check) Set(on bool) {
	if c.On != on {
		c.On = on
		c.Refresh()
	}
}

// CreateRenderer draws the box and its words.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	square, ring := box(4), focusRing()
	p := &paint{parts: []fyne.CanvasObject{ring, square, c.tick, c.label}}
	p.tone = func() {
		fill(ring, "", Accent, 2)
		show(ring, c.focused)
		show(c.tick, c.On)
		if c.On {
			fill(square, Accent, Accent, 1)
		} else {
			fill(square, Panel, Quiet, 1)
		}
	}
	p.place = func(s fyne.Size) {
		y := (s.Height - 16) / 2
		put(square, 0, y, 16, 16)
		put(c.tick, 0, y, 16, 16)
		put(ring, -4, y-4, 24, 24)
		put(c.label, 24, 0, s.Width-24, s.Height)
	}
	p.least = func() fyne.Size { return fyne.NewSize(24+c.label.Natural(), 24) }
	p.tone()
	return p
}
