// Command emptywindow is a window with nothing in it: what the toolkit itself
// costs, for the benchmark to compare with.
//
// Owns: nothing. Never: is part of the product.
// Imports: fyne.
package main

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
)

func main() {
	w := app.NewWithID("io.github.sallyport.empty").NewWindow("Empty")
	w.SetContent(canvas.NewRectangle(color.Gray{0x20}))
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}
