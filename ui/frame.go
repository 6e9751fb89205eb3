package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
)

// The size of a window that nobody has changed, and the width of the tree in
// it; and between what it is kept, as a file may hold anything.
const (
	usualWidth, usualHeight, usualTree float32 = 1280, 800, 288
	leastWidth, leastHeight            float32 = 480, 300
	mostWidth, mostHeight              float32 = 7680, 4320
)

// sizeOf is how large a window begins.
func sizeOf(f app.FrameSettings) fyne.Size {
	if f.Width <= 0 || f.Height <= 0 {
		return fyne.NewSize(usualWidth, usualHeight)
	}
	return fyne.NewSize(min(max(float32(f.Width), leastWidth), mostWidth), min(max(float32(f.Height), leastHeight), mostHeight))
}

// do hands over what the user wants. Whoever leaves finds the window as it was.
func (u *UI) do(i app.Intent) {
	if _, leaves := i.(app.Quit); leaves {
		u.tellFrame()
	}
	u.port.Do(i)
}

// TellFrame tells how large the window is, and then calls done, on the UI
// goroutine: for whoever is about to end the program without the user. It may be
// called from any goroutine once a View was drawn.
func (u *UI) TellFrame(done func()) {
	u.post.later(func() {
		u.tellFrame()
		done()
	})
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

// fitScreen makes the window no larger than the screen: with everything drawn
// larger it grows, and what stands out nobody can reach.
func (u *UI) fitScreen() {
	room := u.room(u.env.canvas)
	if size := u.env.canvas.Size(); size.Width > room.Width || size.Height > room.Height {
		u.win.Resize(fyne.NewSize(max(leastWidth, min(size.Width, room.Width)), max(leastHeight, min(size.Height, room.Height))))
	}
}

// room is how large the window of a canvas may be; nobody knows: as large as one can be.
func (u *UI) room(c fyne.Canvas) fyne.Size {
	const bar = 40 // points at the top that the desktop needs for the window's title
	if u.opts.Screen != nil {
		if w, h, ok := u.opts.Screen(); ok {
			return fyne.NewSize(float32(w)/c.Scale(), float32(h-bar)/c.Scale())
		}
	}
	return fyne.NewSize(mostWidth, mostHeight)
}
