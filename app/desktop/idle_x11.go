//go:build !windows && !darwin

package desktop

import (
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xproto"
)

// Idle tells how long nobody has used this desktop's keyboard and pointer, by
// the X server's screen saver extension. Close it after use.
type Idle struct {
	conn *xgb.Conn
	root xproto.Drawable
}

// OpenIdle connects to the X server. The error says that nobody here can tell.
func OpenIdle() (*Idle, error) {
	conn, err := connectX()
	if err != nil {
		return nil, fmt.Errorf("watch for idleness: %w", err)
	}
	if err := screensaver.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("watch for idleness: %w", err)
	}
	return &Idle{conn, xproto.Drawable(xproto.Setup(conn).DefaultScreen(conn).Root)}, nil
}

// For is how long nobody did anything.
func (i *Idle) For() (time.Duration, error) {
	info, err := screensaver.QueryInfo(i.conn, i.root).Reply()
	if err != nil {
		return 0, fmt.Errorf("ask for idleness: %w", err)
	}
	return time.Duration(info.MsSinceUserInput) * time.Millisecond, nil
}

// Close disconnects.
func (i *Idle) Close() { i.conn.Close() }
