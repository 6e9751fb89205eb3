package widgets

import (
	"time"

	"fyne.io/fyne/v2"
)

// again reports whether a tap on a row is the second of a double one. Fyne would
// hold back the first until it knows; here that has done what it does.
func (r *Rows) again(id string) bool {
	if r.OnDouble == nil {
		return false
	}
	if r.forget != nil {
		r.forget()
	}
	if r.tapped == id {
		r.tapped = ""
		r.OnDouble(id)
		return true
	}
	r.tapped = id
	r.forget = r.keys.later(fyne.CurrentApp().Driver().DoubleTapDelay(), func() { r.tapped = "" })
	return false
}

// later does something after a while, on the UI goroutine.
func (k *Keys) later(d time.Duration, do func()) (stop func()) {
	if k != nil && k.Later != nil {
		return k.Later(d, do)
	}
	wait := fyne.NewAnimation(d, func(done float32) { // Fyne's only clock that needs no goroutine
		if done == 1 {
			do()
		}
	})
	wait.Start()
	return wait.Stop
}
