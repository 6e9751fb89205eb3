package main

import (
	"errors"

	"sallyport/app/desktop"
	"sallyport/ui"
	"sallyport/workflow/sealed"
)

// copySecret puts a secret on the desktop's clipboard, hidden from clipboard
// histories where the desktop can do that, and on the window's otherwise.
func copySecret(window *ui.Clipboard) func(sealed.Secret) (func(), error) {
	return func(s sealed.Secret) (forget func(), err error) {
		defer s.Wipe()
		forget, err = desktop.CopySecret(s.Clone())
		if errors.Is(err, desktop.ErrNoClipboard) {
			return window.Copy(s.Clone()), nil
		}
		return forget, err
	}
}
