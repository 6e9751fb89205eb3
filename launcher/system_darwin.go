package launcher

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// maxDir leaves room in a socket address (104 bytes) for /<id>/ctl.sock.
const maxDir = 103 - len("/0123456789abcdef0123456789abcdef/"+fileSocket)

func peerOn(fd int) (peer, error) {
	c, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return peer{}, err
	}
	pid, err := unix.GetsockoptInt(fd, unix.SOL_LOCAL, unix.LOCAL_PEERPID)
	if err != nil {
		return peer{}, err
	}
	return peer{pid: pid, ours: int(c.Uid) == os.Geteuid()}, nil
}

// startTied starts a client. macOS does not end it with us: who finds our
// connection gone sees to that (lost).
func startTied(cmd *exec.Cmd, _ bool) (tie, error) { return alone{}, cmd.Start() }

// keepMemory: no dump of this process, by anyone; its clients inherit the limit.
func keepMemory() {
	_ = unix.PtraceDenyAttach()
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}

// furnishTerminal makes the file that Terminal and iTerm2 run. It is the same
// for every session: it finds us beside itself, and no path is written into it.
func (l *Launcher) furnishTerminal(dir string) error {
	const script = "#!/bin/sh\nexec \"${0%/*}/" + linkSession + "\"\n"
	return errors.Join(
		os.Symlink(l.cfg.Self, filepath.Join(dir, linkSession)),
		os.WriteFile(filepath.Join(dir, fileCommand), []byte(script), 0o700),
	)
}
