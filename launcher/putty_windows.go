package launcher

import (
	"errors"
	"net"
	"os"
)

// givePipe: an open pipe cannot be passed on here, see findPuTTY.
func (s *session) givePipe(net.Conn, int) {}

func (h *helper) fetchPipe() (*os.File, error) {
	return nil, errors.New("PuTTY cannot be handed a pipe")
}
