package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// A picture that is taken away must not stay: a row that is checked in showed
// its clock over the next word.
func TestAnIconWithoutAPictureShowsNothing(t *testing.T) {
	test.NewTempApp(t)
	picture := fyne.NewStaticResource("x.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path fill="#000000" d="M0 0h8v8H0z"/></svg>`))
	i := NewIcon(picture, Quiet, 16)
	if !i.img.Visible() {
		t.Error("the picture is not shown")
	}
	i.Set(nil, Quiet)
	if i.img.Visible() {
		t.Error("the picture stayed")
	}
	i.Set(picture, Quiet)
	if !i.img.Visible() {
		t.Error("the picture did not come back")
	}
}
