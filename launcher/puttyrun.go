package launcher

import (
	"bufio"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/workflow/sealed"
)

// openFile makes the pipe from which PuTTY reads the password as from a file.
// The helper fetches its end of it when it may start the client: a terminal
// would not pass it on.
func (s *session) openFile(t Target, tools Tools) error {
	theirs, err := s.openDoorway(t, tools)
	if err != nil {
		return err
	}
	s.door.theirs = theirs
	context.AfterFunc(s.ctx, func() { theirs.Close() })
	return nil
}

// admitPuTTY is admit for PuTTY: it is told the one key that the host may show.
func (s *session) admitPuTTY(c net.Conn) {
	t := s.door.target
	shown, err := s.l.lookAtKey(s.ctx, t.Host, t.Port)
	switch {
	case errors.Is(err, errKeyChanged):
		s.turnAway(HostKeyChanged, err.Error())
		return
	case err != nil:
		s.turnAway(whyNoCertificate(err), err.Error())
		return
	}
	pin := ssh.FingerprintSHA256(shown.key)
	if !shown.known {
		s.broker.asking()
		yes, told := s.askHostKey(HostKeyQuestion{hostKeyName(t.Host, t.Port), shown.make.name, pin})
		s.broker.answered(yes)
		if !told {
			return // the app or the session goes; that is not a no of the user
		}
		if !yes {
			s.turnAway(HostKeyDenied, "")
			return
		}
		if err := s.l.trustKey(t.Host, t.Port, shown.key); err != nil {
			s.turnAway(Failed, "known_hosts: "+err.Error())
			return
		}
	}
	tools := s.door.tools
	tools.Pin, tools.PinKind = pin, shown.make.kind
	s.letIn(c, tools, sealed.Secret{})
}

// openPuTTY starts plink in our terminal, or PuTTY in a window of its own.
func (h *helper) openPuTTY(argv []string) (<-chan error, error) {
	// What we hold of the pipe until the client has it, nobody may read.
	keepMemory()
	if len(argv) == 0 || argv[0] != h.plan.Plan.Client[0] {
		return nil, errors.New("the app named another program than the plan")
	}
	pipe, err := h.fetchPipe()
	if err != nil {
		return nil, err
	}
	defer pipe.Close()
	events, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	cmd := h.command(argv)
	cmd.ExtraFiles = []*os.File{pipe, theirs}
	cmd.Stderr = &h.out
	if h.plan.Plan.Own {
		cmd.Env = append(cmd.Env, keep(os.Environ(), windowEnv)...)
	} else {
		cmd.Stdin, cmd.Stdout, h.out.screen = os.Stdin, os.Stdout, os.Stderr
	}
	if h.tie, err = startTied(cmd, h.plan.Plan.windowed()); err != nil {
		events.Close()
		return nil, err
	}
	h.cmd = cmd
	return h.follow(cmd, events), nil
}

// follow reads what PuTTY tells until it ends.
func (h *helper) follow(cmd *exec.Cmd, events *os.File) <-chan error {
	read := make(chan struct{})
	go func() { // ends with the client: nobody else has the other end
		defer close(read)
		in := bufio.NewScanner(events)
		for in.Scan() {
			if text, ok := strings.CutPrefix(in.Text(), "Event Log: "); ok {
				h.told(text)
			}
		}
	}()
	done := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		select {
		case <-read:
		case <-time.After(lastWords):
		}
		events.Close()
		<-read
		done <- err
	}()
	_ = send(h.conn, note{Event: "started", SSH: cmd.Process.Pid})
	return done
}

// told is called for everything that PuTTY says of the connection. PuTTY's
// window stays with the last password refused, and would ask for another.
func (h *helper) told(text string) {
	h.out.keep(text)
	switch {
	case h.up():
	case text == "Access granted":
		h.signedIn()
	case h.plan.Plan.Own && (strings.HasPrefix(text, "Configured password was not accepted") || strings.HasPrefix(text, "Password authentication failed")):
		_ = h.cmd.Process.Kill()
	}
}

// signedIn leaves the mark, and tells the loop.
func (h *helper) signedIn() {
	if f, err := os.OpenFile(filepath.Join(h.dir, fileUp), os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		f.Close()
	}
	select {
	case h.marks <- struct{}{}:
	default:
	}
}

// writePuTTYSettings makes what PuTTY reads for its default settings.
func writePuTTYSettings(dir string, lines []string) error {
	sessions := filepath.Join(dir, dirPuTTY, "sessions")
	if err := os.MkdirAll(sessions, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(sessions, "Default%20Settings"), []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}
