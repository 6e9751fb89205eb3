package launcher

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Of winevt.h.
const (
	evtFuture    = 1 // EvtSubscribeToFutureEvents
	evtRenderXML = 1 // EvtRenderEventXml
)

const (
	mstscLog = "Microsoft-Windows-TerminalServices-RDPClient/Operational"
	// mstscQuery leaves it to Windows to pick them.
	mstscQuery = "*[System[EventID=1026 or EventID=1027]]"
)

// followMstsc tells of the client's events until ctx ends. Where Windows keeps
// no such log (it can be turned off), it tells nothing.
func followMstsc(ctx context.Context, tell func(mstscEvent)) error {
	api := windows.NewLazySystemDLL("wevtapi.dll")
	subscribe, next, render, closeHandle := api.NewProc("EvtSubscribe"), api.NewProc("EvtNext"), api.NewProc("EvtRender"), api.NewProc("EvtClose")
	for _, p := range []*windows.LazyProc{subscribe, next, render, closeHandle} {
		if err := p.Find(); err != nil {
			return err
		}
	}
	more, err := windows.CreateEvent(nil, 0, 0, nil)
	if err != nil {
		return err
	}
	path, query := windows.StringToUTF16Ptr(mstscLog), windows.StringToUTF16Ptr(mstscQuery)
	sub, _, err := subscribe.Call(0, uintptr(more), uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(query)), 0, 0, 0, evtFuture)
	if sub == 0 {
		windows.CloseHandle(more)
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = windows.SetEvent(more) })
	go func() { // ends with ctx; the handles are closed by who uses them last
		defer windows.CloseHandle(more)
		defer func() { _, _, _ = closeHandle.Call(sub) }()
		defer stop()
		text := make([]uint16, 8<<10)
		for ctx.Err() == nil {
			if _, err := windows.WaitForSingleObject(more, windows.INFINITE); err != nil {
				return
			}
			var event windows.Handle
			var got, used, properties uint32
			for {
				if ok, _, _ := next.Call(sub, 1, uintptr(unsafe.Pointer(&event)), 0, 0, uintptr(unsafe.Pointer(&got))); ok == 0 || got == 0 {
					break
				}
				ok, _, _ := render.Call(0, uintptr(event), evtRenderXML, uintptr(2*len(text)), uintptr(unsafe.Pointer(&text[0])), uintptr(unsafe.Pointer(&used)), uintptr(unsafe.Pointer(&properties)))
				_, _, _ = closeHandle.Call(uintptr(event))
				if e, ours := parseEvent(windows.UTF16ToString(text)); ok != 0 && ours {
					tell(e)
				}
			}
		}
	}()
	return nil
}
