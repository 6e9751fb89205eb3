package launcher

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	pipeBuffer = 64 << 10
	// dialLimit is for a pipe all whose instances are busy for the moment.
	dialLimit   = 2 * time.Second
	redialAfter = 20 * time.Millisecond
)

// pipeAddr is the name of a pipe.
type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }

// pipeConn is one end of a named pipe.
type pipeConn struct {
	*os.File
	addr pipeAddr
}

func (c pipeConn) LocalAddr() net.Addr  { return c.addr }
func (c pipeConn) RemoteAddr() net.Addr { return c.addr }

// about asks the system about the pipe.
func (c pipeConn) about(ask func(windows.Handle, *uint32) error) (pid uint32, err error) {
	rc, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	var errIn error
	err = rc.Control(func(h uintptr) { errIn = ask(windows.Handle(h), &pid) })
	return pid, errors.Join(err, errIn)
}

// pipeListener accepts one connection after the other.
type pipeListener struct {
	addr pipeAddr
	sa   windows.SecurityAttributes
	stop windows.Handle // an event
	once sync.Once

	mu   sync.Mutex     // held while a connection is waited for
	next windows.Handle // the instance that the next one gets; 0: closed
}

// listenIn listens on the pipe of dir. The first instance of a name is its
// owner's alone, no other user may open it, and no other machine.
func listenIn(dir, name string) (net.Listener, error) {
	text, err := onlyUs()
	if err != nil {
		return nil, err
	}
	l := &pipeListener{addr: pipeAddr(pipeName(dir, name))}
	l.sa.Length = uint32(unsafe.Sizeof(l.sa))
	if l.sa.SecurityDescriptor, err = windows.SecurityDescriptorFromString(text); err != nil {
		return nil, err
	}
	if l.next, err = l.instance(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err != nil {
		return nil, err
	}
	if l.stop, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		windows.CloseHandle(l.next)
		return nil, err
	}
	return l, nil
}

func (l *pipeListener) instance(flags uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(string(l.addr))
	if err != nil {
		return 0, err
	}
	h, err := windows.CreateNamedPipe(name, windows.PIPE_ACCESS_DUPLEX|windows.FILE_FLAG_OVERLAPPED|flags,
		windows.PIPE_TYPE_BYTE|windows.PIPE_REJECT_REMOTE_CLIENTS, windows.PIPE_UNLIMITED_INSTANCES, pipeBuffer, pipeBuffer, 0, &l.sa)
	if err != nil {
		return 0, &net.OpError{Op: "listen", Net: "pipe", Addr: l.addr, Err: err}
	}
	return h, nil
}

// Accept implements net.Listener.
func (l *pipeListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.next != 0 {
		h := l.next
		err := l.connect(h)
		if errors.Is(err, net.ErrClosed) {
			break
		}
		// The name must never be free: the next instance comes before this one can go.
		var errNext error
		if l.next, errNext = l.instance(0); errNext != nil {
			windows.CloseHandle(h)
			return nil, errNext
		}
		if err == nil {
			return pipeConn{os.NewFile(uintptr(h), string(l.addr)), l.addr}, nil
		}
		windows.CloseHandle(h) // who came has gone already
	}
	return nil, net.ErrClosed
}

// connect waits until somebody opens the instance.
func (l *pipeListener) connect(h windows.Handle) error {
	done, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(done)
	o := &windows.Overlapped{HEvent: done}
	switch err := windows.ConnectNamedPipe(h, o); {
	case err == nil, errors.Is(err, windows.ERROR_PIPE_CONNECTED):
		return nil
	case !errors.Is(err, windows.ERROR_IO_PENDING):
		return err
	}
	which, err := windows.WaitForMultipleObjects([]windows.Handle{done, l.stop}, false, windows.INFINITE)
	var n uint32
	if err != nil || which != windows.WAIT_OBJECT_0 {
		_ = windows.CancelIoEx(h, o)
		_ = windows.GetOverlappedResult(h, o, &n, true) // o is the system's until then
		return net.ErrClosed
	}
	return windows.GetOverlappedResult(h, o, &n, false)
}

// Close implements net.Listener.
func (l *pipeListener) Close() error {
	l.once.Do(func() {
		_ = windows.SetEvent(l.stop)
		l.mu.Lock()
		defer l.mu.Unlock()
		windows.CloseHandle(l.next)
		windows.CloseHandle(l.stop)
		l.next = 0
	})
	return nil
}

// Addr implements net.Listener.
func (l *pipeListener) Addr() net.Addr { return l.addr }

// dialIn connects to the app, if it is this user's process that listens there.
func dialIn(dir, name string) (net.Conn, error) {
	addr := pipeAddr(pipeName(dir, name))
	ctx, cancel := context.WithTimeout(context.Background(), dialLimit)
	defer cancel()
	again := time.NewTicker(redialAfter)
	defer again.Stop()
	for {
		c, err := openPipe(addr)
		if err == nil {
			err = servedByUs(c)
			if err == nil {
				return c, nil
			}
			c.Close()
		}
		if !errors.Is(err, windows.ERROR_PIPE_BUSY) {
			return nil, &net.OpError{Op: "dial", Net: "pipe", Addr: addr, Err: err}
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, &net.OpError{Op: "dial", Net: "pipe", Addr: addr, Err: ctx.Err()}
		}
	}
}

// openPipe lets the server know who we are, and not act as us.
func openPipe(addr pipeAddr) (pipeConn, error) {
	name, err := windows.UTF16PtrFromString(string(addr))
	if err != nil {
		return pipeConn{}, err
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_OVERLAPPED|windows.SECURITY_SQOS_PRESENT|windows.SECURITY_ANONYMOUS, 0)
	if err != nil {
		return pipeConn{}, err
	}
	return pipeConn{os.NewFile(uintptr(h), string(addr)), addr}, nil
}

// servedByUs: after an app that was killed, any process could make its pipe anew.
func servedByUs(c pipeConn) error {
	pid, err := c.about(windows.GetNamedPipeServerProcessId)
	if err != nil {
		return err
	}
	return runsAsUs(pid)
}

// peerOf asks the system who is at the other end.
func peerOf(c net.Conn) (peer, error) {
	p, ok := c.(pipeConn)
	if !ok {
		return peer{}, errors.New("not a pipe of this machine")
	}
	pid, err := p.about(windows.GetNamedPipeClientProcessId)
	if err != nil {
		return peer{}, err
	}
	return peer{pid: int(pid), ours: runsAsUs(pid) == nil}, nil
}
