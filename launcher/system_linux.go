package launcher

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxDir leaves room in a socket address (108 bytes) for /<id>/ctl.sock.
const maxDir = 107 - len("/0123456789abcdef0123456789abcdef/"+fileSocket)

func peerOn(fd int) (peer, error) {
	c, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return peer{}, err
	}
	return peer{pid: int(c.Pid), ours: int(c.Uid) == os.Geteuid()}, nil
}

// startTied starts a client that dies with us. The kernel ties it to our
// thread: see RunSession.
func startTied(cmd *exec.Cmd, _ bool) (tie, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return alone{}, cmd.Start()
}

// keepMemory: no dump of this process, by anyone; its clients inherit the limit.
func keepMemory() {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}

func (l *Launcher) furnishTerminal(string) error { return nil }
