package ssclient

import (
	"fmt"
	"strings"
	"time"
)

// isoLayouts are the spellings seen or likely; a fraction of any length fits each of them.
var isoLayouts = []string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02",
}

// UnmarshalJSON reads a server time; null, "" and the year 1 are the zero Time.
func (t *Time) UnmarshalJSON(raw []byte) error {
	*t = Time{}
	if string(raw) == `null` || string(raw) == `"0001-01-01T00:00:00"` {
		return nil
	}
	s, err := jsonText(raw)
	if err != nil {
		return fmt.Errorf("read time: %w", err)
	}
	text := strings.TrimSpace(s)
	if text == "" {
		return nil
	}
	if len(text) > 10 && text[10] == ' ' {
		text = text[:10] + "T" + text[11:]
	}
	for _, layout := range isoLayouts {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if at.Year() > 1 {
			t.Time = at.UTC()
		}
		return nil
	}
	return fmt.Errorf("read time: not ISO 8601")
}
