package launcher

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// plainPath are the paths that ssh's option parser (quotes, %) and Windows
// Terminal (semicolons) do not read as anything else.
var plainPath = regexp.MustCompile(`^[A-Za-z]:\\[^"%;<>|?*\x00-\x1f/]*$`)

// maxDir leaves room in a path of Windows' older functions (260).
const maxDir = 200

// runtimePlaces are where session directories may be: local, so that they do
// not follow the user to other machines.
func runtimePlaces() []string {
	local, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return []string{filepath.Join(local, "sallyport", "run")}
}

// whoWeAre is the security identifier of this user.
func whoWeAre() (*windows.SID, error) {
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	return u.User.Sid, nil
}

// onlyUs is a descriptor that lets nobody else in, not even administrators
// (who can take what they want, but not by accident). Inherited by what is inside.
func onlyUs() (string, error) {
	us, err := whoWeAre()
	if err != nil {
		return "", err
	}
	return "O:" + us.String() + "D:P(A;OICI;GA;;;" + us.String() + ")", nil
}

// mkdirPrivate makes a directory that only this user can enter.
func mkdirPrivate(dir string) error {
	text, err := onlyUs()
	if err != nil {
		return err
	}
	sd, err := windows.SecurityDescriptorFromString(text)
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return err
	}
	sa := windows.SecurityAttributes{SecurityDescriptor: sd}
	sa.Length = uint32(unsafe.Sizeof(sa))
	if err := windows.CreateDirectory(name, &sa); err != nil {
		return &os.PathError{Op: "mkdir", Path: dir, Err: err}
	}
	return nil
}

// checkPrivate refuses a link, a file, or a directory that others own or that
// inherits who may enter it.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%q is not a directory", dir)
	}
	us, err := whoWeAre()
	if err != nil {
		return err
	}
	sd, err := windows.GetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("%q: %w", dir, err)
	}
	if owner, _, err := sd.Owner(); err != nil || !owner.Equals(us) {
		return fmt.Errorf("%q belongs to another user", dir)
	}
	return checkEntries(dir, sd, us)
}

// checkEntries: nobody but us and the system itself is let in.
func checkEntries(dir string, sd *windows.SECURITY_DESCRIPTOR, us *windows.SID) error {
	acl, _, err := sd.DACL()
	if err != nil || acl == nil {
		return fmt.Errorf("%q is open to everybody", dir)
	}
	system, err := windows.CreateWellKnownSid(windows.WinLocalSystemSid)
	if err != nil {
		return err
	}
	for i := range uint32(acl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(acl, i, &ace); err != nil {
			return err
		}
		who := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
		if ace.Header.AceType == windows.ACCESS_ALLOWED_ACE_TYPE && ace.Mask != 0 && !who.Equals(us) && !who.Equals(system) {
			return fmt.Errorf("%q can be opened by others", dir)
		}
	}
	return nil
}

// dirLock is a name of the system, which goes with its last holder. A file
// inside would keep the directory from being removed.
type dirLock windows.Handle

func (l dirLock) Close() error { return windows.CloseHandle(windows.Handle(l)) }

// lockDir takes the session for this process; the system gives it up with the process.
func lockDir(dir string) (io.Closer, error) {
	name, err := windows.UTF16PtrFromString(`Local\sallyport-` + filepath.Base(dir))
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateEvent(nil, 1, 0, name)
	if errors.Is(err, windows.ERROR_ALREADY_EXISTS) {
		windows.CloseHandle(h)
	}
	if err != nil {
		return nil, fmt.Errorf("session %s belongs to another running Sallyport: %w", filepath.Base(dir), err)
	}
	return dirLock(h), nil
}

// removeTree removes a directory with what is in it. os.RemoveAll asks for more
// than Wine can do.
func removeTree(dir string) error {
	inside, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range inside {
		if path := filepath.Join(dir, e.Name()); e.IsDir() {
			err = errors.Join(err, removeTree(path))
		} else {
			err = errors.Join(err, os.Remove(path))
		}
	}
	if last := os.Remove(dir); !errors.Is(last, fs.ErrNotExist) {
		err = errors.Join(err, last)
	}
	return err
}

