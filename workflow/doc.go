// Package workflow holds the rules: what a secret demands before it opens, in
// which order, the phases of a session, and how long a check-out lasts.
//
// Owns: Facts, the Requirements table, Next and Plan over it; the session
// phases and Apply; the arithmetic of a Lease.
// Never: reads a clock, starts a goroutine, talks to a server or a user. Time
// and answers come in as data; what to do goes out as data.
// Imports: the standard library only.
package workflow
