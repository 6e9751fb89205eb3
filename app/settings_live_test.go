package app_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/app/settings"
)

// Each setting is changed while the window runs, and what it is for is looked
// at: the page says that what is changed there holds at once.
func TestEverySettingHoldsWhileTheWindowRuns(t *testing.T) {
	for name, look := range map[string]func(*testing.T, *apptest.H){
		"lock after a minute":       lockAfterAMinute,
		"never lock":                neverLock,
		"not with the screen":       notWithTheScreen,
		"clear the clipboard":       clipboardSeconds,
		"keep check-outs":           keepWhatIsHeld,
		"keep them no longer":       giveBackWhatIsHeld,
		"what was chosen for one":   oneIsKeptAsWasChosen,
		"extend first":              extendFirst,
		"calls a minute":            callsPerMinute,
		"proxy and CA file":         proxyAndCAFile,
		"terminal of SSH sessions":  terminalOfSessions,
		"terminal of a program":     terminalOfPrograms,
		"sign of life of a session": signOfLife,
	} {
		t.Run(name, func(t *testing.T) { apptest.Run(t, func(h *apptest.H) { look(t, h) }) })
	}
}

func safety(minutes, seconds int, noScreen bool) app.Intent {
	return app.SetSafety{To: app.SafetySettings{Security: settings.Security{IdleMinutes: minutes, NoLockWithScreen: noScreen}, ClipboardSeconds: seconds}}
}

func shows(t *testing.T, h *apptest.H, want app.Screen, when string) {
	t.Helper()
	if got := h.View().Screen; got != want {
		t.Errorf("%s the window shows %s, want %s", when, got, want)
	}
}

func lockAfterAMinute(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	h.Idle(59 * time.Second)
	h.Advance(17 * time.Minute) // between two looks, wherever those are
	h.Do(safety(1, 0, false))
	shows(t, h, app.ScreenMain, "after 59 s")
	h.Idle(time.Minute)
	h.Advance(time.Second)
	shows(t, h, app.ScreenLocked, "a second later")
	h.Do(app.SignIn{Password: h.Password("alice")})
	h.Idle(time.Minute)
	h.Advance(time.Minute)
	shows(t, h, app.ScreenLocked, "a minute later again")
	h.Restart() // with that in its settings
	h.Idle(0)
	h.SignIn("alice")
	h.Idle(time.Minute)
	h.Advance(time.Minute)
	shows(t, h, app.ScreenLocked, "a minute after a start")
}

func neverLock(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	h.Do(safety(-1, 0, false))
	h.Idle(24 * time.Hour)
	h.Advance(time.Hour)
	shows(t, h, app.ScreenMain, "after a day")
	h.Do(safety(60, 0, false))
	shows(t, h, app.ScreenLocked, "when an hour is enough again")
}

func notWithTheScreen(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	h.Do(safety(0, 0, true), app.SessionChanged{Event: app.SessionLocked}, app.SessionChanged{Event: app.SessionSleeping})
	shows(t, h, app.ScreenMain, "behind a locked screen")
	h.Do(safety(0, 0, false), app.SessionChanged{Event: app.SessionSleeping})
	shows(t, h, app.ScreenLocked, "asleep, as was chosen since")
}

func clipboardSeconds(t *testing.T, h *apptest.H) {
	b := &board{}
	h.Copy = b.copy
	h.Restart()
	h.SignIn("alice")
	h.Do(safety(0, 30, false), app.Select{SecretID: 131})
	h.Do(app.Connect{SecretID: 131})
	h.Advance(29 * time.Second)
	if b.has == nil {
		t.Error("cleared before half a minute was over")
	}
	h.Advance(2 * time.Second)
	if b.has != nil {
		t.Errorf("after half a minute %q is there", b.has)
	}
}

// holding has a session on a secret that was checked out for it.
func holding(t *testing.T, h *apptest.H) *apptest.Client {
	t.Helper()
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 103})
	h.Do(app.Connect{SecretID: 103})
	if _, held := h.CheckOut(103); !held {
		t.Fatalf("nothing is held: %+v", h.View().Pane)
	}
	return h.Launcher.Last()
}

func keepAll(keep bool) app.Intent { return app.SetGeneral{To: app.GeneralSettings{KeepOpen: keep}} }

// ends is the end of the only session on the secret, and whether it is held then.
func ends(t *testing.T, h *apptest.H, c *apptest.Client, keeps bool) {
	t.Helper()
	if shown, _ := h.CheckOut(103); shown.Keep != keeps {
		t.Errorf("the pane says that it is kept: %v", shown.Keep)
	}
	c.LogOff()
	h.Settle()
	if _, held := h.CheckOut(103); held != keeps {
		t.Errorf("held %v after the last session; ledger %v", held, h.Ledger(103))
	}
}

