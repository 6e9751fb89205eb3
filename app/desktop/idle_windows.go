package desktop

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Idle tells how long nobody has used this session's keyboard and pointer.
type Idle struct{ lastInput, ticks *windows.LazyProc }

// OpenIdle looks for the functions of the system. The error says that nobody here can tell.
func OpenIdle() (*Idle, error) {
	i := &Idle{
		windows.NewLazySystemDLL("user32.dll").NewProc("GetLastInputInfo"),
		windows.NewLazySystemDLL("kernel32.dll").NewProc("GetTickCount"),
	}
	for _, p := range []*windows.LazyProc{i.lastInput, i.ticks} {
		if err := p.Find(); err != nil {
			return nil, fmt.Errorf("watch for idleness: %w", err)
		}
	}
	return i, nil
}

// For is how long nobody did anything. Both numbers are milliseconds of 32
// bits, and so is their difference: it holds when they begin anew after 50 days.
func (i *Idle) For() (time.Duration, error) {
	var info struct{ size, at uint32 }
	info.size = uint32(unsafe.Sizeof(info))
	if ok, _, err := i.lastInput.Call(uintptr(unsafe.Pointer(&info))); ok == 0 {
		return 0, fmt.Errorf("ask for idleness: %w", err)
	}
	now, _, _ := i.ticks.Call()
	return time.Duration(uint32(now)-info.at) * time.Millisecond, nil
}

// Close does nothing.
func (*Idle) Close() {}
