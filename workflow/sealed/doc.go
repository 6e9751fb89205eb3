// Package sealed holds a secret value so that it cannot be printed by accident.
//
// Owns: the bytes of a password, token, key or passphrase while the program
// needs them; wiping them in place when it does not.
// Never: turns them into a Go string, logs them, or marshals them.
// Imports: the standard library only. Every package may import it.
package sealed
