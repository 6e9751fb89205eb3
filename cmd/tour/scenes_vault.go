package main

// The screens of a vault: what there is, and the way in to each.

func (s *stage) tree() error {
	if err := s.trusted(); err != nil {
		return err
	}
	if err := s.shot("empty-pane", s.signedIn("alice")); err != nil {
		return err
	}
	if err := s.shot("tree", s.downs(9), s.keys("Right"), s.still, s.keys("Up", "Up", "Up", "Right"), s.still, s.downs(2)); err != nil {
		return err
	}
	if err := s.shot("tree-row-menu", s.keys("shift+F10")); err != nil {
		return err
	}
	if err := s.shot("folder", s.keys("Escape"), s.still, s.keys("Up", "Up", "Return")); err != nil {
		return err
	}
	if err := s.shot("folder-marked", s.keys("Tab", "Home", "space", "Down", "space")); err != nil {
		return err
	}
	if err := s.shot("search", s.keys("ctrl+k"), s.text("wbe-0")); err != nil {
		return err
	}
	if err := s.shot("search-none", s.keys("ctrl+a"), s.text("mainframe")); err != nil {
		return err
	}
	return s.shot("account-menu", s.menu(2))
}

// ways are secrets that want something first.
func (s *stage) ways() error {
	if err := s.trusted(); err != nil {
		return err
	}
	return s.series([]picture{
		{"rest", []func() error{s.signedIn("alice"), s.choose("db-01")}},
		{"history", []func() error{s.keys("ctrl+l")}},
		{"form", []func() error{s.choose("core-sw"), s.text("Port 12 is down")}},
		{"form-ticket", []func() error{s.keys("Return"), s.still, s.text("INC42"), s.keys("Return")}},
		{"request", []func() error{s.choose("edge-fw"), s.text("New rule for the backup network")}},
		{"waiting", []func() error{s.keys("ctrl+Return"), s.noted(107, "request", 1)}},
		{"quantum-lock", []func() error{s.choose("hsm-01")}},
		{"everything", []func() error{s.choose("jump-01")}},
		{"held", []func() error{s.choose("bobs-01")}},
		{"web", []func() error{s.choose("portal-01")}},
		{"remote-desktop", []func() error{s.choose("dc-02")}},
		{"machine", []func() error{s.choose("admin-any")}},
		{"launchers", []func() error{s.choose("fw-console")}},
	})
}

// choices are what is chosen for the sessions of one secret. Connect has the
// focus, and the line about its sessions is a step before.
func (s *stage) choices() error {
	if err := s.trusted(); err != nil {
		return err
	}
	line := s.all(s.keys("shift+Tab", "Return"), s.still)
	return s.series([]picture{
		{"ssh-session", []func() error{s.signedIn("alice"), s.choose("web-01"), line}},
		{"ssh-refused", []func() error{s.keys("Tab", "Tab", "Return"), s.text("jump.example.com"), s.keys("Return")}},
		{"ssh-chosen", []func() error{s.keys("ctrl+a"), s.text("alice@jump.example.com"), s.keys("Return")}},
		{"remote-desktop-typed", []func() error{s.choose("dc-02"), line, s.keys("Tab", "Tab", "Tab", "Tab", "Return"), s.text("/home/alice/work, backup=/srv/data")}},
		{"remote-desktop-chosen", []func() error{s.keys("Return")}},
	})
}

// pages are what lies over everything else, or in place of it.
func (s *stage) pages() error {
	if err := s.trusted(); err != nil {
		return err
	}
	return s.series([]picture{
		{"help", []func() error{s.signedIn("alice"), s.choose("db-01"), s.keys("F1")}},
		{"about", []func() error{s.keys("Escape"), s.menu(6), s.keys("Return")}},
		{"diagnosis", []func() error{s.keys("Escape"), s.menu(5), s.keys("Return"), s.still}},
		{"inbox-empty", []func() error{s.keys("Escape"), s.keys("ctrl+b")}},
		{"who-holds-what", []func() error{s.keys("ctrl+o")}},
		{"sessions-none", []func() error{s.keys("Escape"), s.keys("ctrl+j")}},
		{"locked", []func() error{s.keys("F12")}},
	})
}

// settings are the sections of their page, one after the other.
func (s *stage) settings() error {
	if err := s.all(func() error { return s.trusted() }, s.signedIn("alice"), s.keys("ctrl+comma"), s.still)(); err != nil {
		return err
	}
	for i, name := range []string{"general", "desktops", "ssh", "programs", "vaults", "safety", "network"} {
		do := s.still
		if i > 0 {
			do = s.keys("Tab", "Return")
		}
		if err := s.shot("settings-"+name, do); err != nil {
			return err
		}
	}
	return nil
}

// challenge is the multifactor window, however it ends.
func (s *stage) challenge() error {
	if err := s.trusted(); err != nil {
		return err
	}
	if err := s.shot("mfa-choose", s.signedIn("alice"), s.choose("jump-01"), s.keys("ctrl+Return"), s.window("MFA")); err != nil {
		return err
	}
	if err := s.shot("mfa-code", s.keys("Return"), s.still, s.text("123")); err != nil {
		return err
	}
	if err := s.shot("mfa-code-wrong", s.text("456"), s.keys("Return")); err != nil {
		return err
	}
	if err := s.all(s.keys("Escape"), s.gone("MFA"), s.choose("dc-01"), s.keys("ctrl+Return"), s.window("MFA"))(); err != nil {
		return err
	}
	if err := s.shot("mfa-push", s.keys("Tab", "Tab", "Tab", "Return")); err != nil {
		return err
	}
	return s.shot("mfa-failed", s.denyPush, s.refusedThere)
}

// late is a challenge that nobody answers.
func (s *stage) late() error {
	return s.shot("mfa-timed-out", s.embedded("12"), s.keys("Return"), s.renamed("alice"), s.still, s.choose("dc-01"), s.keys("ctrl+Return"),
		s.window("MFA"), s.keys("Tab", "Tab", "Tab", "Return"), s.refusedThere)
}
