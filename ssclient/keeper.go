package ssclient

import (
	"context"
	"errors"
	"sync"
	"time"

	"sallyport/workflow/sealed"
)

// renewMargin is how long before its end a token is renewed when a write is to be sent.
const renewMargin = 30 * time.Second

// issuer is who gave a token: it renews it, and ends it.
type issuer interface {
	rotate(ctx context.Context, k call, old token) (token, error)
	revoke(ctx context.Context, k call) error
}

// token is what a grant gave.
type token struct {
	access, refresh sealed.Secret
	header          string // of access, once it is the session's
	kind            string // token_type, as the server spells it
	from            issuer
	ends            time.Time // wall time by this machine's clock; zero: nobody said
	margin          time.Duration
	rejected        bool   // by the server, before its time
	gen             uint64 // another one with each access token
	session         uint64 // another one with each sign-in or sign-out
}

// wipe keeps the counters.
func (t *token) wipe() {
	t.access.Wipe()
	t.refresh.Wipe()
	*t = token{gen: t.gen + 1, session: t.session}
}

// clone has buffers of its own.
func (t token) clone() token {
	t.access, t.refresh = t.access.Clone(), t.refresh.Clone()
	return t
}

// ticket is the right to send one request.
type ticket struct {
	header       string
	gen, session uint64
}

// bearer is a ticket for a token that is not, or not yet, the session's.
func bearer(access sealed.Secret) ticket { return ticket{header: bearerHeader(access)} }

// flight is one rotation that every caller with the old token waits for.
type flight struct {
	done chan struct{}
	err  error // read after done
}

// keeper has the tokens of one sign-in. A Platform and the vault behind it
// share one: what one of them renews is new for both.
type keeper struct {
	clock     func() time.Time
	onRefresh func(sealed.Secret)
	life      context.Context // ends with close; a rotation outlives the call that began it
	end       context.CancelFunc
	flights   sync.WaitGroup

	mu     sync.Mutex
	tok    token
	flight *flight
	closed bool
}

func newKeeper(clock func() time.Time, onRefresh func(sealed.Secret)) *keeper {
	p := &keeper{clock: clock, onRefresh: onRefresh}
	p.life, p.end = context.WithCancel(context.Background())
	return p
}

// close ends a rotation in flight and forgets the tokens.
func (p *keeper) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.end()
	p.flights.Wait()
	p.forget()
}

// begin starts a session with new tokens; a rotation of the old one that is
// still in flight will find itself replaced.
func (p *keeper) begin(t token) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tok.wipe()
	p.install(t)
	p.tok.session++
	p.flight = nil
}

// install is called with mu held.
func (p *keeper) install(t token) {
	t.gen, t.session = p.tok.gen+1, p.tok.session
	t.header = bearerHeader(t.access)
	p.tok = t
}

// forget drops all tokens.
func (p *keeper) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tok.wipe()
	p.tok.session++
	p.flight = nil
}

// drop drops the tokens that t was made from, if they are still the current ones.
func (p *keeper) drop(t ticket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tok.gen == t.gen {
		p.tok.wipe()
	}
}

// authorize gives out the current token. One that is known to be over is
// renewed first, and before a write also one that is about to be: a write
// that meets an expired token cannot be sent again.
func (p *keeper) authorize(ctx context.Context, k call) (ticket, error) {
	t, over, near := p.ticket()
	if !k.last && (over || near && k.write()) {
		err := p.renew(ctx, t, false)
		if err != nil && (over || ctx.Err() != nil) {
			return ticket{}, k.within(err)
		}
		before := t.session // near: what is left of the old token is still good
		if t, _, _ = p.ticket(); t.session != before {
			return ticket{}, k.fail(ErrSignedOut, "")
		}
	}
	if t.header == "" {
		return ticket{}, k.fail(ErrSignedOut, "")
	}
	return t, nil
}

// ticket also says whether a token that can be renewed is over, or soon will be.
func (p *keeper) ticket() (t ticket, over, near bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t = ticket{p.tok.header, p.tok.gen, p.tok.session}
	if p.tok.refresh.Empty() {
		return t, false, false
	}
	now := p.clock().Round(0)
	over = p.tok.rejected || !now.Before(p.tok.ends)
	return t, over, !now.Add(p.tok.margin).Before(p.tok.ends)
}

// renew rotates the tokens that t was made from, once for all who ask at the
// same time. rejected: the server refused the access token.
func (p *keeper) renew(ctx context.Context, t ticket, rejected bool) error {
	k := call{op: "renew sign-in"}
	p.mu.Lock()
	switch {
	case p.tok.session != t.session || p.closed:
		p.mu.Unlock()
		return k.fail(ErrSignedOut, "")
	case p.tok.gen != t.gen: // another caller was quicker
		p.mu.Unlock()
		return nil
	case p.tok.refresh.Empty():
		p.tok.wipe()
		p.mu.Unlock()
		return k.fail(ErrSignedOut, "")
	}
	p.tok.rejected = p.tok.rejected || rejected
	f := p.flight
	if f == nil {
		f = &flight{done: make(chan struct{})}
		p.flight = f
		p.flights.Add(1)
		// Its own goroutine and the Client's context: a caller that gives up
		// must not throw away the answer to a refresh token that works once.
		go p.fly(f, k, p.tok.clone())
	}
	p.mu.Unlock()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return k.stopped(ctx)
	}
}

// fly rotates and publishes the outcome.
func (p *keeper) fly(f *flight, k call, old token) {
	defer p.flights.Done()
	defer close(f.done)
	defer old.wipe()
	got, err := old.from.rotate(p.life, k, old)
	p.mu.Lock()
	if p.flight != f { // signed out or in again meanwhile
		p.mu.Unlock()
		got.wipe()
		f.err = k.fail(ErrSignedOut, "")
		return
	}
	p.flight = nil
	f.err = err
	switch {
	case err == nil:
		p.tok.wipe()
		p.install(got)
	case errors.Is(err, ErrSignedOut):
		p.tok.refresh.Wipe()
		p.tok.refresh = sealed.Secret{}
		if p.tok.rejected || !p.clock().Round(0).Before(p.tok.ends) {
			p.tok.wipe()
		}
	default: // it may work later, and the token may even still be good
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	p.tellRefresh()
}

func (p *keeper) tellRefresh() {
	if p.onRefresh != nil {
		p.onRefresh(p.refreshToken())
	}
}

// refreshToken is a clone of the current one; empty where there is none.
func (p *keeper) refreshToken() sealed.Secret {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tok.refresh.Clone()
}

// current is a clone of what there is.
func (p *keeper) current() token {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tok.clone()
}

// settled waits for a rotation in flight, or signing out would leave behind a
// token that nobody knows. It reports who gave the token, nil where there is none.
func (p *keeper) settled(ctx context.Context) (issuer, error) {
	p.mu.Lock()
	f := p.flight
	p.mu.Unlock()
	if f != nil {
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tok.access.Empty() {
		return nil, nil
	}
	return p.tok.from, nil
}
