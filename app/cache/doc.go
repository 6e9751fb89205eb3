// Package cache keeps what a vault listed, encrypted, from one start to the next.
//
// Owns: one file for each account, readable only with a key that lies
// elsewhere. Never: knows what is kept, keeps a secret value, complains about
// a file that cannot be read: what was remembered is then forgotten.
// Imports: workflow/sealed, filippo.io/age, natefinch/atomic.
package cache
