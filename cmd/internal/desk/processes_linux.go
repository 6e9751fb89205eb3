package desk

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Processes are those whose program has that name and whose command line holds the text.
func Processes(program, text string) (pids []int) {
	dirs, _ := filepath.Glob("/proc/[0-9]*") // the pattern is right
	for _, dir := range dirs {
		if pid, err := strconv.Atoi(filepath.Base(dir)); err == nil && Runs(pid, program, text) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// Runs reports whether the process with that number is the program.
func Runs(pid int, program, text string) bool {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(string(line), "\x00")
	return filepath.Base(first) == program && strings.Contains(string(line), text)
}

// Slay ends a process without a chance to do anything.
func Slay(pid int) error { return unix.Kill(pid, unix.SIGKILL) }
