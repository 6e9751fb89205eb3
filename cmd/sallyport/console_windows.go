package main

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// leaveConsole closes the console that Windows opens for a program that is
// started by a click: the program has commands, so Windows takes it for one
// that needs a console. One that others use as well is left alone.
func leaveConsole() {
	kernel := windows.NewLazySystemDLL("kernel32.dll")
	users := make([]uint32, 2)
	n, _, _ := kernel.NewProc("GetConsoleProcessList").Call(uintptr(unsafe.Pointer(&users[0])), uintptr(len(users)))
	if n == 1 {
		_, _, _ = kernel.NewProc("FreeConsole").Call()
	}
}
