//go:build linux || darwin

package launcher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// plainPath are the paths that neither ssh's option parser (spaces, %, quotes)
// nor the shell that runs LocalCommand reads as anything else.
var plainPath = regexp.MustCompile(`^/[A-Za-z0-9/._+,:@-]*$`)

// runtimePlaces are where session directories may be, the best first.
func runtimePlaces() []string {
	own := "sallyport-" + strconv.Itoa(os.Geteuid())
	places := []string{filepath.Join(os.TempDir(), own), filepath.Join("/tmp", own)}
	if run := os.Getenv("XDG_RUNTIME_DIR"); run != "" {
		places = append([]string{filepath.Join(run, "sallyport")}, places...)
	}
	return places
}

// mkdirPrivate makes a directory that only this user can enter.
func mkdirPrivate(dir string) error { return os.Mkdir(dir, 0o700) }

// checkPrivate refuses a link, a file, or a directory that others own or can enter.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%q is not a directory", dir)
	case !ok || int(owner.Uid) != os.Geteuid():
		return fmt.Errorf("%q belongs to another user", dir)
	case info.Mode().Perm() != 0o700:
		return fmt.Errorf("%q has mode %#o instead of 0700", dir, info.Mode().Perm())
	}
	return nil
}

// lockDir takes the session for this process; the kernel gives it up with the process.
func lockDir(dir string) (io.Closer, error) {
	f, err := os.OpenFile(filepath.Join(dir, fileLock), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("session %s belongs to another running Sallyport: %w", filepath.Base(dir), err)
	}
	return f, nil
}

func removeTree(dir string) error { return os.RemoveAll(dir) }

// furnish adds what ssh and the terminal look for in a session's directory:
// the names under which they run us.
func (l *Launcher) furnish(dir string) error {
	err := l.furnishTerminal(dir)
	for _, k := range []struct{ to, name string }{
		{l.cfg.Self, linkAskpass},
		{l.cfg.Self, linkUp},
		{l.cfg.Self, linkJump},
		// A link, so that the real path may hold spaces, which ssh would split at.
		{l.cfg.KnownHosts, linkKnown},
	} {
		err = errors.Join(err, os.Symlink(k.to, filepath.Join(dir, k.name)))
	}
	return err
}

// calledFor reads from our name what we were run as, in which session's directory.
func calledFor(args []string) (dir, name string) {
	dir, name = filepath.Split(args[0])
	return filepath.Clean(dir), name
}

// become makes this process another program.
func become(argv []string) error { return syscall.Exec(argv[0], argv, os.Environ()) }

// terminalLog is where a terminal emulator's own complaints go.
func terminalLog(dir string) string { return filepath.Join(dir, fileOutput) }

// listenIn listens as name in dir, which only this user can enter. What is
// there already is of a process that was killed: the lock says it is gone.
func listenIn(dir, name string) (net.Listener, error) {
	path := filepath.Join(dir, name)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil { // its directory is closed already
		ln.Close()
		return nil, err
	}
	ln.SetUnlinkOnClose(false) // whoever attaches next removes it
	return ln, nil
}

func dialIn(dir, name string) (net.Conn, error) { return net.Dial("unix", filepath.Join(dir, name)) }

// peerOf asks the kernel who is at the other end.
func peerOf(c net.Conn) (peer, error) {
	uc, ok := c.(*net.UnixConn)
	if !ok {
		return peer{}, errors.New("not a socket of this machine")
	}
	rc, err := uc.SyscallConn()
	if err != nil {
		return peer{}, err
	}
	var p peer
	var errIn error
	err = rc.Control(func(fd uintptr) { p, errIn = peerOn(int(fd)) })
	return p, errors.Join(err, errIn)
}

// detach takes a program off our terminal: what ends us, or is typed where we
// were started, is not for it. Whether it gets a console of its own matters
// only on Windows.
func detach(cmd *exec.Cmd, _ bool) {
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}

// consoleFiles are the terminal we run in.
func consoleFiles(bool) (in, out, screen *os.File, err error) {
	return os.Stdin, os.Stdout, os.Stderr, nil
}

// outputPair is a terminal without a window: FreeRDP writes its log line by
// line only to a terminal, and in blocks of some kilobytes to a pipe.
func outputPair() (ours, theirs *os.File, err error) { return pty.Open() }

// askToEnd asks our child as its terminal would, or as a desktop does.
func askToEnd(p *os.Process, windowed bool) {
	if windowed {
		_ = p.Signal(syscall.SIGTERM)
	} else {
		_ = p.Signal(syscall.SIGHUP)
	}
}

// wasAsked reports whether a client ended as one that was told to.
func wasAsked(s *os.ProcessState) bool {
	w, ok := s.Sys().(syscall.WaitStatus)
	if !ok || !w.Signaled() {
		return false
	}
	switch w.Signal() {
	case syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP, syscall.SIGTERM:
		return true
	}
	return false
}

// hasHungUp reports whether the window of a terminal was closed.
func hasHungUp(tty *os.File) bool {
	state := []unix.PollFd{{Fd: int32(tty.Fd())}}
	n, err := unix.Poll(state, 0)
	return err == nil && n > 0 && state[0].Revents&unix.POLLHUP != 0
}

// putEntry: only Windows' own client reads a credential store.
func putEntry(string, string, string, []byte) (entry, error) {
	return nil, &UnsupportedError{RDP, runtime.GOOS}
}

func sweepEntries(func(id string) bool) error { return nil }

// followMstsc has nothing to follow: only Windows has that client.
func followMstsc(context.Context, func(mstscEvent)) error { return nil }
