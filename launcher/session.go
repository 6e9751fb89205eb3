package launcher

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"time"

	"sallyport/workflow/sealed"
)

// stopLimit is longer than the helper's own patience with ssh.
const stopLimit = hangUpLimit + 2*time.Second

// session is the app's side of one client. Goroutines: listen accepts, one
// serve for each connection, dispatch calls the Handler, expire wipes.
type session struct {
	l      *Launcher
	id     string
	dir    string
	plan   planFile
	broker *broker
	log    *slog.Logger
	ctx    context.Context // ends with Release, or after the end was told
	cancel context.CancelFunc
	lock   io.Closer
	ln     net.Listener
	calls  chan func()   // to dispatch
	ready  chan struct{} // closed when ssh runs
	over   chan struct{} // closed when it is known that it does not, any more
	tidy   func()        // gives our terminal back; foreground only
	door   *doorway      // RDP and PuTTY, in the process that started it: what has to happen before the client may start

	mu       sync.Mutex
	on       Handler
	helper   net.Conn // nil: none, or gone
	expected process  // who the helper must be; zero: any process
	self     process  // the helper
	lent     *lentKey // nil: no key
	entry    entry    // in Windows\' credential store; nil: none
	ssh      process
	started  bool
	up       bool
	stopping bool
	ended    bool
	mute     bool  // Start failed: the Handler is not called
	hybrid   bool  // RDP: the host checks the password before it shows anything
	problem  error // why ssh never ran; set before over is closed
}

// openSession listens in dir, as the only process that does. The secret is its to wipe.
func (l *Launcher) openSession(dir string, p planFile, helper process, secret sealed.Secret, on Handler) (*session, error) {
	lock, err := lockDir(dir)
	if err != nil {
		secret.Wipe()
		return nil, err
	}
	ln, err := listenIn(dir, fileSocket)
	if err != nil {
		secret.Wipe()
		lock.Close()
		return nil, err
	}
	id := filepath.Base(dir)
	s := &session{
		l: l, id: id, dir: dir, plan: p, on: on, lock: lock, ln: ln, expected: helper,
		broker: &broker{user: p.Target.User, host: p.Target.Host, port: p.Target.Port, jump: p.Target.Jump, secret: secret},
		log:    l.cfg.Log.With("session", id),
		calls:  make(chan func()), ready: make(chan struct{}), over: make(chan struct{}),
		tidy: func() {},
	}
	s.ctx, s.cancel = context.WithCancel(l.ctx)
	context.AfterFunc(s.ctx, func() {
		s.broker.wipe()
		ln.Close()
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		s.cancel()
		lock.Close()
		return nil, net.ErrClosed
	}
	l.sessions[id] = s
	l.wg.Go(s.listen)
	l.wg.Go(s.dispatch)
	l.wg.Go(s.expire)
	return s, nil
}

// ID is the name of the session's directory.
func (s *session) ID() string { return s.id }

// Release forgets the session; the client lives on. No function of the Handler
// is called after it, except one that is running.
func (s *session) Release() {
	s.forget()
	s.cancel()
	s.lock.Close()
}

// forget takes the session from the launcher's list.
func (s *session) forget() {
	s.l.mu.Lock()
	defer s.l.mu.Unlock()
	if s.l.sessions[s.id] == releaser(s) {
		delete(s.l.sessions, s.id)
	}
}

// Stop returns at once; the end comes through the Handler.
func (s *session) Stop() {
	s.mu.Lock()
	first := !s.stopping
	s.stopping = true
	s.mu.Unlock()
	if first {
		s.l.spawn(s.stop)
	}
}

// stop asks the helper, and kills it where it does not listen: ssh dies with it.
func (s *session) stop() {
	s.mu.Lock()
	c, self := s.helper, s.self
	s.mu.Unlock()
	if c != nil {
		_ = send(c, order{Do: "stop"})
	}
	patience := time.NewTimer(stopLimit)
	defer patience.Stop()
	select {
	case <-s.over:
	case <-s.ctx.Done():
	case <-patience.C:
		s.log.Warn("the session helper does not answer and is killed")
		kill(s.ctx, self)
	}
}

// dispatch calls the Handler's functions, one at a time.
func (s *session) dispatch() {
	for {
		select {
		case f := <-s.calls:
			if !s.muted() {
				f()
			}
		case <-s.ctx.Done():
			return
		}
	}
}

// call hands f to dispatch; false if the session is released.
func (s *session) call(f func()) bool {
	if s.muted() {
		return false
	}
	select {
	case s.calls <- f:
		return true
	case <-s.ctx.Done():
		return false
	}
}

func (s *session) muted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mute
}

