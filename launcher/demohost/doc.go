// Package demohost is the demo SSH target: a small sshd on a loopback address
// whose accounts are those of the demo vault, so that a rotated password
// really stops working.
//
// Owns: the host key of this start, sign-in by password, keyboard-interactive
// and public key, a shell with a handful of words of its own, the list of logins.
//
// Never: listens on another than a loopback address, runs a program or touches
// a file, forwards, serves sftp or an agent.
//
// Imports: the standard library and x/crypto/ssh. It is handed the accounts as
// a function and knows nothing of the vault.
package demohost
