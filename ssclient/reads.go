package ssclient

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// reads lets callers who ask the same thing at the same time share one HTTP
// call. Every one decodes the answer for itself, so that no secret ever has
// two owners.
type reads struct {
	mu    sync.Mutex
	under map[readKey]*read
	// writes counts the beginnings and ends of writes: a read that began
	// before one must not answer who asks after it.
	writes uint64
}

// readKey is what makes two reads the same. With another token, also another
// one of the same user, they are not: the one may be refused, the other not.
type readKey struct {
	path, query string
	bytes, anon bool
	limit       int64
	gen, writes uint64
}

// read is one shared call.
type read struct {
	key    readKey
	done   chan struct{}
	a      answer // and all below: written before done
	t      ticket
	err    error
	gaveUp bool // by the caller that made it: the others are not concerned
	eyes   int  // how many still look at the answer; under the mutex of reads
}

func (k call) shared() bool {
	return k.method == http.MethodGet && k.as.Empty() && k.header == nil && k.body == nil && !k.last
}

// fetch makes the call, or takes part in the same one of another caller. The
// answer is good until release.
func (c *Client) fetch(ctx context.Context, k call) (t ticket, a answer, release func(), err error) {
	if !k.shared() {
		if k.write() {
			c.reads.wrote()
			defer c.reads.wrote()
		}
		t, a, err = c.ask(ctx, k)
		return t, a, func() { clear(a.body) }, err
	}
	for {
		now, _, _ := c.ticket()
		r, first := c.reads.join(k, now)
		if first {
			c.lead(ctx, k, now, r)
		} else if !r.wait(ctx) {
			c.reads.leave(r)
			return now, answer{}, func() {}, k.stopped(ctx)
		}
		if !first && (r.gaveUp || r.t.session != now.session && !k.anon) {
			c.reads.leave(r)
			continue
		}
		return r.t, r.a, func() { c.reads.leave(r) }, r.failure()
	}
}

// ask waits for the throttle and sends the call with the token there is.
func (c *Client) ask(ctx context.Context, k call) (ticket, answer, error) {
	if c.takeTurn(ctx) != nil {
		return ticket{}, answer{}, k.stopped(ctx)
	}
	t, err := c.entitle(ctx, k)
	if err != nil {
		return t, answer{}, err
	}
	a, err := c.roundTrip(ctx, k, t)
	return t, a, err
}

// lead makes the shared call r on behalf of all.
func (c *Client) lead(ctx context.Context, k call, now ticket, r *read) {
	r.gaveUp = true // should ask panic
	r.t = now
	defer c.reads.finish(r)
	t, a, err := c.ask(ctx, k)
	r.a, r.err, r.gaveUp = a, err, err != nil && ctx.Err() != nil
	if err == nil || t.header != "" {
		r.t = t
	}
}

func (r *read) wait(ctx context.Context) bool {
	select {
	case <-r.done:
		return true
	case <-ctx.Done():
		return false
	}
}

// failure is a copy for each caller: errors are completed on their way up.
func (r *read) failure() error {
	var e *APIError
	if errors.As(r.err, &e) {
		own := *e
		return &own
	}
	return r.err
}

// wrote is called when a write begins and when it ends.
func (rs *reads) wrote() {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.writes++
}

// join finds the call that is under way, or says that this one is the first.
func (rs *reads) join(k call, now ticket) (r *read, first bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	key := readKey{path: k.path, query: k.query.Encode(), bytes: k.bytes, anon: k.anon, limit: k.limit, writes: rs.writes}
	if !k.anon {
		key.gen = now.gen
	}
	if r = rs.under[key]; r != nil {
		r.eyes++
		return r, false
	}
	if rs.under == nil {
		rs.under = map[readKey]*read{}
	}
	r = &read{key: key, done: make(chan struct{}), eyes: 1}
	rs.under[key] = r
	return r, true
}

// finish lets the others see the answer, and nobody join any more.
func (rs *reads) finish(r *read) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.under, r.key)
	close(r.done)
}

// leave clears the answer when the last one has seen it.
func (rs *reads) leave(r *read) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r.eyes--; r.eyes == 0 {
		clear(r.a.body)
	}
}
