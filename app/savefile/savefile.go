// Package savefile writes what a secret holds to a file that a person chose.
//
// Owns: a file that is there whole or not at all, readable by its owner alone,
// and that takes no other file's place unless that was said.
// Never: chooses a place; makes folders; leaves what it began.
// Imports: natefinch/atomic, to put one file in another's place on any system.
package savefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"

	"sallyport/workflow/sealed"
)

// The ends that a person can do something about.
var (
	ErrExists = errors.New("a file of that name is there")
	ErrPath   = errors.New("not the whole path of a file")
)

// Write writes content to path, which must be absolute and in a folder that
// exists. Without replace it writes only where nothing is. On Windows the
// folder's own rights count: a file there has no mode.
func Write(path string, content sealed.Secret, replace bool) error {
	if !filepath.IsAbs(path) || filepath.Clean(path) != path {
		return ErrPath
	}
	switch info, err := os.Lstat(path); {
	case err == nil && info.IsDir():
		return ErrPath
	case err == nil && !replace:
		return ErrExists
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("look at %s: %w", path, err)
	}
	beside, err := writeBeside(path, content)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(beside) //nolint:errcheck // it is gone where all went well
	if replace {
		err = atomic.ReplaceFile(beside, path)
	} else {
		err = appear(beside, path)
	}
	if err != nil && !errors.Is(err, ErrExists) {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return err
}

// writeBeside writes a file of another name into the same folder: only there
// can it be put in its place in one step.
func writeBeside(path string, content sealed.Secret) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".sallyport-*") // 0600
	if err != nil {
		return "", err
	}
	content.Reveal(func(b []byte) { _, err = f.Write(b) })
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// appear gives the file its name, unless somebody else has taken that
// meanwhile. Where a file cannot have two names, the name is claimed first.
func appear(beside, path string) error {
	err := os.Link(beside, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return exists(err)
	}
	claim, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return exists(err)
	}
	err = errors.Join(claim.Close(), atomic.ReplaceFile(beside, path))
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func exists(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	return err
}
