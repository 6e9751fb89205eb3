// Package assets holds the files that are part of the program: icons,
// translations, the seed of the demo vault.
//
// Owns: the embedded bytes. Never: has logic. Imports: embed only.
package assets
