package desktop

import "golang.org/x/sys/windows"

// Screen is how many points all screens have together; false where nobody tells.
func Screen() (width, height int, ok bool) {
	const virtualWidth, virtualHeight = 78, 79 // SM_CXVIRTUALSCREEN, SM_CYVIRTUALSCREEN
	metric := windows.NewLazySystemDLL("user32.dll").NewProc("GetSystemMetrics")
	if metric.Find() != nil {
		return 0, 0, false
	}
	w, _, _ := metric.Call(virtualWidth)
	h, _, _ := metric.Call(virtualHeight)
	return int(w), int(h), w > 0 && h > 0
}
