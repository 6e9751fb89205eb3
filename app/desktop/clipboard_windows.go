package desktop

import (
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"sallyport/workflow/sealed"
)

// CopySecret puts s on the clipboard, marked as nothing that its history, its
// copy in the cloud or a program that watches may keep. It never becomes a
// string. Windows holds it from then on, also when this program is killed.
// clear takes it off, unless something else has been copied since. s is
// CopySecret's to wipe.
func CopySecret(s sealed.Secret) (clear func(), err error) {
	defer s.Wipe()
	if s.Len() > maxCopied {
		return nil, fmt.Errorf("copy: longer than %d bytes", maxCopied)
	}
	b, err := newBoard()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	var at uint32
	s.Reveal(func(text []byte) { at, err = b.put(text) })
	if err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	return sync.OnceFunc(func() { b.takeBack(at) }), nil
}

// excluded are the formats that keep what is beside them out of histories, of
// the cloud, and from programs that watch. Each is the number 0.
var excluded = []string{"ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard"}

// board is the clipboard, by the functions of the system.
type board struct {
	open, empty, set, done, sequence, format *windows.LazyProc
	alloc, free, lock, unlock                *windows.LazyProc
}

func newBoard() (board, error) {
	user, kernel := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll")
	b := board{
		user.NewProc("OpenClipboard"), user.NewProc("EmptyClipboard"), user.NewProc("SetClipboardData"), user.NewProc("CloseClipboard"),
		user.NewProc("GetClipboardSequenceNumber"), user.NewProc("RegisterClipboardFormatW"),
		kernel.NewProc("GlobalAlloc"), kernel.NewProc("GlobalFree"), kernel.NewProc("GlobalLock"), kernel.NewProc("GlobalUnlock"),
	}
	for _, p := range []*windows.LazyProc{b.open, b.empty, b.set, b.done, b.sequence, b.format, b.alloc, b.free, b.lock, b.unlock} {
		if err := p.Find(); err != nil {
			return b, err
		}
	}
	return b, nil
}

// boardTries is how often the clipboard is asked for: another program may have it open.
const boardTries = 20

// with runs f while the clipboard is open. It belongs to a thread meanwhile.
func (b board) with(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for try := 1; ; try++ {
		ok, _, err := b.open.Call(0)
		if ok != 0 {
			break
		}
		if try == boardTries {
			return fmt.Errorf("open the clipboard: %w", err)
		}
		windows.SleepEx(uint32(10*time.Millisecond/time.Millisecond), false)
	}
	defer b.done.Call() //nolint:errcheck // there is nothing to do about it
	return f()
}

// put replaces what is on the clipboard, and says by which number what is
// there then is known.
func (b board) put(text []byte) (at uint32, err error) {
	err = b.with(func() error {
		if ok, _, err := b.empty.Call(); ok == 0 {
			return fmt.Errorf("empty the clipboard: %w", err)
		}
		for _, name := range excluded {
			p, err := windows.UTF16PtrFromString(name)
			if err != nil {
				return err
			}
			if kind, _, _ := b.format.Call(uintptr(unsafe.Pointer(p))); kind != 0 {
				if err := b.give(kind, make([]byte, 4)); err != nil {
					return err
				}
			}
		}
		const unicodeText = 13 // CF_UNICODETEXT
		wide := append(sealed.UTF16(text), 0, 0)
		defer clear(wide)
		return b.give(unicodeText, wide)
	})
	n, _, _ := b.sequence.Call()
	return uint32(n), err
}

// give hands a copy of data to the clipboard, whose it is then.
func (b board) give(kind uintptr, data []byte) error {
	const movable = 2 // GMEM_MOVEABLE
	h, _, err := b.alloc.Call(movable, uintptr(len(data)))
	if h == 0 {
		return fmt.Errorf("memory for the clipboard: %w", err)
	}
	at, _, err := b.lock.Call(h)
	if at == 0 {
		b.free.Call(h) //nolint:errcheck // there is nothing to do about it
		return fmt.Errorf("memory for the clipboard: %w", err)
	}
	copy(unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&at))), len(data)), data)
	b.unlock.Call(h) //nolint:errcheck // it says 0 where all is well
	if ok, _, err := b.set.Call(kind, h); ok == 0 {
		b.free.Call(h) //nolint:errcheck // as above
		return fmt.Errorf("set the clipboard: %w", err)
	}
	return nil
}

// takeBack empties the clipboard, if it still holds what put put there.
func (b board) takeBack(at uint32) {
	_ = b.with(func() error { // who has it open for so long has put something else there
		if n, _, _ := b.sequence.Call(); uint32(n) == at {
			b.empty.Call() //nolint:errcheck // there is nothing to do about it
		}
		return nil
	})
}
