package desk

import (
	"fmt"
	"io"
	stdlog "log"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Keyboard presses keys from within this process: a program that has to be
// started for each key would be measured along with what the key does.
type Keyboard struct {
	conn *xgb.Conn
	root xproto.Window
	code map[xproto.Keysym]xproto.Keycode
}

// The keys that are no letters.
const (
	KeyBackSpace = 0xff08
	KeyReturn    = 0xff0d
	KeyEscape    = 0xff1b
	KeyHome      = 0xff50
	KeyRight     = 0xff53
	KeyDown      = 0xff54
	KeyControl   = 0xffe3
)

// The buttons of a mouse's wheel.
const (
	WheelUp   = 4
	WheelDown = 5
)

// x11 is a connection to the display. Its user closes it.
func (d *Desk) x11() (*xgb.Conn, error) {
	xgb.Logger = stdlog.New(io.Discard, "", 0) // it tells of each end of a connection
	return xgb.NewConnDisplay(d.display)
}

// Keyboard connects to the display. Its user closes it.
func (d *Desk) Keyboard() (*Keyboard, error) {
	conn, err := d.x11()
	if err != nil {
		return nil, fmt.Errorf("keyboard: %w", err)
	}
	setup := xproto.Setup(conn)
	k := &Keyboard{conn: conn, root: setup.DefaultScreen(conn).Root, code: map[xproto.Keysym]xproto.Keycode{}}
	if err := xtest.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("keyboard: %w", err)
	}
	n := setup.MaxKeycode - setup.MinKeycode + 1
	keys, err := xproto.GetKeyboardMapping(conn, setup.MinKeycode, byte(n)).Reply()
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("keyboard: %w", err)
	}
	for i := range int(n) {
		sym := keys.Keysyms[i*int(keys.KeysymsPerKeycode)] // without Shift
		if _, twice := k.code[sym]; sym != 0 && !twice {
			k.code[sym] = setup.MinKeycode + xproto.Keycode(i)
		}
	}
	return k, nil
}

// Close gives up the connection.
func (k *Keyboard) Close() { k.conn.Close() }

// Press presses the keys together and lets go of them; a letter is its own key.
// The X server has them when it returns.
func (k *Keyboard) Press(keys ...rune) error {
	for _, key := range keys {
		if err := k.fake(xproto.KeyPress, byte(k.code[xproto.Keysym(key)]), 0, 0); err != nil {
			return fmt.Errorf("press %#x: %w", key, err)
		}
	}
	for _, key := range keys {
		if err := k.fake(xproto.KeyRelease, byte(k.code[xproto.Keysym(key)]), 0, 0); err != nil {
			return fmt.Errorf("release %#x: %w", key, err)
		}
	}
	return nil
}

// Point moves the mouse.
func (k *Keyboard) Point(x, y int) error { return k.fake(xproto.MotionNotify, 0, x, y) }

// Click presses a button of the mouse, of which two are the wheel.
func (k *Keyboard) Click(button byte) error {
	if err := k.fake(xproto.ButtonPress, button, 0, 0); err != nil {
		return err
	}
	return k.fake(xproto.ButtonRelease, button, 0, 0)
}

func (k *Keyboard) fake(kind, detail byte, x, y int) error {
	return xtest.FakeInputChecked(k.conn, kind, detail, 0, k.root, int16(x), int16(y), 0).Check()
}
