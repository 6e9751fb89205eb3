package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sallyport/cmd/internal/desk"
)

// mayEnd is the most that an end may take until the program knows of it.
const mayEnd = time.Second

// ends measures from the death of a part of a session until the program has
// asked the vault to take back what was checked out for it.
func (b *bench) ends() error {
	s, err := b.scene()
	if err != nil {
		return err
	}
	defer s.close()
	all := 0
	for _, part := range []struct {
		name string
		of   func(client int) (pid int, err error)
	}{
		{"client", func(client int) (int, error) { return client, nil }},
		{"helper", desk.Parent},
		{"terminal", func(client int) (int, error) {
			helper, err := desk.Parent(client)
			if err != nil {
				return 0, err
			}
			return desk.Parent(helper)
		}},
	} {
		var took []time.Duration
		for range b.times {
			all++
			d, err := b.end(s, all, part.of)
			if err != nil {
				return fmt.Errorf("kill the %s: %w; the program said:\n%s", part.name, err, s.Log())
			}
			took = append(took, d)
		}
		spread("end "+part.name, took, millis, fmt.Sprintf("from kill -9 of a session's %s until its check-in is asked for: %s", part.name, within(middle(took), mayEnd)))
	}
	return nil
}

// end opens the session of that number, kills a part of it, and waits for the check-in.
func (b *bench) end(s *scene, number int, part func(client int) (int, error)) (took time.Duration, err error) {
	if err := errors.Join(b.connect(s.Seat, "db-01", ""), b.desk.Key("ctrl+Return"), logIn(s.demo, number), b.desk.Still()); err != nil {
		return 0, err
	}
	pid, err := part(b.session())
	if err != nil {
		return 0, err
	}
	s.between.Take()
	begun := time.Now()
	if err := desk.Slay(pid); err != nil {
		return 0, err
	}
	took, err = soon(begun, "the check-in", func() bool {
		return slices.ContainsFunc(s.between.Take(), func(call string) bool { return strings.HasSuffix(call, "/check-in") })
	})
	if err != nil {
		return 0, err
	}
	err = errors.Join(s.demo.Happened(103, "check-in", "*", number), desk.Until("ssh to end", func() bool { return b.session() == 0 }), b.desk.Still())
	return took, err
}
