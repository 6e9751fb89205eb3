// Package linefile appends to a private file whose size is bounded: when it is
// full it becomes the older one of two, and what was the older one is gone.
//
// Owns: the two files, their modes, and when one begins.
// Never: knows what is in a line.
// Imports: the standard library only.
package linefile

import (
	"os"
	"path/filepath"
	"sync"
)

// File is the present file and the older one. All methods may be called from
// any goroutine, and several programs may write to one.
type File struct {
	path string
	most int64
	mu   sync.Mutex
}

// New is the file at path, which need not exist yet: more than most bytes are
// in it by one line only.
func New(path string, most int64) *File { return &File{path: path, most: most} }

// Paths are the older file and the present one. Neither need be there.
func (f *File) Paths() []string { return []string{f.path + ".1", f.path} }

// Write appends a line, in one piece.
func (f *File) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return 0, err
	}
	if info, err := os.Stat(f.path); err == nil && info.Size() > f.most {
		if err := os.Rename(f.path, f.path+".1"); err != nil {
			return 0, err
		}
	}
	out, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := out.Write(line)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return n, err
}
