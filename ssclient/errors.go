package ssclient

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// sentinel is one kind of failure; of is the wider kind that it is a case of.
type sentinel struct {
	text string
	of   error
}

func (s *sentinel) Error() string { return s.text }
func (s *sentinel) Unwrap() error { return s.of }

// The kinds of failure, for errors.Is. A cancelled context keeps
// context.Canceled, a passed deadline of the caller context.DeadlineExceeded.
var (
	ErrBadURL       error = &sentinel{text: "bad vault address"}
	ErrWay          error = &sentinel{text: "no such way to the vault"}         // a CA file or a proxy that cannot be used
	ErrAuth         error = &sentinel{text: "sign-in refused"}                  // wrong name, password or code
	ErrAnswer       error = &sentinel{"answer not accepted", ErrAuth}           // of an Exchange; is an ErrAuth too
	ErrFederated    error = &sentinel{text: "signs in at another provider"}     // the Detail is its host; the browser can
	ErrNoVault      error = &sentinel{text: "no vault behind this address"}     // or none that may get the Platform's tokens
	ErrNoChallenge  error = &sentinel{text: "no challenge by this way"}         // the browser can
	ErrSignedOut    error = &sentinel{text: "signed out"}                       // no token, or over and cannot be renewed
	ErrRenewed      error = &sentinel{text: "not performed, sign-in renewed"}   // a write met an expired token: look again, ask again
	ErrAccessDenied error = &sentinel{text: "access denied"}                    // may not, or does not exist: the server does not tell which
	ErrRefused      error = &sentinel{text: "refused"}                          // understood and turned down
	ErrTransport    error = &sentinel{text: "no connection"}                    // no answer, or half of one
	ErrCertificate  error = &sentinel{"certificate not trusted", ErrTransport}  // is an ErrTransport too
	ErrProxy        error = &sentinel{"no way through the proxy", ErrTransport} // is an ErrTransport too
	ErrTimeout      error = &sentinel{text: "timed out"}                        //
	ErrThrottled    error = &sentinel{text: "too many calls"}                   // RetryAfter says how long to stay away
	ErrServer       error = &sentinel{text: "server error"}                     // 5xx
	ErrNotAPI       error = &sentinel{text: "not an answer of a Secret Server"} // a log-in page, another program, half an answer
	ErrTooBig       error = &sentinel{"answer too big", ErrNotAPI}              // is an ErrNotAPI too

	ErrTooOld        error = &sentinel{text: "the server is too old"}                          // older than OldestServer
	ErrVersionHidden error = &sentinel{"the administrator hides the version", ErrAccessDenied} // it may be any; an ErrAccessDenied too
)

// APIError is one failed call. Its text never holds a token, a password, a
// query or a body; server text is cleaned and cut first.
type APIError struct {
	Op         string // what was tried: "check out secret 7"
	Kind       error  // one of the sentinels; nil for a cancelled context
	Status     int    // 0: no answer
	Code       string // errorCode
	Message    string // message, or error of a token answer
	Detail     string // messageDetail, or what was wrong with the answer
	ModelState map[string][]string
	RetryAfter time.Duration // 0: the server did not say

	// MayHaveHappened: a write left this machine and nothing says whether it was performed.
	MayHaveHappened bool

	cause error // context.Canceled or context.DeadlineExceeded, else nil
	stale bool  // the token was refused, nothing was performed
}

func (e *APIError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	switch {
	case e.Kind != nil:
		b.WriteString(": " + e.Kind.Error())
	case e.cause != nil:
		b.WriteString(": " + e.cause.Error())
	}
	for _, s := range []string{e.Message, e.Detail} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	return b.String()
}

// Unwrap gives the kind and, where there is one, the context's own error.
func (e *APIError) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Kind, e.cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// Retryable reports that the server certainly did nothing, and asking again after looking
// at the state anew has a good chance.
func (e *APIError) Retryable() bool { return errors.Is(e.Kind, ErrRenewed) }

// Retryable is APIError.Retryable for any error.
func Retryable(err error) bool {
	var e *APIError
	return errors.As(err, &e) && e.Retryable()
}

// Doubtful reports whether a write that failed with err may have been
// performed all the same: read the state before doing anything else.
func Doubtful(err error) bool {
	var e *APIError
	return errors.As(err, &e) && e.MayHaveHappened
}

// fail starts an error of the call k.
func (k call) fail(kind error, detail string) *APIError {
	return &APIError{Op: k.op, Kind: kind, Detail: detail}
}

// doubt marks the error of a call that may have been performed.
func (k call) doubt(e *APIError) *APIError {
	e.MayHaveHappened = k.write()
	return e
}

// stopped is the error of a call whose caller gave up.
func (k call) stopped(ctx context.Context) *APIError {
	if errors.Is(ctx.Err(), context.Canceled) {
		return &APIError{Op: k.op, cause: context.Canceled}
	}
	return &APIError{Op: k.op, Kind: ErrTimeout, cause: context.DeadlineExceeded}
}

// within names the outer call in the error of a call made on its behalf,
// before the outer one was sent.
func (k call) within(err error) error {
	var e *APIError
	if !errors.As(err, &e) {
		return err
	}
	outer := *e
	outer.Op = k.op + ": " + e.Op
	outer.MayHaveHappened = false
	return &outer
}

// missing reports a route that the server does not have, or has for other verbs only.
func missing(err error) bool {
	var e *APIError
	return errors.As(err, &e) && (e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed)
}

// clean makes server text fit for one line of an error: no control
// characters, at most limit runes.
func clean(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			continue
		}
		if n++; n > limit {
			b.WriteString("…")
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
