package app

import "testing"

// A window that comes when the app has closed already, as after a signal
// during its start, would wait for ever.
func TestWhoeverComesAfterTheEndIsToldOfIt(t *testing.T) {
	var x audience
	told := 0
	leave := x.join(func(View) { told++ })
	x.tell(View{})
	leave()
	x.join(func(View) { t.Error("told of a view that came before") })()
	x.tell(View{Closing: true})
	closing := false
	x.join(func(v View) { closing = v.Closing })
	if !closing || told != 1 {
		t.Errorf("closing %v, told %d times", closing, told)
	}
}
