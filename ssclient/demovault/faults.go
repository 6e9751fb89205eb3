package demovault

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// FaultKind is one way for an answer to go wrong.
type FaultKind string

// The kinds of faults. Those named after commit the call as usual and spoil
// only its answer; so does FaultTruncated. The others change nothing in the vault.
const (
	FaultStatus     FaultKind = "status"      // answers Fault.Status, 500 if that is 0, with RetryAfter if set
	FaultHangBefore FaultKind = "hang-before" // waits; if Hold is closed the call goes on as if nothing had been
	FaultHangAfter  FaultKind = "hang-after"  // commits, then waits; if Hold is closed the answer is sent
	FaultDropBefore FaultKind = "drop-before" // cuts the connection
	FaultDropAfter  FaultKind = "drop-after"  // commits, then cuts the connection
	FaultTruncated  FaultKind = "truncated"   // commits, then sends the first half of the JSON
	FaultHTML       FaultKind = "html"        // 200 with a page, as a proxy's sign-in
	FaultOtherJSON  FaultKind = "other-json"  // 200 with JSON of something else
	FaultSlow       FaultKind = "slow"        // waits for Fault.Delay, then the call goes on
)

// Fault spoils calls. A call that hangs ends when its request's context does.
type Fault struct {
	Kind       FaultKind
	Times      int // how many calls; 0: one, below 0: all
	Status     int
	RetryAfter string
	Delay      time.Duration   // of FaultSlow
	Hold       <-chan struct{} // ends a hang when closed; nil: only the client ends it
}

// WaitingFault is a fault that has calls to spoil yet: Times says how many.
type WaitingFault struct {
	ID int // of this fault, for DropFault
	Op string
	Fault
}

// faultBox is the faults that wait for their call, in order of Fail. It has a
// mutex of its own so that Fail works while a call hangs.
type faultBox struct {
	mu      sync.Mutex
	waiting []*WaitingFault
	lastID  int
}

// Fail makes coming calls of op fail, or of any operation where op is "*".
// Faults of one op take their turn in order of Fail; op's own come before "*".
// The operations: token, sign-out, user, folders, folder, folder-write, secrets, summary,
// favorites, favorite, read, field, state, view-comment, check-out, check-in,
// extend, audits, heartbeat, rotate, create, update, delete, templates,
// template, generate-password, launchers, launcher-types, launch, proxy, sessions,
// one-time-password, settings, configuration, healthcheck, version, api-token, mfa-start, mfa-advance, and on the Platform
// challenge-start, challenge-advance, platform-token, platform-health, vaults.
func (v *Vault) Fail(op string, f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	v.faults.mu.Lock()
	defer v.faults.mu.Unlock()
	v.faults.lastID++
	v.faults.waiting = append(v.faults.waiting, &WaitingFault{v.faults.lastID, op, f})
}

// Faults lists the faults that still wait for a call, oldest first.
func (v *Vault) Faults() []WaitingFault {
	v.faults.mu.Lock()
	defer v.faults.mu.Unlock()
	out := make([]WaitingFault, 0, len(v.faults.waiting))
	for _, f := range v.faults.waiting {
		out = append(out, *f)
	}
	return out
}

// DropFault forgets one fault that still waits; false where there is none of that id.
func (v *Vault) DropFault(id int) bool {
	v.faults.mu.Lock()
	defer v.faults.mu.Unlock()
	i := slices.IndexFunc(v.faults.waiting, func(f *WaitingFault) bool { return f.ID == id })
	if i < 0 {
		return false
	}
	v.faults.waiting = slices.Delete(v.faults.waiting, i, i+1)
	return true
}

// ClearFaults forgets the faults that still wait for a call.
func (v *Vault) ClearFaults() {
	v.faults.mu.Lock()
	defer v.faults.mu.Unlock()
	v.faults.waiting = nil
}

func (b *faultBox) take(op string) *Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range []string{op, "*"} {
		i := slices.IndexFunc(b.waiting, func(f *WaitingFault) bool { return f.Op == key })
		if i < 0 {
			continue
		}
		f := b.waiting[i].Fault
		if b.waiting[i].Times--; b.waiting[i].Times == 0 {
			b.waiting = slices.Delete(b.waiting, i, i+1)
		}
		return &f
	}
	return nil
}

// before acts ahead of the call; true means it has been answered already.
func (f *Fault) before(w http.ResponseWriter, r *http.Request) bool {
	switch f.Kind {
	case FaultHangBefore:
		f.hang(r)
	case FaultSlow:
		f.wait(r)
	case FaultDropBefore:
		panic(http.ErrAbortHandler)
	case FaultStatus:
		status := f.Status
		if status == 0 {
			status = http.StatusInternalServerError
		}
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		write(w, r, status, messageOnly{"The demo was told to fail here."})
		return true
	case FaultHTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n"))
		return true
	case FaultOtherJSON:
		write(w, r, http.StatusOK, map[string]any{"status": "ok", "items": []int{1, 2, 3}})
		return true
	}
	return false
}

// after acts on a call that has been committed; true means it has been answered.
func (f *Fault) after(w http.ResponseWriter, r *http.Request, answer any) bool {
	switch f.Kind {
	case FaultHangAfter:
		f.hang(r)
	case FaultDropAfter:
		panic(http.ErrAbortHandler)
	case FaultTruncated:
		data, contentType := encoded(answer)
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(data[:len(data)/2])
		return true
	}
	return false
}

// hang returns when Hold is closed and cuts the connection when the request ends.
func (f *Fault) hang(r *http.Request) {
	select {
	case <-f.Hold:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

// wait lets Delay pass and cuts the connection when the request ends before.
func (f *Fault) wait(r *http.Request) {
	t := time.NewTimer(f.Delay)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}
