// Package widgets holds the small parts the windows are made of: a countdown
// ring, a list of steps, buttons, rows.
//
// Owns: how each looks and how it answers a tap or a key, one a file.
// Never: knows what a secret is, keeps state a View owns, names a colour (it
// names tokens; ui/theme.go has the colours).
// Imports: fyne.
package widgets
