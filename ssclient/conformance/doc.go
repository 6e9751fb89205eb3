// Package conformance holds the client and the demo vault to the public
// record of the Secret Server API, from outside: it is the only place that
// imports both, and it has tests only.
//
// Owns: the vendor's own Go SDK run against the demo vault; the validation of
// both sides against the vendor's description, where that file is at hand; the
// contract fixtures in ../testdata/contract; the recorded traffic of other
// people's clients; the check that CONTRACTS.md names files and tests that exist.
//
// Never: is imported, or keeps text of the vendor's description. What still
// contradicts the record stands in tables that must match exactly, so that a
// contradiction can neither come nor go unseen.
package conformance
