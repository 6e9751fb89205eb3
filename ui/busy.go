package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sallyport/ui/widgets"
)

// busyLine is a spinner with what it waits for, and Cancel if there is something to cancel.
type busyLine struct {
	root *fyne.Container
	spin *widget.Activity
	text *widgets.Text
}

func newBusyLine(text string, cancel *widgets.Button) *busyLine {
	b := &busyLine{spin: widget.NewActivity(), text: widgets.NewText(text, widgets.Style{Tone: widgets.Quiet})}
	b.root = widgets.NewLine(10, nil, widgets.NewFixed(20, 20, b.spin), b.text)
	if cancel != nil {
		b.root.Add(cancel)
	}
	b.root.Hide()
	return b
}

// set shows or hides it. The spinner repaints without end, so it runs only while it shows.
func (b *busyLine) set(on bool) bool {
	if !visible(b.root, on) {
		return false
	}
	if on {
		b.spin.Start()
	} else {
		b.spin.Stop()
	}
	return true
}
