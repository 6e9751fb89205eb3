//go:build !windows && !darwin

package desktop

import "github.com/jezek/xgb/xproto"

// Screen is how many points all screens have together; false where nobody tells.
func Screen() (width, height int, ok bool) {
	conn, err := connectX()
	if err != nil {
		return 0, 0, false
	}
	defer conn.Close()
	s := xproto.Setup(conn).DefaultScreen(conn)
	return int(s.WidthInPixels), int(s.HeightInPixels), true
}
