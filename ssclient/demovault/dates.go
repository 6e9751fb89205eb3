package demovault

import "time"

// date writes a time as the server does in models: UTC without saying so, and
// its zero time for never.
func date(t time.Time) string {
	if t.IsZero() {
		return "0001-01-01T00:00:00"
	}
	return t.UTC().Format("2006-01-02T15:04:05.000")
}

// instant writes a time with its zone, where the server does.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// wholeMinutes rounds down.
func wholeMinutes(d time.Duration) int { return int(max(0, d) / time.Minute) }
