package main

import (
	"fmt"
	"image"

	"sallyport/cmd/internal/desk"
)

// places are where the red of a check-out that runs out must be seen, as parts
// of the window: x from, to, y from, to.
var places = map[string][4]float64{
	"header": {0.5, 1, 0.02, 0.09},
	"row":    {0, 0.22, 0.1, 0.93},
	"ring":   {0.75, 1, 0.15, 0.6},
	"dock":   {0, 0.6, 0.93, 1},
}

// red waits until the four places are red.
func (t *tour) red() error {
	var missing string
	err := desk.Until("red in ring, row, header and dock", func() bool {
		pic, err := t.desk.Picture()
		if err != nil {
			return false
		}
		missing = ""
		for name, p := range places {
			if reds(pic, p) < 12 {
				missing = name
			}
		}
		return missing == ""
	})
	if err != nil {
		return fmt.Errorf("%w: not in the %s", err, missing)
	}
	return nil
}

// calm waits until nothing in the header runs out any more.
func (t *tour) calm() error {
	return desk.Until("the header without red", func() bool {
		pic, err := t.desk.Picture()
		return err == nil && reds(pic, places["header"]) == 0
	})
}

// reds counts the pixels that are clearly red in a part of the picture.
func reds(pic image.Image, p [4]float64) (n int) {
	w, h := float64(pic.Bounds().Dx()), float64(pic.Bounds().Dy())
	for y := int(p[2] * h); y < int(p[3]*h); y++ {
		for x := int(p[0] * w); x < int(p[1]*w); x++ {
			r, g, b, _ := pic.At(x, y).RGBA()
			if r > 0xc000 && g < r*2/3 && b < r*2/3 {
				n++
			}
		}
	}
	return n
}
