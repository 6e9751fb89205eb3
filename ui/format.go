package ui

import (
	"fmt"
	"net/url"
	"time"
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
		return fmt.Sprintf("%d h", m/60)
	case m >= 60:
		return fmt.Sprintf("%d h %d min", m/60, m%60)
	}
	return fmt.Sprintf("%d min", m)
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// host is the machine of a vault's URL, or the text itself.
func host(server string) string {
	if u, err := url.Parse(server); err == nil && u.Host != "" {
		return u.Host
	}
	return server
}

// wall is a time of day.
func wall(t time.Time) string { return t.Format("15:04") }

// moment is a time that may lie on another day.
func moment(t time.Time) string { return t.Local().Format("2 Jan 15:04") }
