package ui

import (
	"slices"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// toolkit is the one app of Fyne that all tests here draw with. A new one, and
// a theme that is set, make Fyne read its fonts anew and measure every text
// again, which takes longer than most tests.
var toolkit = sync.OnceValue(test.NewApp)

// testApp is the toolkit as a test finds it: without windows, its clipboard
// empty. It is cleared of what the test has shown when that ends.
func testApp(t *testing.T) fyne.App {
	t.Helper()
	a := toolkit()
	fyne.SetCurrentApp(a)
	a.Clipboard().SetContent("")
	before := len(a.Driver().AllWindows())
	t.Cleanup(func() {
		for _, w := range slices.Clone(a.Driver().AllWindows()[before:]) {
			forget(t, w)
		}
		test.NewCanvas().Capture() // Fyne lets go of what nobody has used for a minute
	})
	return wearing{a}
}

// wearing is an app whose theme is set only when it is another one.
type wearing struct{ fyne.App }

func (w wearing) Settings() fyne.Settings { return sameTheme{w.App.Settings()} }

type sameTheme struct{ fyne.Settings }

func (s sameTheme) SetTheme(to fyne.Theme) {
	if was, ok := s.Theme().(*look); ok && *was == *to.(*look) {
		return
	}
	s.Settings.SetTheme(to)
}

// forget closes a window and gives back what Fyne keeps of its widgets: with
// the renderers of hundreds of windows a run takes gigabytes, and most of its
// time goes into collecting garbage.
func forget(t *testing.T, w fyne.Window) {
	roots := append(w.Canvas().Overlays().List(), w.Content())
	w.Close()
	for _, o := range roots {
		drop(t, o)
	}
}

func drop(t *testing.T, o fyne.CanvasObject) {
	switch w := o.(type) {
	case *fyne.Container:
		for _, x := range w.Objects {
			drop(t, x)
		}
	case fyne.Widget:
		for _, x := range test.TempWidgetRenderer(t, w).Objects() {
			drop(t, x)
		}
	}
}
