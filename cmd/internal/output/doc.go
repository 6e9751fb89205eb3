// Package output prints answers of a Secret Server for scripts: as the JSON
// that the server wrote, as a table for people, or through a template.
//
// Owns: one buffer that values are put into and that is cleared; JSON strings
// made from bytes; the order of members, which ssclient/connector knows.
// Never: calls a server, makes a Go string of a password or token, decides
// what is printed.
// Imports: ssclient/connector and workflow/sealed.
package output
