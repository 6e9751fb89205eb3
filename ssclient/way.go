package ssclient

import (
	"net/http"
	"sync"

	"golang.org/x/time/rate"
)

// Way is how calls reach the vault, and how many of them.
type Way struct {
	CAFile, Proxy string // as in Config
	Throttle      Throttle
}

// way is what cfg says of it: always the same, or what its owner says when it is asked.
func (cfg Config) way() func() Way {
	if cfg.Way != nil {
		return cfg.Way
	}
	fixed := Way{cfg.CAFile, cfg.Proxy, cfg.Throttle}
	return func() Way { return fixed }
}

// road is a transport that goes the way its owner wants now. What is under way
// already ends as it began; its connection is not used again.
type road struct {
	way func() Way

	mu       sync.Mutex
	now      Way
	straight *http.Transport // as now says
}

// newRoad fails where the first way there is cannot be gone.
func newRoad(way func() Way) (*road, error) {
	r := &road{way: way}
	_, err := r.take()
	return r, err
}

// take is the transport for the next call.
func (r *road) take() (*http.Transport, error) {
	to := r.way()
	to.Throttle = Throttle{}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.straight != nil && to == r.now {
		return r.straight, nil
	}
	next, err := newTransport(to.CAFile, to.Proxy)
	if err != nil {
		return nil, &wayError{err}
	}
	if r.straight != nil {
		r.straight.CloseIdleConnections() // those in use as well, when they are not any more
	}
	r.now, r.straight = to, next
	return next, nil
}

// RoundTrip implements http.RoundTripper.
func (r *road) RoundTrip(q *http.Request) (*http.Response, error) {
	t, err := r.take()
	if err != nil {
		if q.Body != nil {
			_ = q.Body.Close() // nothing was read of it
		}
		return nil, err
	}
	return t.RoundTrip(q)
}

// CloseIdleConnections is what http.Client looks for.
func (r *road) CloseIdleConnections() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.straight.CloseIdleConnections()
}

// pace is the limiter of a Client and its siblings, as fast as their owner wants now.
type pace struct {
	way func() Way

	mu      sync.Mutex
	now     Throttle
	limiter *rate.Limiter
}

func newPace(way func() Way) *pace {
	t := way().Throttle
	return &pace{way: way, now: t, limiter: t.limiter()}
}

// reserve takes the next turn. Whoever has one already keeps it.
func (p *pace) reserve() *rate.Reservation {
	t := p.way().Throttle
	p.mu.Lock()
	defer p.mu.Unlock()
	if t != p.now {
		to := t.limiter()
		p.limiter.SetLimit(to.Limit())
		p.limiter.SetBurst(to.Burst())
		p.now = t
	}
	return p.limiter.Reserve()
}
