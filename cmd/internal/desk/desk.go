// Package desk is a desktop for a program under test: an X server without a
// screen, a window manager, real key events and pictures.
//
// Owns: Xvfb, openbox, xdotool and scrot for one display, and the real Sallyport
// on it, in a window or on a pseudo-terminal. Never: is part of the product.
// Imports: os/exec, net/http, x/sys, xgb.
package desk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// patience bounds every wait for something that must happen. It only ends what
// has failed already: a busy machine may take long.
const patience = 2 * time.Minute

// look is how often a wait looks again.
const look = 100 * time.Millisecond

// So many looks that show the same say that it stays so; longer is for a desk at work.
const (
	moment = 3
	longer = 15
)

// Desk is one display. All its programs end with Close.
type Desk struct {
	display string
	dir     string // private files: home, run, tmp, and the frame buffer in screen
	home    string // of whoever uses it
	extra   []string
	procs   []*exec.Cmd
	seated  *[]*Program // who was started on it, by whichever user
}

// terminals is where terminal windows open: where they cover neither a list nor
// a countdown nor the dock. xterm reads it from the home of the desk, under
// either name by which Debian starts it.
const terminals = "XTerm*geometry: 80x24-16-64\nUXTerm*geometry: 80x24-16-64\n"

// Open starts a display of that size, like 1280x800, and a window manager. env
// is added to the environment of what runs on it.
func Open(size string, env ...string) (*Desk, error) {
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "scrot"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, fmt.Errorf("%s is missing: `make run` or `make test` installs it", tool)
		}
	}
	dir, err := os.MkdirTemp("", "sallyport-desk-")
	if err != nil {
		return nil, err
	}
	d := &Desk{dir: dir, home: filepath.Join(dir, "home"), extra: env, seated: &[]*Program{}}
	for _, sub := range []string{"run", "home", "tmp", "screen", "bin"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	if err := os.WriteFile(filepath.Join(d.Home(), ".Xdefaults"), []byte(terminals), 0o600); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.chooseTerminal(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.startX(size); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.start(exec.Command("openbox", "--sm-disable")); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	// The window manager is there when it answers for the desktop's windows.
	err = Until("the window manager", func() bool {
		return d.command("xdotool", "get_num_desktops").Run() == nil
	})
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// chooseTerminal makes xterm the terminal of this desk, whatever else the
// machine has: others want a session bus, or are slow to come.
func (d *Desk) chooseTerminal() error {
	xterm, err := exec.LookPath("xterm")
	if err != nil {
		return errors.New("xterm is missing: `make run` or `make test` installs it")
	}
	return os.Symlink(xterm, filepath.Join(d.dir, "bin", "x-terminal-emulator"))
}

// startX lets the server choose a free display and tell which.
func (d *Desk) startX(size string) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	// Without -noreset it throws everybody out when the last client goes: whoever only
	// asks whether the window manager is there, and is quicker than it, would end it.
	x := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-screen", "0", size+"x24", "-nolisten", "tcp",
		"-fbdir", filepath.Join(d.dir, "screen"))
	x.ExtraFiles = []*os.File{w}
	err = d.start(x)
	w.Close()
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return fmt.Errorf("start Xvfb: %w", err)
	}
	d.display = ":" + strings.TrimSpace(line)
	return nil
}

func (d *Desk) start(c *exec.Cmd) error {
	if c.Env == nil {
		c.Env = d.Env()
	}
	if err := c.Start(); err != nil {
		return err
	}
	d.procs = append(d.procs, c)
	return nil
}

// Env is the environment of a program on this desk: its display, and a home, a
// runtime directory and a place for temporary files of its own.
func (d *Desk) Env() []string {
	env := []string{
		"DISPLAY=" + d.display, "HOME=" + d.Home(), "XDG_RUNTIME_DIR=" + filepath.Join(d.dir, "run"),
		"TMPDIR=" + filepath.Join(d.dir, "tmp"),
		"PATH=" + filepath.Join(d.dir, "bin") + ":" + os.Getenv("PATH"), "LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1",
		"DBUS_SESSION_BUS_ADDRESS=disabled:", // not the one of whoever runs this
	}
	if theme := os.Getenv("FYNE_THEME"); theme != "" { // light or dark, for pictures of both
		env = append(env, "FYNE_THEME="+theme)
	}
	return append(env, d.extra...)
}

// Display is the name by which programs find it.
func (d *Desk) Display() string { return d.display }

// Home is the home directory of the programs on this desk.
func (d *Desk) Home() string { return d.home }

// As is this desk for another user, with a home of their own: a second window
// for the same one would only bring the first to the front. Close is the first's.
func (d *Desk) As(name string) (*Desk, error) {
	other := &Desk{display: d.display, dir: d.dir, home: filepath.Join(d.dir, "home-"+name), extra: d.extra, seated: d.seated}
	return other, os.Mkdir(other.home, 0o700)
}

// Dir holds the private files of this desk.
func (d *Desk) Dir() string { return d.dir }

func (d *Desk) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Env = d.Env()
	return c
}

// Key presses keys by their X names, like Return or ctrl+k, one after the other.
func (d *Desk) Key(keys ...string) error {
	if out, err := d.command("xdotool", append([]string{"key", "--delay", "40"}, keys...)...).CombinedOutput(); err != nil {
		return fmt.Errorf("press %v: %w: %s", keys, err, out)
	}
	return nil
}

