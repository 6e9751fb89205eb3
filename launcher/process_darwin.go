package launcher

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// processOf names the process that has this number now.
func processOf(pid int) (process, error) {
	k, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return process{}, err
	}
	boot, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return process{}, err
	}
	start := k.Proc.P_starttime
	return process{pid, uint64(start.Sec)*1_000_000 + uint64(start.Usec), boot}, nil
}

// zombie is SZOMB of sys/proc.h.
const zombie = 5

// alive reports whether this very process still runs.
func (p process) alive() bool {
	if p.PID <= 0 {
		return false
	}
	now, err := processOf(p.PID)
	if err != nil || now != p {
		return false
	}
	k, err := unix.SysctlKinfoProc("kern.proc.pid", p.PID)
	return err == nil && k.Proc.P_stat != zombie
}

func parentPID(pid int) (int, error) {
	k, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return 0, err
	}
	return int(k.Eproc.Ppid), nil
}

func systemReady() error { return nil }

// watch waits for one process. macOS has no hold on a process that would keep
// its number from being used again: a signal is sent only while its start is
// still the one we know.
type watch struct {
	p     process
	queue int
	wake  *os.File // closing it ends the wait
	woken *os.File
}

// watchProcess fails if p does not run any more.
func watchProcess(p process) (*watch, error) {
	queue, err := unix.Kqueue()
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(queue)
	woken, wake, err := os.Pipe()
	if err != nil {
		unix.Close(queue)
		return nil, err
	}
	w := &watch{p: p, queue: queue, wake: wake, woken: woken}
	changes := make([]unix.Kevent_t, 2)
	unix.SetKevent(&changes[0], p.PID, unix.EVFILT_PROC, unix.EV_ADD)
	changes[0].Fflags = unix.NOTE_EXIT
	unix.SetKevent(&changes[1], int(woken.Fd()), unix.EVFILT_READ, unix.EV_ADD)
	if _, err := unix.Kevent(queue, changes, nil, nil); err != nil {
		w.Close()
		return nil, err
	}
	if !p.alive() {
		w.Close()
		return nil, unix.ESRCH
	}
	return w, nil
}

// Wait returns nil when the process is gone, or the error of ctx. It uses the watch up.
func (w *watch) Wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { w.wake.Close() })
	defer w.Close()
	defer stop()
	for {
		events := make([]unix.Kevent_t, 1)
		n, err := unix.Kevent(w.queue, nil, events, nil)
		switch {
		case errors.Is(err, unix.EINTR), err == nil && n == 0:
		case err != nil:
			return err
		case events[0].Filter == unix.EVFILT_PROC:
			return nil
		default:
			return context.Cause(ctx)
		}
	}
}

// Ask asks the process to end.
func (w *watch) Ask() { w.signal(unix.SIGTERM) }

// Kill ends the process.
func (w *watch) Kill() { w.signal(unix.SIGKILL) }

func (w *watch) signal(sig unix.Signal) {
	if w.p.alive() {
		_ = unix.Kill(w.p.PID, sig)
	}
}

func (w *watch) Close() {
	w.wake.Close()
	w.woken.Close()
	_ = unix.Close(w.queue)
}
