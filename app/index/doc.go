// Package index remembers what a vault has listed, so that a search answers
// while its user types: names, hosts, users, folders and templates.
//
// Owns: the compact memory of one vault's listings, its order of matches, and
// its form in bytes. Never: holds a secret value, reads a clock, starts a
// goroutine; one goroutine at a time uses an Index.
// Imports: vellum/levenshtein for the automaton that forgives typing errors.
package index
