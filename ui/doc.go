// Package ui projects app.View into windows and turns taps and keys into app.Intents.
//
// Owns: the windows, their theme, their words (messages.go), and what no View
// holds: which folders are open, where the focus is.
// Never: starts a goroutine, reads a clock, decides a rule of the vault.
// Imports: app, workflow (names and sealed only), ui/widgets, assets, fyne.
package ui
