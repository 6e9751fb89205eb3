package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"sallyport/cmd/internal/desk"
)

// look is one way the window can be drawn.
type look struct {
	name   string
	theme  string
	scale  float64
	lang   string
	sample bool // a few scenes are enough
}

var looks = []look{
	{"light-100", "light", 1, "C.UTF-8", false},
	{"dark-100", "dark", 1, "C.UTF-8", false},
	{"light-200", "light", 2, "C.UTF-8", false},
	{"dark-200", "dark", 2, "C.UTF-8", false},
	{"light-150", "light", 1.5, "C.UTF-8", true},
	{"de-light-100", "light", 1, "de_DE.UTF-8", true},
	{"de-dark-200", "dark", 2, "de_DE.UTF-8", true},
}

// scene is a few screens that come about one after the other, on a desk and
// before a vault of their own.
type scene struct {
	name   string
	sample bool // also in the looks of which a few are enough
	play   func(*stage) error
}

func scenes() []scene {
	return []scene{
		{"first", true, (*stage).first},
		{"signin", false, (*stage).signingIn},
		{"platform", false, (*stage).platform},
		{"tree", true, (*stage).tree},
		{"ways", true, (*stage).ways},
		{"choices", true, (*stage).choices},
		{"refused", false, (*stage).refused},
		{"pages", true, (*stage).pages},
		{"settings", true, (*stage).settings},
		{"session", true, (*stage).sessions},
		{"over", false, (*stage).over},
		{"challenge", true, (*stage).challenge},
		{"late", false, (*stage).late},
		{"crash", false, (*stage).crash},
		{"offline", false, (*stage).offline},
		{"remembered", false, (*stage).remembered},
		{"missing", false, (*stage).missing},
		{"batch", false, (*stage).batch},
		{"approvals", false, (*stage).approvals},
		{"force", false, (*stage).force},
		{"hosts", false, (*stage).hosts},
		{"notice", false, (*stage).notice},
	}
}

// gallery plays every scene in every look. One that fails holds up no other.
func gallery(bin, out, only string) (err error) {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	for _, l := range looks {
		for _, sc := range scenes() {
			name := l.name + "/" + sc.name
			if l.sample && !sc.sample || !wanted.MatchString(name) {
				continue
			}
			if e := perform(bin, filepath.Join(out, l.name), l, sc); e != nil {
				err = errors.Join(err, fmt.Errorf("%s: %w", name, e))
			}
		}
	}
	return err
}

// stage is one scene while it is played.
type stage struct {
	*tour
	look  look
	bin   string
	cast  []*desk.Program // all that was started
	front *desk.Program   // the window
	shots int
}

func perform(bin, out string, l look, sc scene) (err error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	size := fmt.Sprintf("%.0fx%.0f", 1280*l.scale, 824*l.scale)
	d, err := desk.Open(size, "FYNE_THEME="+l.theme, fmt.Sprintf("FYNE_SCALE=%.2f", l.scale), "LANG="+l.lang)
	if err != nil {
		return err
	}
	s := &stage{tour: &tour{desk: d, out: out}, look: l, bin: bin}
	begun := time.Now()
	defer func() { err = errors.Join(err, s.end(), d.Close()) }()
	if err := sc.play(s); err != nil {
		_ = d.Shot(filepath.Join(out, sc.name+"-failed.png")) // the error says what went wrong
		return fmt.Errorf("after %d pictures: %w", s.shots, err)
	}
	fmt.Printf("%-12s %-10s %2d pictures, %.0f s\n", l.name, sc.name, s.shots, time.Since(begun).Seconds())
	return nil
}

// end ends all that was started; none of it may have complained.
func (s *stage) end() (err error) {
	for _, p := range s.cast {
		p.Kill()
		if bad := p.Complaints(); len(bad) > 0 {
			err = errors.Join(err, fmt.Errorf("the program complained: %q", bad))
		}
	}
	return err
}

// shot does something, lets it be drawn, and keeps the picture under a name.
func (s *stage) shot(name string, do ...func() error) error {
	for _, f := range append(do, s.still) {
		if err := f(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	s.shots++
	return s.desk.Shot(filepath.Join(s.out, name+".png"))
}

// picture is what is done before it is taken.
type picture struct {
	name string
	do   []func() error
}

// series takes one picture after the other.
func (s *stage) series(all []picture) error {
	for _, p := range all {
		if err := s.shot(p.name, p.do...); err != nil {
			return err
		}
	}
	return nil
}

// vault serves a demo vault.
func (s *stage) vault(args ...string) error {
	p, demo, err := s.desk.RunDemo(s.bin, append([]string{"demo"}, args...)...)
	if err != nil {
		return err
	}
	s.cast, s.demo = append(s.cast, p), demo
	return nil
}

// trusted is a vault whose host needs no question.
func (s *stage) trusted(args ...string) error {
	if err := s.vault(args...); err != nil {
		return err
	}
	return s.desk.Trust(s.demo)
}

// open opens a window and waits for its first page.
func (s *stage) open(args ...string) func() error {
	return func() error {
		p, err := s.desk.Run(s.bin, args...)
		if err != nil {
			return err
		}
		s.cast, s.front = append(s.cast, p), p
		return s.opened()
	}
}

func (s *stage) opened() error {
	var err error
	if s.main, err = s.desk.WindowOf(s.front.PID(), "Sallyport"); err != nil {
		return fmt.Errorf("%w; it said %s", err, s.front.Log())
	}
	all, err := s.desk.Picture()
	if err != nil {
		return err
	}
	if err := desk.Until("the first page", func() bool { return s.desk.Drawn(all.Bounds()) }); err != nil {
		return err
	}
	if err := s.desk.Point(all.Bounds().Max); err != nil { // the mouse lies on nothing
		return err
	}
	return s.focusMain()
}

// asked opens a window that asks for the password of a user.
func (s *stage) asked(user string) func() error {
	return func() error { return s.open("--server", s.demo.URL, "--user", user)() }
}

// password types a user's and waits until they are signed in.
func (s *stage) password(user string) func() error {
	return s.all(func() error { return s.desk.Type(s.demo.Password(user)) }, s.keys("Return"), func() (err error) {
		s.main, err = s.desk.Window(user + " @")
		return err
	}, s.still)
}

// signedIn is a window of a user before a vault.
func (s *stage) signedIn(user string) func() error { return s.all(s.asked(user), s.password(user)) }

// connected goes the way in of a secret, and gives the keyboard back to the window.
func (s *stage) connected(name string) func() error {
	return s.all(s.choose(name), s.keys("ctrl+Return"), s.terminal(name), s.loggedIn("svc-"+name), s.focusMain)
}

// fails makes calls of the vault fail as its console can; fields as in Act.
func (s *stage) fails(fields ...string) func() error {
	return func() error { return s.demo.Act("faults/add", fields...) }
}

// menu opens the account's menu and goes down to an item.
func (s *stage) menu(item int) func() error {
	return s.all(s.focusMain, s.keys("ctrl+k", "ctrl+a", "BackSpace"), s.still, s.keys("Tab", "Return"), s.still, s.downs(item))
}

func (s *stage) downs(n int) func() error {
	return func() error {
		for range n {
			if err := s.desk.Key("Down"); err != nil {
				return err
			}
		}
		return nil
	}
}
