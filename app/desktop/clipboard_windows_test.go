package desktop

import (
	"errors"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"sallyport/workflow/sealed"
)

// On Windows, or in Wine.

// onBoard is what another program would be given, and the formats that are there.
func onBoard(t *testing.T) (text string, there bool, marked int) {
	t.Helper()
	b, err := newBoard()
	if err != nil {
		t.Fatal(err)
	}
	user := windows.NewLazySystemDLL("user32.dll")
	get, has := user.NewProc("GetClipboardData"), user.NewProc("IsClipboardFormatAvailable")
	err = b.with(func() error {
		for _, name := range excluded {
			p, err := windows.UTF16PtrFromString(name)
			if err != nil {
				return err
			}
			kind, _, _ := b.format.Call(uintptr(unsafe.Pointer(p)))
			if ok, _, _ := has.Call(kind); ok != 0 {
				marked++
			}
		}
		h, _, _ := get.Call(13)
		if h == 0 {
			return nil
		}
		there = true
		at, _, _ := b.lock.Call(h)
		text = windows.UTF16PtrToString((*uint16)(*(*unsafe.Pointer)(unsafe.Pointer(&at))))
		b.unlock.Call(h)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text, there, marked
}

func TestACopiedSecretIsMarkedOnWindowsUntilItIsTakenBack(t *testing.T) {
	const word = "päss wörd ✓ 𝄞"
	secret := sealed.New([]byte(word))
	forget, err := CopySecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	if !secret.Empty() {
		t.Error("not wiped")
	}
	if text, there, marked := onBoard(t); !there || text != word || marked != len(excluded) {
		t.Errorf("there is %q, %v, with %d marks", text, there, marked)
	}
	forget()
	if text, there, _ := onBoard(t); there {
		t.Errorf("after it was taken back: %q", text)
	}
	forget() // once more changes nothing
	first, err := CopySecret(sealed.New([]byte("first")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = CopySecret(sealed.New([]byte("second"))); err != nil {
		t.Fatal(err)
	}
	first()
	if text, _, _ := onBoard(t); text != "second" {
		t.Errorf("taking back the first left %q", text)
	}
	long := sealed.New(make([]byte, maxCopied+1))
	if _, err := CopySecret(long); err == nil || errors.Is(err, ErrNoClipboard) || !long.Empty() {
		t.Errorf("a long text: %v, wiped: %v", err, long.Empty())
	}
}

func TestIdlenessIsKnownOnWindows(t *testing.T) {
	i, err := OpenIdle()
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close()
	first, err := i.For()
	if err != nil || first < 0 || first > 50*24*time.Hour {
		t.Fatalf("%v, %v", first, err)
	}
	windows.SleepEx(50, false) // nobody does anything meanwhile
	if later, err := i.For(); err != nil || later < first {
		t.Errorf("%v after %v, %v", later, first, err)
	}
}
