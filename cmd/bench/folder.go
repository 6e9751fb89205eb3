package main

import (
	"errors"
	"fmt"
	"image"
	"strconv"
	"time"

	"sallyport/cmd/internal/desk"
)

// folderSize is how many secrets the folder has that is opened, of many.
const folderSize = 5000

// The rows of the tree as they lie on a desk of 1280x800: the generated folders
// are the first of the vault, and those that hold secrets are three levels down.
const (
	firstRow, rowHigh      = 230, 28
	firstBranch, branchIn  = 37, 16
	toHolders, holderCount = 3, 4
)

// chevron is where a row is opened and shut.
func chevron(row, depth int) image.Point {
	return image.Pt(firstBranch+depth*branchIn, firstRow+row*rowHigh)
}

// wheeled is how often the wheel is turned, in so many parts of which each is
// a figure of the processor's.
const wheeled, wheelParts = 60, 5

// folder measures opening a large folder, and scrolling in it.
func (b *bench) folder() error {
	s, err := b.scene("--secrets", strconv.Itoa(manySecrets), "--folders", strconv.Itoa(manySecrets/folderSize))
	if err != nil {
		return err
	}
	defer s.close()
	screen, err := b.desk.Screen()
	if err != nil {
		return err
	}
	defer screen.Close()
	mouse, err := b.desk.Keyboard()
	if err != nil {
		return err
	}
	defer mouse.Close()
	click := func(at image.Point) error { return errors.Join(mouse.Point(at.X, at.Y), mouse.Click(1)) }
	for depth := range toHolders {
		if err := errors.Join(click(chevron(depth, depth)), b.desk.Still()); err != nil {
			return err
		}
	}
	var took []time.Duration
	for i := range holderCount {
		at := chevron(toHolders+i, toHolders)
		d, err := b.open(screen, s.between, func() error { return click(at) })
		if err != nil {
			return fmt.Errorf("open a folder: %w; the program said:\n%s", err, s.Log())
		}
		took = append(took, d)
		if i < holderCount-1 { // the next one comes up again
			if err := errors.Join(click(at), b.desk.Still()); err != nil {
				return err
			}
		}
	}
	spread("folder", took, millis, fmt.Sprintf("a folder of %d secrets in the tree, from the vault's last answer to its rows on the screen: %s", folderSize, within(middle(took), mayOpen)))
	return b.scroll(s.Seat, screen, mouse)
}

// open opens a folder and measures from the vault's last answer until there
// are rows as far in as only those of a folder of the third level are.
func (b *bench) open(screen *desk.Screen, between *desk.Proxy, click func() error) (time.Duration, error) {
	deep := image.Rect(160, 500, 276, 740)
	if err := desk.Until("the folders to be shut", func() bool { return !screen.Text(deep) }); err != nil {
		return 0, err
	}
	if err := click(); err != nil {
		return 0, err
	}
	begun := time.Now()
	d, err := soon(begun, "the rows of a folder", func() bool { return screen.Text(deep) })
	if err != nil {
		return 0, err
	}
	answered := between.Answered()
	return begun.Add(d).Sub(answered), b.desk.Still()
}

// scroll turns the wheel over the open folder.
func (b *bench) scroll(s *desk.Seat, screen *desk.Screen, mouse *desk.Keyboard) error {
	if err := mouse.Point(150, 500); err != nil {
		return err
	}
	if err := b.desk.Still(); err != nil {
		return err
	}
	before, err := desk.CPU(s.PID())
	if err != nil {
		return err
	}
	var took, each []time.Duration
	for i := range wheeled {
		d, err := screen.Changed(leftPart(), func() error { return mouse.Click(desk.WheelDown) })
		if err != nil {
			return fmt.Errorf("scroll: %w", err)
		}
		took = append(took, d)
		time.Sleep(50 * time.Millisecond) // turns of a wheel that are paintings of their own
		if (i+1)%(wheeled/wheelParts) != 0 {
			continue
		}
		after, err := desk.CPU(s.PID())
		if err != nil {
			return err
		}
		each, before = append(each, (after-before)*wheelParts/wheeled), after
	}
	spread("scroll", took, millis, "a turn of the wheel over it until the screen shows it, the toolkit's wait for the next frame (up to 17 ms) included")
	spread("scroll-frame", each, millis, "of all processors for one such frame: "+within(middle(each), mayFrame))
	return nil
}
