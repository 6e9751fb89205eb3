package launcher

import (
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
func (j *job) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &windows.SysProcAttr{CreationFlags: windows.CREATE_SUSPENDED}
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

// wait returns when nothing of the job runs any more.
func (j *job) wait() error {
	for {
		var what uint32
		var key uintptr
		var detail *windows.Overlapped
		if err := windows.GetQueuedCompletionStatus(j.port, &what, &key, &detail, windows.INFINITE); err != nil {
			return err
		}
		if what == jobEmpty {
			return nil
		}
	}
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
