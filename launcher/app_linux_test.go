package launcher

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/sys/unix"
)

// app runs a small Sallyport as a process of its own.
func (b *bench) app(port int, foreground bool) *exec.Cmd {
	b.t.Helper()
	text, err := json.Marshal(appSettings{b.conf.Dir, b.conf.KnownHosts, b.conf.Terminal, foreground, "bob", port})
	must(b.t, err)
	cmd := exec.Command(b.conf.Self, "app", string(text))
	b.t.Cleanup(func() {
		if cmd.Process != nil && cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return cmd
}

// hears reads lines until one has the word, and gives the rest of it. A
// terminal's echo may stand before it.
func hears(t *testing.T, in *bufio.Scanner, word string) string {
	t.Helper()
	got := make(chan string, 1)
	go func() {
		defer close(got)
		for in.Scan() {
			if _, rest, ok := strings.Cut(in.Text(), word); ok {
				got <- strings.TrimSpace(rest)
				return
			}
		}
	}()
	return await(t, got, "the app to say "+word)
}

func TestAnAppThatIsKilledLeavesItsSessionToTheNext(t *testing.T) {
	for _, meanwhile := range []bool{false, true} {
		t.Run(fmt.Sprintf("ended meanwhile %v", meanwhile), func(t *testing.T) {
			b, e := newBench(t, nil), newEvents(true)
			host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
			app := b.app(host.port(), false)
			out, err := app.StdoutPipe()
			must(t, err)
			must(t, app.Start())
			in := bufio.NewScanner(out)
			id := hears(t, in, "session")
			hears(t, in, "connected")
			must(t, app.Process.Kill())
			_ = app.Wait()

			s, err := b.reattach(b.Launcher, id, e)
			must(t, err)
			e.connects(t, "the news that it is connected")
			if meanwhile {
				s.Release()
				host.close()
				gone(t, s.self, "the helper")
				if _, err := b.reattach(b.Launcher, id, newEvents(true)); !errors.Is(err, ErrSessionOver) {
					t.Errorf("Reattach: %v, want ErrSessionOver", err)
				}
				return
			}
			s.Stop()
			if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
				t.Errorf("outcome %+v, want closed", o)
			}
		})
	}
}

// openPTY gives both ends of a terminal.
func openPTY(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	must(t, err)
	t.Cleanup(func() { master.Close() })
	fd := int(master.Fd())
	must(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	must(t, err)
	slave, err = os.OpenFile("/dev/pts/"+itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	t.Cleanup(func() { slave.Close() })
	return master, slave
}

func TestCtrlCInTheForegroundEndsSSHAndNotUs(t *testing.T) {
	b := newBench(t, nil)
	ln, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, but says nothing
	must(t, err)
	defer ln.Close()
	master, slave := openPTY(t)
	before, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	must(t, err)
	app := b.app(ln.Addr().(*net.TCPAddr).Port, true)
	app.Stdin, app.Stdout, app.Stderr = slave, slave, slave
	app.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(t, app.Start())
	in := bufio.NewScanner(master)
	hears(t, in, "session")
	_, err = master.WriteString("\x03")
	must(t, err)
	if got := hears(t, in, "ended"); !strings.Contains(got, "Why:closed") || !strings.Contains(got, "Connected:false") {
		t.Errorf("the app saw %s, want a closed session", got)
	}
	if err := app.Wait(); err != nil {
		t.Errorf("the app itself: %v", err)
	}
	after, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err != nil || *after != *before {
		t.Errorf("the terminal is left in another mode: %+v, was %+v (%v)", after, before, err)
	}
}

func TestAnSSHThatIsKilledLeavesTheForegroundTerminalUsable(t *testing.T) {
	b := newBench(t, nil)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	master, slave := openPTY(t)
	before, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	must(t, err)
	app := b.app(host.port(), true)
	app.Stdin, app.Stdout, app.Stderr = slave, slave, slave
	app.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(t, app.Start())
	in := bufio.NewScanner(master)
	id := hears(t, in, "session")
	hears(t, in, "connected")
	var helper process
	must(t, readJSON(b.conf.Dir+"/"+id+"/"+fileHelper, &helper))
	raw := func() bool {
		now, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
		must(t, err)
		return now.Lflag&unix.ICANON == 0
	}
	for !raw() && helper.alive() {
	}
	slay(t, helper, "the helper")
	hears(t, in, "ended")
	_ = app.Wait()
	after, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err != nil || *after != *before {
		t.Errorf("the terminal is left in another mode: %+v, was %+v (%v)", after, before, err)
	}
}
