// Package ssclient speaks the REST API of Delinea Secret Server for people
// (through app), scripts (through cmd/sallyport) and Go programs.
//
// Owns: sign-in and tokens, at a Secret Server or at the Platform before it,
// challenges step by step, one method per API call, the one place where an
// HTTP response is judged, the throttle, the sharing and retry of reads.
// Never: replays a write, decides what a user should do, keeps text for users,
// touches http.DefaultTransport, prints a secret.
// Imports: resty, x/time, x/net (proxies) and workflow/sealed.
//
// Every call goes through Client.do. A read that fails for a passing reason is
// tried three times; a write is sent once, whatever happens. After an error of
// a write, Doubtful says whether it may have been performed, and Retryable
// whether it certainly was not and is worth asking again; in both cases the
// caller reads the state first. CONTRACTS.md lists what is relied on.
//
// The package starts one kind of goroutine: the rotation of the tokens, which
// must not die with the call that needed it. Close waits for it.
package ssclient
