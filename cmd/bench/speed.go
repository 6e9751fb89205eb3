package main

import (
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"time"

	"sallyport/cmd/internal/desk"
)

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

// launches measures from Ctrl+Enter until ssh runs.
func (b *bench) launches() error {
	p, demo, err := b.demo()
	if err != nil {
		return err
	}
	defer p.Kill()
	s, between, err := b.seat(demo)
	if err != nil {
		return err
	}
	defer between.Close()
	defer s.Kill()
	var took, vault, own []time.Duration
	for i := range b.times {
		if err := b.connect(s, "web-01", ""); err != nil {
			return err
		}
		between.Spent()
		begun := time.Now()
		d, err := b.launch()
		if err != nil {
			return fmt.Errorf("launch: %w; the program said:\n%s", err, s.Log())
		}
		first, waited := between.Spent()
		took, vault = append(took, d), append(vault, waited)
		own = append(own, begun.Add(d).Sub(first)-waited)
		if err := logIn(demo, i+1); err != nil {
			return err
		}
		if err := b.leave("web-01"); err != nil {
			return err
		}
	}
	bare, err := b.bare()
	if err != nil {
		return err
	}
	spread("launch", took, millis, "Ctrl+Enter on web-01 until ssh runs: with the key's way through xdotool, the answers of the demo server and the start of the terminal")
	spread("launch-vault", vault, millis, "of that: waiting for the vault's answers")
	spread("launch-bare", bare, millis, "the same terminal with a bare ssh, from its start until ssh runs")
	slices.Sort(bare)
	for i := range own {
		own[i] -= bare[len(bare)/2]
	}
	spread("launch-own", own, millis, "from Connect's first call until ssh runs, without the vault's answers and the bare terminal: the aim is 30 ms")
	return nil
}

// bare is how long the terminal takes to start an ssh that nobody prepared. The
// host it goes to never says a word, so that it is still there when it is looked for.
func (b *bench) bare() (took []time.Duration, err error) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer silent.Close()
	host, port, err := net.SplitHostPort(silent.Addr().String())
	if err != nil {
		return nil, err
	}
	for range b.times {
		begun := time.Now()
		p, err := b.desk.Run("xterm", "-e", "ssh", "-F", "none", "-o", "BatchMode=yes", "-o", "UserKnownHostsFile="+filepath.Join(b.desk.Dir(), "none"), "-p", port, host)
		if err != nil {
			return nil, err
		}
		d, err := soon(begun, "a bare ssh", func() bool { return b.session() != 0 })
		p.Kill()
		if err == nil {
			err = desk.Until("the bare ssh to end", func() bool { return b.session() == 0 })
		}
		if err != nil {
			return nil, err
		}
		took = append(took, d)
	}
	return took, nil
}

// launch presses the key and looks for ssh at the same time: xdotool ends later than its key works.
func (b *bench) launch() (time.Duration, error) {
	pressed := make(chan error, 1)
	begun := time.Now()
	go func() { pressed <- b.desk.Press("ctrl+Return") }()
	took, err := soon(begun, "ssh", func() bool { return b.session() != 0 })
	if errKey := <-pressed; errKey != nil {
		return 0, errKey
	}
	return took, err
}

// calls counts what goes to the vault between Ctrl+Enter and a session that is logged in.
func (b *bench) calls() error {
	p, demo, err := b.demo()
	if err != nil {
		return err
	}
	defer p.Kill()
	s, between, err := b.seat(demo)
	if err != nil {
		return err
	}
	defer between.Close()
	defer s.Kill()
	first := between.Take()
	line("calls sign-in", fmt.Sprint(len(first)), sum(first))
	for i, c := range []struct{ name, secret, reason string }{
		{"calls plain", "web-01", ""},
		{"calls check-out+comment", "db-02", "Replace the failed disk in bay 4"},
	} {
		if err := b.connect(s, c.secret, c.reason); err != nil {
			return err
		}
		shown := between.Take()
		if err := b.desk.Key("ctrl+Return"); err != nil {
			return err
		}
		if err := logIn(demo, i+1); err != nil {
			return fmt.Errorf("%w; the program said:\n%s", err, s.Log())
		}
		calls := between.Take()
		line(c.name, fmt.Sprint(len(calls)), sum(calls)+fmt.Sprintf(" after %d to search and show it %s", len(shown), sum(shown)))
		if err := b.leave(c.secret); err != nil {
			return err
		}
	}
	return nil
}
