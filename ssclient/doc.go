// Package ssclient speaks the REST API of Delinea Secret Server for people
// (through app), scripts (through cmd/sallyport) and Go programs.
//
// Owns: sign-in and tokens, one method per API call, the one place where an
// HTTP response is judged, the throttle, the retry of reads.
// Never: replays a write, decides what a user should do, keeps text for users,
// touches http.DefaultTransport, prints a secret.
// Imports: resty, x/time, workflow (the facts it reports) and workflow/sealed.
package ssclient
