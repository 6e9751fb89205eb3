package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/ui/widgets"
)

// busyLine is a spinner with what it waits for, and Cancel if there is something to cancel.
type busyLine struct {
	env  *env
	seen int // the rendering that showed it last
	root *fyne.Container
	spin *widgets.Spinner
	text *widgets.Text
}

func newBusyLine(e *env, text string, cancel *widgets.Button) *busyLine {
	b := &busyLine{env: e, spin: widgets.NewSpinner(16), text: widgets.NewText(text, widgets.Style{Tone: widgets.Quiet})}
	b.root = widgets.NewLine(10, nil, widgets.NewFixed(20, 20, b.spin), b.text)
	if cancel != nil {
		b.root.Add(cancel)
	}
	b.root.Hide()
	return b
}

// set shows or hides it, in each rendering of the screen it is on. The spinner
// repaints again and again, so it runs only while it shows, see env.settle.
func (b *busyLine) set(on bool) bool {
	b.seen = b.env.drawn
	if on {
		b.env.spinning[b] = true
	} else {
		delete(b.env.spinning, b)
	}
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

// settle ends each rendering: it stops what spins on a screen that is no
// longer shown. A hidden spinner would go on repainting the window.
func (e *env) settle() {
	for b := range e.spinning {
		if b.seen != e.drawn {
			b.set(false)
		}
	}
	e.drawn++
}
