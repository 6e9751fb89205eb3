// Package connector describes the three calls that scripts and Microsoft's
// Power Platform make to a Secret Server: get a secret, get a template, get or
// refresh a token.
//
// Owns: the definitions of that description, once, as data: the names and the
// order of members, their types, and what each means. Write makes an OpenAPI
// 2.0 document of them, WriteProperties the second file that a custom connector
// needs; cmd/sallyport prints its JSON in the order of the same definitions.
// Never: calls a server, imports the client or an OpenAPI library.
//
// Names, order and types are those of the vendor's published connector; the
// words are our own.
package connector
