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
	switch res := i.res.(type) {
	case nil:
	case *Glyph:
		i.img.Resource = res.in(i.tone)
	default:
		i.img.Resource = theme.NewColoredResource(res, i.tone)
	}
}

// Glyph is an SVG of one colour, and it in the colours that it was drawn in so
// far. Fyne's own coloured resource is coloured anew, twice, whenever its
// picture is drawn or gets a place.
type Glyph struct {
	*fyne.StaticResource
	inked map[color.Color]fyne.Resource
}

// NewGlyph is the picture of that name.
func NewGlyph(name string, svg []byte) *Glyph {
	return &Glyph{fyne.NewStaticResource(name, svg), map[color.Color]fyne.Resource{}}
}

// in is the glyph in the colour of a token.
func (g *Glyph) in(tone fyne.ThemeColorName) fyne.Resource {
	colour := tint(tone)
	if g.inked[colour] == nil {
		name := fmt.Sprintf("%x_%s", colour, g.Name()) // by which Fyne keeps what it has drawn
		g.inked[colour] = fyne.NewStaticResource(name, theme.NewColoredResource(g, tone).Content())
	}
	return g.inked[colour]
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
