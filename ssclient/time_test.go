package ssclient

import (
	"encoding/json"
	"testing"
	"time"
)

func TestTimeReadsWhatServersWrite(t *testing.T) {
	at := time.Date(2026, 1, 2, 10, 45, 0, 0, time.UTC)
	for raw, want := range map[string]time.Time{
		`"2026-01-02T10:45:00Z"`:              at,
		`"2026-01-02T10:45:00"`:               at,
		`"2026-01-02 10:45:00"`:               at,
		`"2026-01-02T10:45"`:                  at,
		`"2026-01-02T12:45:00+02:00"`:         at,
		`"2026-01-02T12:45:00+0200"`:          at,
		`"2026-01-02T10:45:00.1234567Z"`:      at.Add(123456700),
		`"2026-01-02T10:45:00.5"`:             at.Add(500 * time.Millisecond),
		`" 2026-01-02T05:45:00.25-05:00 "`:    at.Add(250 * time.Millisecond),
		`"2026-01-02"`:                        at.Truncate(24 * time.Hour),
		`"9999-12-31T23:59:59.9999999"`:       time.Date(9999, 12, 31, 23, 59, 59, 999999900, time.UTC),
		`"0001-01-01T00:00:00"`:               {},
		`"0001-01-01T00:00:00.0000000-05:00"`: {},
		`"0001-01-01T00:00:00+00:00"`:         {},
		`null`:                                {},
		`""`:                                  {},
		`"\u0032026-01-02T10:45:00\u005a"`:    at,
	} {
		got := Time{time.Now()}
		if err := json.Unmarshal([]byte(raw), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", raw, got, err, want)
		}
		if got.IsZero() != want.IsZero() {
			t.Errorf("%s: zero %v", raw, got.IsZero())
		}
	}
	for _, raw := range []string{`"soon"`, `12`, `{}`, `"2026-13-01T00:00:00"`, `"2026-01-02T25:00:00"`, `true`} {
		var got Time
		if err := json.Unmarshal([]byte(raw), &got); err == nil {
			t.Errorf("%s was read as %v", raw, got)
		}
	}
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{`"2026-01-02T10:45:00Z"`, `null`, `""`, `"0001-01-01T00:00:00"`, `"2026-01-02T10:45:00.123+0530"`, `12`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got Time
		if json.Unmarshal(raw, &got) != nil || got.IsZero() {
			return
		}
		if got.Location() != time.UTC || got.Year() < 1 || got.Year() > 10000 {
			t.Errorf("%q became %v", raw, got)
		}
		again, err := json.Marshal(got)
		if err != nil {
			return // the year 10000 by an offset
		}
		var back Time
		if err := json.Unmarshal(again, &back); err != nil || !back.Equal(got.Time) {
			t.Errorf("%q: %v came back as %v (%v)", raw, got, back, err)
		}
	})
}
