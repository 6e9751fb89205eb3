package launcher

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// doorway is what a remote desktop needs between the first word of its helper
// and the start of its client. The helper inherits the other end of the pipe
// and passes it on to the client without reading it.
type doorway struct {
	target Target
	tools  Tools
	pipe   *os.File // what is written here, the client reads; once
	theirs *os.File // PuTTY: the other end, until the helper has it
}

// openDoorway makes the pipe; the result is the helper's end of it.
func (s *session) openDoorway(t Target, tools Tools) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	tools.Dir = s.dir
	s.door = &doorway{target: t, tools: tools, pipe: w}
	context.AfterFunc(s.ctx, func() { w.Close() })
	return r, nil
}

// admit looks at who the host is, asks the user where it was never seen, and
// only then lets the helper start the client and hands over the password.
func (s *session) admit(c *net.UnixConn) {
	t := s.door.target
	if t.Kind == SSH {
		s.admitPuTTY(c)
		return
	}
	seen, err := probe(s.ctx, t.Host, t.Port)
	if err != nil {
		s.turnAway(whyNoCertificate(err), err.Error())
		return
	}
	name := seen.question.Host
	known, err := s.l.trusted(name)
	switch {
	case err != nil:
		s.turnAway(Failed, "rdp_certificates: "+err.Error())
		return
	case known == "":
		yes, told := s.askCertificate(seen.question)
		if !told {
			return // the app or the session goes; that is not a no of the user
		}
		if !yes {
			s.turnAway(CertificateDenied, "")
			return
		}
		if err := s.l.trust(name, seen.fingerprint); err != nil {
			s.turnAway(Failed, "rdp_certificates: "+err.Error())
			return
		}
	case known != seen.fingerprint:
		s.turnAway(CertificateChanged, "it shows "+seen.fingerprint+", trusted was "+known)
		return
	}
	s.mu.Lock()
	s.hybrid = seen.security == securityHybrid
	s.mu.Unlock()
	s.letIn(c, seen.fingerprint)
}

// letIn writes the password into the pipe and gives the word.
func (s *session) letIn(c *net.UnixConn, pin string) {
	tools := s.door.tools
	tools.Pin = pin
	p, err := PlanFor("linux", s.door.target, tools)
	if err == nil && len(p.Config) > 0 {
		err = writePuTTYSettings(s.dir, p.Config)
	}
	if err == nil {
		err = s.broker.pour(s.door.pipe, p)
	}
	if err != nil {
		s.turnAway(Failed, err.Error())
		return
	}
	_ = send(c, order{Do: "go", Client: p.Client}) // where it fails, the helper is gone, which is seen elsewhere
}

// pour writes the password, and wipes it whether or not the pipe took it.
func (b *broker) pour(w io.WriteCloser, p Plan) error {
	defer b.wipe()
	if b.secret.Empty() {
		return errors.New("the password was not handed over in time")
	}
	var err error
	b.secret.Reveal(func(secret []byte) { err = writeSecret(w, p, secret) })
	return errors.Join(err, w.Close())
}

// turnAway ends a session whose client was never started: no password left this process.
func (s *session) turnAway(why Why, detail string) {
	s.mu.Lock()
	if s.stopping {
		why, detail = Closed, ""
	}
	s.mu.Unlock()
	s.finish(Outcome{Code: -1, Why: why, Detail: cleanLine(detail, maxDetail)}, nil)
}

// whyNoCertificate sorts the reasons for which a host showed none.
func whyNoCertificate(err error) Why {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns) && !dns.IsTimeout:
		return UnknownHost
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &op) && op.Op == "dial":
		return Unreachable
	}
	return Failed
}

// askCertificate waits for the Handler; told is false where the session ends before.
func (s *session) askCertificate(q CertificateQuestion) (yes, told bool) {
	if s.on.Certificate == nil {
		return false, true
	}
	s.broker.asking()
	yes, told = s.askUser(func(answer func(bool)) { s.on.Certificate(q, answer) })
	s.broker.answered(yes)
	return yes, told
}

// outputMarks are the words of FreeRDP's log that mean something to us.
const (
	markUp     = "Local framebuffer format"             // the first thing after a sign-in
	markBroken = "ERRCONNECT_CONNECT_TRANSPORT_FAILED " // it would sign in again now
)

// terminalPair is a terminal without a window: FreeRDP writes its log line by
// line only to a terminal, and in blocks of some kilobytes to a pipe.
func terminalPair() (ours, theirs *os.File, err error) {
	ours, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	rc, err := ours.SyscallConn()
	if err == nil {
		var number uint32
		var errIn error
		err = rc.Control(func(fd uintptr) {
			number, errIn = unix.IoctlGetUint32(int(fd), unix.TIOCGPTN)
			errIn = errors.Join(errIn, unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0))
		})
		if err = errors.Join(err, errIn); err == nil {
			theirs, err = os.OpenFile(filepath.Join("/dev/pts", strconv.FormatUint(uint64(number), 10)), os.O_RDWR|unix.O_NOCTTY, 0)
		}
	}
	if err != nil {
		ours.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}

// openWindow starts FreeRDP, whose input is the pipe that we inherited and never read.
func (h *helper) openWindow(argv []string) (<-chan error, error) {
	// What we hold of the pipe until the client has it, nobody may read.
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) // the client inherits it
	unix.CloseOnExec(3)                                  // it was inherited, and would be again
	pipe := os.NewFile(3, "password")
	defer pipe.Close()
	if len(argv) == 0 || argv[0] != h.plan.Plan.Client[0] {
		return nil, errors.New("the app named another program than the plan")
	}
	if err := os.MkdirAll(filepath.Join(h.dir, "config"), 0o700); err != nil {
		return nil, err
	}
	ours, theirs, err := terminalPair()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	cmd := h.command(argv)
	cmd.Env = append(cmd.Env, keep(os.Environ(), windowEnv)...)
	cmd.Stdout, cmd.Stderr = theirs, theirs
	if h.plan.Plan.Input == inputPassword {
		cmd.Stdin = pipe
	} else {
		cmd.ExtraFiles = []*os.File{pipe}
	}
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, err
	}
	h.cmd = cmd
	h.out.quiet, h.out.heard = true, h.heard
	read := make(chan struct{})
	go func() { // ends with the client: the terminal has no other end then
		defer close(read)
		_, _ = io.Copy(&h.out, ours)
	}()
	done := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		select {
		case <-read:
		case <-time.After(lastWords): // a child of the client may hold the terminal
		}
		ours.Close()
		<-read
		done <- err
	}()
	_ = send(h.conn, note{Event: "started", SSH: cmd.Process.Pid})
	return done, nil
}

// heard is called for every line that FreeRDP writes, in its order. A line
// that breaks before the sign-in makes FreeRDP connect and sign in a second
// time at once; where the host closed because of the password, that is one of
// the few tries before it locks the account.
func (h *helper) heard(line string) {
	switch {
	case h.up():
	case strings.Contains(line, markUp):
		h.signedIn()
	case strings.Contains(line, markBroken):
		h.broken.Store(true)
		_ = h.cmd.Process.Kill()
	}
}
