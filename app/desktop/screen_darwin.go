package desktop

// Screen is not asked for here: the system itself makes no window larger than its screen.
func Screen() (width, height int, ok bool) { return 0, 0, false }
