package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// pickFolder lets a folder be chosen in the toolkit's own way. Nothing is
// written by it.
func pickFolder(w fyne.Window) func(start string, then func(string)) {
	return func(start string, then func(string)) {
		d := dialog.NewFolderOpen(func(to fyne.ListableURI, err error) {
			if err == nil && to != nil {
				then(to.Path())
			}
		}, w)
		if at, err := storage.ListerForURI(storage.NewFileURI(start)); err == nil {
			d.SetLocation(at)
		}
		d.Show()
	}
}
