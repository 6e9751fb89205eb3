//go:build linux || darwin

package launcher

import (
	"context"
	"errors"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// givePipe hands the helper, and nobody else, the reading end of the pipe.
func (s *session) givePipe(conn net.Conn, pid int) {
	s.mu.Lock()
	self := s.self
	s.mu.Unlock()
	if s.door == nil || s.door.theirs == nil || pid != self.PID || !self.alive() {
		s.log.Warn("a process that is not the session's helper was refused", "pid", pid)
		return
	}
	c, ok := conn.(*net.UnixConn)
	if !ok {
		return
	}
	rc, err := s.door.theirs.SyscallConn()
	if err != nil {
		return
	}
	_ = rc.Control(func(fd uintptr) {
		if _, _, err := c.WriteMsgUnix([]byte{'P'}, unix.UnixRights(int(fd)), nil); err != nil {
			s.log.Warn("hand over the pipe", "err", err)
		}
	})
	_ = s.door.theirs.Close() // once
}

// fetchPipe is the helper's side of givePipe.
func (h *helper) fetchPipe() (*os.File, error) {
	conn, ok := dial(h.dir, hello{Role: rolePipe, Token: h.plan.Tokens[rolePipe]})
	if !ok {
		return nil, errors.New("sallyport does not run any more")
	}
	defer conn.Close()
	c, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, errors.New("not a socket of this machine")
	}
	mark, rights := make([]byte, 1), make([]byte, unix.CmsgSpace(4))
	var n int
	err := within(context.Background(), helloLimit, c, func() (err error) {
		_, n, _, _, err = c.ReadMsgUnix(mark, rights)
		return err
	})
	if err != nil {
		return nil, err
	}
	messages, err := unix.ParseSocketControlMessage(rights[:n])
	if err != nil || len(messages) != 1 {
		return nil, errors.New("sallyport gave no pipe")
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		return nil, errors.New("sallyport gave no pipe")
	}
	unix.CloseOnExec(fds[0])
	return os.NewFile(uintptr(fds[0]), "password"), nil
}
