// Command bench prints the speeds that this project watches: how soon the
// window can be used, how soon a session runs, how many calls that takes, and
// what the program costs while nobody uses it.
//
// Owns: what is measured, and how. Never: reaches into the program it measures.
// Imports: cmd/internal/desk; app/cache, index, keyring, settings and ssclient to
// lay what an earlier run would have left.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sallyport/cmd/internal/desk"
)

func main() {
	bin := flag.String("bin", "out/sallyport", "the program to measure")
	seconds := flag.Int("cpu-seconds", 30, "how long to watch the processor")
	only := flag.String("only", "", "measure the part of this name only: large, folder, launch, end, calls or cost")
	times := flag.Int("n", 5, "how often to measure a start, a launch, an end and a story")
	flag.Parse()
	path, err := filepath.Abs(*bin)
	if err == nil {
		err = run(path, *only, *times, time.Duration(*seconds)*time.Second)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run on a desk of its own.
type bench struct {
	desk     *desk.Desk
	bin      string
	times    int           // of a start, an end and a story
	launched int           // of each client
	watch    time.Duration // of the processor
	least    int           // bytes of the last empty window
}

func run(bin, only string, times int, watch time.Duration) (err error) {
	d, err := desk.Open("1280x800")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	b := &bench{desk: d, bin: bin, times: max(1, times), launched: max(1, 2*times), watch: watch}
	for _, part := range []struct {
		name    string
		measure func() error
	}{{"large", b.large}, {"folder", b.folder}, {"launch", b.launches}, {"end", b.ends}, {"calls", b.calls}, {"cost", b.costs}} {
		if only != "" && only != part.name {
			continue
		}
		if e := part.measure(); e != nil { // the others can still be measured
			err = errors.Join(err, fmt.Errorf("%s: %w", part.name, e))
		}
	}
	return err
}

// far is what a vault on another continent takes to answer: long enough for
// the window to show that it waits.
const far = 300 * time.Millisecond

// scene is a demo vault and a window with alice signed in to it, through a
// proxy that counts.
type scene struct {
	*desk.Seat
	demo    desk.Demo
	between *desk.Proxy
	vault   *desk.Program
}

func (s *scene) close() {
	s.Kill()
	s.between.Close()
	s.vault.Kill()
}

// scene starts both.
func (b *bench) scene(args ...string) (s *scene, err error) {
	s = &scene{}
	if s.vault, s.demo, err = b.demo(args...); err != nil {
		return nil, err
	}
	if s.between, err = desk.Between(s.demo.URL); err != nil {
		s.vault.Kill()
		return nil, err
	}
	if s.Seat, err = b.desk.Sit(b.bin, s.between.URL, "alice"); err != nil {
		s.between.Close()
		s.vault.Kill()
		return nil, err
	}
	s.between.Slow(far)
	err = s.SignIn("alice", s.demo.Password("alice"))
	s.between.Slow(0)
	if err = errors.Join(err, b.desk.Still()); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// demo serves a vault whose SSH host is a known one.
func (b *bench) demo(args ...string) (*desk.Program, desk.Demo, error) {
	p, demo, err := b.desk.RunDemo(b.bin, append([]string{"demo"}, args...)...)
	if err == nil {
		err = b.desk.Trust(demo)
	}
	if err != nil && p != nil {
		p.Kill()
	}
	return p, demo, err
}

// soon looks every millisecond until done, and tells how long after begun that was.
func soon(begun time.Time, what string, done func() bool) (time.Duration, error) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if done() {
			return time.Since(begun), nil
		}
		if time.Since(begun) > time.Minute {
			break
		}
	}
	return 0, fmt.Errorf("waited a minute for %s", what)
}

// session is the ssh of the one session on this desk; 0: there is none.
func (b *bench) session() int {
	for _, pid := range desk.Processes("ssh", b.desk.Dir()) {
		return pid
	}
	return 0
}

// logIn waits until the demo's host has let so many sessions in.
func logIn(demo desk.Demo, times int) error {
	return desk.Until("the demo host to let the session in", func() bool {
		logins, err := demo.Logins()
		return err == nil && len(logins) >= times
	})
}

// leave ends the session.
func (b *bench) leave() error {
	pid := b.session()
	if pid == 0 {
		return errors.New("there is no session to end")
	}
	if err := desk.Slay(pid); err != nil {
		return err
	}
	return desk.Until("ssh to end", func() bool { return b.session() == 0 })
}

// connect goes the way in of a secret, and gives a reason where there is one.
func (b *bench) connect(s *desk.Seat, name, reason string) error {
	if err := s.Choose(name); err != nil {
		return err
	}
	if reason == "" {
		return nil
	}
	return errors.Join(b.desk.Type(reason), b.desk.Still())
}