// furnish: Windows lets not everybody make links. ssh runs our own program by
// its own name there, and a variable says for which session.
func (l *Launcher) furnish(string) error { return nil }

func (l *Launcher) furnishTerminal(string) error { return nil }

// calledFor reads from the environment which session ssh runs us for.
func calledFor(args []string) (dir, name string) {
	if len(args) == 3 && args[1] == linkJump { // a question is one argument
		return os.Getenv(envSession), linkJump
	}
	return os.Getenv(envSession), linkAskpass
}

// become runs another program in our place: Windows has no exec.
func become(argv []string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if _, err := startTied(cmd, false); err != nil {
		return err
	}
	return cmd.Wait()
}

// terminalLog: Windows does not remove a directory in which somebody has a
// file open, and a console has nothing to say.
func terminalLog(string) string { return os.DevNull }

// runsAsUs checks the user of a process.
func runsAsUs(pid uint32) error {
	us, err := whoWeAre()
	if err != nil {
		return err
	}
	p, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(p)
	var token windows.Token
	if err := windows.OpenProcessToken(p, windows.TOKEN_QUERY, &token); err != nil {
		return err
	}
	defer token.Close()
	u, err := token.GetTokenUser()
	if err != nil {
		return err
	}
	if !u.User.Sid.Equals(us) {
		return errors.New("a process of another user")
	}
	return nil
}

// detach starts a program beside our own console: in one of its own, or in none.
func detach(cmd *exec.Cmd, console bool) {
	flags := uint32(windows.CREATE_NEW_PROCESS_GROUP)
	if console {
		flags |= windows.CREATE_NEW_CONSOLE
	} else {
		flags |= windows.DETACHED_PROCESS
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: flags}
}

// consoleFiles are the console we run in. A process that was given a new one
// has no handles of it yet.
func consoleFiles(own bool) (in, out, screen *os.File, err error) {
	if !own {
		return os.Stdin, os.Stdout, os.Stderr, nil
	}
	if in, err = os.OpenFile("CONIN$", os.O_RDWR, 0); err != nil {
		return nil, nil, nil, err
	}
	if out, err = os.OpenFile("CONOUT$", os.O_RDWR, 0); err != nil {
		in.Close()
		return nil, nil, nil, err
	}
	return in, out, out, nil
}

// outputPair carries what FreeRDP writes.
func outputPair() (ours, theirs *os.File, err error) { return os.Pipe() }

// startTied starts a client that dies with us: with the last handle of its job.
func startTied(cmd *exec.Cmd, windowed bool) (tie, error) {
	j, err := newJob()
	if err != nil {
		return nil, err
	}
	if err := j.start(cmd, windowed); err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

// keepMemory has nothing to do: other users cannot read this process, and
// Windows' error reports go to the user alone.
func keepMemory() {}

// askToEnd asks a client's windows to close. A console program has none that
// it would answer for: it is ended, and its host sees the connection go.
func askToEnd(p *os.Process, windowed bool) {
	if !windowed {
		_ = p.Kill()
		return
	}
	closeWindows(func(pid uint32) bool { return int(pid) == p.Pid || descends(int(pid), p.Pid) })
}

// wasAsked reports whether a client ended because of Ctrl-C or its closed console.
func wasAsked(s *os.ProcessState) bool {
	return uint32(s.ExitCode()) == uint32(windows.STATUS_CONTROL_C_EXIT)
}

// hasHungUp: a console program is told of its closed window in another way.
func hasHungUp(*os.File) bool { return false }

const wmClose = 0x10

// closeWindows asks all windows of some processes to close.
func closeWindows(of func(pid uint32) bool) {
	post := windows.NewLazySystemDLL("user32.dll").NewProc("PostMessageW")
	each := windows.NewCallback(func(window windows.HWND, _ uintptr) uintptr {
		var pid uint32
		if _, err := windows.GetWindowThreadProcessId(window, &pid); err == nil && of(pid) && windows.IsWindowVisible(window) {
			_, _, _ = post.Call(uintptr(window), wmClose, 0, 0)
		}
		return 1 // the next one
	})
	_ = windows.EnumWindows(each, nil)
}
