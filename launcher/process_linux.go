package launcher

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// processOf names the process that has this number now.
func processOf(pid int) (process, error) {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return process{}, err
	}
	s, err := statOf(pid)
	if err != nil {
		return process{}, err
	}
	return process{pid, s.start, strings.TrimSpace(string(boot))}, nil
}

// alive reports whether this very process still runs.
func (p process) alive() bool {
	if p.PID <= 0 {
		return false
	}
	now, err := processOf(p.PID)
	if err != nil || now != p {
		return false
	}
	s, err := statOf(p.PID)
	return err == nil && s.state != 'Z' && s.state != 'X'
}

type stat struct {
	state  byte
	parent int
	start  uint64
}

// statOf reads /proc/PID/stat, which stays readable for processes that are not dumpable.
func statOf(pid int) (stat, error) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return stat{}, err
	}
	// The second field is the name in parentheses, which may hold anything.
	f := bytes.Fields(raw[bytes.LastIndexByte(raw, ')')+1:])
	if len(f) < 20 {
		return stat{}, fmt.Errorf("process %d: short stat", pid)
	}
	parent, err1 := strconv.Atoi(string(f[1]))
	start, err2 := strconv.ParseUint(string(f[19]), 10, 64)
	return stat{f[0][0], parent, start}, errors.Join(err1, err2)
}

func parentPID(pid int) (int, error) {
	s, err := statOf(pid)
	return s.parent, err
}

// systemReady: without pidfds (Linux 5.3) an end could not be waited for safely.
func systemReady() error {
	fd, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		return fmt.Errorf("this Linux kernel is too old: %w", err)
	}
	return unix.Close(fd)
}

// watch is a hold on one process: unlike a number it cannot come to mean another.
type watch struct{ f *os.File }

// watchProcess fails if p does not run any more.
func watchProcess(p process) (*watch, error) {
	fd, err := unix.PidfdOpen(p.PID, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil { // so that Go's poller takes it
		unix.Close(fd)
		return nil, err
	}
	w := &watch{os.NewFile(uintptr(fd), "pidfd")}
	if !p.alive() {
		w.Close()
		return nil, unix.ESRCH
	}
	return w, nil
}

// Wait returns nil when the process is gone, or the error of ctx. It uses the watch up.
func (w *watch) Wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { w.Close() })
	defer w.Close()
	defer stop()
	rc, err := w.f.SyscallConn()
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	err = rc.Read(func(fd uintptr) bool {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		return n > 0 || err != nil && !errors.Is(err, unix.EINTR)
	})
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Ask asks the process to end. It cannot hit another process.
func (w *watch) Ask() { w.signal(unix.SIGTERM) }

// Kill ends the process. It cannot hit another one either.
func (w *watch) Kill() { w.signal(unix.SIGKILL) }

func (w *watch) signal(sig unix.Signal) {
	rc, err := w.f.SyscallConn()
	if err != nil {
		return
	}
	_ = rc.Control(func(fd uintptr) { _ = unix.PidfdSendSignal(int(fd), sig, nil, 0) })
}

func (w *watch) Close() { _ = w.f.Close() }
