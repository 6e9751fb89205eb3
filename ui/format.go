package ui

import (
	"fmt"
	"time"

	"sallyport/ui/widgets"
)

// clock is a countdown: 04:12, or 1:04:12 from an hour on.
func clock(d time.Duration) string {
	s := int(max(0, d) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// elapsed counts up, always with hours: a session's line keeps its width all day.
func elapsed(d time.Duration) string {
	s := int(max(0, d) / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

// span is a whole length in words: 30 min, 2 h, 1 h 30 min.
func span(d time.Duration) string {
	m := int(d.Round(time.Minute) / time.Minute)
	switch {
	case m >= 60 && m%60 == 0:
		return tr("{h} h", "h", m/60)
	case m >= 60:
		return tr("{h} h {min} min", "h", m/60, "min", m%60)
	}
	return tr("{min} min", "min", m)
}

// dotted joins what is there: ssh · vault.example.com.
func dotted(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "  ·  " + b
}

// wall is a time of day.
func wall(t time.Time) string { return t.Format("15:04") }

// moment is a time that may lie on another day.
func moment(t time.Time) string { return onDay(t.Local(), wall(t.Local())) }

// stamp is a moment to the second.
func stamp(t time.Time) string { return onDay(t.Local(), t.Local().Format(time.TimeOnly)) }

func onDay(t time.Time, clock string) string {
	return tr("{day} {month} {time}", "day", t.Day(), "month", tr(shortMonths[t.Month()-1]), "time", clock)
}

var (
	shortMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	longMonths  = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	shortDays   = [...]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}
)

// calendarWords are a calendar's months and days.
func calendarWords() widgets.CalendarWords {
	w := widgets.CalendarWords{}
	for i, m := range longMonths {
		w.Months[i] = tr(m)
	}
	for i, d := range shortDays {
		w.Days[i] = tr(d)
	}
	return w
}
