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
// What is marked to be connected together is in marks.go, its run in batch.go;
// the favorites that a user makes on the vault in favorites.go, their rows in
// favoriterows.go, with the other lists above the vaults in sections.go. What
// the pane shows of a secret beyond every secret's fields is in fields.go; what
// is remembered of a vault is gathered in known.go and written down by keep.go.
//
// A way in is in wayin.go; what it looks at in look.go; what it waits for in
// wait.go and requests.go; its challenges in mfa.go. A check-out is in
// holding.go, extend.go and tick.go, what others hold in held.go and others.go.
// Signing in is in signin.go and, at a Platform, tenant.go; whether the vault
// answers at all in reach.go.
package app
