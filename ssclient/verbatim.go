package ssclient

import (
	"context"
	"sync"

	"sallyport/workflow/sealed"
)

// Answers collects what the server wrote, for callers that hand it on as it
// is: nulls, numbers and all.
type Answers struct {
	mu  sync.Mutex
	all []sealed.Secret
}

type verbatimKey struct{}

// Verbatim makes every call under the context that it returns also keep its
// good answer in the Answers: one for most methods, one a page for a list.
// There may be passwords and tokens in them; what is not taken must be wiped.
func Verbatim(ctx context.Context) (context.Context, *Answers) {
	a := &Answers{}
	return context.WithValue(ctx, verbatimKey{}, a), a
}

// Take gives the answers so far, in order, to the caller, who wipes them.
func (a *Answers) Take() []sealed.Secret {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.all
	a.all = nil
	return all
}

// Wipe clears what was not taken.
func (a *Answers) Wipe() {
	for _, s := range a.Take() {
		s.Wipe()
	}
}

// keep is called with each good answer before it is cleared.
func keep(ctx context.Context, a answer) {
	if all, ok := ctx.Value(verbatimKey{}).(*Answers); ok {
		all.mu.Lock()
		defer all.mu.Unlock()
		all.all = append(all.all, sealed.Copy(a.body))
	}
}
