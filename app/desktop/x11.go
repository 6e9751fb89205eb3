//go:build !windows && !darwin

package desktop

import (
	"io"
	"log"

	"github.com/jezek/xgb"
)

// connectX connects to the X server of the environment. What the library
// would write to the terminal its errors say as well.
func connectX() (*xgb.Conn, error) {
	xgb.Logger = log.New(io.Discard, "", 0)
	return xgb.NewConn()
}
