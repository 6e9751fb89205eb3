package launcher

import (
	"io"
	"time"
)

// serveAskpass answers one question of ssh, or refuses it.
func (s *session) serveAskpass(c io.Writer, prompt string, direct bool) {
	s.mu.Lock()
	up := s.up
	s.mu.Unlock()
	if up { // no question of ours comes after authentication
		refuseReply(c)
		return
	}
	v, key, q := s.broker.judge(prompt, direct, s.on.Question != nil)
	switch v {
	case handPassword:
		if err := s.broker.deliver(c); err != nil {
			s.log.Warn("hand over the password", "err", err)
		}
	case askTrust:
		yes, told := s.askHostKey(key)
		if !told {
			return // the app goes; that is not a no of the user
		}
		s.broker.answered(yes)
		word := "no"
		if yes {
			word = "yes"
		}
		_, _ = c.Write(append([]byte{replyAnswer}, word...))
	case askPerson:
		s.passOn(c, q)
	default:
		s.log.Info("a question of ssh was refused")
		refuseReply(c)
	}
}

// passOn asks the user, and gives the answer to the ssh that wants it.
func (s *session) passOn(c io.Writer, q Question) {
	said := newReply()
	limit := time.NewTimer(s.l.patience)
	defer limit.Stop()
	if !s.call(func() { s.on.Question(q, said.set) }) {
		return
	}
	late := false
	select {
	case <-said.said:
	case <-limit.C:
		late = true
	case <-s.over: // ssh has gone: nobody waits for the answer
		said.get()
		return
	case <-s.ctx.Done():
		said.get()
		return
	}
	text, given := said.get()
	defer text.Wipe()
	s.broker.settled(given, late)
	if !given || checkReply(text) != nil {
		refuseReply(c)
		return
	}
	if err := writeAnswer(c, text); err != nil {
		s.log.Warn("hand over an answer", "err", err)
	}
}

func refuseReply(c io.Writer) { _, _ = c.Write([]byte{replyRefused}) }

// askHostKey asks about a host that ssh has not seen.
func (s *session) askHostKey(q HostKeyQuestion) (yes, told bool) {
	if s.on.HostKey == nil {
		return false, true
	}
	return s.askUser(func(answer func(bool)) { s.on.HostKey(q, answer) })
}
