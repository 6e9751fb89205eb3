package desk

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// Screen is the desk's picture as it is now: the memory of the X server itself,
// so that looking costs next to nothing.
type Screen struct {
	raw         []byte
	start, line int
	size        image.Rectangle
}

// Screen maps the picture. Its user closes it.
func (d *Desk) Screen() (*Screen, error) {
	f, err := os.Open(filepath.Join(d.dir, "screen", "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	raw, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map the picture: %w", err)
	}
	h, err := readXWD(raw)
	if err != nil {
		return nil, errors.Join(err, unix.Munmap(raw))
	}
	return &Screen{raw, h.start, h.line, image.Rect(0, 0, h.width, h.height)}, nil
}

// Close gives the memory back.
func (s *Screen) Close() { _ = unix.Munmap(s.raw) } // it was mapped

func (s *Screen) rows(part image.Rectangle, each func(row []byte) (more bool)) {
	part = part.Intersect(s.size)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		at := s.start + y*s.line
		if !each(s.raw[at+4*part.Min.X : at+4*part.Max.X]) {
			return
		}
	}
}

// Part copies what a part of the desk shows now.
func (s *Screen) Part(part image.Rectangle) (pixels []byte) {
	s.rows(part, func(row []byte) bool { pixels = append(pixels, row...); return true })
	return pixels
}

// Shows reports whether the part still looks as it did.
func (s *Screen) Shows(part image.Rectangle, pixels []byte) (same bool) {
	same = true
	s.rows(part, func(row []byte) bool {
		same, pixels = bytes.Equal(row, pixels[:len(row)]), pixels[len(row):]
		return same
	})
	return same
}

// Text reports whether the part shows text: that has the shades of its edges.
// What is not painted yet has one colour, or few.
func (s *Screen) Text(part image.Rectangle) bool {
	shades := map[[3]byte]bool{}
	s.rows(part, func(row []byte) bool {
		for i := 0; i < len(row); i += 4 {
			shades[[3]byte(row[i:i+3])] = true
		}
		return len(shades) < 24
	})
	return len(shades) >= 24
}

// Plain reports whether the part has that one shade of grey.
func (s *Screen) Plain(part image.Rectangle, grey byte) (plain bool) {
	plain = true
	s.rows(part, func(row []byte) bool {
		for i := 0; i < len(row) && plain; i += 4 {
			plain = row[i] == grey && row[i+1] == grey && row[i+2] == grey
		}
		return plain
	})
	return plain
}

// Changed does something and waits until the part shows something else. It
// tells how long that took, from before to the first look at it.
func (s *Screen) Changed(part image.Rectangle, do func() error) (time.Duration, error) {
	before := s.Part(part)
	begun := time.Now()
	if err := do(); err != nil {
		return 0, err
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.Shows(part, before) {
		if time.Since(begun) > patience {
			return 0, fmt.Errorf("waited %v for %v to change", patience, part)
		}
		<-tick.C
	}
	return time.Since(begun), nil
}

// Rest waits until nothing in the part has changed for so long.
func (s *Screen) Rest(part image.Rectangle, calm time.Duration) error {
	last, since := s.Part(part), time.Now()
	return Until(fmt.Sprintf("%v to be still", part), func() bool {
		if !s.Shows(part, last) {
			last, since = s.Part(part), time.Now()
		}
		return time.Since(since) >= calm
	})
}
