package desk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
)

// Still waits until the desk has hardly changed for a moment: what was asked
// for is drawn. A counting clock may go on counting. A busy machine draws late,
// so as long as a program of the desk is at work the moment is longer.
func (d *Desk) Still() error {
	var last *image.NRGBA
	same, asleep := 0, 0
	return Until("the picture to be still", func() bool {
		now, err := d.Picture()
		if err != nil {
			return false
		}
		same, asleep = same+1, asleep+1
		if last == nil || changed(last, now) >= len(now.Pix)/4/200 {
			same = 0
		}
		if d.works() {
			asleep = 0
		}
		last = now
		return same >= moment && asleep >= moment || same >= longer
	})
}

// works reports whether a program of the desk runs now, or would if a processor
// were free: who draws, and who is drawn for.
func (d *Desk) works() bool {
	var pids []int
	for _, p := range d.procs {
		pids = append(pids, p.Process.Pid)
	}
	for _, p := range *d.seated {
		if !p.ended() {
			pids = append(pids, p.PID())
		}
	}
	for _, pid := range pids {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid)) // the pattern is right
		for _, thread := range threads {
			stat, _ := os.ReadFile(thread) // it may have ended
			if _, state, ok := strings.Cut(string(stat), ") "); ok && state[0] == 'R' {
				return true
			}
		}
	}
	return false
}

// Shows does something that shows, and waits until it is drawn.
func (d *Desk) Shows(do func() error) error {
	before, err := d.Picture()
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	err = Until("the picture to change", func() bool {
		now, err := d.Picture()
		return err == nil && changed(before, now) > 0
	})
	return errors.Join(err, d.Still())
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

// Drawn reports whether a part of the desk shows a page: text and cards have
// many colours over a wide area. A window that is not painted yet has one, and
// the mouse pointer over it is small. Every third line will do.
func (d *Desk) Drawn(part image.Rectangle) bool {
	pic, err := d.Picture()
	if err != nil {
		return false
	}
	colours := map[[3]byte]int{}
	all, most := 0, 0
	part = part.Intersect(pic.Bounds())
	for y := part.Min.Y; y < part.Max.Y; y += 3 {
		for i := pic.PixOffset(part.Min.X, y); i < pic.PixOffset(part.Max.X, y); i += 4 {
			c := [3]byte(pic.Pix[i : i+3])
			colours[c]++
			all++
			most = max(most, colours[c])
		}
	}
	return len(colours) >= 24 && (all-most)*50 > all
}

// Picture is the desk as it looks now, read from the frame buffer itself: that
// is quick enough to measure with.
func (d *Desk) Picture() (*image.NRGBA, error) {
	raw, err := os.ReadFile(filepath.Join(d.dir, "screen", "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	return decodeXWD(raw)
}

// Members of the header of an X window dump that matter here, as indexes of
// its big-endian words.
const (
	xwdHeaderSize   = 0
	xwdWidth        = 4
	xwdHeight       = 5
	xwdBitsPerPixel = 11
	xwdBytesPerLine = 12
	xwdColours      = 19
	xwdWords        = 25
)

// xwd says where the pixels of a dump are.
type xwd struct{ width, height, start, line int }

func readXWD(raw []byte) (h xwd, err error) {
	if len(raw) < 4*xwdWords {
		return h, errors.New("the frame buffer has no header yet")
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(raw[4*i:])) }
	h = xwd{word(xwdWidth), word(xwdHeight), word(xwdHeaderSize) + 12*word(xwdColours), word(xwdBytesPerLine)}
	if word(xwdBitsPerPixel) != 32 || h.line < 4*h.width || len(raw) < h.start+h.height*h.line {
		return h, errors.New("the frame buffer is not 32 bits for each pixel")
	}
	return h, nil
}

// decodeXWD reads the dump that Xvfb keeps: blue, green, red and a spare byte for each pixel.
func decodeXWD(raw []byte) (*image.NRGBA, error) {
	h, err := readXWD(raw)
	if err != nil {
		return nil, err
	}
	pic := image.NewNRGBA(image.Rect(0, 0, h.width, h.height))
	for y := range h.height {
		from, to := raw[h.start+y*h.line:h.start+y*h.line+4*h.width], pic.Pix[y*pic.Stride:]
		for i := 0; i < len(from); i += 4 {
			to[i], to[i+1], to[i+2], to[i+3] = from[i+2], from[i+1], from[i], 0xff
		}
	}
	return pic, nil
}
