package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Mark is the sign before a step.
type Mark int

// The marks.
const (
	MarkLater Mark = iota
	MarkNow
	MarkBusy
	MarkDone
	MarkBlocked
	MarkWaiting
)

// Step is one line of a list of steps. ID keeps a line its own across changes.
type Step struct {
	ID     string
	Mark   Mark
	Name   string
	Detail string
}

// Glyphs are the pictures inside the marks.
type Glyphs struct{ Done, Busy, Blocked, Waiting fyne.Resource }

// Steps is the list, with room for one object under one of its lines.
type Steps struct {
	*fyne.Container
	glyphs Glyphs
	now    []Step
	lines  []*stepLine
	slot   fyne.CanvasObject
	under  string
}

// NewSteps is an empty list. slot appears under the step that SetSteps names.
func NewSteps(g Glyphs, slot fyne.CanvasObject) *Steps {
	return &Steps{Container: NewColumn(0), glyphs: g, slot: slot}
}

// SetSteps shows steps, and the slot under the one whose ID is under ("" : nowhere).
// The slot object itself stays, with what was typed in it.
func (s *Steps) SetSteps(steps []Step, under string) {
	for i, st := range steps {
		if i == len(s.lines) {
			s.lines = append(s.lines, newStepLine(s.glyphs))
		}
		s.lines[i].set(st)
	}
	if len(steps) == len(s.now) && under == s.under && len(s.Objects) > 0 {
		s.now = steps
		return
	}
	s.now, s.under = steps, under
	objs := make([]fyne.CanvasObject, 0, len(steps)+1)
	for i, st := range steps {
		objs = append(objs, s.lines[i])
		if st.ID == under {
			objs = append(objs, s.slot)
		}
	}
	s.Objects = objs
	s.Refresh()
}

// Steps is what is shown, for tests.
func (s *Steps) Steps() []Step { return s.now }

// stepColumn is where the detail of a step begins in a list of that width.
func stepColumn(w float32) float32 { return min(stepTextX, max(140, w*0.3)) }

type stepLine struct {
	base
	step   Step
	glyphs Glyphs
	circle *canvas.Circle
	glyph  *Icon
	name   *Text
	detail *Text
}

const (
	stepH     float32 = 30
	stepNameX float32 = 26
	stepTextX float32 = 180 // at most: narrow cards leave the detail more
)

func newStepLine(g Glyphs) *stepLine {
	l := &stepLine{glyphs: g, circle: &canvas.Circle{}, glyph: NewIcon(nil, Panel, 16)}
	l.name = NewText("", Style{Bold: true, Cut: true})
	l.detail = NewText("", Style{Tone: Quiet, Cut: true})
	l.ExtendBaseWidget(l)
	return l
}

func (l *stepLine) set(s Step) {
	if l.step == s {
		return
	}
	l.step = s
	l.name.Set(s.Name)
	l.detail.Set(s.Detail)
	l.Refresh()
}

func (l *stepLine) tone() {
	ground, line, width := fyne.ThemeColorName(""), Line, float32(3)
	var glyph fyne.Resource
	detail := Quiet
	switch l.step.Mark {
	case MarkNow:
		line = Accent
	case MarkBusy:
		ground, line, glyph, width = Accent, Accent, l.glyphs.Busy, 1
	case MarkDone:
		ground, line, glyph, width = Green, Green, l.glyphs.Done, 1
	case MarkWaiting:
		ground, line, glyph, width = Amber, Amber, l.glyphs.Waiting, 1
	case MarkBlocked:
		ground, line, glyph, width = Red, Red, l.glyphs.Blocked, 1
		detail = Red
	}
	l.circle.FillColor, l.circle.StrokeColor, l.circle.StrokeWidth = tint(ground), tint(line), width
	l.glyph.Set(glyph, Panel)
	l.detail.SetTone(detail)
}

// CreateRenderer draws mark, name and detail in columns.
func (l *stepLine) CreateRenderer() fyne.WidgetRenderer {
	p := &paint{parts: []fyne.CanvasObject{l.circle, l.glyph, l.name, l.detail}, tone: l.tone}
	p.place = func(s fyne.Size) {
		put(l.circle, 0, 7, 16, 16)
		put(l.glyph, 0, 7, 16, 16)
		x := stepColumn(s.Width)
		put(l.name, stepNameX, 0, x-stepNameX-8, s.Height)
		put(l.detail, x, 0, max(0, s.Width-x), s.Height)
	}
	p.least = func() fyne.Size { return fyne.NewSize(stepTextX+60, stepH) }
	p.tone()
	return p
}
