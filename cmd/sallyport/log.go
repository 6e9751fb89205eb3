package main

import (
	"log/slog"
	"os"

	"sallyport/app/linefile"
)

// logSize is when the log begins a new file; one older is kept.
const logSize = 1 << 20

// openLog is where this program says what happens: on the standard error
// stream and, of a window, in a file as well. One that was started from a menu
// has a stream that nobody reads, on Windows none at all.
func (p places) openLog(window bool) (*slog.Logger, *slog.LevelVar) {
	level := &slog.LevelVar{}
	level.Set(slog.LevelWarn)
	how := &slog.HandlerOptions{Level: level}
	to := []slog.Handler{slog.NewTextHandler(os.Stderr, how)}
	if window && p.log != "" { // a demo leaves no trace
		to = append(to, slog.NewTextHandler(linefile.New(p.log, logSize), how))
	}
	return slog.New(slog.NewMultiHandler(to...)), level
}
