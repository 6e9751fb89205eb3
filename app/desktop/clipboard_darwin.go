package desktop

import "sallyport/workflow/sealed"

// CopySecret has no clipboard that conceals on this system: it is ErrNoClipboard.
func CopySecret(s sealed.Secret) (clear func(), err error) {
	s.Wipe()
	return nil, ErrNoClipboard
}
