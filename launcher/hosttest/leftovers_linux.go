package hosttest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// KillAllOf ends every process of a throwaway account: a desktop outlives its client.
func KillAllOf(uid int) {
	if uid < 1000 {
		return // never those of the system
	}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, d := range dirs {
		var st syscall.Stat_t
		pid, err := strconv.Atoi(filepath.Base(d))
		if err == nil && syscall.Stat(d, &st) == nil && int(st.Uid) == uid {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// ReturnDisplays gives back the numbers of the X servers of an account that were
// killed: they stay taken otherwise, and the session manager has few of them.
func ReturnDisplays(uid int) {
	locks, _ := filepath.Glob("/tmp/.X*-lock")
	for _, lock := range locks {
		var st syscall.Stat_t
		if syscall.Lstat(lock, &st) != nil || int(st.Uid) != uid {
			continue
		}
		number := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(lock), ".X"), "-lock")
		_ = os.Remove("/tmp/.X11-unix/X" + number)
		_ = os.Remove(lock)
	}
}
