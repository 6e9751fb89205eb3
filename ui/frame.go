package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
)

// usualSize is that of a window nobody has changed; a file may hold anything.
var (
	usualSize = fyne.NewSize(1280, 800)
	leastSize = fyne.NewSize(880, 560)
	mostSize  = fyne.NewSize(7680, 4320)
)

// usualTree is the width of the tree beside the pane.
const usualTree float32 = 288

// sizeOf is how large a window begins.
func sizeOf(f app.FrameSettings) fyne.Size {
	size := usualSize
	if f.Width > 0 && f.Height > 0 {
		size = fyne.NewSize(float32(f.Width), float32(f.Height))
	}
	return fyne.NewSize(min(max(size.Width, leastSize.Width), mostSize.Width), min(max(size.Height, leastSize.Height), mostSize.Height))
}

// do hands over what the user wants. Whoever leaves finds the window as it was.
func (u *UI) do(i app.Intent) {
	if _, leaves := i.(app.Quit); leaves {
		u.tellFrame()
	}
	u.port.Do(i)
}

// tellFrame tells how large the window is, if it is not as it began.
func (u *UI) tellFrame() {
	size := u.env.canvas.Size()
	now := app.FrameSettings{Width: int(size.Width + 0.5), Height: int(size.Height + 0.5), Tree: int(u.main.split.width + 0.5)}
	if now != u.frame && !u.win.FullScreen() {
		u.frame = now
		u.port.Do(app.SetFrame{To: now})
	}
}
