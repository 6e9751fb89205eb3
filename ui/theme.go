package ui

import (
	"image/color"
	"os"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sallyport/ui/widgets"
)

// Variant chooses light or dark.
type Variant int

// The variants. A test forces one; users follow their system.
const (
	FollowSystem Variant = iota
	Light
	Dark
)

// look is Sallyport's theme: calm, dense, flat.
type look struct {
	fyne.Theme
	variant Variant
}

// NewTheme is the theme of every window.
func NewTheme(v Variant) fyne.Theme { return &look{Theme: theme.DefaultTheme(), variant: v} }

// palette has a light and a dark value for each token: the only colours of the program.
var palette = map[fyne.ThemeColorName][2]color.NRGBA{
	widgets.Ground:    {rgb(0xF5F6F8), rgb(0x13161B)},
	widgets.Panel:     {rgb(0xFFFFFF), rgb(0x1A1E25)},
	widgets.Raised:    {rgb(0xFFFFFF), rgb(0x242A33)},
	widgets.Line:      {rgb(0xE2E5EA), rgb(0x2B313B)},
	widgets.Ink:       {rgb(0x1A2030), rgb(0xE7EAF0)},
	widgets.Quiet:     {rgb(0x616B80), rgb(0x98A2B3)},
	widgets.Accent:    {rgb(0x2B63D9), rgb(0x7AA5FF)},
	widgets.OnAccent:  {rgb(0xFFFFFF), rgb(0x13161B)},
	widgets.Off:       {rgb(0x9DB6EE), rgb(0x4C6698)},
	widgets.Selected:  {rgb(0xE4ECFB), rgb(0x22304D)},
	widgets.Hover:     {rgb(0xF6F8FA), rgb(0x222831)},
	widgets.Red:       {rgb(0xD92D20), rgb(0xFF7468)},
	widgets.RedGround: {rgb(0xFDECEA), rgb(0x3A1D1B)},
	widgets.OnRed:     {rgb(0xB42318), rgb(0xFF8B80)},
	widgets.Amber:     {rgb(0xB54708), rgb(0xF5B04C)},
	widgets.Warm:      {rgb(0xFFF6E9), rgb(0x332711)},
	widgets.Green:     {rgb(0x067647), rgb(0x4CC38A)},
	widgets.Thumb:     {rgb(0xC3C9D4), rgb(0x424B59)},
	widgets.Scrim:     {{R: 0x13, G: 0x16, B: 0x1B, A: 0x66}, {R: 0, G: 0, B: 0, A: 0x99}},
}

// alias gives Fyne's own colour names our tokens.
var alias = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameButton:              widgets.Panel,
	theme.ColorNameDisabled:            widgets.Quiet,
	theme.ColorNameDisabledButton:      widgets.Ground,
	theme.ColorNameError:               widgets.Red,
	theme.ColorNameFocus:               widgets.Selected,
	theme.ColorNameForegroundOnError:   widgets.OnAccent,
	theme.ColorNameForegroundOnSuccess: widgets.OnAccent,
	theme.ColorNameForegroundOnWarning: widgets.OnAccent,
	theme.ColorNameHeaderBackground:    widgets.Panel,
	theme.ColorNameHyperlink:           widgets.Accent,
	theme.ColorNameInputBackground:     widgets.Ground,
	theme.ColorNameMenuBackground:      widgets.Raised,
	theme.ColorNameOverlayBackground:   widgets.Panel,
	theme.ColorNamePlaceHolder:         widgets.Quiet,
	theme.ColorNamePressed:             widgets.Selected,
	theme.ColorNameScrollBar:           widgets.Thumb,
	theme.ColorNameScrollBarBackground: widgets.Panel,
	theme.ColorNameSelection:           widgets.Selected,
	theme.ColorNameSeparator:           widgets.Line,
	theme.ColorNameSuccess:             widgets.Green,
	theme.ColorNameWarning:             widgets.Amber,
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// The least and the most that a window is enlarged by, in percent.
const leastScale, mostScale = 100, 200

// enlarge draws all windows larger: text and what is around it alike, so that
// nothing is cut that was not. Fyne reads the scale of windows from its own
// variable of the environment, when a window is made and when the theme is set.
func enlarge(percent int) {
	if percent < leastScale {
		return // as the user's environment has it
	}
	_ = os.Setenv("FYNE_SCALE", strconv.FormatFloat(float64(min(percent, mostScale))/100, 'f', 2, 64))
}

// Color implements fyne.Theme.
func (l *look) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch l.variant {
	case Light:
		v = theme.VariantLight
	case Dark:
		v = theme.VariantDark
	}
	if n == theme.ColorNameInputBorder {
		return color.Transparent // widgets.Entry draws a sharper one
	}
	if a, ok := alias[n]; ok {
		n = a
	}
	pair, ok := palette[n]
	if !ok {
		return l.Theme.Color(n, v)
	}
	of := 0
	if v == theme.VariantDark {
		of = 1
	}
	if n == widgets.Ink {
		return ink{pair[of], palette[widgets.Quiet][of]}
	}
	return pair[of]
}

// ink is the colour of text. Fyne 2.7 makes the colour of the keys in a menu of
// it, and takes the low bytes of its channels for that, which leaves them hardly
// seen: here those are a quiet colour's, and the alpha is one that it makes full.
type ink struct {
	color.NRGBA
	keys color.NRGBA
}

// RGBA implements color.Color.
func (i ink) RGBA() (r, g, b, a uint32) {
	const alpha = 0xFFC9 // its 95 % end in 0xFE
	both := func(high, low uint8) uint32 { return min(uint32(high)<<8|uint32(low), alpha) }
	return both(i.R, i.keys.R), both(i.G, i.keys.G), both(i.B, i.keys.B), alpha
}

// Size implements fyne.Theme.
func (l *look) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return widgets.Normal
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return widgets.Radius
	case theme.SizeNameInnerPadding:
		return 7 // an entry is 32 high, its text in the middle
	case theme.SizeNameInlineIcon:
		return 16
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarRadius:
		return 5
	}
	return l.Theme.Size(n)
}
