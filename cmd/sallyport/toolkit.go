package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
)

// appID names the program to the desktop; FyneApp.toml has the same.
const appID = "io.github.sallyport"

// newToolkit is Fyne without its store of preferences, which nothing here
// uses. Whoever has an id while it starts gets one, with a watch on its file:
// at the end Fyne empties that file, its own watch reads it before it is
// written again, and "Preferences load error: EOF" is on the terminal.
func newToolkit() fyne.App {
	app.SetMetadata(fyne.AppMetadata{Name: "Sallyport"})
	a := app.NewWithID("")
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: "Sallyport"})
	return a
}
