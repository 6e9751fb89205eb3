package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The colour tokens beside Fyne's own. ui/theme.go gives each a light and a dark value.
const (
	Line      fyne.ThemeColorName = "sallyport.line"
	Quiet     fyne.ThemeColorName = "sallyport.quiet"
	Red       fyne.ThemeColorName = "sallyport.red"
	RedGround fyne.ThemeColorName = "sallyport.red.ground"
	OnRed     fyne.ThemeColorName = "sallyport.red.on-ground" // red text on RedGround or on a selection
	Amber     fyne.ThemeColorName = "sallyport.amber"
	Warm      fyne.ThemeColorName = "sallyport.amber.ground"
	Green     fyne.ThemeColorName = "sallyport.green"
	Selected  fyne.ThemeColorName = "sallyport.selected"
	Off       fyne.ThemeColorName = "sallyport.accent.off" // ground of a primary button that cannot be pressed
	Thumb     fyne.ThemeColorName = "sallyport.thumb"      // of a scroll bar
	Raised    fyne.ThemeColorName = "sallyport.raised"     // of menus, which lie over everything
	Scrim     fyne.ThemeColorName = "sallyport.scrim"
	Ink                           = theme.ColorNameForeground
	Ground    fyne.ThemeColorName = "sallyport.ground"        // of fields and notes
	Panel                         = theme.ColorNameBackground // of the window itself and all that lies flat on it
	Accent                        = theme.ColorNamePrimary
	OnAccent                      = theme.ColorNameForegroundOnPrimary
	Hover                         = theme.ColorNameHover
)

// The sizes of text. Fyne rounds the height of a line down where it rounds up
// where its letters stand: at 15 points, and at 12 and 13 of the monospaced
// font, a g loses its loop, and what is left could be a q.
const (
	Small  float32 = 12
	Normal float32 = 13
	Strong float32 = 14
	Title  float32 = 20
	Mono   float32 = 14
)

// Radius of panels and buttons; Unit is the grid.
const (
	Radius float32 = 6
	Unit   float32 = 8
	RowH   float32 = 28
	Tall   float32 = 32 // buttons and entries
)

// tint is the colour of a token in the current variant.
func tint(n fyne.ThemeColorName) color.Color {
	if n == "" {
		return color.Transparent
	}
	return theme.Color(n)
}
