package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

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

// PIDs are the processes of this machine.
func PIDs() map[int]bool {
	names, _ := filepath.Glob("/proc/[0-9]*") // the pattern is right
	pids := make(map[int]bool, len(names))
	for _, name := range names {
		if pid, err := strconv.Atoi(filepath.Base(name)); err == nil {
			pids[pid] = true
		}
	}
	return pids
}

// Started finds a process of that program that was not among those before; 0:
// there is none. It looks at no others, and so is quick.
func Started(before map[int]bool, program string) (pid int) {
	for pid := range PIDs() {
		if !before[pid] && Runs(pid, program, "") {
			return pid
		}
	}
	return 0
}

// Parent is the process that has started another.
func Parent(pid int) (int, error) {
	f, err := statOf(pid)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(f[1])
}

// statOf are the fields of a process's stat after its name.
func statOf(pid int) ([]string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	// The second field is the name in parentheses, which may hold anything.
	f := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(f) < 13 {
		return nil, fmt.Errorf("process %d: short stat", pid)
	}
	return f, nil
}

// Slay ends a process without a chance to do anything.
func Slay(pid int) error { return unix.Kill(pid, unix.SIGKILL) }

// CPU is how long a process has computed so far.
func CPU(pid int) (time.Duration, error) {
	f, err := statOf(pid)
	if err != nil {
		return 0, err
	}
	var ticks int
	for _, s := range f[11:13] { // utime and stime
		n, err := strconv.Atoi(s)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * (time.Second / 100), nil // USER_HZ is 100 on every Linux that Go runs on
}

// RSS is how many bytes of memory a process holds.
func RSS(pid int) (int, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	f := strings.Fields(string(raw))
	if len(f) < 2 {
		return 0, fmt.Errorf("process %d: short statm", pid)
	}
	pages, err := strconv.Atoi(f[1])
	return pages * os.Getpagesize(), err
}

// PSS is how many bytes of memory a process holds, with its share of what others hold as well.
func PSS(pid int) (int, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "Pss:" {
			kib, err := strconv.Atoi(f[1])
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("process %d: the kernel does not tell its proportional set size", pid)
}
