// Package jsonfile keeps one small JSON value in one private file.
//
// Owns: atomic, flushed writes with mode 0600; setting a damaged file aside
// instead of overwriting it.
// Never: knows what is in the file. Imports: natefinch/atomic.
package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// limit bounds what is read: these files hold settings and names, not data.
const limit = 8 << 20

// DamagedError says that a file could not be understood and where it was put.
type DamagedError struct {
	Path, SetAside string
	Why            error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged and was set aside as %s: %v", e.Path, e.SetAside, e.Why)
}

func (e *DamagedError) Unwrap() error { return e.Why }

// Read fills v from the file. A missing file leaves v as it is. A damaged
// file leaves v as it is, is renamed, and reported as *DamagedError.
func Read(path string, v any) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	raw, err := io.ReadAll(io.LimitReader(f, limit))
	_ = f.Close() // nothing was written
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return setAside(path, err)
	}
	return nil
}

func setAside(path string, why error) error {
	to := path + ".damaged"
	for n := 1; exists(to); n++ {
		to = fmt.Sprintf("%s.damaged-%d", path, n)
	}
	if err := os.Rename(path, to); err != nil {
		return fmt.Errorf("set damaged %s aside: %w", path, err)
	}
	return &DamagedError{Path: path, SetAside: to, Why: why}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Write replaces the file with v, all or nothing, and makes its folder when
// there is none. After it returns nil the value survives a power cut.
func Write(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := atomic.WriteFile(path, bytes.NewReader(raw)); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return syncDir(filepath.Dir(path))
}
