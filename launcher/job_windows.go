package launcher

import (
	"errors"
	"os/exec"
	"unsafe"

	"golang.org/x/sys/windows"
)

// job is a client and all that it starts. It ends with this process, and it is
// over when the last of it is gone: mstsc may start itself again.
type job struct{ handle, port windows.Handle }

// messages of a job; winnt.h.
const jobEmpty = 4 // JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO

// jobPort is JOBOBJECT_ASSOCIATE_COMPLETION_PORT.
type jobPort struct {
	key  uintptr
	port windows.Handle
}

func newJob() (*job, error) {
	h, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return nil, err
	}
	port, err := windows.CreateIoCompletionPort(windows.InvalidHandle, 0, 0, 1)
	if err != nil {
		windows.CloseHandle(h)
		return nil, err
	}
	j := &job{h, port}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{}
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, err = windows.SetInformationJobObject(h, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err == nil {
		at := jobPort{port: port}
		_, err = windows.SetInformationJobObject(h, windows.JobObjectAssociateCompletionPortInformation, uintptr(unsafe.Pointer(&at)), uint32(unsafe.Sizeof(at)))
	}
	if err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

func (j *job) close() {
	windows.CloseHandle(j.port)
	windows.CloseHandle(j.handle)
}

// start starts cmd as a part of the job: before its first instruction, so that
// nothing it starts escapes.
func (j *job) start(cmd *exec.Cmd, windowed bool) error {
	flags := uint32(windows.CREATE_SUSPENDED)
	if windowed {
		flags |= windows.DETACHED_PROCESS // no console beside its window
	}
	cmd.SysProcAttr = &windows.SysProcAttr{CreationFlags: flags}
	if err := cmd.Start(); err != nil {
		return err
	}
	pid := uint32(cmd.Process.Pid)
	err := j.take(pid)
	if err == nil {
		err = resume(pid)
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	return err
}

func (j *job) take(pid uint32) error {
	h, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, pid)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h)
	return windows.AssignProcessToJobObject(j.handle, h)
}

// jobLook is how often a job is counted, in milliseconds: Windows promises no
// message.
const jobLook = 500

// wait returns when nothing of the job runs any more.
func (j *job) wait() error {
	for {
		var what uint32
		var key uintptr
		var detail *windows.Overlapped
		err := windows.GetQueuedCompletionStatus(j.port, &what, &key, &detail, jobLook)
		switch {
		case err == nil && what == jobEmpty:
			return nil
		case err == nil:
			continue
		case !errors.Is(err, windows.Errno(windows.WAIT_TIMEOUT)):
			return err
		}
		if n, err := j.running(); err != nil || n == 0 {
			return err
		}
	}
}

// running counts the processes of the job.
func (j *job) running() (uint32, error) {
	var count struct { // JOBOBJECT_BASIC_ACCOUNTING_INFORMATION
		times                                [4]int64
		faults, total, active, terminatedToo uint32
	}
	err := windows.QueryInformationJobObject(j.handle, windows.JobObjectBasicAccountingInformation, uintptr(unsafe.Pointer(&count)), uint32(unsafe.Sizeof(count)), nil)
	return count.active, err
}

// resume lets a process run that was started suspended: it has one thread.
func resume(pid uint32) error {
	all, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(all)
	t := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err = windows.Thread32First(all, &t); err == nil; err = windows.Thread32Next(all, &t) {
		if t.OwnerProcessID != pid {
			continue
		}
		h, err := windows.OpenThread(windows.THREAD_SUSPEND_RESUME, false, t.ThreadID)
		if err != nil {
			return err
		}
		defer windows.CloseHandle(h)
		_, err = windows.ResumeThread(h)
		return err
	}
	return err
}
