package app

import (
	"testing"
	"time"

	"sallyport/ssclient"
)

// When the timer turns red the state says; else the vault's rules, by how much is spent; else it is the last fifth.
func TestWhenACheckOutTurnsRed(t *testing.T) {
	yes, minutes, marker := true, 60, 7
	for name, x := range map[string]struct {
		marker *int
		spent  int
		want   time.Duration
	}{
		"the state":           {&marker, 50, 7 * time.Minute},
		"the rules":           {nil, 90, 6 * time.Minute},
		"nobody":              {nil, 0, 12 * time.Minute},
		"rules without sense": {nil, 100, 12 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			a := New(Config{})
			a.s.rules.NotifyAtPercent = x.spent
			sec := a.s.secret(1)
			st := ssclient.SecretState{
				IsCheckedOut: &yes, CheckedOutByCurrentUser: &yes, CheckOutIntervalMinutes: &minutes, CheckOutMinutesRemaining: &minutes,
				RemainingTimeWarningMinuteMarker: x.marker,
			}
			sec.facts = sec.factsOf(st)
			a.holds(sec, st)
			if got := sec.hold.lease.Marker; got != x.want {
				t.Errorf("red with %v left, want %v", got, x.want)
			}
		})
	}
}
