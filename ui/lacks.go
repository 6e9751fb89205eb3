package ui

// Lacks is what this system cannot do for a window. It is said where the
// setting for it is.
type Lacks struct {
	Idle       bool // nobody tells how long nobody was there
	OnlyX      bool // only programs of X see the user: the desktop is Wayland
	ScreenLock bool // nobody tells of the screen's lock, nor of sleep
	Conceal    bool // what is copied cannot be kept out of histories of the clipboard
}

func (l Lacks) idle(note string) string {
	switch {
	case l.Idle:
		return note + " " + tr("Nobody tells Sallyport so on this system: lock by hand, with F12.")
	case l.OnlyX:
		return note + " " + tr("On Wayland only what you do in programs of X is seen: it may lock too early.")
	}
	return note
}

func (l Lacks) lock(note string) string {
	if l.ScreenLock {
		return note + " " + tr("Nobody tells Sallyport of either on this system: lock by hand, with F12.")
	}
	return note
}

func (l Lacks) copied(note string) string {
	if l.Conceal {
		return note + " " + tr("Programs that keep what was copied cannot be told here to leave it out.")
	}
	return note
}
