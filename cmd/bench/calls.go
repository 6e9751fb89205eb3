package main

import (
	"errors"
	"fmt"
	"strconv"
)

// tally is how many calls each part of a story took, each time.
type tally struct {
	parts []string
	calls map[string][]int
	last  map[string][]string
}

func (t *tally) add(part string, calls []string) {
	if t.calls[part] == nil {
		t.parts = append(t.parts, part)
	}
	t.calls[part], t.last[part] = append(t.calls[part], len(calls)), calls
}

// calls counts what goes to the vault in the usual stories.
func (b *bench) calls() error {
	t := &tally{calls: map[string][]int{}, last: map[string][]string{}}
	for range b.times {
		if err := b.stories(t); err != nil {
			return err
		}
	}
	for _, part := range t.parts {
		spread("calls "+part, t.calls[part], strconv.Itoa, sum(t.last[part]))
	}
	return nil
}

// stories plays them once, in a window of their own.
func (b *bench) stories(t *tally) error {
	s, err := b.scene()
	if err != nil {
		return err
	}
	defer s.close()
	tell := func(part string) { t.add(part, s.between.Take()) }
	tell("sign-in")
	for i, c := range []struct{ name, secret, reason string }{
		{"plain", "web-01", ""},
		{"check-out+comment", "db-02", "Replace the failed disk in bay 4"},
	} {
		if err := b.connect(s.Seat, c.secret, c.reason); err != nil {
			return err
		}
		tell(c.name + ": search, select")
		err := errors.Join(b.desk.Key("ctrl+Return"), logIn(s.demo, i+1))
		if err != nil {
			return fmt.Errorf("%w; the program said:\n%s", err, s.Log())
		}
		tell(c.name + ": connect")
		if c.reason != "" {
			err = errors.Join(b.leave(), s.demo.Happened(104, "check-in", "*", 1))
		} else {
			err = b.leave()
		}
		if err := errors.Join(err, b.desk.Still()); err != nil {
			return err
		}
		tell(c.name + ": end")
	}
	return nil
}
