package launcher

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"sallyport/workflow/sealed"
)

// doorway is what a remote desktop needs between the first word of its helper
// and the start of its client. The helper inherits the other end of the pipe
// and passes it on to the client without reading it.
type doorway struct {
	target Target
	tools  Tools
	pipe   *os.File    // what is written here, the client reads; once. nil: it reads Windows' credential store, or the user pastes
	theirs *os.File    // PuTTY: the other end, until the helper has it
	looked chan looked // who the host is: looked at while the helper starts; nil: behind a gateway
}

type looked struct {
	presented
	err error
}

// look asks the host who it is: that takes as long as to start the helper.
func (s *session) look(d *doorway) {
	if d.target.Kind != RDP || d.target.RDP.Gateway != nil {
		return
	}
	d.looked = make(chan looked, 1)
	if !s.l.spawn(func() {
		seen, err := probe(s.ctx, d.target.Host, d.target.Port)
		d.looked <- looked{seen, err}
	}) {
		d.looked <- looked{err: context.Canceled} // the launcher was closed
	}
}

// openDoorway makes the pipe; the result is the helper's end of it.
func (s *session) openDoorway(t Target, tools Tools) (*os.File, error) {
	if tools.Mstsc != "" || tools.Remmina != "" {
		tools.Dir = s.dir
		s.door = &doorway{target: t, tools: tools}
		s.look(s.door)
		return nil, nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	tools.Dir = s.dir
	s.door = &doorway{target: t, tools: tools, pipe: w}
	s.look(s.door)
	context.AfterFunc(s.ctx, func() { w.Close() })
	return r, nil
}

// admit looks at who the host is, asks the user where it was never seen, and
// only then lets the helper start the client and hands over the password.
func (s *session) admit(c net.Conn) {
	t := s.door.target
	switch {
	case t.Kind == SSH:
		s.admitPuTTY(c)
		return
	case t.RDP.Gateway != nil:
		s.admitBehind(c)
		return
	}
	seen := <-s.door.looked // it ends with the session
	if seen.err != nil {
		s.turnAway(whyNoCertificate(seen.err), seen.err.Error())
		return
	}
	if !s.trusts(seen.presented) {
		return
	}
	s.mu.Lock()
	s.hybrid = seen.security == securityHybrid
	s.mu.Unlock()
	tools := s.door.tools
	tools.Pin, tools.Hybrid = seen.fingerprint, seen.security == securityHybrid
	s.letIn(c, tools, sealed.Secret{})
}

// trusts says whether a certificate is the one that was trusted before, or is
// trusted now that the user was asked. Where not, the session has ended.
func (s *session) trusts(seen presented) bool {
	name := seen.question.Host
	known, err := s.l.trusted(name)
	switch {
	case err != nil:
		s.turnAway(Failed, "rdp_certificates: "+err.Error())
		return false
	case known == "":
		yes, told := s.askCertificate(seen.question)
		if !told {
			return false // the app or the session goes; that is not a no of the user
		}
		if !yes {
			s.turnAway(CertificateDenied, "")
			return false
		}
		if err := s.l.trust(name, seen.fingerprint); err != nil {
			s.turnAway(Failed, "rdp_certificates: "+err.Error())
			return false
		}
	case known != seen.fingerprint:
		s.turnAway(CertificateChanged, "it shows "+seen.fingerprint+", trusted was "+known)
		return false
	}
	return true
}

// letIn writes the passwords into the pipe and gives the word.
func (s *session) letIn(c net.Conn, tools Tools, gateway sealed.Secret) {
	p, err := PlanFor(runtime.GOOS, s.door.target, tools)
	switch {
	case err != nil:
	case p.Paste:
		err = writeProfile(s.dir, p.Config)
	case len(p.Config) > 0:
		err = writePuTTYSettings(s.dir, p.Config)
	}
	switch {
	case err != nil:
	case p.Paste:
		err = s.giveToPaste()
	case p.Credential != "":
		err = s.lendEntry(p.Credential)
	default:
		err = s.broker.pour(s.door.pipe, p, gateway)
	}
	if err != nil {
		s.turnAway(Failed, err.Error())
		return
	}
	_ = send(c, order{Do: "go", Client: p.Client}) // where it fails, the helper is gone, which is seen elsewhere
}

// pour writes the passwords, and wipes the host's whether or not the pipe took it.
func (b *broker) pour(w io.WriteCloser, p Plan, gateway sealed.Secret) error {
	defer b.wipe()
	if b.secret.Empty() {
		return errors.New("the password was not handed over in time")
	}
	var err error
	b.secret.Reveal(func(secret []byte) {
		gateway.Reveal(func(second []byte) { err = writeSecret(w, p, secret, second) })
	})
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

// openWindow starts FreeRDP, whose input is the pipe that we inherited and never read.
func (h *helper) openWindow(argv []string) (<-chan error, error) {
	// What we hold of the pipe until the client has it, nobody may read.
	keepMemory()
	defer os.Stdin.Close() // the pipe; a client that ends early is to break it
	if len(argv) == 0 || argv[0] != h.plan.Plan.Client[0] {
		return nil, errors.New("the app named another program than the plan")
	}
	if err := os.MkdirAll(filepath.Join(h.dir, "config"), 0o700); err != nil {
		return nil, err
	}
	ours, theirs, err := outputPair()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	cmd := h.command(argv)
	cmd.Env = append(cmd.Env, keep(os.Environ(), windowEnv)...)
	cmd.Stdout, cmd.Stderr = theirs, theirs
	if h.plan.Plan.Input == inputLines {
		cmd.ExtraFiles = []*os.File{os.Stdin}
	} else {
		cmd.Stdin = os.Stdin
	}
	if h.tie, err = startTied(cmd, h.plan.Plan.windowed()); err != nil {
		ours.Close()
		return nil, err
	}
	h.cmd = cmd
	h.out.heard = h.heard
	read := make(chan struct{})
	go func() { // ends with the client: the terminal has no other end then
		defer close(read)
		_, _ = io.Copy(&h.out, ours)
	}()
	done := make(chan error, 1)
	go func() {
		err := errors.Join(cmd.Wait(), h.tie.wait())
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

// openMstsc starts Windows' own client, which has nothing to say but to its log.
func (h *helper) openMstsc(argv []string) (<-chan error, error) {
	if len(argv) == 0 || argv[0] != h.plan.Plan.Client[0] {
		return nil, errors.New("the app named another program than the plan")
	}
	cmd := h.command(argv)
	cmd.Env = terminalEnv(os.Environ()) // a part of the desktop: it wants all of it
	var err error
	if h.tie, err = startTied(cmd, h.plan.Plan.windowed()); err != nil {
		return nil, err
	}
	h.cmd = cmd
	_ = followMstsc(context.Background(), h.heardMstsc) // without the log it is not known when it is connected
	done := make(chan error, 1)
	go func() { done <- errors.Join(cmd.Wait(), h.tie.wait()) }()
	_ = send(h.conn, note{Event: "started", SSH: cmd.Process.Pid})
	return done, nil
}

// heardMstsc is called for every event of a remote desktop client of Windows.
func (h *helper) heardMstsc(e mstscEvent) {
	switch ours := e.pid == h.cmd.Process.Pid || descends(e.pid, h.cmd.Process.Pid); {
	case !ours:
	case e.id == mstscSignedIn && !h.up():
		h.signedIn()
	case e.id == mstscGone:
		h.reason.Store(int32(e.reason))
	}
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
