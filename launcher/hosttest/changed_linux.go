package hosttest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// What Changed leaves out, so that a look stays a short one: files that are
// larger, and folders that lie deeper. A file's time is that of the kernel's
// last tick.
const (
	mostBytes = 1 << 20
	mostDeep  = 4
	tick      = 20 * time.Millisecond
)

// Changed visits the files in /tmp and /dev/shm that have changed since then
// and belong to the user of this process: what a careless client leaves behind
// lies there. Folders that begin with one of past are passed by.
func Changed(since time.Time, past []string, visit func(path string, text []byte)) {
	for _, root := range []string{"/tmp", "/dev/shm"} {
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // it is gone, or somebody else's
			case d.IsDir() && (isPast(path, past) || strings.Count(path, "/") > mostDeep):
				return fs.SkipDir
			case !d.Type().IsRegular():
				return nil
			}
			info, err := d.Info()
			if err != nil || info.ModTime().Before(since.Add(-tick)) || info.Size() > mostBytes || info.Sys().(*syscall.Stat_t).Uid != uint32(os.Geteuid()) {
				return nil
			}
			text, _ := os.ReadFile(path) // it may be gone
			visit(path, text)
			return nil
		})
	}
}

func isPast(path string, past []string) bool {
	for _, p := range past {
		if p != "" && strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
