// Package app holds the one mutable state of Sallyport and the loop that
// changes it, headless: a window, a terminal and a test are projections of it.
//
// Owns: the mailbox and its loop, performing effects, timers, the journal of
// check-outs, recovery after a crash, check-in at quit, settings.
// Never: draws, knows a toolkit, speaks HTTP or starts processes itself.
// Imports: workflow, ssclient and launcher through its ports.
//
// An App is one user's account on one vault. Accounts (accounts*.go, seat.go)
// are several side by side, each with a loop of its own, and look like one.
//
// A way in is in wayin.go; what it looks at in look.go; what it waits for in
// wait.go and requests.go; its challenges in mfa.go. A check-out is in
// holding.go, extend.go and tick.go, what others hold in held.go and others.go.
// Signing in is in signin.go and, at a Platform, tenant.go; whether the vault
// answers at all in reach.go.
package app
