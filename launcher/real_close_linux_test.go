package launcher

import (
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// closeTitled does what a window manager does when somebody closes the window
// with that title: it asks.
func closeTitled(t *testing.T, title string) {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard) // it speaks of the authority it does not need here
	x, err := xgb.NewConnDisplay(os.Getenv("DISPLAY"))
	must(t, err)
	defer x.Close()
	atom := func(name string) xproto.Atom {
		a, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
		must(t, err)
		return a.Atom
	}
	root := xproto.Setup(x).DefaultScreen(x).Root
	var titled func(xproto.Window) xproto.Window
	titled = func(w xproto.Window) xproto.Window {
		for _, name := range []string{"_NET_WM_NAME", "WM_NAME"} {
			p, err := xproto.GetProperty(x, false, w, atom(name), xproto.GetPropertyTypeAny, 0, 256).Reply()
			if err == nil && bytes.HasPrefix(p.Value, []byte(title)) {
				return w
			}
		}
		tree, err := xproto.QueryTree(x, w).Reply()
		if err != nil {
			return 0 // it went meanwhile
		}
		for _, child := range tree.Children {
			if found := titled(child); found != 0 {
				return found
			}
		}
		return 0
	}
	var w xproto.Window
	until(t, "the window "+title, func() bool { w = titled(root); return w != 0 })
	e := xproto.ClientMessageEvent{
		Format: 32, Window: w, Type: atom("WM_PROTOCOLS"),
		Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(atom("WM_DELETE_WINDOW")), 0, 0, 0, 0}),
	}
	must(t, xproto.SendEventChecked(x, false, w, xproto.EventMaskNoEvent, string(e.Bytes())).Check())
}
