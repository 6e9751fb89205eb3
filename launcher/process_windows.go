package launcher

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// processOf names the process that has this number now: by the moment it was
// made, which no other process with the number shares.
func processOf(pid int) (process, error) {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return process{}, err
	}
	defer windows.CloseHandle(h)
	return processAt(h, pid)
}

func processAt(h windows.Handle, pid int) (process, error) {
	var made, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(h, &made, &ended, &kernel, &user); err != nil {
		return process{}, err
	}
	return process{PID: pid, Start: uint64(made.HighDateTime)<<32 | uint64(made.LowDateTime)}, nil
}

// alive reports whether this very process still runs.
func (p process) alive() bool {
	w, err := watchProcess(p)
	if err != nil {
		return false
	}
	w.Close()
	return true
}

// parentPID is the process that started pid. Windows keeps the number when the
// parent is gone, so one that was made later than its child is no parent.
func parentPID(pid int) (int, error) {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return 0, err
	}
	defer windows.CloseHandle(h)
	var info windows.PROCESS_BASIC_INFORMATION
	if err := windows.NtQueryInformationProcess(h, windows.ProcessBasicInformation, unsafe.Pointer(&info), uint32(unsafe.Sizeof(info)), nil); err != nil {
		return 0, err
	}
	child, err := processAt(h, pid)
	if err != nil {
		return 0, err
	}
	parent, err := processOf(int(info.InheritedFromUniqueProcessId))
	if err == nil && parent.Start > child.Start {
		err = windows.ERROR_NOT_FOUND
	}
	return parent.PID, err
}

func systemReady() error { return nil }

// watch is a hold on one process: its handle cannot come to mean another.
type watch struct {
	handle windows.Handle
	wake   windows.Handle // an event that ends the wait
}

// watchProcess fails if p does not run any more.
func watchProcess(p process) (*watch, error) {
	if p.PID <= 0 {
		return nil, windows.ERROR_INVALID_PARAMETER
	}
	h, err := windows.OpenProcess(windows.SYNCHRONIZE|windows.PROCESS_TERMINATE|windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(p.PID))
	if err != nil {
		return nil, err
	}
	now, err := processAt(h, p.PID)
	if err == nil && now != p {
		err = windows.ERROR_NOT_FOUND
	}
	if err == nil {
		if state, errWait := windows.WaitForSingleObject(h, 0); errWait != nil || state != uint32(windows.WAIT_TIMEOUT) {
			err = errors.Join(windows.ERROR_NOT_FOUND, errWait)
		}
	}
	wake := windows.Handle(0)
	if err == nil {
		wake, err = windows.CreateEvent(nil, 1, 0, nil)
	}
	if err != nil {
		windows.CloseHandle(h)
		return nil, err
	}
	return &watch{h, wake}, nil
}

// Wait returns nil when the process is gone, or the error of ctx. It uses the watch up.
func (w *watch) Wait(ctx context.Context) error {
	woken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(woken)
		_ = windows.SetEvent(w.wake)
	})
	defer func() {
		if !stop() {
			<-woken // not after the handle is closed
		}
		w.Close()
	}()
	which, err := windows.WaitForMultipleObjects([]windows.Handle{w.handle, w.wake}, false, windows.INFINITE)
	if err != nil || which == windows.WAIT_OBJECT_0 {
		return err
	}
	return context.Cause(ctx)
}

// Ask ends the process: a console program has nobody to ask.
func (w *watch) Ask() { w.Kill() }

// Kill ends the process.
func (w *watch) Kill() { _ = windows.TerminateProcess(w.handle, 1) }

func (w *watch) Close() {
	windows.CloseHandle(w.wake)
	windows.CloseHandle(w.handle)
}
