package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	sally "sallyport/app"
	"sallyport/app/desktop"
	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ui"
)

type windowFlags struct {
	server, user string
	caFile       string
	demo         bool
	speed        int
	vaults       int
}

// runWindow is the program as most people know it.
func runWindow(ctx context.Context, f windowFlags) error {
	desktop.NoBusOfOurOwn()
	if err := checkCAFile(f.caFile); err != nil {
		return err
	}
	leaveConsole()
	tray := askTray()
	o := options{server: f.server, user: f.user, caFile: f.caFile, window: true}
	if f.demo {
		all, err := startDemos(max(1, f.vaults), demoFlags{addr: "127.0.0.1:0", speed: max(1, f.speed)})
		defer all.close()
		if err == nil {
			err = all.embed(os.Stdout)
		}
		if err != nil {
			return &exitError{exitFailed, err.Error()}
		}
		o.demos, o.clock = all, all[0].clock
	}
	front := make(chan func(), 1) // brings the window to the front, once there is one
	if !f.demo {
		leave, err := onlyWindow(front)
		if errors.Is(err, desktop.ErrRaised) {
			return nil
		}
		if err != nil { // who can work, works: the state folder's trouble is told by the app
			leave = func() {}
		}
		defer leave()
	}
	clipboard, glimpse := &ui.Clipboard{}, &ui.Glimpse{}
	o.copy, o.show = copySecret(clipboard), glimpse.Show
	o.showCode = glimpse.ShowCode
	idle, closeIdle := idleness()
	defer closeIdle()
	o.idle = idle
	core, log, closeAll, err := newAccounts(o)
	if err != nil {
		return &exitError{exitFailed, err.Error()}
	}
	defer closeAll()
	go core.Run(context.Background()) // ends with closeAll
	around := &surroundings{do: core.Do, log: log}
	defer around.leave()
	chosen, _ := settings.Store{Path: userPlaces().settings}.Load() // a damaged file is reported by the app
	toolkit := newToolkit()
	shown := make(chan struct{})
	window := ui.New(toolkit, core, ui.Options{
		About: about(ctx, f.caFile), Demo: func() error { return launcher.Another("--demo") }, Clipboard: clipboard, Glimpse: glimpse, Notify: around.notices.send, TakeBack: around.notices.takeBack, Languages: languages(), Look: sally.LookOf(chosen), Frame: chosen.Window, Tray: tray(toolkit), Screen: desktop.Screen,
		Shown: func() { close(shown); around.look() }, Lacks: lacks(idle != nil),
	})
	stopping := context.AfterFunc(ctx, func() { endWindow(core, window, shown) })
	defer stopping()
	front <- window.Raise
	keepSmall()
	window.ShowAndRun()
	finish(core)
	return nil
}

// frameLimit is how long a window may take to say how large it is. A display
// that is gone never does.
const frameLimit = 5 * time.Second

// endWindow is the end that nobody in the window has asked for, such as that of
// the desktop: it comes back as it was, what is held is given back, and nobody
// is asked.
func endWindow(core *sally.Accounts, window *ui.UI, shown <-chan struct{}) {
	select {
	case <-shown:
		told := make(chan struct{})
		window.TellFrame(func() { close(told) })
		select {
		case <-told:
		case <-time.After(frameLimit):
		}
	default: // it has no size yet
	}
	core.Do(sally.QuitNow{How: sally.QuitCheckIn})
}

// keepSmall gives back what only starting needed, and lets garbage grow to half
// of what is kept, not to as much. With a vault of 100,000 secrets that is 11 MB
// less after a start, for no time that could be measured: what is kept is
// mostly text, which costs the collector nothing.
func keepSmall() {
	debug.SetGCPercent(50)
	time.AfterFunc(2*time.Second, debug.FreeOSMemory)
}

// about is what the window says of the program. A diagnosis asks the clients
// of this machine for their versions, which takes a moment.
func about(ctx context.Context, caFile string) ui.About {
	return ui.About{Version: version(), System: runtime.GOOS + "/" + runtime.GOARCH + ", " + runtime.Version(), Folder: filepath.Dir(userPlaces().trail), Diagnose: func(done func(string)) {
		go func() {
			var text strings.Builder
			if err := diagnose(ctx, caFile).write(&text, "table"); err != nil {
				text.WriteString(err.Error())
			}
			done(text.String())
		}()
	}}
}

// languages are those of the system, the best first.
func languages() []string { return []string{lang.SystemLocale().String()} }

// finishLimit is longer than the app takes to check in and sign out.
const finishLimit = 25 * time.Second

// finish lets the app check in what it holds when the window went away
// without asking: the desktop ended, or the display broke.
func finish(core *sally.Accounts) {
	closing := make(chan struct{})
	seen := false
	cancel := core.Subscribe(func(v sally.View) {
		if v.Closing && !seen {
			seen = true
			close(closing)
		}
	})
	defer cancel()
	core.Do(sally.QuitNow{How: sally.QuitCheckIn})
	select {
	case <-closing:
	case <-core.Done():
	case <-time.After(finishLimit):
	}
}
