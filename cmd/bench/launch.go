package main

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"sallyport/cmd/internal/desk"
)

// mayLaunch is the most that a start of a client may take longer than the bare
// client's, without the vault's answers.
const mayLaunch = 30 * time.Millisecond

// client is a program whose start is measured, and how it starts without us.
type client struct {
	name, program, secret string
	bare                  []string
}

// launches measures from Connect until the client runs, each beside a start of
// the bare client: what else the machine does disturbs both alike.
func (b *bench) launches() error {
	host, err := remote()
	if err != nil {
		return err
	}
	defer host.Close()
	s, err := b.scene("--rdp-host", host.Addr().String())
	if err != nil {
		return err
	}
	defer s.close()
	keys, err := b.desk.Keyboard()
	if err != nil {
		return err
	}
	defer keys.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // never says a word, so that ssh is still there when it is looked for
	if err != nil {
		return err
	}
	defer silent.Close()
	name, port, err := net.SplitHostPort(silent.Addr().String())
	if err != nil {
		return err
	}
	for _, c := range []client{
		{"launch-ssh", "ssh", "web-01", []string{"xterm", "-e", "ssh", "-F", "none", "-o", "BatchMode=yes", "-o", "UserKnownHostsFile=" + filepath.Join(b.desk.Dir(), "none"), "-p", port, name}},
		{"launch-rdp", "xfreerdp", "dc-02", []string{"xfreerdp", "/v:" + silent.Addr().String()}},
	} {
		if err := b.launch(c, s, keys); err != nil {
			return fmt.Errorf("%s: %w; the program said:\n%s", c.name, err, s.Log())
		}
	}
	return nil
}

// launch measures one client.
func (b *bench) launch(c client, s *scene, keys *desk.Keyboard) error {
	var all, vault, bare, own []time.Duration
	for i := range b.launched + 1 {
		if err := s.Choose(c.secret); err != nil {
			return err
		}
		s.between.Spent()
		before := desk.PIDs()
		begun := time.Now()
		if err := keys.Press(desk.KeyControl, desk.KeyReturn); err != nil {
			return err
		}
		if i == 0 && c.program == "xfreerdp" { // the host is asked about once: trust is a step before Cancel
			if err := errors.Join(b.desk.Still(), b.desk.Key("shift+Tab", "Return")); err != nil {
				return err
			}
		}
		d, err := b.appears(begun, c.program, before)
		if err != nil {
			return err
		}
		_, waited := s.between.Spent()
		plain, err := b.startBare(c)
		if err != nil {
			return err
		}
		if i == 0 {
			continue // versions are asked for, files come from the disk
		}
		all, vault, bare, own = append(all, d), append(vault, waited), append(bare, plain), append(own, d-waited-plain)
	}
	spread(c.name, own, millis, fmt.Sprintf("from Ctrl+Enter until %s runs, beyond the vault's answers and the start of the bare client: %s", c.program, within(middle(own), mayLaunch)))
	spread(c.name+"-all", all, millis, fmt.Sprintf("all of it; of that the vault's answers %s, the bare client %s", millis(middle(vault)), millis(middle(bare))))
	return nil
}

// appears waits for a client that was not there before, and ends it.
func (b *bench) appears(begun time.Time, program string, before map[int]bool) (took time.Duration, err error) {
	var pid int
	took, err = soon(begun, program, func() bool {
		pid = desk.Started(before, program)
		return pid != 0
	})
	if err != nil {
		return 0, err
	}
	if err := desk.Slay(pid); err != nil {
		return 0, err
	}
	return took, errors.Join(desk.Until(program+" to end", func() bool { return !desk.Runs(pid, program, "") }), b.desk.Still())
}

func (b *bench) startBare(c client) (time.Duration, error) {
	before, begun := desk.PIDs(), time.Now()
	p, err := b.desk.Run(c.bare[0], c.bare[1:]...)
	if err != nil {
		return 0, err
	}
	defer p.Kill()
	return b.appears(begun, c.program, before)
}
