package launcher

import (
	"context"
	"encoding/json"
	"net"
	"path/filepath"
)

// serveHelper listens to the helper until it ends, which is the end of the session.
func (s *session) serveHelper(c net.Conn, in *json.Decoder, h hello, pid int) {
	if !s.adopt(c, h, pid) {
		s.log.Warn("a second session helper was refused", "pid", pid)
		return
	}
	if s.giveWord(c) {
		for {
			var n note
			if err := in.Decode(&n); err != nil {
				break
			}
			switch n.Event {
			case "started":
				s.sshRuns(n.SSH)
			case "connected":
				s.connected()
			case "ended":
				s.sshEnded(c, n)
				return
			}
		}
	}
	s.lost()
}

// giveWord lets the helper start its client: ssh at once, FreeRDP when it is
// known who the host is. It reports whether the helper is there.
func (s *session) giveWord(c net.Conn) bool {
	if s.door == nil {
		return send(c, order{Do: "go"}) == nil
	}
	s.begin()
	return s.l.spawn(func() { s.admit(c) })
}

// begin: from now on this is a session.
func (s *session) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		s.started = true
		close(s.ready)
	}
}

// adopt takes the first helper; a later one only if it is the same that dials again.
func (s *session) adopt(c net.Conn, h hello, pid int) bool {
	self, err := processOf(pid)
	if err != nil {
		return false
	}
	s.mu.Lock()
	if s.helper != nil || s.ended || s.stopping || s.expected != (process{}) && s.expected != self {
		s.mu.Unlock()
		return false
	}
	s.helper, s.self = c, self
	s.mu.Unlock()
	if h.SSH != 0 {
		s.sshRuns(h.SSH)
		if h.Up {
			s.connected()
		}
	}
	return true
}

// sshRuns takes the first client that the helper names.
func (s *session) sshRuns(pid int) {
	s.mu.Lock()
	if parent, err := parentPID(pid); err == nil && parent == s.self.PID && s.ssh == (process{}) {
		s.ssh, _ = processOf(pid)
	}
	s.mu.Unlock()
	s.begin()
	if s.plan.Plan.Command { // there is nothing more to be known of it
		s.connected()
	}
}

// sshEnded takes the helper's last report.
func (s *session) sshEnded(c net.Conn, n note) {
	if n.Up {
		s.connected()
	}
	story := s.broker.story()
	s.mu.Lock()
	e := evidence{
		connected: s.up || n.Up, stopped: s.stopping || n.HungUp, code: n.Code, lines: n.Lines,
		seen: story, jump: s.plan.Target.Jump, broken: n.Broken, hybrid: s.hybrid, reason: n.Reason,
		gateway: len(s.plan.Plan.Gateway) > 0,
	}
	started := s.started
	s.mu.Unlock()
	_ = send(c, order{Do: "bye"})
	if !started {
		s.finish(Outcome{}, &StartError{filepath.Base(s.plan.Plan.Client[0]), cleanLine(n.Problem, maxDetail)})
		return
	}
	if n.Problem != "" { // a remote desktop whose client could not be started
		s.finish(Outcome{Code: -1, Why: Failed, Detail: cleanLine(n.Problem, maxDetail)}, nil)
		return
	}
	judge := classify
	switch p := s.plan.Plan; {
	case p.Command:
		judge = classifyCommand
	case p.Credential != "":
		judge = classifyMstsc
	case p.Paste:
		judge = classifyRemmina
	case p.Input == inputFile:
		judge = classifyPuTTY
	case p.windowed():
		judge = classifyRDP
	}
	s.finish(judge(e), nil)
}

// lost: the connection ended without a report, so the helper was killed. ssh
// dies with it, by the kernel's hand; it is seen to before the end is told.
func (s *session) lost() {
	if s.ctx.Err() != nil {
		return // released; it lives on
	}
	s.mu.Lock()
	ssh, self, started, stopping, up := s.ssh, s.self, s.started, s.stopping, s.up
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(s.ctx, stopLimit)
	defer cancel()
	kill(ctx, self) // it may only have closed the connection
	kill(ctx, ssh)
	if !started {
		s.finish(Outcome{}, &StartError{"session helper", "it ended before ssh was started"})
		return
	}
	o := Outcome{Connected: up, Code: -1, Why: Vanished}
	if stopping {
		o.Why = Closed
	}
	s.finish(o, nil)
}
