// Package assets holds the files that are part of the program: icons,
// translations, the seed of the demo vault.
//
// Owns: the embedded bytes. Never: has logic. Imports: embed only.
package assets

import _ "embed"

// DemoSeed is the demo vault's users, folders and secrets, without a password.
//
//go:embed demo-seed.json
var DemoSeed []byte
