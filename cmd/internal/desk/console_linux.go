package desk

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Console is a Sallyport on a pseudo-terminal, as a person in a terminal sees it.
type Console struct {
	*Program
	tty *os.File // our end
}

// RunConsole starts the program as the leader of a terminal of its own.
func (d *Desk) RunConsole(bin string, args ...string) (*Console, error) {
	ours, theirs, err := openTerminal()
	if err != nil {
		return nil, fmt.Errorf("open a pseudo-terminal: %w", err)
	}
	defer theirs.Close()
	c := &Console{tty: ours, Program: &Program{cmd: exec.Command(bin, args...), done: make(chan struct{})}}
	c.cmd.Env = append(d.Env(), "TERM=xterm")
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = theirs, theirs, theirs
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.cmd.Start(); err != nil {
		ours.Close()
		return nil, err
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = ours.WriteTo(&c.stderr) // ends when the last program on the terminal has ended
	}()
	go func() {
		c.err = c.cmd.Wait()
		<-read
		ours.Close()
		close(c.done)
	}()
	d.seat(c.Program)
	return c, nil
}

func openTerminal() (ours, theirs *os.File, err error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	ours = os.NewFile(uintptr(fd), "/dev/ptmx")
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		theirs, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		return nil, nil, errors.Join(err, ours.Close())
	}
	return ours, theirs, nil
}

// Type types text; "\r" is Enter.
func (c *Console) Type(text string) error {
	_, err := c.tty.WriteString(text)
	return err
}

// Says waits until the terminal has shown the text.
func (c *Console) Says(text string) error {
	err := Until(fmt.Sprintf("%q on the terminal", text), func() bool { return strings.Contains(c.Log(), text) })
	if err != nil {
		return fmt.Errorf("%w; it shows:\n%s", err, c.Log())
	}
	return nil
}

// Silent reports whether the terminal shows nothing of what is typed.
func (c *Console) Silent() (silent bool) {
	raw, err := c.tty.SyscallConn() // not Fd: that would make reads block for good
	if err != nil {
		return false
	}
	err = raw.Control(func(fd uintptr) {
		modes, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		silent = err == nil && modes.Lflag&unix.ECHO == 0
	})
	return err == nil && silent
}
