package widgets

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// Calendar shows a month to choose a day from, by pointer or by the arrows
// and Page Up and Down. Weeks begin on Monday. Days before the first that makes
// sense are quiet and cannot be chosen.
type Calendar struct {
	base
	OnChoose func(time.Time)
	keys     *Keys
	names    [12]string
	day      time.Time // at the cursor
	first    time.Time // that can be chosen
	focused  bool
	title    *Text
	back, on *Icon
	heads    [7]*Text
	days     [42]*Text
	ground   *canvas.Rectangle // of the cursor
	hover    *canvas.Rectangle
	over     int // cell under the pointer; -1: none
}

const (
	cellW float32 = 36
	cellH float32 = 30
	calH  float32 = 36 // of the line with the month
)

// CalendarWords are the names of the months, January first, and of the days, Monday first and short.
type CalendarWords struct {
	Months [12]string
	Days   [7]string
}

// NewCalendar is a calendar at a day; first is the first that can be chosen.
func NewCalendar(keys *Keys, words CalendarWords, day, first time.Time, back, on fyne.Resource, chose func(time.Time)) *Calendar {
	c := &Calendar{keys: keys, names: words.Months, day: dayOf(day), first: dayOf(first), OnChoose: chose, ground: box(Radius), hover: box(Radius), over: -1}
	if c.day.Before(c.first) {
		c.day = c.first
	}
	c.title = NewText("", Style{Bold: true, Align: fyne.TextAlignCenter})
	c.back, c.on = NewIcon(back, Quiet, 14), NewIcon(on, Quiet, 14)
	for i, n := range words.Days {
		c.heads[i] = NewText(n, Style{Size: Small, Tone: Quiet, Align: fyne.TextAlignCenter})
	}
	for i := range c.days {
		c.days[i] = NewText("", Style{Align: fyne.TextAlignCenter})
	}
	c.ExtendBaseWidget(c)
	c.fill()
	return c
}

func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// Day is the day at the cursor.
func (c *Calendar) Day() time.Time { return c.day }

// cell is the day of a cell, whatever its month.
func (c *Calendar) cell(i int) time.Time {
	y, m, _ := c.day.Date()
	one := time.Date(y, m, 1, 0, 0, 0, 0, c.day.Location())
	lead := (int(one.Weekday()) + 6) % 7
	return one.AddDate(0, 0, i-lead)
}

func (c *Calendar) fill() {
	c.title.Set(c.names[c.day.Month()-1] + " " + strconv.Itoa(c.day.Year()))
	for i, t := range c.days {
		d := c.cell(i)
		t.Set("")
		if d.Month() == c.day.Month() {
			t.Set(strconv.Itoa(d.Day()))
		}
		switch {
		case d.Equal(c.day):
			t.SetTone(OnAccent)
		case d.Before(c.first):
			t.SetTone(Thumb)
		default:
			t.SetTone(Ink)
		}
		t.SetBold(d.Equal(c.day))
	}
	c.Refresh()
}

// move goes to another day, not before the first.
func (c *Calendar) move(to time.Time) {
	if to.Before(c.first) {
		to = c.first
	}
	c.day = to
	c.fill()
}

// months moves by whole months, to the last day of a shorter one.
func (c *Calendar) months(n int) {
	y, m, d := c.day.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, c.day.Location())
	c.move(time.Date(last.Year(), last.Month(), min(d, last.Day()), 0, 0, 0, 0, c.day.Location()))
}

// TypedKey moves and chooses.
func (c *Calendar) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		c.move(c.day.AddDate(0, 0, -1))
	case fyne.KeyRight:
		c.move(c.day.AddDate(0, 0, 1))
	case fyne.KeyUp:
		c.move(c.day.AddDate(0, 0, -7))
	case fyne.KeyDown:
		c.move(c.day.AddDate(0, 0, 7))
	case fyne.KeyPageUp:
		c.months(-1)
	case fyne.KeyPageDown:
		c.months(1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.OnChoose(c.day)
	default:
		c.keys.key(e)
	}
}

// TypedRune implements fyne.Focusable.
func (c *Calendar) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (c *Calendar) FocusGained() { c.focused = true; c.Refresh() }

// FocusLost implements fyne.Focusable.
func (c *Calendar) FocusLost() { c.focused = false; c.Refresh() }

// hit is the cell at a place; -1: none that can be chosen.
func (c *Calendar) hit(p fyne.Position) int {
	x, y := int(p.X/cellW), int((p.Y-calH-cellH)/cellH)
	i := y*7 + x
	if p.Y < calH+cellH || x > 6 || i >= len(c.days) || c.cell(i).Month() != c.day.Month() || c.cell(i).Before(c.first) {
		return -1
	}
	return i
}

// Tapped chooses a day, or turns the month.
func (c *Calendar) Tapped(e *fyne.PointEvent) {
	switch i := c.hit(e.Position); {
	case i >= 0:
		c.day = c.cell(i)
		c.OnChoose(c.day)
	case e.Position.Y < calH && e.Position.X < cellW:
		c.months(-1)
	case e.Position.Y < calH && e.Position.X > 6*cellW:
		c.months(1)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Calendar) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (c *Calendar) MouseMoved(e *desktop.MouseEvent) { c.hovered(c.hit(e.Position)) }

// MouseOut implements desktop.Hoverable.
func (c *Calendar) MouseOut() { c.hovered(-1) }

func (c *Calendar) hovered(i int) {
	if c.over != i {
		c.over = i
		c.Refresh()
	}
}

// CreateRenderer draws the month.
func (c *Calendar) CreateRenderer() fyne.WidgetRenderer {
	ring := focusRing()
	p := &paint{parts: []fyne.CanvasObject{c.hover, ring, c.ground, c.title, c.back, c.on}}
	for _, t := range c.heads {
		p.parts = append(p.parts, t)
	}
	for _, t := range c.days {
		p.parts = append(p.parts, t)
	}
	at := func(i int) (x, y float32) { return float32(i%7) * cellW, calH + cellH + float32(i/7)*cellH }
	place := func(fyne.Size) {
		put(c.back, 0, 0, cellW, calH)
		put(c.on, 6*cellW, 0, cellW, calH)
		put(c.title, cellW, 0, 5*cellW, calH)
		for i, t := range c.heads {
			put(t, float32(i)*cellW, calH, cellW, cellH)
		}
		for i, t := range c.days {
			x, y := at(i)
			put(t, x, y, cellW, cellH)
			if c.cell(i).Equal(c.day) {
				put(c.ground, x+3, y+2, cellW-6, cellH-4)
				put(ring, x, y-1, cellW, cellH+2)
			}
			if i == c.over {
				put(c.hover, x+2, y+1, cellW-4, cellH-2)
			}
		}
	}
	p.place = place
	p.tone = func() {
		fill(c.ground, Accent, "", 0)
		fill(ring, "", Accent, 2)
		show(ring, c.focused)
		fill(c.hover, Hover, Line, 1)
		show(c.hover, c.over >= 0)
		place(c.Size())
	}
	p.least = func() fyne.Size { return fyne.NewSize(7*cellW, calH+7*cellH) }
	p.tone()
	return p
}
