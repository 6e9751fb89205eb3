package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sallyport/app/desktop"
)

func TestTheLogOfAWindowIsAPrivateFileThatObeysItsLevelAtOnce(t *testing.T) {
	at := places{log: filepath.Join(t.TempDir(), "state", "sallyport.log")}
	log, level := at.openLog(true)
	has := func() string { raw, _ := os.ReadFile(at.log); return string(raw) } // it may not be there
	log.Info("unheard")
	if got := has(); got != "" {
		t.Errorf("by itself it tells %s", got)
	}
	level.Set(slog.LevelInfo)
	log.With("session", "1").Info("heard")
	level.Set(slog.LevelError)
	log.Warn("unheard again")
	if got := has(); !strings.Contains(got, "heard") || strings.Contains(got, "unheard") || !strings.Contains(got, "session=1") {
		t.Errorf("it tells %s", got)
	}
	if info, err := os.Stat(at.log); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestACommandAndADemoHaveNoLogFile(t *testing.T) {
	at := places{log: filepath.Join(t.TempDir(), "sallyport.log")}
	command, _ := at.openLog(false)
	demo, _ := places{}.openLog(true)
	for _, log := range []*slog.Logger{command, demo} {
		log.Error("for the standard error stream")
	}
	if _, err := os.Stat(at.log); err == nil {
		t.Error("a command writes one")
	}
}

// On the way from a part of the desktop to the file nothing is lost.
func TestWhatTheDesktopLacksIsInTheLog(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
	desktop.NoBusOfOurOwn()
	at := places{log: filepath.Join(t.TempDir(), "sallyport.log")}
	log, level := at.openLog(true)
	level.Set(slog.LevelInfo)
	watchSession(nil, log)()
	(&notices{}).open(log)()
	raw, err := os.ReadFile(at.log)
	if err != nil || !strings.Contains(string(raw), "screen's lock") || !strings.Contains(string(raw), "notifications") {
		t.Errorf("%s, %v", raw, err)
	}
}
