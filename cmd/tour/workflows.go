package main

import "fmt"

// others are the workflows in which somebody else has a part: the tour plays
// that part on the vault's console.
func (t *tour) others() error {
	for _, part := range []func() error{t.ticket, t.approval, t.quantumLock, t.windows, t.everything, t.held, t.change} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// choose finds a secret by its name and shows it.
func (t *tour) choose(name string) func() error {
	return t.all(t.focusMain, t.keys("ctrl+k"), t.keys("ctrl+a"), t.text(name), t.still, t.keys("Return"), t.still)
}

func (t *tour) all(do ...func() error) func() error {
	return func() error {
		for _, f := range do {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	}
}

// leave logs off and waits until the window has gone.
func (t *tour) leave(name string) func() error {
	return t.all(t.terminal(name), t.text("exit\n"), func() error { return t.desk.Gone("Sallyport: " + name) }, t.focusMain)
}

func (t *tour) ticket() error {
	if err := t.step("ticket-asked", "core-sw wants a ticket with the reason: the vault says so in its own words",
		t.choose("core-sw"), t.text("Port 12 is down"), t.keys("Return"), t.still); err != nil {
		return err
	}
	return t.step("ticket", "with the number, where the focus is now, and in; the reason is still there",
		t.text("INC000042"), t.keys("ctrl+Return"), t.noted(106, "view-comment", 1),
		t.terminal("core-sw"), t.loggedIn("svc-core-sw"), t.leave("core-sw"))
}

func (t *tour) approval() error {
	if err := t.step("request", "edge-fw must be allowed by somebody: why, and for how long",
		t.choose("edge-fw"), t.text("New rule for the backup network")); err != nil {
		return err
	}
	if err := t.step("waiting", "asked; Sallyport waits, and says for whom",
		t.keys("ctrl+Return"), t.noted(107, "request", 1)); err != nil {
		return err
	}
	return t.step("granted", "Ann approves on the vault's console, and the way in goes on by itself",
		t.approve(107), t.terminal("edge-fw"), t.loggedIn("svc-edge-fw"), t.leave("edge-fw"))
}

// approve decides the one pending request of a secret on the console.
func (t *tour) approve(secretID int) func() error {
	return func() error {
		id, err := t.demo.Request(secretID)
		if err != nil {
			return err
		}
		return t.demo.Act(fmt.Sprintf("requests/%d/approve", id))
	}
}

func (t *tour) quantumLock() error {
	return t.step("quantum-lock", "hsm-01 opens with alice's own QuantumLock password, asked each time",
		t.choose("hsm-01"), t.text(t.demo.User("alice").QuantumLockPassword), t.keys("Return"),
		t.terminal("hsm-01"), t.loggedIn("svc-hsm-01"), t.leave("hsm-01"))
}

// windows passes a challenge in front of a remote desktop. The demo has none:
// that Sallyport says so is the end of it.
func (t *tour) windows() error {
	return t.step("windows", "dc-01's challenge is passed on a device; nothing listens behind it, and Sallyport says so",
		t.choose("dc-01"), t.keys("ctrl+Return"), t.window("challenge"), t.keys("Tab", "Tab", "Tab", "Return"),
		t.acceptPush, t.gone("challenge"), t.focusMain, t.noted(108, "read", 1))
}

func (t *tour) everything() error {
	if err := t.step("challenge", "jump-01 wants five things; the first is a challenge, in a window of its own",
		t.choose("jump-01"), t.keys("ctrl+Return"), t.window("challenge")); err != nil {
		return err
	}
	if err := t.step("push", "a notification is sent to the device, with a number to match",
		t.keys("Tab", "Tab", "Tab", "Return"), t.still); err != nil {
		return err
	}
	if err := t.step("asked", "accepted there: one form asks for reason, ticket and time",
		t.acceptPush, t.gone("challenge"), t.focusMain, t.still); err != nil {
		return err
	}
	return t.step("all-at-once", "approved, checked out and connected, without another question",
		t.text("Migration of the jump host"), t.keys("Tab", "Tab"), t.text("INC000007"), t.keys("ctrl+Return"),
		t.noted(111, "request", 1), t.approve(111), t.ledger(111, "check-out", 1),
		t.terminal("jump-01"), t.loggedIn("svc-jump-01"), t.leave("jump-01"), t.ledger(111, "check-in", 1))
}

// window waits for a window, gives it the keyboard, and waits until it is drawn:
// what is typed before that has nobody to take it.
func (t *tour) window(title string) func() error {
	return func() error {
		id, err := t.desk.Window(title)
		if err != nil {
			return err
		}
		if err := t.desk.Focus(id); err != nil {
			return err
		}
		return t.desk.Still()
	}
}

func (t *tour) gone(title string) func() error { return func() error { return t.desk.Gone(title) } }

// acceptPush takes up the phone.
func (t *tour) acceptPush() error {
	p, err := t.demo.Push()
	if err != nil {
		return err
	}
	return t.demo.Act(fmt.Sprintf("pushes/%d/accept", p.ID), "number", p.Number)
}

func (t *tour) held() error {
	return t.step("held", "bobs-01 is Bob's for now: who, until when, and a word when it is free",
		t.choose("bobs-01"))
}

func (t *tour) change() error {
	return t.step("changed", "pay-01 gets a new password when it is checked in",
		t.choose("pay-01"), t.keys("ctrl+Return"), t.ledger(105, "check-out", 1), t.terminal("pay-01"), t.loggedIn("svc-pay-01"),
		t.leave("pay-01"), t.ledger(105, "check-in", 1), t.noted(105, "rotate", 1))
}
