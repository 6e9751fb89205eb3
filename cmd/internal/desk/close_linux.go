package desk

import (
	"fmt"
	"strconv"

	"github.com/jezek/xgb/xproto"
)

// CloseWindow asks the window manager to close a window, as the button of its
// title does. No key says it, since whatever else opens at that moment takes
// the keyboard.
func (d *Desk) CloseWindow(id string) error {
	window, err := strconv.ParseUint(id, 10, 32)
	if err != nil {
		return fmt.Errorf("close window: %w", err)
	}
	conn, err := d.x11()
	if err != nil {
		return fmt.Errorf("close window: %w", err)
	}
	defer conn.Close()
	const name = "_NET_CLOSE_WINDOW"
	atom, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return fmt.Errorf("close window: %w", err)
	}
	event := xproto.ClientMessageEvent{
		Format: 32, Window: xproto.Window(window), Type: atom.Atom,
		Data: xproto.ClientMessageDataUnionData32New([]uint32{0, 2, 0, 0, 0}), // now, asked by a user
	}
	const managers = xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	if err := xproto.SendEventChecked(conn, false, root, managers, string(event.Bytes())).Check(); err != nil {
		return fmt.Errorf("close window: %w", err)
	}
	return nil
}
