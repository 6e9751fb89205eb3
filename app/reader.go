package app

import (
	"bytes"
	"cmp"
	"context"

	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// reader reads one secret, with its QuantumLock password where it has one. It
// never checks anything out.
type reader struct {
	vault   Access
	id      int
	lock    sealed.Secret
	known   []ssclient.Launcher // nil: not asked for yet
	proxied bool                // the vault offers its proxy
}

func (r reader) launchers(ctx context.Context) ([]ssclient.Launcher, error) {
	if r.known != nil {
		return r.known, nil
	}
	return r.vault.Launchers(ctx, r.id)
}

func (r reader) secret(ctx context.Context) (ssclient.Secret, error) {
	if r.lock.Empty() {
		return r.vault.Secret(ctx, r.id)
	}
	return r.vault.SecretRestricted(ctx, r.id, ssclient.Access{QuantumLock: r.lock})
}

func (r reader) field(ctx context.Context, slug string) (sealed.Secret, error) {
	if r.lock.Empty() {
		return r.vault.SecretField(ctx, r.id, slug)
	}
	return r.vault.SecretFieldRestricted(ctx, r.id, slug, ssclient.Access{QuantumLock: r.lock})
}

// readProblem tells a wrong QuantumLock password from any other refusal: by
// the state, as no public source says which code a server sends.
func (a *App) readProblem(ctx context.Context, r reader, err error) Problem {
	p := a.problemOf(err)
	if r.lock.Empty() || p.Kind != ProblemRefused && p.Kind != ProblemGone {
		return p
	}
	st, stateErr := r.vault.SecretState(ctx, r.id)
	if stateErr == nil && workflow.SecretState(st.State) == workflow.StateQuantumLock {
		p.Kind, p.Detail = ProblemLock, cmp.Or(said(err), p.Detail)
	}
	return p
}

// value is a password field's: from the answer where the server gave it,
// otherwise by a call of its own, as newer descriptions demand.
func (r reader) value(ctx context.Context, i ssclient.SecretItem) (sealed.Secret, error) {
	if !masked(i.Value) {
		return i.Value.Clone(), nil
	}
	return r.field(ctx, i.Slug)
}

// masked reports whether the server may have sent a placeholder instead of the
// value: nothing, or words between asterisks. A password that looks like one
// costs a call more and is right all the same.
func masked(s sealed.Secret) (yes bool) {
	stars := []byte("***")
	s.Reveal(func(b []byte) {
		yes = len(b) == 0 || bytes.HasPrefix(b, stars) && bytes.HasSuffix(b, stars)
	})
	return yes
}