// Press presses one key with no pause, for who measures from it.
func (d *Desk) Press(key string) error {
	if out, err := d.command("xdotool", "key", "--delay", "0", key).CombinedOutput(); err != nil {
		return fmt.Errorf("press %s: %w: %s", key, err, out)
	}
	return nil
}

// Type types text, which is in no argument list.
func (d *Desk) Type(text string) error {
	c := d.command("xdotool", "type", "--delay", "25", "--file", "-")
	c.Stdin = strings.NewReader(text)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("type: %w: %s", err, out)
	}
	return nil
}

// The buttons of a mouse.
const (
	Left  = "1"
	Right = "3"
)

// Click clicks at a point of the desk.
func (d *Desk) Click(at image.Point, button string) error {
	return d.mouse(append(to(at), "click", button)...)
}

// Point moves the mouse.
func (d *Desk) Point(at image.Point) error { return d.mouse(to(at)...) }

// Drag takes what is at a point with the left button, as a hand does: over some
// points on its way to another.
func (d *Desk) Drag(from, until image.Point) error {
	const steps = 8
	do := append(to(from), "mousedown", Left)
	for i := 1; i <= steps; i++ {
		do = append(do, to(from.Add(until.Sub(from).Mul(i).Div(steps)))...)
		do = append(do, "sleep", "0.05")
	}
	return d.mouse(append(do, "mouseup", Left)...)
}

func to(at image.Point) []string {
	return []string{"mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y)}
}

func (d *Desk) mouse(do ...string) error {
	if out, err := d.command("xdotool", do...).CombinedOutput(); err != nil {
		return fmt.Errorf("use the mouse: %w: %s", err, out)
	}
	return nil
}

// Window waits for a visible window whose title matches.
func (d *Desk) Window(title string) (id string, err error) {
	err = Until(fmt.Sprintf("a window %q", title), func() bool {
		id = d.find(title)
		return id != ""
	})
	return id, err
}

// PID is the process that a window belongs to.
func (d *Desk) PID(id string) (int, error) {
	out, err := d.command("xdotool", "getwindowpid", id).Output()
	if err != nil {
		return 0, fmt.Errorf("process of window %s: %w", id, err)
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}

// Gone waits until no window has a title that matches.
func (d *Desk) Gone(title string) error {
	return Until(fmt.Sprintf("the window %q to close", title), func() bool { return d.find(title) == "" })
}

// WindowOf waits for a visible window of a process whose title matches.
func (d *Desk) WindowOf(pid int, title string) (id string, err error) {
	err = Until(fmt.Sprintf("a window %q of process %d", title, pid), func() bool {
		id = d.find(title, "--all", "--pid", strconv.Itoa(pid))
		return id != ""
	})
	return id, err
}

func (d *Desk) find(title string, more ...string) string {
	args := append([]string{"search", "--onlyvisible"}, more...)
	out, err := d.command("xdotool", append(args, "--name", title)...).Output()
	if err != nil {
		return ""
	}
	id, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return id
}

// Focus gives a window the keyboard and waits until it keeps it: another one
// that opens meanwhile takes it a moment after it is there to be found, and
// xdotool itself would wait for ever.
func (d *Desk) Focus(id string) error {
	var failed error
	kept := 0
	err := Until("window "+id+" to have the keyboard", func() bool {
		active, err := d.command("xdotool", "getactivewindow").Output()
		if err == nil && strings.TrimSpace(string(active)) == id {
			kept++
			return kept >= moment
		}
		kept = 0
		if out, err := d.command("xdotool", "windowactivate", id).CombinedOutput(); err != nil {
			failed = fmt.Errorf("focus window: %w: %s", err, out)
		}
		return failed != nil
	})
	return errors.Join(failed, err)
}

// Place moves a window.
func (d *Desk) Place(id string, x, y int) error {
	return d.command("xdotool", "windowmove", id, strconv.Itoa(x), strconv.Itoa(y)).Run()
}

// Resize gives a window another size.
func (d *Desk) Resize(id string, to image.Point) error {
	return d.command("xdotool", "windowsize", "--sync", id, strconv.Itoa(to.X), strconv.Itoa(to.Y)).Run()
}

// Size is how large a window is.
func (d *Desk) Size(id string) (image.Point, error) {
	out, err := d.command("xdotool", "getwindowgeometry", "--shell", id).Output()
	if err != nil {
		return image.Point{}, fmt.Errorf("ask for the size of a window: %w", err)
	}
	var size image.Point
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		n, _ := strconv.Atoi(value) // 0 where it is none
		switch name {
		case "WIDTH":
			size.X = n
		case "HEIGHT":
			size.Y = n
		}
	}
	return size, nil
}

// Shot writes a picture of the whole desk.
func (d *Desk) Shot(path string) error {
	if out, err := d.command("scrot", "-z", "-o", path).CombinedOutput(); err != nil {
		return fmt.Errorf("take a picture: %w: %s", err, out)
	}
	return nil
}

// Close ends every program of the desk and removes its files.
func (d *Desk) Close() error {
	for i := len(d.procs) - 1; i >= 0; i-- {
		_ = d.procs[i].Process.Kill()
		_ = d.procs[i].Wait() // killed: that is no error
	}
	return os.RemoveAll(d.dir)
}

// Until looks again and again until done, and says what it waited for when patience ends.
func Until(what string, done func() bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		if done() {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waited %v for %s", patience, what)
		}
	}
}
