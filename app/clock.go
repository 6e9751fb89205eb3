package app

import "time"

// RealClock is the machine's clock.
type RealClock struct{}

// Now is the time of day.
func (RealClock) Now() time.Time { return time.Now() }

// AfterFunc is time.AfterFunc.
func (RealClock) AfterFunc(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }

// FastClock runs Speed times as fast as the machine's clock since Start; the
// demo vault keeps the same time, so that its minutes last a second and the
// countdowns still agree.
type FastClock struct {
	Start time.Time
	Speed int
}

// Now is the sped-up time of day. It is a wall time: both sides of a demo count alike.
func (c FastClock) Now() time.Time {
	return c.Start.Add(time.Since(c.Start) * time.Duration(c.Speed)).Round(0)
}

// AfterFunc waits d of the sped-up time.
func (c FastClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d/time.Duration(c.Speed), f).Stop
}
