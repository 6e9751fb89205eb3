// Package launcher turns a target and a credential into a native client, and
// knows when that client has ended.
//
// Owns: the command line of each client on each system (as data, from
// PlanFor), the private directory and sockets over which a credential reaches
// exactly the process that may have it, the helper that watches ssh from
// inside the terminal, finding the tools that are installed.
// Never: decides whether to launch; puts a secret in an argument, the
// environment or a file.
// Imports: os/exec, x/crypto, x/sys, workflow/sealed.
package launcher
