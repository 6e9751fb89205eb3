//go:build !windows

package main

// leaveConsole: only Windows opens a console for a program that has commands.
func leaveConsole() {}
