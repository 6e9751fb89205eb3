package ssclient

import (
	"context"
	"net/http"
	"testing"
	"time"
)

func TestExtensionEndsByOurClockNeverLate(t *testing.T) {
	end := time.Date(2026, 1, 1, 10, 45, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		skew   time.Duration // of the server's clock
		lag    time.Duration // from sending to the server's look at its clock
		noDate bool
		want   time.Duration // from the true end by our clock to the reported one
	}{
		{"same clock", 0, 0, false, -time.Second},
		{"server ahead", time.Hour, 0, false, -time.Second},
		{"server behind", -17 * time.Minute, 0, false, -time.Second},
		{"a slow call", time.Minute, 4 * time.Second, false, -5 * time.Second},
		{"part of a second", 300 * time.Millisecond, 0, false, -700 * time.Millisecond},
		{"no Date", time.Hour, 0, true, time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
			s := &server{reply: func(int, *http.Request) (*http.Response, error) {
				h := []string{"Date", now.Add(tt.lag).Add(tt.skew).Format(http.TimeFormat)}
				if tt.noDate {
					h = nil
				}
				return jsonOf(200, `{"checkOutEndTime":"`+end.Add(tt.skew).Format(time.RFC3339Nano)+`"}`, h...), nil
			}}
			c := signedIn(t, s, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
			x, err := c.ExtendCheckOut(context.Background(), 7, 15, "x")
			if err != nil {
				t.Fatal(err)
			}
			if got := x.End.Sub(end); got != tt.want {
				t.Errorf("the end is off by %v, want %v", got, tt.want)
			}
		})
	}
	for _, body := range []string{`{"checkOutEndTime":null}`, `{"checkOutEndTime":"0001-01-01T00:00:00"}`} {
		c := signedIn(t, &server{reply: ok(body)})
		if x, err := c.ExtendCheckOut(context.Background(), 7, 15, "x"); err != nil || !x.End.IsZero() {
			t.Errorf("%s: %v, %v", body, x.End, err)
		}
	}
}

func TestStateBoundsTheMomentOfTheServersLook(t *testing.T) {
	now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	start := now
	s := &server{reply: func(int, *http.Request) (*http.Response, error) {
		now = now.Add(3 * time.Second)
		return jsonOf(200, `{"id":7,"secretState":"None"}`), nil
	}}
	c := signedIn(t, s, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
	st, err := c.SecretState(context.Background(), 7)
	if err != nil || !st.Sent.Equal(start) || !st.Received.Equal(start.Add(3*time.Second)) {
		t.Errorf("%v to %v, %v", st.Sent, st.Received, err)
	}
}
