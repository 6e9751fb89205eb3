package app_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
)

// kept is what an app may keep of sessions that are over.
type kept struct {
	Goroutines, Descriptors      int
	JournalFiles, JournalBytes   int
	Sessions, Ended, CheckOuts   int
	Asked, Warned, Calling, Held bool
	View                         int // bytes, as text
}

func keptBy(t *testing.T, h *apptest.H) (k kept) {
	t.Helper()
	h.Do(app.Select{SecretID: 101})
	h.Advance(time.Minute) // what has ended is shown for a while
	h.Views()
	err := filepath.WalkDir(filepath.Join(h.Dir(), "journal"), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			k.JournalFiles, k.JournalBytes = k.JournalFiles+1, k.JournalBytes+int(info.Size())
		}
		return err
	})
	open, openErr := os.ReadDir("/proc/self/fd")
	v := h.View()
	text, textErr := json.Marshal(v)
	for _, err := range []error{err, openErr, textErr} {
		if err != nil {
			t.Fatal(err)
		}
	}
	k.Goroutines, k.Descriptors, k.View = runtime.NumGoroutine(), len(open), len(text)
	k.Sessions, k.Ended, k.CheckOuts = len(v.Sessions), len(v.Beside.Ended), len(v.CheckOuts)
	k.Asked, k.Warned, k.Calling = v.Prompt != nil, !v.Banner.None(), v.Pane.Busy != app.NotBusy
	_, holder := h.Vault.Left(103)
	k.Held = holder != ""
	return k
}

// cycle is one session from its start to its end, of many kinds.
func cycle(t *testing.T, h *apptest.H, i int) {
	t.Helper()
	id := []int{101, 103, 109, 103}[i%4] // SSH, with a check-out, a remote desktop
	started := h.Launcher.Count()
	h.Do(app.Select{SecretID: id}, app.Connect{SecretID: id})
	h.Settle()
	if h.Launcher.Count() != started+1 {
		t.Fatalf("cycle %d: no client was started: %+v", i, h.View().Pane.Problem)
	}
	c := h.Launcher.Last()
	switch i % 5 {
	case 0:
		c.Connect()
		h.Advance(3 * time.Second)
		c.LogOff()
	case 1: // fails, and its line stays until it is dismissed
		c.End(launcher.Outcome{Why: launcher.Unreachable, Code: 255})
		h.Settle()
		for _, s := range h.View().Sessions {
			h.Do(app.End{SessionID: s.ID})
		}
	case 2:
		c.Connect()
		h.Settle()
		h.Do(app.End{SessionID: h.View().Sessions[0].ID})
	case 3: // ends while it asks
		c.AskHostKey(launcher.HostKeyQuestion{Host: "h", KeyType: "ED25519", Fingerprint: "SHA256:x"})
		h.Settle()
		c.End(launcher.Outcome{Connected: true, Why: launcher.Vanished, Code: -1})
	case 4:
		c.Connect()
		c.OpenTunnels(launcher.Tunnel{Own: 4000 + i, Host: "db", Port: 5432})
		h.Advance(time.Second)
		c.End(launcher.Outcome{Connected: true, Why: launcher.Dropped, Code: 255})
		h.Settle()
		for _, s := range h.View().Sessions {
			h.Do(app.End{SessionID: s.ID})
		}
	}
	h.Advance(5 * time.Second) // a vault grants so many calls a minute
}

// What the app keeps of 200 sessions is what it keeps of a few.
func TestTwoHundredSessionsLeaveNothingInTheApp(t *testing.T) {
	const all, first = 200, 20 // that many meet every kind, and make what is made once
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		for i := range first {
			cycle(t, h, i)
		}
		before := keptBy(t, h)
		for i := range all {
			cycle(t, h, i)
		}
		after := keptBy(t, h)
		if before.Sessions+before.Ended+before.CheckOuts != 0 || before.Held || before.Asked || before.Warned || before.Calling {
			t.Errorf("after %d sessions there is %+v", first, before)
		}
		// Numbers in it that count on have more digits.
		if grown := after.View - before.View; grown > 64 {
			t.Errorf("what is shown has grown by %d bytes", grown)
		}
		after.View = before.View
		if after.Goroutines > before.Goroutines || after.Descriptors > before.Descriptors {
			t.Errorf("after %d sessions more: %+v, before them %+v", all, after, before)
		}
		after.Goroutines, after.Descriptors = before.Goroutines, before.Descriptors
		if after != before {
			t.Errorf("after %d sessions more: %+v, before them %+v", all, after, before)
		}
		if got := h.Ledger(103); got["check-out"] != (all+first)/2 || got["check-in"] != got["check-out"] {
			t.Errorf("the vault saw %v", got)
		}
		h.Restart() // and the next one finds nothing to recover
		h.SignIn("alice")
		if v := h.View(); len(v.Sessions) != 0 || len(v.CheckOuts) != 0 || !v.Banner.None() {
			t.Errorf("after a start: %+v, %+v, %+v", v.Sessions, v.CheckOuts, v.Banner)
		}
	})
}
