package widgets

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// Icon is a one-colour SVG in the colour of a token.
type Icon struct {
	base
	res  fyne.Resource
	tone fyne.ThemeColorName
	size float32
	img  *canvas.Image
}

// NewIcon is an icon; a nil resource shows nothing.
func NewIcon(res fyne.Resource, tone fyne.ThemeColorName, size float32) *Icon {
	i := &Icon{res: res, tone: tone, size: size, img: &canvas.Image{FillMode: canvas.ImageFillContain}}
	i.colour()
	i.ExtendBaseWidget(i)
	return i
}

// Set changes the picture and its colour.
func (i *Icon) Set(res fyne.Resource, tone fyne.ThemeColorName) {
	if i.res == res && i.tone == tone {
		return
	}
	i.res, i.tone = res, tone
	i.colour()
	i.img.Refresh()
}

func (i *Icon) colour() {
	show(i.img, i.res != nil) // an image without a resource would keep its last picture
	if i.res != nil {
		i.img.Resource = inked(i.res, i.tone)
	}
}

// inks are the icons in the colours that they were drawn in so far.
var inks = map[ink]fyne.Resource{}

type ink struct {
	name   string
	colour color.Color
}

// inked is an icon in the colour of a token. Fyne's own coloured resource is
// coloured anew, twice, whenever its picture is drawn or gets a place.
func inked(res fyne.Resource, tone fyne.ThemeColorName) fyne.Resource {
	k := ink{res.Name(), tint(tone)}
	if inks[k] == nil {
		name := fmt.Sprintf("%x_%s", k.colour, k.name) // by which Fyne keeps what it has drawn
		inks[k] = fyne.NewStaticResource(name, theme.NewColoredResource(res, tone).Content())
	}
	return inks[k]
}

// CreateRenderer draws the picture in the middle.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	return &paint{
		parts: []fyne.CanvasObject{i.img},
		place: func(s fyne.Size) {
			put(i.img, (s.Width-i.size)/2, (s.Height-i.size)/2, i.size, i.size)
		},
		least: func() fyne.Size { return fyne.NewSquareSize(i.size) },
		tone:  i.colour,
	}
}
