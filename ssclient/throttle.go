package ssclient

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Throttle lets Calls calls go out at once and then Calls in every Per. The
// zero Throttle is 100 per minute; Calls below zero is no throttle.
type Throttle struct {
	Calls int
	Per   time.Duration
}

func (t Throttle) limiter() *rate.Limiter {
	if t.Calls < 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	if t.Calls == 0 {
		t.Calls = 100
	}
	if t.Per <= 0 {
		t.Per = time.Minute
	}
	return rate.NewLimiter(rate.Every(t.Per/time.Duration(t.Calls)), t.Calls)
}

// waits tells the owner about calls that are held back: a duration when one
// starts to wait, 0 when the last one goes on. The mutex is held while telling,
// so that a 0 is never overtaken.
type waits struct {
	mu   sync.Mutex
	n    int
	tell func(time.Duration)
}

func (w *waits) start(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	if w.tell != nil {
		w.tell(d)
	}
}

func (w *waits) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n--
	if w.n == 0 && w.tell != nil {
		w.tell(0)
	}
}

// takeTurn waits for the throttle. A caller that gives up gives its turn back.
func (c *Client) takeTurn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	turn := c.pace.reserve()
	d := turn.Delay()
	if d <= 0 {
		return nil
	}
	if err := c.hold(ctx, d); err != nil {
		turn.Cancel()
		return err
	}
	return nil
}

// hold is a wait that the owner is told about.
func (c *Client) hold(ctx context.Context, d time.Duration) error {
	c.waits.start(d)
	defer c.waits.end()
	return sleep(ctx, d)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
