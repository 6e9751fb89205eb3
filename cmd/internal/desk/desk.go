// Package desk is a desktop for a program under test: an X server without a
// screen, a window manager, real key events and pictures.
//
// Owns: Xvfb, openbox, xdotool and scrot for one display, and the real Sallyport
// on it. Never: is part of the product.
// Imports: os/exec.
package desk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// patience bounds every wait for something that must happen.
const patience = 30 * time.Second

// look is how often a wait looks again.
const look = 100 * time.Millisecond

// Desk is one display. All its programs end with Close.
type Desk struct {
	display string
	dir     string // private files: runtime directory, home
	procs   []*exec.Cmd
}

// Open starts a display of that size, like 1280x800, and a window manager.
func Open(size string) (*Desk, error) {
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "scrot"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, fmt.Errorf("%s is missing: `make run` or `make test` installs it", tool)
		}
	}
	dir, err := os.MkdirTemp("", "sallyport-desk-")
	if err != nil {
		return nil, err
	}
	d := &Desk{dir: dir}
	for _, sub := range []string{"run", "home"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, errors.Join(err, d.Close())
		}
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

// startX lets the server choose a free display and tell which.
func (d *Desk) startX(size string) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{w}
	err = d.start(x)
	w.Close()
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return fmt.Errorf("Xvfb did not start: %w", err)
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

// Env is the environment of a program on this desk: its display, a home and
// a runtime directory of its own.
func (d *Desk) Env() []string {
	env := []string{
		"DISPLAY=" + d.display, "HOME=" + d.Home(), "XDG_RUNTIME_DIR=" + filepath.Join(d.dir, "run"),
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1",
	}
	return env
}

// Home is the home directory of the programs on this desk.
func (d *Desk) Home() string { return filepath.Join(d.dir, "home") }

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

// Type types text, which is in no argument list.
func (d *Desk) Type(text string) error {
	c := d.command("xdotool", "type", "--delay", "25", "--file", "-")
	c.Stdin = strings.NewReader(text)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("type: %w: %s", err, out)
	}
	return nil
}

// Window waits for a visible window whose title holds the text.
func (d *Desk) Window(title string) (id string, err error) {
	err = Until(fmt.Sprintf("a window %q", title), func() bool {
		id = d.find(title)
		return id != ""
	})
	return id, err
}

// Gone waits until no window has that text in its title.
func (d *Desk) Gone(title string) error {
	return Until(fmt.Sprintf("the window %q to close", title), func() bool { return d.find(title) == "" })
}

func (d *Desk) find(title string) string {
	out, err := d.command("xdotool", "search", "--onlyvisible", "--name", title).Output()
	if err != nil {
		return ""
	}
	id, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return id
}

// Focus gives a window the keyboard.
func (d *Desk) Focus(id string) error {
	if out, err := d.command("xdotool", "windowactivate", "--sync", id).CombinedOutput(); err != nil {
		return fmt.Errorf("focus window: %w: %s", err, out)
	}
	return nil
}

// Place moves a window.
func (d *Desk) Place(id string, x, y int) error {
	return d.command("xdotool", "windowmove", id, strconv.Itoa(x), strconv.Itoa(y)).Run()
}

// Shot writes a picture of the whole desk.
func (d *Desk) Shot(path string) error {
	if out, err := d.command("scrot", "-z", "-o", path).CombinedOutput(); err != nil {
		return fmt.Errorf("take a picture: %w: %s", err, out)
	}
	return nil
}

// Still waits until the desk has hardly changed for a moment: what was asked
// for is drawn. A counting clock may go on counting.
func (d *Desk) Still() error {
	var last *image.NRGBA
	same := 0
	return Until("the picture to be still", func() bool {
		now, err := d.Picture()
		if err != nil {
			return false
		}
		if last != nil && changed(last, now) < len(now.Pix)/4/200 {
			same++
		} else {
			same = 0
		}
		last = now
		return same >= 3
	})
}

// changed counts the pixels that differ.
func changed(a, b *image.NRGBA) (n int) {
	if len(a.Pix) != len(b.Pix) {
		return len(b.Pix)
	}
	for i := 0; i < len(a.Pix); i += 4 {
		if a.Pix[i] != b.Pix[i] || a.Pix[i+1] != b.Pix[i+1] || a.Pix[i+2] != b.Pix[i+2] {
			n++
		}
	}
	return n
}

// Picture is the desk as it looks now.
func (d *Desk) Picture() (*image.NRGBA, error) {
	path := filepath.Join(d.dir, "still.png")
	if err := d.Shot(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	pic, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	flat := image.NewNRGBA(pic.Bounds())
	draw.Draw(flat, flat.Bounds(), pic, pic.Bounds().Min, draw.Src)
	return flat, nil
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
