package ui

import (
	"crypto/sha256"
	"sync"

	"fyne.io/fyne/v2"

	"sallyport/workflow/sealed"
)

// Clipboard is the window's, for desktops where nothing better is known: Fyne
// takes text as a string, and marks nothing as secret. It is made before the
// window and works while there is one.
type Clipboard struct {
	mu   sync.Mutex
	on   fyne.Clipboard // nil: no window
	post func(func())
}

// use connects it with the window's.
func (c *Clipboard) use(on fyne.Clipboard, post func(func())) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.on, c.post = on, post
}

// Copy puts a secret there and wipes it; forget takes it off, unless something
// else has been copied since.
func (c *Clipboard) Copy(s sealed.Secret) (forget func()) {
	c.mu.Lock()
	on, post := c.on, c.post
	c.mu.Unlock()
	if on == nil {
		s.Wipe()
		return func() {}
	}
	var sum [sha256.Size]byte
	s.Reveal(func(b []byte) { sum = sha256.Sum256(b) })
	post(func() {
		s.Reveal(func(b []byte) { on.SetContent(string(b)) })
		s.Wipe()
	})
	return func() {
		post(func() {
			if sha256.Sum256([]byte(on.Content())) == sum {
				on.SetContent("")
			}
		})
	}
}
