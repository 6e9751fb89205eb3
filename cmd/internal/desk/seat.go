package desk

import (
	"fmt"
	"image"
)

// Seat is somebody who sits before a window of Sallyport and uses the keyboard.
type Seat struct {
	*Program
	Main string // the window
	desk *Desk
}

// SignInPage is where the sign-in page has its words, on a desk of 1280x800.
func SignInPage() image.Rectangle { return image.Rect(340, 120, 940, 720) }

// Sit opens a window for a user of a vault and waits for its sign-in page.
func (d *Desk) Sit(bin, server, user string) (*Seat, error) {
	return d.SitAnew(bin, "--server", server, "--user", user)
}

// SitAnew opens a window that knows only what args tell it, and waits for its first page.
func (d *Desk) SitAnew(bin string, args ...string) (*Seat, error) {
	p, err := d.Run(bin, args...)
	if err != nil {
		return nil, err
	}
	s := &Seat{Program: p, desk: d}
	s.Main, err = d.WindowOf(p.PID(), "^Sallyport$")
	if err == nil {
		err = Until("the sign-in page to be drawn", func() bool { return d.Drawn(SignInPage()) })
	}
	if err == nil {
		err = d.Still()
	}
	if err != nil {
		p.Kill()
		return nil, fmt.Errorf("%w; the program said:\n%s", err, p.Log())
	}
	return s, nil
}

// SignIn types the password into the page of Sit.
func (s *Seat) SignIn(user, password string) error {
	return first(
		func() error { return s.desk.Focus(s.Main) },
		func() error { return s.desk.Type(password) },
		func() error { return s.desk.Key("Return") },
		func() error {
			_, err := s.desk.WindowOf(s.PID(), user+" @")
			return err
		},
		s.desk.Still)
}

// Choose searches a secret and selects it.
func (s *Seat) Choose(name string) error {
	return first(
		func() error { return s.desk.Focus(s.Main) },
		func() error { return s.desk.Key("ctrl+k", "ctrl+a") },
		func() error { return s.desk.Type(name) },
		s.desk.Still,
		func() error { return s.desk.Key("Return") },
		s.desk.Still)
}

// first does one thing after the other until one goes wrong.
func first(steps ...func() error) error {
	for _, do := range steps {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}
