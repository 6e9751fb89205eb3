//go:build !linux

package launcher

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
)

// Start is not available on this system yet.
func (l *Launcher) Start(_ context.Context, t Target, _ Credential, _ Handler) (Session, error) {
	return nil, &UnsupportedError{t.Kind, runtime.GOOS}
}

// Reattach finds nothing: no session was ever started on this system.
func (l *Launcher) Reattach(context.Context, string, Handler) (Session, error) {
	return nil, ErrSessionOver
}

// Sweep has nothing to do on this system.
func (l *Launcher) Sweep([]string) error { return nil }

// Dispatch handles nothing on this system.
func Dispatch([]string) (code int, handled bool) { return 0, false }

// RunSession is not available on this system.
func RunSession(string) int { return 1 }

func systemReady() error { return nil }

func runtimeDir(dir string) (string, error) {
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(cache, "sallyport", "run")
	}
	return dir, os.MkdirAll(dir, 0o700)
}
