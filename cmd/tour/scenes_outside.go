package main

import (
	"os"
	"path/filepath"

	"sallyport/cmd/internal/desk"
)

// The screens before a vault: the first start, signing in, what went wrong.

func (s *stage) first() error {
	if err := s.shot("welcome", s.open()); err != nil {
		return err
	}
	if err := s.shot("welcome-help", s.keys("F1")); err != nil {
		return err
	}
	return s.shot("welcome-settings", s.keys("Escape"), s.still, s.keys("ctrl+comma"))
}

func (s *stage) signingIn() error {
	if err := s.shot("sign-in", func() error { return s.trusted() }, s.asked("alice")); err != nil {
		return err
	}
	if err := s.shot("sign-in-refused", s.text("not the password"), s.keys("Return")); err != nil {
		return err
	}
	if err := s.shot("sign-in-code-and-token", s.keys("Tab", "Tab", "Tab", "Return")); err != nil {
		return err
	}
	if err := s.shot("sign-in-waiting", s.fails("op", "token", "kind", "hang-before", "times", "1"), s.keys("shift+Tab"),
		s.text("a password"), s.keys("Return"), s.still); err != nil {
		return err
	}
	return s.shot("sign-in-unreachable", func() error { return s.demo.Act("faults/clear") }, s.still,
		s.fails("op", "*", "kind", "drop-before", "all", "yes"), s.text("another"), s.keys("Return"), s.still)
}

// platform signs in where the Platform asks for more than a password.
func (s *stage) platform() error {
	ask := func() error {
		return s.open("--server", s.demo.PlatformURL, "--user", s.demo.User("alice").PlatformName)()
	}
	if err := s.shot("platform-challenge", func() error { return s.trusted() }, ask,
		func() error { return s.desk.Type(s.demo.Password("alice")) }, s.keys("Return"), s.window("MFA")); err != nil {
		return err
	}
	return s.shot("platform-push", s.keys("Tab", "Return"))
}

func (s *stage) refused() error {
	if err := s.trusted(); err != nil {
		return err
	}
	if err := s.shot("no-permission", s.signedIn("alice"), s.choose("press-01")); err != nil {
		return err
	}
	if err := s.shot("permission-refused", s.keys("ctrl+Return")); err != nil {
		return err
	}
	if err := s.shot("call-failed", s.fails("op", "*", "kind", "broken", "all", "yes"), s.choose("web-02")); err != nil {
		return err
	}
	return s.shot("signed-out-by-vault", func() error { return s.demo.Act("faults/clear") },
		func() error { return s.demo.Act("tokens/expire-refresh") }, s.keys("F5"), s.still)
}

// offline is a vault that goes away while somebody is signed in.
func (s *stage) offline() error {
	if err := s.trusted(); err != nil {
		return err
	}
	if err := s.shot("offline", s.signedIn("alice"), s.choose("db-01"),
		s.fails("op", "*", "kind", "drop-before", "all", "yes"), s.keys("F5"), s.still); err != nil {
		return err
	}
	return s.shot("offline-connect", s.keys("ctrl+Return"), s.still)
}

// remembered is a vault that cannot be reached at the next start.
func (s *stage) remembered() error {
	if _, err := s.desk.Keyring(); err != nil {
		return err
	}
	if err := s.all(func() error { return s.trusted() }, s.asked("alice"), s.keys("Tab", "space", "shift+Tab"), s.password("alice"),
		s.choose("db-01"), s.named, s.keys("ctrl+q"), s.quit)(); err != nil {
		return err
	}
	if err := s.fails("op", "*", "kind", "hang-before", "all", "yes")(); err != nil {
		return err
	}
	return s.shot("remembered", s.open(), s.still)
}

func (s *stage) quit() error { return s.front.Wait() }

// named waits until the names of the vault are on the disk.
func (s *stage) named() error {
	return desk.Until("names to be remembered", func() bool {
		found, _ := filepath.Glob(filepath.Join(s.desk.Home(), ".cache/sallyport/vaults", "*")) // the pattern is right
		return len(found) > 0
	})
}

// missing is a machine without any client.
func (s *stage) missing() error {
	nothing, err := os.MkdirTemp(s.desk.Dir(), "no-programs-")
	if err != nil {
		return err
	}
	if err := s.trusted(); err != nil {
		return err
	}
	s.desk.Set("PATH", nothing)
	if err := s.shot("launcher-missing-ssh", s.signedIn("alice"), s.choose("web-01")); err != nil {
		return err
	}
	if err := s.shot("launcher-missing-ssh-connect", s.keys("ctrl+Return")); err != nil {
		return err
	}
	return s.shot("launcher-missing-rdp", s.choose("dc-02"), s.keys("ctrl+Return"))
}
