package main

// story is the main job as a newcomer does it, with the keyboard alone.
func (t *tour) story() error {
	for _, part := range []func() error{t.signIn, t.wayIn, t.session, t.extend, t.logOff, t.others, t.runOut, t.verify, t.goodbye} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (t *tour) signIn() error {
	if err := t.step("sign-in", "the window opens on the demo vault", t.still, t.focusMain); err != nil {
		return err
	}
	return t.step("vault", "Enter signs in as alice; the tree shows the vault's folders",
		t.keys("Return"), func() error {
			_, err := t.desk.Window("alice @")
			return err
		})
}

func (t *tour) wayIn() error {
	if err := t.step("search", "Ctrl+K and three letters find a machine",
		t.keys("ctrl+k"), t.text("db-")); err != nil {
		return err
	}
	return t.step("way-in", "db-02 shows its whole way in; nothing has been changed",
		t.keys("Down", "Return"), t.still, t.text("Replace failed disk in bay 4"))
}

func (t *tour) session() error {
	return t.step("session", "Ctrl+Enter: reason sent, checked out, logged in; no password was seen",
		t.keys("ctrl+Return"), t.ledger(104, "check-out", 1), t.terminal("db-02"),
		t.loggedIn("svc-db-02"), t.text("whoami\n"), t.text("date\n"))
}

func (t *tour) extend() error {
	if err := t.step("extend", "Ctrl+E asks for more time and a reason",
		t.focusMain, t.keys("ctrl+e"), t.still, t.text("The rebuild is still running")); err != nil {
		return err
	}
	return t.step("extended", "the vault's answer is the new end",
		t.keys("Return"), func() error { return t.demo.Happened(104, "extend", "*", 1) })
}

func (t *tour) logOff() error {
	return t.step("checked-in", "logging off checks the secret in by itself",
		t.terminal("db-02"), t.text("exit\n"), func() error { return t.desk.Gone("Sallyport: db-02") },
		t.ledger(104, "check-in", 1), t.focusMain)
}

func (t *tour) runOut() error {
	if err := t.step("plain", "web-01 asks for nothing: one key, and in",
		t.keys("ctrl+k"), t.keys("ctrl+a"), t.text("web-01"), t.still, t.keys("Return"), t.still,
		t.keys("ctrl+Return"), t.terminal("web-01"), t.loggedIn("svc-web-01"), t.text("whoami\n")); err != nil {
		return err
	}
	if err := t.step("counting", "short-01 is checked out for two minutes",
		t.focusMain, t.keys("ctrl+k"), t.keys("ctrl+a"), t.text("short"), t.still, t.keys("Return"), t.still,
		t.keys("ctrl+Return"), t.ledger(114, "check-out", 1), t.terminal("short-01"), t.focusMain); err != nil {
		return err
	}
	if err := t.step("red", "past the vault's threshold: red in ring, row, header and dock, and in words",
		t.red); err != nil {
		return err
	}
	return t.step("over", "at zero the pane says what happened",
		func() error { return t.demo.Happened(114, "check-in", "expired", 1) }, t.calm, t.still)
}

func (t *tour) goodbye() error {
	if err := t.step("quit", "closing with sessions open asks first",
		t.focusMain, t.keys("ctrl+q")); err != nil {
		return err
	}
	if err := t.desk.Key("Return"); err != nil { // check in and quit
		return err
	}
	return t.app.Wait()
}
