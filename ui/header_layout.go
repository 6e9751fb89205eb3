package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/ui/widgets"
)

// headerLayout places from both ends; chips that do not fit are left out, the
// count tells of them. Where it is narrow, the name goes, the way back takes
// the place of the logo, and chips that all fit need no count.
type headerLayout struct {
	logo, name, search, count, account fyne.CanvasObject
	back                               fyne.CanvasObject
	chips                              []*widgets.Chip
}

func (l *headerLayout) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	one := s.Width < narrow
	x := l.begin(one, s.Height)
	end := s.Width - 12
	m := l.account.MinSize()
	m.Width = min(m.Width, max(96, s.Width*0.25))
	place(l.account, end-m.Width, (s.Height-m.Height)/2, m.Width, m.Height)
	end -= m.Width + 20
	search := min(float32(360), max(200, (end-x)*0.42))
	if one {
		search = min(360, max(176, end-x-24-l.chipsWide()))
	}
	place(l.search, x, 8, search, widgets.Tall)
	x += search + 24
	cw := l.count.MinSize().Width
	fit := l.fit(end - x - cw - 12)
	if all := l.fit(end - x); one && all == len(l.chips) {
		fit = all
	}
	visible(l.count, !one || fit < len(l.chips))
	for i := len(l.chips) - 1; i >= 0; i-- {
		c := l.chips[i]
		visible(c, i < fit)
		if i < fit {
			m := c.MinSize()
			place(c, end-m.Width, (s.Height-m.Height)/2, m.Width, m.Height)
			end -= m.Width + 12
		}
	}
	place(l.count, end-cw, 0, cw, s.Height)
}

// begin places what stands at the left, and says where the rest begins.
func (l *headerLayout) begin(one bool, height float32) (x float32) {
	visible(l.name, !one)
	visible(l.logo, !l.back.Visible())
	place(l.back, 8, 8, widgets.Tall, widgets.Tall)
	place(l.logo, 16, 14, 20, 20)
	if one {
		return 52
	}
	w := l.name.MinSize().Width
	place(l.name, 44, 0, w, height)
	return 60 + w
}

func (l *headerLayout) chipsWide() (w float32) {
	for _, c := range l.chips {
		w += c.MinSize().Width + 12
	}
	return w
}

// fit is how many chips have room.
func (l *headerLayout) fit(room float32) (n int) {
	for used := float32(0); n < len(l.chips); n++ {
		if used += l.chips[n].MinSize().Width + 12; used > room {
			break
		}
	}
	return n
}

func (l *headerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, headerH) }
