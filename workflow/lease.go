package workflow

import "time"

// Lease is how long one check-out lasts, as far as the vault has told. The
// vault gives whole minutes, so the end is known as a span: not before
// earliest and not after latest. What is shown counts to earliest: never more
// than the vault still grants. Times are wall times of this machine. The zero
// Lease is over.
type Lease struct {
	earliest, latest time.Time
	seen             time.Time     // the latest now: a clock set back grants nothing
	Total            time.Duration // the whole interval, for the ring
	Marker           time.Duration // red at or below
}

// Reading is one answer of the vault about a check-out.
type Reading struct {
	Sent, Received time.Time     // the question and the answer, by this machine's clock
	Left           time.Duration // what the answer grants at least
	Slack          time.Duration // and how much more it may be: a minute for whole minutes, 0 if exact
	Until          time.Time     // instead of Left: the end itself
}

// Observe takes in a reading. One that contradicts what is known (an
// extension, an end brought forward) replaces it. One that agrees only lowers
// the latest end: it could raise the earliest too, but time on the screen that
// grows by itself is worse than some seconds unused.
func (l Lease) Observe(r Reading) Lease {
	from, to := r.Sent.Round(0).Add(r.Left), r.Received.Round(0).Add(r.Left+r.Slack)
	if !r.Until.IsZero() {
		from, to = r.Until.Round(0), r.Until.Round(0)
	}
	if from.After(l.latest) || to.Before(l.earliest) {
		l.earliest, l.latest = from, to
	}
	if to.Before(l.latest) {
		l.latest = to
	}
	l.seen = r.Received.Round(0)
	return l
}

// At moves the lease to now. A now before an earlier one is not believed until the next reading.
func (l Lease) At(now time.Time) Lease {
	if now = now.Round(0); now.After(l.seen) {
		l.seen = now
	}
	return l
}

// Remaining is what is certainly left: never negative, and it never grows without a reading.
func (l Lease) Remaining() time.Duration { return max(0, l.earliest.Sub(l.seen)) }

// Over reports whether the vault may have taken the check-out back.
func (l Lease) Over() bool { return l.Remaining() == 0 }

// Ends is when it is certainly still held until.
func (l Lease) Ends() time.Time { return l.earliest }

// Red reports whether the time left is at or below the vault's threshold.
func (l Lease) Red() bool { return l.Remaining() <= l.Marker }

// UntilNextSecond is how long the shown seconds stay as they are.
func (l Lease) UntilNextSecond() time.Duration {
	return l.Remaining()%time.Second + time.Millisecond
}
