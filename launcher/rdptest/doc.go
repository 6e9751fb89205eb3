// Package rdptest runs a real remote desktop for tests: the machine's xrdp, on
// a port of loopback and with a certificate of its own.
//
// Owns: starting, stopping and cleaning up after xrdp. Never: is imported by
// production code.
// Imports: os/exec, testing, gofrs/flock.
package rdptest