func keepWhatIsHeld(t *testing.T, h *apptest.H) {
	c := holding(t, h)
	h.Do(keepAll(true))
	ends(t, h, c, true)
	h.Restart() // killed: it is still to be kept
	h.SignIn("alice")
	h.Advance(time.Minute)
	if _, held := h.CheckOut(103); !held {
		t.Errorf("given back after a crash; ledger %v", h.Ledger(103))
	}
}

func giveBackWhatIsHeld(t *testing.T, h *apptest.H) {
	h.Do(keepAll(true))
	c := holding(t, h)
	h.Do(keepAll(false))
	ends(t, h, c, false)
}

func oneIsKeptAsWasChosen(t *testing.T, h *apptest.H) {
	c := holding(t, h)
	h.Do(app.Keep{SecretID: 103, Keep: false}, keepAll(true))
	ends(t, h, c, false)
}

func extendFirst(t *testing.T, h *apptest.H) {
	few := func(minutes int) app.Intent {
		return app.SetGeneral{To: app.GeneralSettings{ExtendFirst: minutes}}
	}
	holding(t, h)
	h.Advance(10 * time.Minute) // of 30
	h.Do(few(30), app.Connect{SecretID: 103})
	p := h.View().Prompt
	if p == nil || p.Kind != app.PromptShort {
		t.Fatalf("with 20 of 30 minutes left nothing is offered: %+v", p)
	}
	h.Do(app.Dismiss{PromptID: p.ID}, few(15), app.Connect{SecretID: 103})
	if p := h.View().Prompt; p != nil || h.Launcher.Count() != 2 {
		t.Errorf("with 20 minutes left, 15 of them wanted: %+v, %d clients", p, h.Launcher.Count())
	}
	h.Advance(18 * time.Minute)
	h.Do(few(-1), app.Connect{SecretID: 103})
	if p := h.View().Prompt; p != nil || h.Launcher.Count() != 3 {
		t.Errorf("never wanted: %+v, %d clients", p, h.Launcher.Count())
	}
}

func callsPerMinute(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	took := func(calls int) time.Duration {
		began := time.Now()
		for range calls {
			if _, err := h.Client.CurrentUser(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		return time.Since(began).Round(time.Second)
	}
	if d := took(20); d != 0 {
		t.Fatalf("20 calls of 100 a minute take %v: the test proves nothing", d)
	}
	h.Do(app.SetNetwork{To: app.NetworkSettings{Network: settings.Network{CallsPerMinute: 10}}})
	if d := took(12); d != 12*time.Second {
		t.Errorf("with 10 a minute 12 calls take %v, want 12 s", d)
	}
	h.Do(app.SetNetwork{})
	took(1)
	h.Advance(time.Minute)
	if d := took(60); d != 0 {
		t.Errorf("with 100 a minute again 60 calls take %v", d)
	}
}

func proxyAndCAFile(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	to := settings.Network{Proxy: "http://proxy.example:3128", CAFile: certificate(t)}
	h.Do(app.SetNetwork{To: app.NetworkSettings{Network: to}})
	if got := h.Network(); got != to {
		t.Errorf("the client of a vault that is signed in to is told %+v; the page: %+v", got, h.View().Settings.Problem)
	}
}

// certificate is a file with one.
func certificate(t *testing.T) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{}, public, private)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func inTerminal(name string) app.Intent {
	return app.SetSSH{To: app.SSHDefaults{Terminal: name}}
}

func terminalOfSessions(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 101})
	for _, name := range []string{"xterm", "kitty", ""} {
		h.Do(inTerminal(name), app.Connect{SecretID: 101})
		if got := h.Launcher.Last().Target.Terminal; got != name {
			t.Errorf("in %q, want %q", got, name)
		}
	}
}

func terminalOfPrograms(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	keyScan(h)
	h.Do(app.Connect{SecretID: 150})
	h.Do(app.AllowRun{PromptID: h.View().Prompt.ID, Terminal: true})
	for _, name := range []string{"xterm", "kitty", ""} {
		h.Do(inTerminal(name), app.Connect{SecretID: 150})
		if got := h.Launcher.Last().Target; got.Terminal != name || !got.Command.Terminal {
			t.Errorf("in %q, want %q", got.Terminal, name)
		}
	}
}

func signOfLife(t *testing.T, h *apptest.H) {
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 101})
	for _, seconds := range []int{60, -1, 0} {
		h.Do(app.SetSSH{To: app.SSHDefaults{SSH: settings.SSH{KeepAlive: seconds}}}, app.Connect{SecretID: 101})
		if got := h.Launcher.Last().Target.SSH.KeepAlive; got != seconds {
			t.Errorf("every %d s, want %d", got, seconds)
		}
	}
}
