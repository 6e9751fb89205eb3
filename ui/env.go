package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sallyport/app"
	"sallyport/assets"
	"sallyport/ui/widgets"
)

// env is what every screen needs of its window.
type env struct {
	do     func(app.Intent)
	keys   *widgets.Keys
	copy   func(string)
	canvas fyne.Canvas
	folder func(start string, then func(path string)) // lets a folder be chosen
	raise  func() bool                                // brings an open challenge to the front
	vaults []app.VaultView                            // of the View that is drawn
	marks  marks                                      // likewise
	about  About
	lacks  Lacks
	post   func(func()) // runs a function later on the UI goroutine
	icons  map[string]fyne.Resource

	drawn    int // counts renderings
	spinning map[*busyLine]bool
}

// icon is an embedded picture. One resource a name: widgets compare them.
func (e *env) icon(name string) fyne.Resource {
	if r := e.icons[name]; r != nil {
		return r
	}
	r := widgets.NewGlyph(name+".svg", assets.Icon(name))
	e.icons[name] = r
	return r
}

// picture is the program's own for its windows: Fyne would take 40 ms at each
// start to paint the SVG as large as desktops want it.
func picture() fyne.Resource { return fyne.NewStaticResource(ownIcon+".png", assets.Picture()) }

const ownIcon = "sallyport"

// kindIcon is the picture of a protocol.
func (e *env) kindIcon(kind string) fyne.Resource {
	switch kind {
	case "ssh":
		return e.icon("terminal")
	case "rdp":
		return e.icon("monitor")
	}
	return e.icon("key")
}

func (e *env) button(look widgets.Look, label string, tapped func()) *widgets.Button {
	return widgets.NewButton(e.keys, look, label, tapped)
}

// focus gives the focus, unless it is there already: focusing again moves an entry's cursor.
func (e *env) focus(f fyne.Focusable) {
	if e.canvas.Focused() != f {
		e.canvas.Focus(f)
	}
}

// visible shows or hides, and says whether that changed anything.
func visible(o fyne.CanvasObject, on bool) bool {
	if o.Visible() == on {
		return false
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
	return true
}

// checkOutOf finds the running check-out of a secret.
func checkOutOf(v *app.View, secret ref) (app.CheckOutView, bool) {
	for _, c := range v.CheckOuts {
		if c.Vault == secret.vault && c.SecretID == secret.id {
			return c, true
		}
	}
	return app.CheckOutView{}, false
}

// tinted is a quiet icon for Fyne's own widgets, which take a resource.
func (e *env) tinted(name string) fyne.Resource {
	return theme.NewColoredResource(e.icon(name), widgets.Quiet)
}