// expire wipes a password that nobody asked for in time.
func (s *session) expire() {
	select {
	case <-s.ready:
	case <-s.ctx.Done():
		return
	}
	tick := time.NewTicker(s.l.life)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if s.broker.expire() {
				s.takeBack()
				return
			}
		case <-s.ctx.Done():
			return
		}
	}
}

// listen serves whoever dials until the session is released.
func (s *session) listen() {
	for {
		c, err := s.ln.Accept()
		if err != nil {
			return
		}
		if !s.l.spawn(func() { s.serve(c) }) {
			c.Close()
		}
	}
}

// serve checks who dialled and lets it do what its role may.
func (s *session) serve(c net.Conn) {
	defer c.Close()
	defer context.AfterFunc(s.ctx, func() { c.Close() })()
	peer, err := peerOf(c)
	if err != nil || !peer.ours {
		s.log.Warn("a process of another user was refused", "err", err)
		return
	}
	in := json.NewDecoder(io.LimitReader(c, maxTalk))
	var h hello
	if err := within(s.ctx, helloLimit, c, func() error { return in.Decode(&h) }); err != nil {
		return
	}
	if !sameToken(s.plan.Tokens[h.Role], h.Token) {
		s.log.Warn("a process without the right token was refused", "pid", peer.pid)
		return
	}
	switch h.Role {
	case roleSession:
		s.serveHelper(c, in, h, peer.pid)
	case roleAskpass:
		if s.ofOurSSH(peer.pid) {
			s.serveAskpass(c, h.Prompt, s.asksItself(peer.pid))
		}
	case rolePipe:
		s.givePipe(c, peer.pid)
	case roleConnected:
		if s.ofOurSSH(peer.pid) {
			s.connected()
			_ = send(c, order{Do: "bye"})
		}
	}
}

// ofOurSSH reports whether pid was started by this session's ssh. A process of
// the same user that learnt the token fails here.
func (s *session) ofOurSSH(pid int) bool {
	select {
	case <-s.ready: // ssh can be quicker than the helper's report of it
	case <-s.over:
		return false
	case <-s.ctx.Done():
		return false
	}
	s.mu.Lock()
	ssh := s.ssh
	s.mu.Unlock()
	if ssh.alive() && descends(pid, ssh.PID) {
		return true
	}
	s.log.Warn("a process that ssh did not start was refused", "pid", pid)
	return false
}

// asksItself reports whether the askpass with this pid was started by the
// target's own ssh, and not by one that leads there.
func (s *session) asksItself(pid int) bool {
	parent, err := parentPID(pid)
	s.mu.Lock()
	defer s.mu.Unlock()
	return err == nil && parent == s.ssh.PID
}

// askUser waits for the Handler; told is false where the session ends before.
func (s *session) askUser(ask func(answer func(bool))) (yes, told bool) {
	answer := make(chan bool, 1)
	reply := func(trust bool) {
		select {
		case answer <- trust:
		default: // a second answer is one too many
		}
	}
	if !s.call(func() { ask(reply) }) {
		return false, false
	}
	select {
	case yes = <-answer:
		return yes, true
	case <-s.over: // ssh has gone: nobody waits for the answer
	case <-s.ctx.Done():
	}
	return false, false
}

// connected tells the Handler, once.
func (s *session) connected() {
	s.mu.Lock()
	first := !s.up
	s.up = true
	s.mu.Unlock()
	s.takeBack()
	if tunnels := s.plan.Target.Tunnels; first && s.on.Tunnels != nil && len(tunnels) > 0 {
		s.call(func() { s.on.Tunnels(tunnels) })
	}
	if first && s.on.Connected != nil {
		s.call(s.on.Connected)
	}
}

// finish cleans up and tells the end, once. The directory goes first: whoever
// crashes in between finds no session, which is true.
func (s *session) finish(o Outcome, problem error) {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return
	}
	s.ended, s.problem = true, problem
	started := s.started
	s.mu.Unlock()
	s.broker.wipe()
	s.takeBack()
	s.ln.Close()
	s.tidy()
	if err := removeTree(s.dir); err != nil {
		s.log.Warn("remove session directory", "err", err)
	}
	s.forget()
	close(s.over)
	if started {
		s.log.Info("session ended", "why", o.Why, "code", o.Code, "connected", o.Connected)
	}
	if started && s.on.Ended != nil && s.call(func() { s.on.Ended(o); s.Release() }) {
		return
	}
	s.Release()
}
