package main

import (
	"fmt"

	"sallyport/cmd/internal/desk"
)

// The screens of a working day: what is open, what runs out, what went wrong,
// what others want.

func (s *stage) sessions() error {
	if err := s.trusted(); err != nil {
		return err
	}
	return s.series([]picture{
		{"session", []func() error{s.signedIn("alice"), s.connected("db-01")}},
		{"extend", []func() error{s.keys("ctrl+e"), s.still, s.text("The rebuild is still running")}},
		{"extended", []func() error{s.keys("Return"), s.noted(103, "extend", 1)}},
		{"sessions", []func() error{s.connected("web-01"), s.keys("ctrl+j")}},
		{"locked-behind", []func() error{s.keys("F12"), s.still}},
		{"quit", []func() error{s.password("alice"), s.keys("ctrl+q")}},
		{"checked-in", []func() error{s.keys("Escape"), s.leave("db-01"), s.ledger(103, "check-in", 1)}},
	})
}

// over is a check-out that runs out while its session goes on.
func (s *stage) over() error {
	if err := s.shot("sign-in-demo", s.embedded(speed)); err != nil {
		return err
	}
	if err := s.shot("out-calm", s.keys("Return"), s.renamed("alice"), s.still, s.connected("db-01")); err != nil {
		return err
	}
	if err := s.shot("out-red", s.connected("short-01"), s.red); err != nil {
		return err
	}
	return s.shot("out-expired", func() error { return s.demo.Happened(114, "check-in", "expired", 1) }, s.only, s.still)
}

// only waits until the window counts one check-out: it has heard of what the vault took back.
func (s *stage) only() error {
	_, err := s.desk.Window(`^\(1\) `)
	return err
}

// embedded opens a window on a demo of its own, whose clock is the window's, too.
func (s *stage) embedded(speed string) func() error {
	return func() error {
		p, demo, err := s.desk.RunDemo(s.bin, "--demo", "--speed", speed)
		if err != nil {
			return err
		}
		s.cast, s.front, s.demo = append(s.cast, p), p, demo
		return s.opened()
	}
}

// renamed waits until the window bears a user's name.
func (s *stage) renamed(user string) func() error {
	return func() (err error) {
		s.main, err = s.desk.Window(user + " @")
		return err
	}
}

// crash is a window that was killed beside its session, and the next one.
func (s *stage) crash() error {
	if err := s.all(func() error { return s.trusted() }, s.signedIn("alice"), s.connected("db-01"))(); err != nil {
		return err
	}
	s.front.Kill()
	if err := s.shot("recovered-sign-in", s.asked("alice")); err != nil {
		return err
	}
	return s.shot("recovered", s.password("alice"))
}

func (s *stage) batch() error {
	if err := s.all(func() error { return s.trusted() }, s.signedIn("alice"))(); err != nil {
		return err
	}
	if err := s.shot("batch-form", s.keys("ctrl+k"), s.text("web-0"), s.still, s.keys("Tab", "Tab"), s.still,
		s.keys("Home", "space", "Down", "space"), s.still, s.keys("ctrl+m")); err != nil {
		return err
	}
	if err := s.shot("batch-progress", s.text("Replace disks"), s.fails("op", "view-comment", "kind", "slow", "delay", "8", "times", "1"),
		s.keys("ctrl+Return"), s.terminal("web-01"), s.focusMain); err != nil {
		return err
	}
	return s.shot("batch-done", s.terminal("web-02"), s.loggedIn("svc-web-02"), s.focusMain)
}

// approvals are a request by Alice, and Ann who decides it.
func (s *stage) approvals() error {
	ask := s.all(s.choose("edge-fw"), s.text("New rule for the backup network"), s.keys("ctrl+Return"), s.noted(107, "request", 1))
	if err := s.all(func() error { return s.trusted() }, s.signedIn("alice"), ask)(); err != nil {
		return err
	}
	if err := s.as("ann"); err != nil {
		return err
	}
	if err := s.shot("inbox", s.signedIn("ann"), s.keys("ctrl+b")); err != nil {
		return err
	}
	if err := s.shot("inbox-typed", s.text("Until noon, please")); err != nil {
		return err
	}
	return s.shot("inbox-decided", s.keys("Tab", "Return"), s.noted(107, "request-approve", 1))
}

// as sits down as somebody else, whose window covers the one before.
func (s *stage) as(name string) error {
	other, err := s.desk.As(name)
	if err != nil {
		return err
	}
	s.tour.desk = other
	return s.desk.Trust(s.demo)
}

// force is what an administrator sees of somebody else's check-out.
func (s *stage) force() error {
	if err := s.trusted(); err != nil {
		return err
	}
	if err := s.shot("held-force", s.signedIn("root"), s.choose("bobs-01")); err != nil {
		return err
	}
	return s.shot("who-holds-what-all", s.keys("ctrl+o"))
}

// hosts are machines that are not known yet.
func (s *stage) hosts() error {
	rdp, err := s.desk.RemoteDesktop()
	if err != nil {
		return err
	}
	if err := s.vault("--rdp-host", rdp); err != nil {
		return err
	}
	if err := s.shot("host-key", s.signedIn("alice"), s.choose("web-01"), s.keys("ctrl+Return"), s.terminal("web-01"), s.focusMain); err != nil {
		return err
	}
	return s.shot("certificate", s.keys("Escape"), s.gone("Sallyport: web-01"), s.choose("dc-02"), s.keys("ctrl+Return"), s.still)
}

// notice is what the desktop shows when somebody looks elsewhere.
func (s *stage) notice() error {
	if err := s.desk.Notices(); err != nil {
		return err
	}
	if err := s.all(func() error { return s.trusted() }, s.signedIn("alice"), s.choose("edge-fw"), s.text("New rule"),
		s.keys("ctrl+Return"), s.noted(107, "request", 1), s.connected("web-01"))(); err != nil {
		return err
	}
	return s.shot("notice", s.terminal("web-01"), s.approve(107), func() error {
		_, err := s.desk.Window("Dunst|dunst")
		return err
	})
}

// refusedThere waits for red in the challenge's window.
func (s *stage) refusedThere() error {
	return desk.Until("red in the middle", func() bool {
		pic, err := s.desk.Picture()
		return err == nil && reds(pic, [4]float64{0.32, 0.68, 0.3, 0.9}) > 12
	})
}

func (s *stage) denyPush() error {
	p, err := s.demo.Push()
	if err != nil {
		return err
	}
	return s.demo.Act(fmt.Sprintf("pushes/%d/deny", p.ID))
}
