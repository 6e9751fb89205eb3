// Package hosttest runs the machines of tests for real: throwaway accounts,
// the machine's sshd and xrdp on ports of loopback with keys of their own.
//
// Owns: starting, stopping and cleaning up after them. Never: is imported by
// production code.
// Imports: os/exec, testing, gofrs/flock.
package hosttest
