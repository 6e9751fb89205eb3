// Command tour plays the main job in the real window by real key events, and
// keeps a picture of each step. It ends 0 only if the vault's ledger and the
// SSH host's log agree that the job was done. With -screens it takes a picture
// of every screen instead, in each look that the window has.
//
// Owns: the story, and how each screen comes about. Never: reaches into the
// program it plays.
// Imports: cmd/internal/desk.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sallyport/cmd/internal/desk"
)

func main() {
	bin := flag.String("bin", "out/sallyport", "the program to play")
	out := flag.String("out", "out/tour", "where the pictures go")
	size := flag.String("size", "1280x800", "size of the display")
	screens := flag.Bool("screens", false, "take a picture of every screen instead, light and dark, at 100, 150 and 200 %")
	only := flag.String("only", "", "with -screens: those whose look and scene, like dark-200/offline, match this expression")
	flag.Parse()
	var err error
	if *screens {
		err = gallery(*bin, *out, *only)
	} else {
		err = play(*bin, *out, *size)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tour:", err)
		os.Exit(1)
	}
}

// speed makes a vault minute last twenty seconds: the story shows a check-out run out.
const speed = "3"

// tour is one performance.
type tour struct {
	desk *desk.Desk
	app  *desk.Program
	demo desk.Demo
	out  string
	n    int
	main string // our window
}

func play(bin, out, size string) (err error) {
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	d, err := desk.Open(size)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	app, demo, err := d.RunDemo(bin, "--demo", "--speed", speed)
	if err != nil {
		return err
	}
	defer app.Kill()
	t := &tour{desk: d, app: app, demo: demo, out: out}
	t.main, err = d.Window("Sallyport")
	if err == nil {
		err = desk.Until("the sign-in page to be drawn", func() bool { return d.Drawn(desk.SignInPage()) })
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, app.Log())
	}
	if err := t.story(); err != nil {
		_ = d.Shot(filepath.Join(out, "failed.png")) // the error says what went wrong
		return fmt.Errorf("after step %d: %w\n%s", t.n, err, app.Log())
	}
	if bad := app.Complaints(); len(bad) > 0 {
		return fmt.Errorf("the program complained: %q", bad)
	}
	return nil
}

// step does something, lets it be drawn, and keeps the picture.
func (t *tour) step(name, what string, do ...func() error) error {
	for _, f := range do {
		if err := f(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := t.desk.Still(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	t.n++
	path := filepath.Join(t.out, fmt.Sprintf("%02d-%s.png", t.n, name))
	if err := t.desk.Shot(path); err != nil {
		return err
	}
	fmt.Printf("%2d  %-12s %s  (%s)\n", t.n, name, what, path)
	return nil
}

func (t *tour) keys(keys ...string) func() error { return func() error { return t.desk.Key(keys...) } }
func (t *tour) text(s string) func() error       { return func() error { return t.desk.Type(s) } }
func (t *tour) still() error                     { return t.desk.Still() }
func (t *tour) focusMain() error                 { return t.desk.Focus(t.main) }

func (t *tour) ledger(id int, op string, times int) func() error {
	return func() error { return t.demo.Happened(id, op, "", times) }
}

// noted is ledger for what is written down with words of its own.
func (t *tour) noted(id int, op string, times int) func() error {
	return func() error { return t.demo.Happened(id, op, "*", times) }
}

// terminal waits for a session's window and gives it the keyboard.
func (t *tour) terminal(name string) func() error {
	return func() error {
		id, err := t.desk.Window("Sallyport: " + name)
		if err != nil {
			return err
		}
		if err := t.desk.Place(id, 420, 380); err != nil {
			return err
		}
		return t.desk.Focus(id)
	}
}

// loggedIn waits until the SSH host has let a user in: what is typed before lands on the screen twice.
func (t *tour) loggedIn(user string) func() error {
	return func() error {
		err := desk.Until(user+" to log in", func() bool {
			logins, err := t.demo.Logins()
			return err == nil && slices.ContainsFunc(logins, func(l desk.Login) bool { return l.User == user && l.OK })
		})
		if err != nil {
			return err
		}
		return t.desk.Still()
	}
}

// verify holds what was seen against the vault's ledger and the host's log.
func (t *tour) verify() error {
	logins, err := t.demo.Logins()
	if err != nil {
		return err
	}
	in := map[string]int{}
	for _, l := range logins {
		if !l.OK {
			return fmt.Errorf("the SSH host refused %s: its log is %+v", l.User, logins)
		}
		in[l.User]++
	}
	for _, user := range []string{"svc-db-02", "svc-core-sw", "svc-edge-fw", "svc-hsm-01", "svc-jump-01", "svc-pay-01", "svc-web-01"} {
		if in[user] != 1 {
			return fmt.Errorf("%s logged in %d times, not once: %+v", user, in[user], logins)
		}
	}
	for _, want := range []struct {
		id       int
		op, note string
		n        int
	}{
		{104, "view-comment", "*", 1},
		{104, "check-out", "*", 1},
		{104, "extend", "*", 1},
		{104, "check-in", "*", 1},
		{114, "check-out", "*", 1},
		{114, "check-in", "expired", 1},
		{114, "check-in", "*", 1},
		{101, "check-out", "*", 0},
		{106, "view-comment", "*", 1},
		{108, "mfa", "*", 1},
		{108, "read", "*", 1},
		{107, "request", "*", 1},
		{111, "request", "*", 1},
		{111, "check-out", "*", 1},
		{111, "check-in", "*", 1},
		{111, "rotate", "*", 1},
		{105, "rotate", "*", 1},
		{115, "check-out", "*", 1}, // Bob's, from the start
	} {
		n, err := t.demo.Count(want.id, want.op, want.note)
		if err != nil {
			return err
		}
		if n != want.n {
			return fmt.Errorf("the ledger has %d × %s %s of %d, not %d", n, want.op, want.note, want.id, want.n)
		}
	}
	fmt.Println("    the vault's ledger and the SSH host's log agree with what was shown")
	return nil
}
