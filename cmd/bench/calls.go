package main

import (
	"errors"
	"fmt"
	"strconv"
)

// calls counts what goes to the vault in the usual stories.
func (b *bench) calls() error {
	s, err := b.scene()
	if err != nil {
		return err
	}
	defer s.close()
	tell := func(story string) {
		calls := s.between.Take()
		line("calls "+story, strconv.Itoa(len(calls)), sum(calls))
	}
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
